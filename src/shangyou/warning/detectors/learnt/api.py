"""The trained detector of a device over HTTP: attached, weighed, downloaded and removed by those who keep the device."""

from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from shangyou.core import audit
from shangyou.core.http import Forbidden, NotFound, ProblemError, require
from shangyou.core.models import User
from shangyou.core.rights import allowed, restrict
from shangyou.science.inference.event_detection import document
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.warning.detectors import facts
from shangyou.warning.detectors.learnt import checking
from shangyou.warning.detectors.learnt.models import LearntDetector
from shangyou.warning.registers.devices import Device

router = Router(tags=["warning"])

SEE: Final = "register.devices.list"
CHANGE: Final = "register.devices.change"
EXPORT: Final = "register.devices.export"
_TIER: Final = Sentence(
    "级别只能是 1（提示）或 2（预警）。", "The tier is 1 (hint) or 2 (warning)."
)


class Weight(Schema):
    """What an event of the detector counts as by itself."""

    tier: int = Field(LearntDetector.Tier.HINT)


def _device(request: HttpRequest, device_id: int, operation: str = SEE) -> tuple[User, Device]:
    user = require(request, SEE)
    row = restrict(Device.objects.all(), user, SEE).filter(pk=device_id).first()
    if row is None:
        raise NotFound
    if operation != SEE and not allowed(user, operation, region=row.region):
        raise Forbidden
    return user, row


def _state(user: User, device: Device) -> dict[str, Any]:
    kept = LearntDetector.objects.select_related("set_by").filter(pk=device.pk).first()
    may = allowed(user, CHANGE, region=device.region)
    if kept is None:
        return {"attached": None, "may_change": may}
    common = {
        "file": kept.file,
        "bytes": len(kept.text.encode()),
        "digest": kept.digest,
        "tier": kept.tier,
        "set_at": kept.set_at,
        "set_by": kept.set_by.name if kept.set_by else None,
    }
    try:
        detector, whole = document.read(kept.text)
    except BadInput as error:  # written for an earlier program
        trouble = error.problems[0].sentence
        return {"may_change": may, "attached": {**common, "trouble": trouble, "signals": []}}
    known = facts.read([device.pk])[device.pk]
    trained = whole.get("trained_on")
    trained = trained if isinstance(trained, dict) else {}
    operational = len(detector.quality)
    return {
        "may_change": may,
        "attached": {
            **common,
            "trouble": None,
            "version": str(whole.get("version", ""))[:16],
            "interval_s": detector.interval_s,
            "events_learnt": detector.events_learnt,
            "trained": {
                name: str(trained.get(name, ""))[:60] for name in ("rows", "first", "last")
            },
            "signals": [
                {
                    "name": name[:60],
                    "code": code,
                    "title": known.name(code),
                    "operational": i >= operational,
                }
                for i, (name, code) in enumerate(zip(detector.signals, kept.codes, strict=True))
            ],
        },
    }


@router.get("/warning/devices/{device_id}/detector")
def detector_state(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Say whether a device has a trained detector, what it learnt from, who attached it when."""
    return _state(*_device(request, device_id))


@router.get("/warning/devices/{device_id}/detector/file")
def detector_file(request: HttpRequest, device_id: int) -> HttpResponse:
    """Give the document as it came."""
    user, device = _device(request, device_id, EXPORT)
    kept = LearntDetector.objects.filter(pk=device.pk).first()
    if kept is None:
        raise NotFound
    with transaction.atomic():
        _note(user, device, {"detector": "exported", "digest": kept.digest})
    answer = HttpResponse(kept.text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="detector-{device.pk}.json"'
    return answer


@router.post("/warning/devices/{device_id}/detector")
def attach(
    request: HttpRequest, device_id: int, file: File[UploadedFile], weight: Form[Weight]
) -> dict[str, Any]:
    """Attach a document to a device; it takes the place of the one before, and is followed within 15 s."""
    user, device = _device(request, device_id, CHANGE)
    tier = _tier(weight)
    if (file.size or 0) > checking.MOST_BYTES:
        content = b" " * (checking.MOST_BYTES + 1)  # refused with its sentence, never read
    else:
        content = file.read()
    try:
        found = checking.check(content, facts.read([device.pk])[device.pk])
    except BadInput as error:
        raise ProblemError(400, error.problems) from None
    with transaction.atomic():
        LearntDetector.objects.update_or_create(
            device=device,
            defaults={
                "text": found.text, "digest": found.digest, "codes": list(found.codes),
                "file": (file.name or "")[:128], "tier": tier, "set_by": user,
            },
        )  # fmt: skip
        _note(user, device, {"detector": "attached", "digest": found.digest, "tier": tier})
    return _state(user, device)


@router.put("/warning/devices/{device_id}/detector")
def weigh(request: HttpRequest, device_id: int, body: Weight) -> dict[str, Any]:
    """Say what an event of the attached detector counts as by itself."""
    user, device = _device(request, device_id, CHANGE)
    tier = _tier(body)
    with transaction.atomic():
        kept = LearntDetector.objects.select_for_update().filter(pk=device.pk).first()
        if kept is None:
            raise NotFound
        kept.tier = tier
        kept.set_by = user
        kept.save(update_fields=["tier", "set_by", "set_at"])
        _note(user, device, {"detector": "weighed", "tier": tier})
    return _state(user, device)


@router.delete("/warning/devices/{device_id}/detector")
def remove(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Take the detector away; the other rules go on."""
    user, device = _device(request, device_id, CHANGE)
    with transaction.atomic():
        if LearntDetector.objects.filter(pk=device.pk).delete()[0]:
            _note(user, device, {"detector": "removed"})
    return _state(user, device)


def _tier(weight: Weight) -> int:
    if weight.tier not in LearntDetector.Tier.values:
        raise ProblemError(400, [Problem("tier", _TIER)])
    return weight.tier


def _note(user: User, device: Device, detail: dict[str, Any]) -> None:
    audit.record(user, "device.detector", "devices", str(device.pk), detail, region=device.region)
