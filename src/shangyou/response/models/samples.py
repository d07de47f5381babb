"""Results of samples taken during an incident. Rows are only ever added: a correction is another row."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Sample(models.Model):
    """One result at one place and time; a database trigger refuses to change or delete it.

    The newest row of a chain of corrections counts, unless it withdraws the result.
    """

    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="samples"
    )
    # The form sends one key for all its rows; sent again, it stores nothing twice.
    idempotency_key = models.UUIDField()
    row = models.PositiveIntegerField()
    # A receptor of the forecast (receptors:12), or a place on the river (samples:QJ-3@1200).
    place = models.CharField(max_length=80)
    place_name = models.CharField(max_length=120)
    reach = models.CharField(max_length=40)
    distance_m = models.FloatField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    taken_at = models.DateTimeField()
    # None: nothing was found above the detection limit.
    concentration_mg_l = models.FloatField(null=True)
    detection_limit_mg_l = models.FloatField(null=True)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # As they were called that day: people move to other offices.
    entered_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["incident_id", "taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["idempotency_key", "row"], name="sample_once"),
            models.CheckConstraint(
                condition=Q(concentration_mg_l__isnull=False)
                | Q(detection_limit_mg_l__isnull=False),
                name="sample_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_name} {self.taken_at:%m-%d %H:%M}"
