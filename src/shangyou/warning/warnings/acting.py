"""What people do with a warning; each step is one conditional update, its trace, and who is told."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound, ProblemError, Stale
from shangyou.core.models import User
from shangyou.core.notifications import outbox
from shangyou.core.rights import ALL, allowed, visible_regions
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.warnings import document, form, recipients
from shangyou.warning.warnings.models import PublicWarning, WarningStep

State, Action = PublicWarning.State, WarningStep.Action

OWN = Sentence(
    "起草人不能批准自己的预警；请由另一位有批准权的人批准。",
    "Whoever drafted a warning cannot approve it; somebody else has to.",
)
NOT_NOW = Sentence(
    "预警的状态已变，不能再做这一步；请看最新状态。",
    "The warning has moved on; this step is no longer possible.",
)
ANOTHERS_KEY = Sentence(
    "该幂等键已用于另一条预警；请重新打开表单。",
    "This idempotency key belongs to another warning; open the form again.",
)

# From which states a step may be taken, and where it leads.
STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    Action.SUBMITTED: ((State.DRAFT,), State.SUBMITTED),
    Action.RETURNED: ((State.SUBMITTED, State.APPROVED), State.DRAFT),
    Action.APPROVED: ((State.SUBMITTED,), State.APPROVED),
    Action.PUBLISHED: ((State.APPROVED,), State.PUBLISHED),
    Action.LIFTED: ((State.PUBLISHED,), State.LIFTED),
}
OPERATIONS: Mapping[str, str] = {
    Action.SUBMITTED: "warning.draft",
    Action.RETURNED: "warning.approve",
    Action.APPROVED: "warning.approve",
    Action.PUBLISHED: "warning.publish",
    Action.LIFTED: "warning.publish",
}
ISSUED = (Action.PUBLISHED, Action.ADJUSTED, Action.LIFTED)


def visible(user: User) -> Any:
    """Return the warnings a user may see, newest first."""
    regions = visible_regions(user, "warning.list")
    rows = PublicWarning.objects.select_related("drafted_by")
    return rows if regions is ALL else rows.filter(divisions__overlap=sorted(regions))  # type: ignore[arg-type]


def one(user: User, pk: int) -> PublicWarning:
    """Return one warning the user may see; 404 otherwise."""
    found: PublicWarning | None = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def may(user: User, operation: str, divisions: list[str]) -> bool:
    """Say whether the user may do this in every division of a warning."""
    return all(allowed(user, operation, region=code) for code in divisions)


def draft(body: Mapping[str, Any], *, user: User, now: datetime) -> tuple[PublicWarning, bool]:
    """Write a draft; the same form twice is one. Returns the warning and whether it is new."""
    key = form.key_of(body)
    found = PublicWarning.objects.filter(idempotency_key=key).first()
    if found is not None:
        return _same(found, user), False
    said = form.read(body, now)
    if not may(user, "warning.draft", said.divisions):
        raise Forbidden
    try:
        with transaction.atomic():
            made = PublicWarning.objects.create(
                idempotency_key=key, drafted_by=user, drafted_at=now, **asdict(said)
            )
            _step(made, Action.DRAFTED, user, now, "")
    except IntegrityError:
        found = PublicWarning.objects.filter(idempotency_key=key).first()
        if found is None:
            raise
        return _same(found, user), False
    return made, True


def _same(found: PublicWarning, user: User) -> PublicWarning:
    if found.drafted_by_id != user.pk:
        raise ProblemError(409, [Problem("idempotency_key", ANOTHERS_KEY)])
    return found


def change(
    warning: PublicWarning, body: Mapping[str, Any], *, user: User, now: datetime
) -> PublicWarning:
    """Change a draft, or adjust a published warning by another text or level."""
    said = form.read(body, now)
    published = warning.state == State.PUBLISHED
    operation = "warning.publish" if published else "warning.draft"
    if not may(user, operation, sorted({*warning.divisions, *said.divisions})):
        raise Forbidden
    with transaction.atomic():
        changed = PublicWarning.objects.filter(
            pk=warning.pk,
            version=int(body.get("version") or 0),
            state__in=[State.DRAFT, State.PUBLISHED],
        ).update(version=F("version") + 1, **asdict(said))
        if not changed:
            raise Stale
        held = PublicWarning.objects.get(pk=warning.pk)
        action = Action.ADJUSTED if published else Action.CHANGED
        _step(held, action, user, now, str(body.get("note") or ""))
    return held


def act(
    warning: PublicWarning, action: str, note: str, *, user: User, now: datetime
) -> PublicWarning:
    """Take a warning one step on; refused where somebody else was faster."""
    before, after = STEPS[action]
    if not may(user, OPERATIONS[action], warning.divisions):
        raise Forbidden
    if action == Action.APPROVED and warning.drafted_by_id == user.pk:
        raise ProblemError(409, [Problem("", OWN)])
    if action in (Action.RETURNED, Action.LIFTED) and not note.strip():
        sentence = Sentence("请写明理由。", "Say why.")
        raise ProblemError(422, [Problem("note", sentence)])
    stamps: dict[str, Any] = {}
    if action == Action.PUBLISHED:
        stamps["published_at"] = now
    if action == Action.LIFTED:
        stamps["lifted_at"] = now
    with transaction.atomic():
        changed = PublicWarning.objects.filter(pk=warning.pk, state__in=before).update(
            state=after, version=F("version") + 1, **stamps
        )
        if not changed:
            raise ProblemError(409, [Problem("", NOT_NOW)])
        held = PublicWarning.objects.get(pk=warning.pk)
        _step(held, action, user, now, note.strip()[:4000])
    return held


def _step(warning: PublicWarning, action: str, user: User, now: datetime, note: str) -> None:
    """Write the step, the issued document where there is one, the trace, and who is told."""
    step = WarningStep(
        warning=warning,
        at=now,
        who=user,
        who_name=user.name or user.username,
        action=action,
        level=warning.level,
        note=note,
    )
    if action in ISSUED:
        earlier = [s for s in warning.steps.order_by("id") if s.document]
        step.identifier = document.identifier(
            warning.divisions, now, warning.pk * 100 + len(earlier) + 1
        )
        step.document = document.build(warning, action, step.identifier, now, earlier)
    step.save(force_insert=True)
    if action in ISSUED:
        outbox.put(
            f"warning:{warning.pk}:{step.pk}",
            recipients.message(warning, action),
            recipients.of(warning),
        )
    audit.record(
        user,
        f"warning.{action}",
        "warning",
        str(warning.pk),
        {"level": warning.level, "identifier": step.identifier, "note": note},
        region=warning.divisions[0] if len(warning.divisions) == 1 else None,
    )
    events.publish("warnings", warning.pk, f"warning.{action}", regions=warning.divisions)
