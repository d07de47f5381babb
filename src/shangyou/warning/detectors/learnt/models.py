"""A trained detector beside the device it watches: the document as it came, and who attached it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shangyou.warning.registers.devices import Device


class LearntDetector(models.Model):
    """The document of one device; its text is JSON and is only ever read as such."""

    class Tier(models.IntegerChoices):
        HINT = 1, "提示"
        WARNING = 2, "预警"

    objects: ClassVar[models.Manager["LearntDetector"]]
    device = models.OneToOneField(
        Device, models.CASCADE, primary_key=True, related_name="learnt_detector"
    )
    text = models.TextField()
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=128)
    codes = models.JSONField()
    """HJ 212 code of every signal, in the order of the document."""
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.HINT)
    """What its event counts as by itself."""
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    def __str__(self) -> str:
        return f"detector of device {self.pk}"
