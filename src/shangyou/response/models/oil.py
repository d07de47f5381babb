"""An oil run as it was made: exact case, seed, answer and slick, and the form it came from."""

from typing import Any

from django.conf import settings
from django.db import models

from shangyou.response.models.forecasts import unpack


class OilRun(models.Model):
    """One run of `river-oil-spill` for one incident. Never changed after it is stored."""

    idempotency_key = models.UUIDField(unique=True)
    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="oil_runs"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120, blank=True)
    oil_id = models.CharField(max_length=20)
    oil_name = models.CharField(max_length=120)
    # what the form held, so that another assumption begins from it
    form = models.JSONField()
    model = models.CharField(max_length=40)
    model_version = models.CharField(max_length=20)
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    answer_gz = models.BinaryField()
    slick_gz = models.BinaryField()
    # the register's facts on the day of the run, per receptor
    places = models.JSONField()
    # code of each reach on the way → its river and chainages that day
    reach_names = models.JSONField()
    warnings = models.JSONField()
    # what became of the oil at the end, for the list
    outcome = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    seconds = models.FloatField()

    class Meta:
        ordering = ["incident_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="oil_run_number")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.number}"

    @property
    def answer(self) -> dict[str, Any]:
        """The model's answer in its public form."""
        return unpack(self.answer_gz)

    @property
    def slick(self) -> dict[str, Any]:
        """The frames of the map."""
        return unpack(self.slick_gz)
