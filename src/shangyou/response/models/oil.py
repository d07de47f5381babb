"""An oil run as it was made, and the job that makes one."""

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


class OilJob(models.Model):
    """A run asked for: it waits, runs, and ends with a run, a refusal or a cancellation."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "等待"
        RUNNING = "running", "计算中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    idempotency_key = models.UUIDField(unique=True)
    incident = models.ForeignKey(
        "response.Incident", on_delete=models.PROTECT, related_name="oil_jobs"
    )
    form = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    # share of the forecast walked, and when that was last said
    share = models.FloatField(default=0.0)
    beat_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    # why it failed: field and sentence in both languages
    problems = models.JSONField(default=list)
    run = models.OneToOneField(OilRun, null=True, on_delete=models.PROTECT, related_name="job")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.state}"
