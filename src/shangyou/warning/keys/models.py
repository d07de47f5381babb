"""Where sealed secrets lie: tables of their own, which no list, export or history reads."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shangyou.warning.registers.cameras import Camera
from shangyou.warning.registers.devices import Device


class SealedRow(models.Model):
    """One secret, sealed, and who set it when."""

    sealed = models.BinaryField(editable=False)
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True


class DeviceKey(SealedRow):
    """The SM4 key of one device."""

    objects: ClassVar[models.Manager["DeviceKey"]]
    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="sm4_key")

    def __str__(self) -> str:
        return f"key of device {self.pk}"


class CameraLogin(SealedRow):
    """User name and password of one camera, a line each."""

    objects: ClassVar[models.Manager["CameraLogin"]]
    camera = models.OneToOneField(Camera, models.CASCADE, primary_key=True, related_name="login")

    def __str__(self) -> str:
        return f"log-in of camera {self.pk}"
