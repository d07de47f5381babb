"""The log of an incident: who did what when. Rows are only ever added."""

from django.conf import settings
from django.db import models


class LogEntry(models.Model):
    """One entry; a database trigger refuses to change or delete it."""

    class Kind(models.TextChoices):
        NOTE = "note", "记录"
        FORECAST = "forecast", "研判"
        PLAN = "plan", "方案"
        REPORT = "report", "报告"
        STATE = "state", "状态"
        CLOCK = "clock", "时限"

    incident = models.ForeignKey("response.Incident", on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # As they were that day: people move to other offices.
    who_name = models.CharField(max_length=60)
    organisation = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.JSONField()
    link = models.JSONField(null=True)

    class Meta:
        ordering = ["incident_id", "id"]
        indexes = [models.Index(fields=["incident", "-id"])]

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M} {self.who_name}"
