"""A forecast as it was run: exact inputs, seed and answer, so that it can be run again."""

import gzip
import json
from typing import Any

from django.conf import settings
from django.db import models


class Forecast(models.Model):
    """One run of one model for one incident. Never changed after it is stored."""

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="forecasts"
    )
    number = models.PositiveIntegerField()
    # The run whose case was taken over and corrected by samples.
    based_on = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    title = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=40)
    model_version = models.CharField(max_length=20)
    # The case as text: a JSON column would reorder it, and what was run is kept to the byte.
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    answer_gz = models.BinaryField()
    plume_gz = models.BinaryField()
    # Per receptor: the register's facts of the day of the run and the answer's quantiles.
    receptors = models.JSONField()
    assumptions = models.JSONField()
    warnings = models.JSONField()
    validity = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    seconds = models.FloatField()

    class Meta:
        ordering = ["incident_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="forecast_number")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.number}"

    @property
    def case(self) -> dict[str, Any]:
        """The case as it was given to the model."""
        document: dict[str, Any] = json.loads(self.inputs)
        return document

    @property
    def answer(self) -> dict[str, Any]:
        """The model's answer in its public form."""
        return unpack(self.answer_gz)


def pack(document: dict[str, Any]) -> bytes:
    """Compress a JSON document; the same document always gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode(), compresslevel=4, mtime=0)


def unpack(packed: bytes | memoryview) -> dict[str, Any]:
    """Return the JSON document of `pack`."""
    document: dict[str, Any] = json.loads(gzip.decompress(bytes(packed)))
    return document
