"""What gas sensors measured when an incident in the air began. Rows are only ever added."""

from django.db import models


class AirReading(models.Model):
    """One reading of one sensor, as it stood when the incident was opened.

    A copy, with the names of that day: telemetry is thinned and ends after some months, and
    registers change. A database trigger refuses to change or delete it.
    """

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="air_readings"
    )
    station = models.BigIntegerField()
    station_name = models.CharField(max_length=128)
    code = models.CharField(max_length=12)
    name = models.JSONField()
    at = models.DateTimeField()
    value = models.FloatField()
    unit = models.CharField(max_length=24, blank=True)
    limit = models.FloatField(null=True)

    class Meta:
        ordering = ["incident_id", "station", "code", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "station", "code", "at"], name="air_reading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_name} {self.code} {self.at:%m-%d %H:%M}"
