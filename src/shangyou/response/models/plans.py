"""A response plan and what was decided on each of its lines."""

from django.conf import settings
from django.db import models


class Plan(models.Model):
    """One version of the plan of an incident, made from one forecast or, in the air, one assessment."""

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="plans"
    )
    forecast = models.ForeignKey(
        "response.Forecast", null=True, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        "response.GasAssessment", null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # Title and, where a section has no line, the sentence that says why: [{key, title, empty}].
    sections = models.JSONField()

    class Meta:
        ordering = ["incident_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "version"], name="plan_version"),
            models.CheckConstraint(
                condition=models.Q(forecast__isnull=True) ^ models.Q(assessment__isnull=True),
                name="plan_of_one_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.version}"


class PlanLine(models.Model):
    """One measure and the decision on it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待定"
        ACCEPTED = "accepted", "采纳"
        CHANGED = "changed", "修改"
        DROPPED = "dropped", "不采纳"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    section = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=160)
    content = models.JSONField()
    by = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    note = models.TextField(blank=True)
    # What the line says after a change; empty while it stands as proposed.
    text = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    # The line of an earlier version that was decided on, where this one advises something else.
    earlier = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["plan_id", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="plan_line_key")]
        indexes = [models.Index(fields=["state", "by"])]

    def __str__(self) -> str:
        return self.key
