"""What duty keeps: holidays, hand-overs, the log, round-calls, meetings. The roster itself is core's DutyShift."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shangyou.core.models import Organisation


class DutyHoliday(models.Model):
    """A day off, or a weekend day that is worked instead, as the year's notice says."""

    objects: ClassVar[models.Manager["DutyHoliday"]]
    date = models.DateField(unique=True)
    name = models.CharField(max_length=40)
    rest = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Handover(models.Model):
    """What the outgoing officer handed over, with what was open at that moment; only ever added."""

    objects: ClassVar[models.Manager["Handover"]]
    idempotency_key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="handovers")
    shift_begins_at = models.DateTimeField(null=True)
    shift_ends_at = models.DateTimeField(null=True)
    """Of the shift handed over, as the roster stood; the roster may change, this does not."""
    outgoing = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outgoing_name = models.CharField(max_length=64)
    expected = models.CharField(max_length=200, blank=True)
    """Whom the roster names next, as it stood."""
    notes = models.TextField()
    items = models.JSONField(default=list)
    written_at = models.DateTimeField()
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-written_at"], name="handover_newest")]

    def __str__(self) -> str:
        return f"{self.outgoing_name} {self.written_at:%Y-%m-%d %H:%M}"


class HandoverAcceptance(models.Model):
    """The incoming officer's word that he has taken over; one a hand-over, only ever added."""

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="acceptance")
    incoming = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    incoming_name = models.CharField(max_length=64)
    remark = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.incoming_name} {self.at:%Y-%m-%d %H:%M}"


class DutyEntry(models.Model):
    """One line of the duty log. A correction is a further line; what was written stays."""

    class Kind(models.TextChoices):
        CALL = "call", "来电"
        INTELLIGENCE = "intelligence", "情报"
        REPORT = "report", "报告"
        INSTRUCTION = "instruction", "指示"
        OTHER = "other", "其他"

    objects: ClassVar[models.Manager["DutyEntry"]]
    idempotency_key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duty_entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    happened_at = models.DateTimeField()
    source = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    """The first line of a chain of corrections."""
    reason = models.CharField(max_length=200, blank=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    who_name = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-happened_at"], name="duty_entry_newest")]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d %H:%M} {self.text[:40]}"


class RoundCall(models.Model):
    """One video round-call: who was called, who answered."""

    objects: ClassVar[models.Manager["RoundCall"]]
    idempotency_key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="round_calls")
    title = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    host_name = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether one organisation answered one call."""

    class State(models.TextChoices):
        WAITING = "waiting", "未点"
        PRESENT = "present", "到位"
        LATE = "late", "迟到"
        ABSENT = "absent", "缺席"

    objects: ClassVar[models.Manager["Attendance"]]
    call = models.ForeignKey(RoundCall, models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["organisation_id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation"], name="called_once_a_call")
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.organisation_id} {self.state}"


class Meeting(models.Model):
    """A monthly or quarterly dispatch meeting: what was to be spoken of, what was said."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", "月调度"
        QUARTERLY = "quarterly", "季调度"
        SPECIAL = "special", "专题调度"

    objects: ClassVar[models.Manager["Meeting"]]
    idempotency_key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    agenda = models.TextField()
    minutes = models.TextField(blank=True)
    participants = models.ManyToManyField(Organisation, related_name="+", blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_at", "-id"]

    def __str__(self) -> str:
        return self.title


class MeetingItem(models.Model):
    """What somebody has to do after a meeting, by when."""

    objects: ClassVar[models.Manager["MeetingItem"]]
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    text = models.CharField(max_length=400)
    responsible = models.ForeignKey(Organisation, models.PROTECT, related_name="meeting_items")
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=(("open", "待办"), ("closed", "已办结")), default="open"
    )
    version = models.PositiveIntegerField(default=1)
    closing_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=models.Q(state="open"), name="meeting_item_open"
            )
        ]

    def __str__(self) -> str:
        return self.text
