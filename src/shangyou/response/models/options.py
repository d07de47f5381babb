"""An option: measures drawn for one forecast, with their effect as it was computed."""

import uuid

from django.conf import settings
from django.db import models


class ResponseOption(models.Model):
    """Measures that would be taken together. Stored as asked, run and answered; only ever put aside."""

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="options"
    )
    forecast = models.ForeignKey(
        "response.Forecast", on_delete=models.PROTECT, related_name="options"
    )
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120, blank=True)
    # As drawn (places of the network, labels) and as the model took it (places of the case).
    measures = models.JSONField()
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    members = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    effect = models.JSONField()
    seconds = models.FloatField()
    # What an optimiser said of it; null where a person drew it.
    proof = models.JSONField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    adopted_forecast = models.ForeignKey(
        "response.Forecast", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["incident_id", "number"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="option_number")]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.number}"
