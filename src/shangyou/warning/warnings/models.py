"""A warning and the steps it went through."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class PublicWarning(models.Model):
    """One warning; its text is that of the newest step."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草"
        SUBMITTED = "submitted", "待批准"
        APPROVED = "approved", "已批准"
        PUBLISHED = "published", "已发布"
        LIFTED = "lifted", "已解除"

    objects: ClassVar[models.Manager["PublicWarning"]]
    idempotency_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    level = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=16)
    headline = models.CharField(max_length=120)
    description = models.TextField()
    instruction = models.TextField(blank=True)
    divisions = ArrayField(models.CharField(max_length=12))
    expires_at = models.DateTimeField()
    drill = models.BooleanField(default=False)
    about = models.CharField(max_length=120, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="warnings_drafted"
    )
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-drafted_at", "-id"]
        indexes = [
            GinIndex(fields=["divisions"], name="warning_divisions"),
            models.Index(fields=["state", "-published_at"]),
        ]

    def __str__(self) -> str:
        return self.headline


class WarningStep(models.Model):
    """Who did what to a warning when, with the text of that moment; only ever added."""

    class Action(models.TextChoices):
        DRAFTED = "drafted", "起草"
        CHANGED = "changed", "修改"
        SUBMITTED = "submitted", "提请批准"
        RETURNED = "returned", "退回"
        APPROVED = "approved", "批准"
        PUBLISHED = "published", "发布"
        ADJUSTED = "adjusted", "调整"
        LIFTED = "lifted", "解除"

    warning = models.ForeignKey(PublicWarning, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    who_name = models.CharField(max_length=64)
    action = models.CharField(max_length=10, choices=Action.choices)
    level = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    # Of published, adjusted and lifted: the document as it was issued, and its identifier.
    identifier = models.CharField(max_length=64, blank=True)
    document = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"],
                condition=~models.Q(identifier=""),
                name="warning_identifier",
            )
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.action}"
