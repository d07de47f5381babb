"""Warnings as the API gives them."""

from typing import Any

from django.db.models import Count, Q

from shangyou.core.models import Notification, User
from shangyou.reference.divisions import BY_CODE
from shangyou.science.messages import Sentence
from shangyou.warning.warnings import acting
from shangyou.warning.warnings.document import COLOURS, COLOURS_EN
from shangyou.warning.warnings.form import EVENTS
from shangyou.warning.warnings.models import PublicWarning, WarningStep

STATES = {
    "draft": Sentence("起草", "draft"),
    "submitted": Sentence("待批准", "to be approved"),
    "approved": Sentence("已批准", "approved"),
    "published": Sentence("已发布", "published"),
    "lifted": Sentence("已解除", "lifted"),
}
ACTIONS = {
    "drafted": Sentence("起草", "drafted"),
    "changed": Sentence("修改", "changed"),
    "submitted": Sentence("提请批准", "submitted"),
    "returned": Sentence("退回", "returned"),
    "approved": Sentence("批准", "approved"),
    "published": Sentence("发布", "published"),
    "adjusted": Sentence("调整", "adjusted"),
    "lifted": Sentence("解除", "lifted"),
}


def row(warning: PublicWarning) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": warning.pk,
        "version": warning.version,
        "state": warning.state,
        "state_title": STATES[warning.state],
        **public(warning),
        "drafted_by": warning.drafted_by.name,
        "drafted_at": warning.drafted_at,
    }


def public(warning: PublicWarning) -> dict[str, Any]:
    """Return what the public may read."""
    return {
        "level": warning.level,
        "colour": COLOURS_EN[warning.level],
        "title": Sentence(
            f"{EVENTS[warning.event].zh}{COLOURS[warning.level]}预警",
            f"{COLOURS_EN[warning.level]} warning: {EVENTS[warning.event].en}",
        ),
        "event": warning.event,
        "headline": warning.headline,
        "description": warning.description,
        "instruction": warning.instruction,
        "divisions": [{"code": code, "name": BY_CODE[code].name} for code in warning.divisions],
        "expires_at": warning.expires_at,
        "published_at": warning.published_at,
        "lifted_at": warning.lifted_at,
        "drill": warning.drill,
    }


def whole(warning: PublicWarning, user: User) -> dict[str, Any]:
    """Return a warning with its steps, its receipts, and what this user may do next."""
    return {
        **row(warning),
        "about": warning.about,
        "steps": [_step(step) for step in warning.steps.all()],
        "receipts": receipts(warning),
        "may": sorted(
            action
            for action, (before, _) in acting.STEPS.items()
            if warning.state in before
            and acting.may(user, acting.OPERATIONS[action], warning.divisions)
            and not (action == "approved" and warning.drafted_by_id == user.pk)
        ),
        "may_change": warning.state in ("draft", "published")
        and acting.may(
            user,
            "warning.publish" if warning.state == "published" else "warning.draft",
            warning.divisions,
        ),
    }


def _step(step: WarningStep) -> dict[str, Any]:
    return {
        "id": step.pk,
        "at": step.at,
        "who": step.who_name,
        "action": step.action,
        "action_title": ACTIONS[step.action],
        "level": step.level,
        "note": step.note,
        "identifier": step.identifier,
    }


def receipts(warning: PublicWarning) -> dict[str, Any]:
    """Return how many were told, how many have read it, and whom no channel reached (two queries)."""
    rows = Notification.objects.filter(about_kind="warning", about_id=str(warning.pk))
    counts = rows.aggregate(
        told=Count("id"),
        sent=Count("id", filter=Q(state="sent")),
        read=Count("id", filter=Q(read_at__isnull=False)),
        failed=Count("id", filter=Q(state="failed")),
    )
    missed = rows.filter(state="failed").values(
        "id", "person", "organisation", "channel", "problem"
    )
    return {**counts, "missed": list(missed[:200])}
