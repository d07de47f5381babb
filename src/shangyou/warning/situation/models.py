"""A situation analysis and its steps; a tip to a district and its steps."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Situation(models.Model):
    """One analysis of a period: rows computed from the data, and what people make of them."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", "月度"
        QUARTERLY = "quarterly", "季度"
        FLOOD = "flood", "汛期"
        SESSIONS = "sessions", "两会两节"
        HEAT = "heat", "高温"
        ICE = "ice", "低温冰冻"

    class State(models.TextChoices):
        DRAFT = "draft", "起草"
        SUBMITTED = "submitted", "待批准"
        APPROVED = "approved", "已批准"

    objects: ClassVar[models.Manager["Situation"]]
    idempotency_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=120)
    begins_on = models.DateField()
    ends_on = models.DateField()
    divisions = ArrayField(models.CharField(max_length=12))
    """The city's own code stands for all of it."""
    sections = models.JSONField(default=list)
    computed_at = models.DateTimeField()
    judgement = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-ends_on", "-id"]

    def __str__(self) -> str:
        return self.title


class SituationStep(models.Model):
    """Who did what to an analysis when; only ever added."""

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    who_name = models.CharField(max_length=64)
    action = models.CharField(max_length=12)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.situation_id} {self.action}"


class Tip(models.Model):
    """提示函: a letter to one district, supervised until what it asks is done."""

    class State(models.TextChoices):
        ISSUED = "issued", "待办理"
        ANSWERED = "answered", "待审核"
        SENT_BACK = "sent_back", "退回重办"
        CLOSED = "closed", "已销号"

    objects: ClassVar[models.Manager["Tip"]]
    idempotency_key = models.UUIDField(unique=True)
    number = models.CharField(max_length=24, unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    situation = models.ForeignKey(Situation, models.PROTECT, null=True, related_name="tips")
    division = models.CharField(max_length=12, db_index=True)
    headline = models.CharField(max_length=120)
    facts = models.TextField()
    asks = models.TextField()
    due_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=~models.Q(state="closed"), name="tip_supervised"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.headline}"


class TipStep(models.Model):
    """Who did what to a tip when, in whose words; only ever added."""

    tip = models.ForeignKey(Tip, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    who_name = models.CharField(max_length=64)
    action = models.CharField(max_length=10)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.action}"


class TipSeries(models.Model):
    """The last number given to a tip in a year; one row a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year} {self.last}"
