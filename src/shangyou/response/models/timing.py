"""The legal clocks of an incident and its five firsts (五个第一时间)."""

from django.conf import settings
from django.db import models


class Clock(models.Model):
    """One legal deadline to report; done once, by whoever was first."""

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="clocks"
    )
    key = models.CharField(max_length=60)
    title = models.JSONField()
    recipient = models.JSONField()
    deadline = models.DateTimeField()
    clause = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["incident_id", "deadline", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="clock_key")]
        indexes = [
            models.Index(
                fields=["deadline"], condition=models.Q(done_at=None), name="clock_running"
            )
        ]

    def __str__(self) -> str:
        return self.key


class FiveFirst(models.Model):
    """One of the five: report, arrive, monitor, publish, investigate."""

    class Key(models.TextChoices):
        REPORT = "report", "第一时间报告"
        ARRIVE = "arrive", "第一时间赶赴现场"
        MONITOR = "monitor", "第一时间开展监测"
        PUBLISH = "publish", "第一时间组织发布信息"
        INVESTIGATE = "investigate", "第一时间组织开展调查"

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="five_firsts"
    )
    key = models.CharField(max_length=12, choices=Key.choices)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["incident_id", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="five_first_key")]

    def __str__(self) -> str:
        return self.key
