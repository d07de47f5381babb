"""An alarm, what was done about it, what each detector decided, and what people taught it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from shangyou.warning.registers.stations import Station


class Alarm(models.Model):
    """One happening at a station; findings join it while it lasts."""

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        TAKEN = "taken", "处理中"
        DISMISSED = "dismissed", "已排除"
        INCIDENT = "incident", "已转事件"
        ENDED = "ended", "已自行结束"

    class Tier(models.IntegerChoices):
        HINT = 1, "提示"
        WARNING = 2, "预警"
        ALARM = 3, "警报"

    objects: ClassVar[models.Manager["Alarm"]]
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    station = models.ForeignKey(Station, models.PROTECT, related_name="alarms")
    region = models.CharField(max_length=12, blank=True)
    demo = models.BooleanField(default=False)
    # By the data's own clock; opened_at by ours.
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    """Since when every signal is back to usual."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # The signals that made it: one entry a factor, with the words of its newest finding.
    signals = models.JSONField(default=list)
    fits = models.JSONField(default=list)
    """What else fits: upstream station, maintenance, temperature, oxygen, storm, neighbours."""
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="alarms_taken"
    )
    taken_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    escalations = models.PositiveSmallIntegerField(default=0)
    cause = models.CharField(max_length=16, blank=True)
    """Why it was dismissed."""
    incident = models.BigIntegerField(null=True)
    """Number of the row of its incident: this wing lies below the one that keeps incidents."""
    incident_number = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-opened_at"]),
            models.Index(fields=["station", "-last_at"]),
            models.Index(
                fields=["escalate_at"],
                condition=Q(escalate_at__isnull=False),
                name="alarm_escalates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.began_at:%Y-%m-%d %H:%M}"


class AlarmStep(models.Model):
    """Who did what to an alarm when; only ever added."""

    class Action(models.TextChoices):
        OPENED = "opened", "报警"
        RAISED = "raised", "升级"
        JOINED = "joined", "另一站也出现"
        BACK = "back", "恢复正常"
        TAKEN = "taken", "接手"
        VERIFIED = "verified", "核实"
        NOTED = "noted", "备注"
        DISMISSED = "dismissed", "排除"
        REOPENED = "reopened", "撤销排除"
        ESCALATED = "escalated", "上报"
        INCIDENT = "incident", "转为事件"
        ENDED = "ended", "自行结束"

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    who_name = models.CharField(max_length=64)
    action = models.CharField(max_length=10, choices=Action.choices)
    tier = models.PositiveSmallIntegerField()
    text = models.JSONField(default=dict)
    """What it says in both languages, where the system says it."""
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.action}"


class Decision(models.Model):
    """What a detector decided about a series, in words; kept whether or not it made an alarm."""

    objects: ClassVar[models.Manager["Decision"]]
    device = models.ForeignKey("warning.Device", models.CASCADE, related_name="decisions")
    code = models.CharField(max_length=12)
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    tier = models.PositiveSmallIntegerField()
    text = models.JSONField()
    alarm = models.ForeignKey(Alarm, models.SET_NULL, null=True, related_name="decisions")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["device", "-at"]), models.Index(fields=["made_at"])]

    def __str__(self) -> str:
        return f"{self.device_id} {self.code} {self.tier}"


class Lesson(models.Model):
    """What a dismissal taught: a series' threshold for a kind of finding, until it is undone."""

    objects: ClassVar[models.Manager["Lesson"]]
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="lessons")
    device = models.ForeignKey("warning.Device", models.CASCADE, related_name="lessons")
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    cause = models.CharField(max_length=16)
    factor = models.FloatField()
    """The threshold is multiplied by it."""
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["device", "code"])]

    def __str__(self) -> str:
        return f"{self.device_id} {self.code} ×{self.factor:g}"


class OwnStep(models.Model):
    """A series' own natural step, learnt from what is stored."""

    objects: ClassVar[models.Manager["OwnStep"]]
    device = models.ForeignKey("warning.Device", models.CASCADE, related_name="own_steps")
    code = models.CharField(max_length=12)
    cn = models.PositiveSmallIntegerField()
    distance = models.FloatField(null=True)
    leap = models.FloatField(null=True)
    """From its level, and from reading to reading, as shares; None where too little is stored."""
    step = models.FloatField(null=True)
    share = models.FloatField(null=True)
    steps = models.PositiveIntegerField(default=0)
    """Slow series: the plain percentile of steps between neighbours, in the unit and as a share, and their number."""
    readings = models.PositiveIntegerField()
    learnt_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "code", "cn"], name="one_own_step_a_series")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.code} {self.distance}"


class DetectorMark(models.Model):
    """How many micro-batches have been judged: a follower whose memory is of another number forgets it."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
