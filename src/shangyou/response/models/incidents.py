"""An incident: what was said on the telephone, what was assumed, and where it lies."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models


class NumberSeries(models.Model):
    """The last incident number given in a year; one row a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"CQ-{self.year}-{self.last:04d}"

    @classmethod
    def take(cls, year: int) -> str:
        """Return the next number of the year, inside the caller's transaction.

        One statement, so that two calls at the same moment never get the same number.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO response_numberseries (year, last) VALUES (%s, 1) "
                "ON CONFLICT (year) DO UPDATE SET last = response_numberseries.last + 1 "
                "RETURNING last",
                [year],
            )
            row = cursor.fetchone()
        return f"CQ-{year}-{row[0]:04d}"


class Incident(models.Model):
    """One spill or escape. Stated values stay as they were stated; assumptions are kept beside them.

    One in the air lies on no river: reach and river are empty, and no forecast of a river is made.
    """

    class Kind(models.TextChoices):
        WATER = "water", "水"
        AIR = "air", "大气"

    class State(models.TextChoices):
        OPEN = "open", "处置中"
        ENDED = "ended", "已终止"

    number = models.CharField(max_length=16, unique=True)
    idempotency_key = models.UUIDField(unique=True)
    kind = models.CharField(
        max_length=8, choices=Kind.choices, default=Kind.WATER, db_default="water"
    )
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    name = models.CharField(max_length=120)
    drill = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)

    cause = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    caller_name = models.CharField(max_length=60, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    caller_organisation = models.CharField(max_length=120, blank=True)

    longitude = models.FloatField()
    latitude = models.FloatField()
    bank = models.CharField(max_length=8)
    reach = models.CharField(max_length=40, blank=True)
    distance_m = models.FloatField(default=0.0)
    chainage_km = models.FloatField(default=0.0)
    river = models.CharField(max_length=40, blank=True)
    place = models.JSONField()
    district_code = models.CharField(max_length=12, blank=True)
    district_name = models.CharField(max_length=60, blank=True)
    # The district of the point and every district the current forecast reaches: who may see it.
    regions = ArrayField(models.CharField(max_length=12), default=list)

    substance_key = models.CharField(max_length=60, blank=True)
    substance_text = models.CharField(max_length=120, blank=True)
    substance_name = models.JSONField()
    amount_value = models.FloatField(null=True)
    amount_unit = models.CharField(max_length=4, blank=True)

    started_at = models.DateTimeField()
    duration_s = models.FloatField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incidents_opened"
    )
    hydrology = models.JSONField(default=dict)
    # the assessment somebody made while the caller was still speaking, and opened the incident from
    assessment = models.OneToOneField(
        "response.GasAssessment",
        null=True,
        on_delete=models.PROTECT,
        related_name="opened_incident",
    )

    grade = models.JSONField(null=True)
    current_forecast = models.ForeignKey(
        "response.Forecast", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-opened_at"]),
            GinIndex(fields=["regions"], name="incident_regions"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
