"""Commands down to devices: queued by people, claimed by the gateway that holds the connection."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shangyou.warning.registers.devices import Device

KINDS = (
    ("set_time", "校时 (1012)"),
    ("resend_minutes", "补传分钟数据 (2051)"),
    ("resend_hours", "补传小时数据 (2061)"),
    ("resend_days", "补传日数据 (2031)"),
)
STATES = (
    ("queued", "待发送"),
    ("sent", "已发送，等待应答"),
    ("accepted", "设备已接受，执行中"),
    ("done", "执行成功"),
    ("refused", "设备拒绝"),
    ("failed", "执行失败"),
    ("no_answer", "设备没有应答"),
    ("expired", "设备一直未上线，已过期"),
)


class Command(models.Model):
    """One request to one device and what became of it."""

    objects: ClassVar[models.Manager["Command"]]
    device = models.ForeignKey(Device, models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=16, choices=KINDS)
    begins_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=STATES, default="queued")
    qn = models.CharField(max_length=20, blank=True)
    gateway = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=8, blank=True)
    """QnRtn or ExeRtn as the device answered."""
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["queued", "sent"]),
                name="open_commands",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.device_id} {self.state}"
