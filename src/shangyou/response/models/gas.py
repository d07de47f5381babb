"""A gas assessment as it was run: exact case, seed and answer, and the places with people it was run for."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from shangyou.response.models.forecasts import unpack


class GasAssessment(models.Model):
    """One run of `gas-release` at one place. Never changed after it is stored."""

    idempotency_key = models.UUIDField(unique=True)
    title = models.CharField(max_length=120, blank=True)
    incident = models.ForeignKey(
        "response.Incident", null=True, on_delete=models.PROTECT, related_name="gas_assessments"
    )
    # the alarm it was made for: whatever incident comes of that has the assessment too
    alarm = models.ForeignKey(
        "warning.Alarm", null=True, on_delete=models.PROTECT, related_name="gas_assessments"
    )
    longitude = models.FloatField()
    latitude = models.FloatField()
    district_code = models.CharField(max_length=12, blank=True)
    district_name = models.CharField(max_length=60, blank=True)
    regions = ArrayField(models.CharField(max_length=12), default=list)
    substance_key = models.CharField(max_length=60)
    substance_name = models.JSONField()
    started_at = models.DateTimeField()
    # what the form held, so that another assumption begins from it
    form = models.JSONField()
    model = models.CharField(max_length=40)
    model_version = models.CharField(max_length=20)
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    answer_gz = models.BinaryField()
    # the register's facts on the day of the run, per place with people
    places = models.JSONField()
    # who else stood within each zone that day, by its threshold: kind, places and people; "" within any
    unlisted = models.JSONField(default=dict)
    farthest_m = models.FloatField(null=True)
    theory = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    seconds = models.FloatField()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [GinIndex(fields=["regions"], name="gas_assessment_regions")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The number people quote: 气体 (QT), the year, the row."""
        return f"QT-{self.made_at.year}-{self.pk:05d}"

    @cached_property
    def answer(self) -> dict[str, Any]:
        """The model's answer in its public form."""
        return unpack(self.answer_gz)


class GasFire(models.Model):
    """One run of a fire or blast model for an assessment. Never changed after it is stored."""

    assessment = models.ForeignKey(
        "response.GasAssessment", on_delete=models.PROTECT, related_name="fires"
    )
    idempotency_key = models.UUIDField(unique=True)
    # whether it was worked out from the leak, or somebody typed it
    derived = models.BooleanField()
    # metres east and north of the leak: the middle of a cloud is not where the tank stands
    east_m = models.FloatField()
    north_m = models.FloatField()
    assumptions = models.JSONField()
    model = models.CharField(max_length=40)
    model_version = models.CharField(max_length=20)
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    answer_gz = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    seconds = models.FloatField()

    class Meta:
        ordering = ["assessment_id", "id"]

    def __str__(self) -> str:
        return f"{self.model} {self.pk}"

    @cached_property
    def answer(self) -> dict[str, Any]:
        """The model's answer in its public form."""
        return unpack(self.answer_gz)
