"""An oil run as work behind the screens: asked for, told how far, cancelled, kept once."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.core.http import NotFound, ProblemError
from shangyou.core.models import User
from shangyou.response import deciding, repeating
from shangyou.response.models import Incident, OilJob, OilRun
from shangyou.response.oil import form as forms
from shangyou.response.oil import keep
from shangyou.science.messages import BadInput, Problem, Sentence

log = logging.getLogger("shangyou.response.oil")

OVER = Sentence("这次计算已经结束，不能取消。", "This run is over and cannot be cancelled.")
WRONG = Sentence(
    "计算中断，原因已记入日志；请重试，仍不行请联系管理员。",
    "The run broke off and the log says why; try again, then call the administrator.",
)
LOST = Sentence(
    "作业进程已中断这次计算；请重新提交。", "The worker lost this run; please ask for it again."
)
# Progress is said this often, and a cancellation heard as fast.
TELL_EVERY_S = 0.25
# A run that has said nothing for so long is lost: the worker was stopped in the middle of it.
LOST_AFTER = timedelta(seconds=60)
OPEN = (OilJob.State.WAITING, OilJob.State.RUNNING)


class _CancelledError(Exception):
    """Somebody asked for the run to stop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job and whether this request made it."""

    job: OilJob
    new: bool


def ask(
    incident: Incident,
    body: dict[str, Any],
    *,
    user: User,
    now: datetime,
    defer: Callable[[int], object],
) -> Asked:
    """Check a form and put its run in the queue; the same form twice is one job.

    Raises
    ------
    BadInput
        With a sentence for every field that cannot be used.

    """
    form = forms.read(body, now=now)
    found = _repeated(incident, form.idempotency_key, user)
    if found is not None:
        return Asked(found, new=False)
    if incident.state != Incident.State.OPEN:
        raise ProblemError(409, [Problem("", deciding.ENDED)])
    keep.prepare(incident, form)
    try:
        with transaction.atomic():
            held = deciding.held_open(incident)
            job = OilJob.objects.create(
                idempotency_key=form.idempotency_key,
                incident=held,
                form=body,
                asked_at=now,
                asked_by=user,
            )
            defer(job.pk)
    except IntegrityError:
        found = _repeated(incident, form.idempotency_key, user)
        if found is None:
            raise
        return Asked(found, new=False)
    return Asked(job, new=True)


def _repeated(incident: Incident, key: UUID, user: User) -> OilJob | None:
    another = Sentence("次溢油计算", "oil run")
    found = repeating.made(OilJob.objects.all(), key, another, asked_by=user, incident=incident)
    if found is None and OilRun.objects.filter(idempotency_key=key).exists():
        raise repeating.refusal(another)
    return found


def carry_out(pk: int) -> None:
    """Run a job that still waits; whatever happens is written on it."""
    now = timezone.now()
    mine = OilJob.objects.filter(pk=pk, state=OilJob.State.WAITING)
    if not mine.update(state=OilJob.State.RUNNING, beat_at=now):
        return
    job = OilJob.objects.select_related("incident", "asked_by").get(pk=pk)
    try:
        _run(job)
    except _CancelledError:
        _end(job, OilJob.State.CANCELLED)
    except BadInput as error:
        _end(job, OilJob.State.FAILED, error.problems)
    except ProblemError as error:
        _end(job, OilJob.State.FAILED, error.problems)
    except Exception:
        log.exception("oil job %s broke off", pk)
        _end(job, OilJob.State.FAILED, [Problem("", WRONG)])


def _run(job: OilJob) -> None:
    form = forms.read(job.form, now=job.asked_at)
    prepared = keep.prepare(job.incident, form)
    made = keep.run(prepared, _teller(job))
    with transaction.atomic():
        held = deciding.held_open(job.incident)
        stored = keep.keep(held, made, job.form, user=job.asked_by, now=timezone.now())
        done = OilJob.objects.filter(pk=job.pk, cancel_asked=False).update(
            state=OilJob.State.DONE, share=1.0, run=stored, beat_at=timezone.now()
        )
        if not done:
            raise _CancelledError


def _teller(job: OilJob) -> Callable[[float], None]:
    said = time.monotonic()

    def tell(share: float) -> None:
        nonlocal said
        if time.monotonic() - said < TELL_EVERY_S:
            return
        said = time.monotonic()
        going = OilJob.objects.filter(pk=job.pk, cancel_asked=False)
        if not going.update(share=round(share, 3), beat_at=timezone.now()):
            raise _CancelledError

    return tell


def _end(job: OilJob, state: str, problems: list[Problem] | tuple[Problem, ...] = ()) -> None:
    said = [{"field": p.path, "zh": p.sentence.zh, "en": p.sentence.en} for p in problems]
    OilJob.objects.filter(pk=job.pk).update(state=state, problems=said, beat_at=timezone.now())


def cancel(incident: Incident, pk: int) -> OilJob:
    """Stop a job: one that waits at once, one that runs at its next word; 409 when it is over."""
    job = one(incident, pk)
    waiting = OilJob.objects.filter(pk=pk, state=OilJob.State.WAITING)
    if not waiting.update(state=OilJob.State.CANCELLED, cancel_asked=True):
        running = OilJob.objects.filter(pk=pk, state=OilJob.State.RUNNING)
        if not running.update(cancel_asked=True):
            raise ProblemError(409, [Problem("", OVER)])
    job.refresh_from_db()
    return job


def one(incident: Incident, pk: int) -> OilJob:
    """Return one job of an incident; 404 otherwise."""
    found = OilJob.objects.select_related("asked_by").filter(incident=incident, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def unfinished(incident: Incident) -> list[OilJob]:
    """Return the jobs that wait or run."""
    return list(incident.oil_jobs.select_related("asked_by").filter(state__in=OPEN))


def shape(job: OilJob, now: datetime) -> dict[str, Any]:
    """Return a job as the API gives it; one that fell silent has failed."""
    lost = (
        job.state == OilJob.State.RUNNING
        and job.beat_at is not None
        and now - job.beat_at > LOST_AFTER
    )
    return {
        "id": job.pk,
        "state": OilJob.State.FAILED if lost else job.state,
        "share": job.share,
        "run": job.run_id,
        "problems": [{"field": "", "message": LOST}]
        if lost
        else [_problem(said) for said in job.problems],
        "asked_at": job.asked_at,
        "asked_by": job.asked_by.name,
    }


def _problem(said: Mapping[str, str]) -> dict[str, Any]:
    return {"field": said["field"], "message": Sentence(said["zh"], said["en"])}
