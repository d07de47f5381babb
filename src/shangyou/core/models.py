"""The tables of core: organisations, people, accounts, duty, and what happened."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from shangyou.core.registers.rows import RegisterRow
from shangyou.core.rights import TITLES, Role

TIERS = (
    ("ministry", "部级"),
    ("city", "市级"),
    ("sub_centre", "分中心"),
    ("district", "区县"),
    ("vehicle", "指挥车"),
    ("individual", "单兵"),
    ("enterprise", "企业"),
    ("partner", "联动单位"),
)


class Organisation(RegisterRow):
    """One organisation of 1 + 7 + N, or one that is called: its divisions, its telephones."""

    region = None  # type: ignore[assignment]  # an organisation's own division stands in its place
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=16, choices=TIERS)
    kind = models.CharField(max_length=24, blank=True)
    """What it is called for, for example ecology, water, maritime, intake operator."""
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    covers = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    duty_phone = models.CharField(max_length=32, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    """Further contacts: [{"name", "phone", "duty"}]."""
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Person(RegisterRow):
    """Somebody who is called: the telephone book of an organisation."""

    name = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="people")
    post = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=32)
    on_call = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    def settle(self) -> None:
        """Belong where the organisation belongs."""
        if not self.region and self.organisation_id:
            self.region = self.organisation.division_code

    class Meta:
        ordering = ["organisation_id", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="one_row_per_organisation_and_person"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Gives users together with their organisation: every right is asked of both."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("organisation")

    def create_user(
        self, username: str, password: str | None = None, role: str = Role.READ_ONLY, **fields: Any
    ) -> "User":
        """Make an account; without a password nobody can log in to it."""
        user = self.model(username=username, role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account: a person, a role and an organisation."""

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    phone = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=16, choices=[(r.value, TITLES[r].zh) for r in Role])
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users"
    )
    language = models.CharField(
        max_length=2, default="zh", choices=(("zh", "中文"), ("en", "English"))
    )
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username


class DutyShift(models.Model):
    """Who is on duty and who leads, from when until when; accounts, and their names as they were."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="shifts")
    officers = models.ManyToManyField(User, related_name="shifts", blank=True)
    leader = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="shifts_led"
    )
    duty_name = models.CharField(max_length=200)
    """The officers in words; somebody without an account can stand here alone."""
    duty_phone = models.CharField(max_length=32, blank=True)
    leader_name = models.CharField(max_length=64, blank=True)
    leader_phone = models.CharField(max_length=32, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-begins_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="shift_ends_after_begin"
            )
        ]
        indexes = [models.Index(fields=["organisation", "begins_at"], name="shift_of_organisation")]

    def __str__(self) -> str:
        return f"{self.duty_name} {self.begins_at:%Y-%m-%d %H:%M}"


class AuditEntry(models.Model):
    """One link of the chain; the database refuses to change or remove it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=64)
    organisation = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=64)
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    region = models.CharField(max_length=12, blank=True)
    detail = models.TextField()
    """JSON as text: what was digested is kept to the byte."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["object_kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Event(models.Model):
    """Something screens should hear of; kept so that a broken connection resumes without loss."""

    topic = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    what = models.CharField(max_length=64)
    regions = ArrayField(models.CharField(max_length=12), default=list)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.topic}.{self.what}"


class RowChange(models.Model):
    """One version of one register row: which fields changed, from what to what."""

    register = models.CharField(max_length=48)
    row_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=64)
    action = models.CharField(max_length=16)
    changes = models.JSONField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["register", "row_id"])]

    def __str__(self) -> str:
        return f"{self.register}/{self.row_id} v{self.version}"


class StoredFile(models.Model):
    """A file that belongs to something, kept in the database so that one backup holds all."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class PartBeat(models.Model):
    """When a part of the system (the worker, the gateway) last said that it lives."""

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()
    since = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Notification(models.Model):
    """A message to one person by one channel; written with the deed, sent after it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    key = models.CharField(max_length=120, unique=True)
    """Of the cause and the person: the same cause tells the same person once."""
    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=254, blank=True)
    person = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="notifications")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    about_kind = models.CharField(max_length=32)
    about_id = models.CharField(max_length=64)
    regions = ArrayField(models.CharField(max_length=12), default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(auto_now_add=True)
    """While it is being sent: until when the worker holds it."""
    problem = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="notification_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.person} {self.subject}"
