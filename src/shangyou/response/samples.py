"""Keeping samples: entered all or none, corrected by another row, withdrawn, brought back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.core.http import NotFound, ProblemError
from shangyou.core.models import User
from shangyou.core.spreadsheets import as_csv
from shangyou.preparedness import store
from shangyou.response import deciding, keeping, repeating
from shangyou.response.models import Forecast, Incident, Sample
from shangyou.response.planning.wording import figure
from shangyou.response.sample_rows import Result, Section, Where, read, read_one
from shangyou.science.messages import BadInput, Problem, Sentence

LONGEST_REASON = 200
NO_KEY = Sentence(
    "缺少幂等键（UUID）；同一表单重复提交时用它识别。",
    "The idempotency key (a UUID) is missing; it tells a repeated form from a new one.",
)
NO_REASON = Sentence(
    "请写明更正的原因，不超过 200 个字符。", "Say why it is corrected, in at most 200 characters."
)
ALREADY = Sentence(
    "这个样品刚被别人更正；请刷新后再改。",
    "Somebody else has just corrected this sample; reload before changing it.",
)
NOTHING_TO_UNDO = Sentence(
    "这个样品没有更正过，无可撤销。", "This sample was never corrected; there is nothing to undo."
)
HEADINGS = (
    "断面",
    "采样时间",
    "浓度 mg/L",
    "检出限 mg/L",
    "经度",
    "纬度",
    "状态",
    "更正原因",
    "录入时间",
    "录入人",
)


def where(incident: Incident, forecast: Forecast, now: datetime) -> Where:
    """Return what rows are checked against: the places of a forecast and the way downstream."""
    network = store.network()
    return Where(
        sections=[section_of(row) for row in forecast.receptors if row["reach"]],
        path=network.downstream_path(incident.reach, incident.distance_m),
        locate=network.locate,
        started_at=incident.started_at,
        now=now,
    )


def section_of(row: Mapping[str, Any]) -> Section:
    """Return the section at a stored receptor."""
    point = row["point"]
    return Section(
        row["id"], row["name"], row["reach"], row["reach_distance_m"], (point["lon"], point["lat"])
    )


def rows_of(incident: Incident) -> list[Sample]:
    """Return every row, the superseded too, in the order the samples were taken."""
    return list(
        incident.samples.select_related("superseded_by", "supersedes").order_by("taken_at", "id")
    )


def counting(rows: Iterable[Sample]) -> list[Sample]:
    """Return the rows that count: neither superseded nor withdrawn."""
    return [row for row in rows if not row.withdrawn and not is_superseded(row)]


def is_superseded(row: Sample) -> bool:
    """Tell whether a later row stands in its place."""
    return getattr(row, "superseded_by", None) is not None


def record(
    incident: Incident, body: Mapping[str, Any], against: Where, *, user: User
) -> tuple[list[Sample], bool]:
    """Store the rows of a form, all or none; the same form twice stores them once.

    Returns the samples and whether they are new.
    """
    key = _key(body.get("idempotency_key"))
    found = _repeated(incident, key)
    if found:
        return found, False
    results = read(body.get("rows"), against)
    try:
        with transaction.atomic():
            held = deciding.held_open(incident)
            stored = [
                _store(held, result, key, i, user=user, now=against.now)
                for i, result in enumerate(results)
            ]
            names = "、".join(dict.fromkeys(r.section.name for r in results))
            keeping.log(
                held,
                user,
                "note",
                Sentence(
                    f"录入样品 {len(stored)} 个：{names}", f"{len(stored)} samples entered: {names}"
                ),
                at=against.now,
                link={"samples": [row.pk for row in stored]},
            )
            keeping.trace(held, user, "samples.recorded", {"samples": [s.pk for s in stored]})
    except IntegrityError:
        found = _repeated(incident, key)
        if not found:
            raise
        return found, False
    return stored, True


def _key(given: object) -> UUID:
    try:
        if isinstance(given, str):
            return UUID(given)
    except ValueError:
        pass
    raise BadInput([Problem("idempotency_key", NO_KEY)])


def _repeated(incident: Incident, key: UUID) -> list[Sample]:
    rows = Sample.objects.order_by("row")
    first = repeating.made(
        rows, key, Sentence("起事件的样品", "incident's samples"), incident=incident
    )
    return [] if first is None else list(rows.filter(idempotency_key=key))


def _store(
    incident: Incident,
    result: Result,
    key: UUID,
    row: int,
    *,
    user: User,
    now: datetime,
    **more: Any,
) -> Sample:
    return Sample.objects.create(
        incident=incident,
        idempotency_key=key,
        row=row,
        place=result.section.key,
        place_name=result.section.name,
        reach=result.section.reach,
        distance_m=result.section.distance_m,
        longitude=result.section.point[0],
        latitude=result.section.point[1],
        taken_at=result.taken_at,
        concentration_mg_l=result.concentration_mg_l,
        detection_limit_mg_l=result.detection_limit_mg_l,
        entered_at=now,
        entered_by=user,
        entered_by_name=user.name,
        **more,
    )


def _of(incident: Incident, pk: int) -> Sample:
    found = incident.samples.select_related("superseded_by", "supersedes").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def correct(
    incident: Incident, pk: int, body: Mapping[str, Any], against: Where, *, user: User
) -> Sample:
    """Put another result in the place of a sample, with a reason; place and time may stay."""
    old = _of(incident, pk)
    reason = _reason(body.get("reason"))
    if body.get("withdraw") is True:
        return _supersede(incident, old, _as_it_was(old), reason, True, user, against.now)
    row = {
        "place": old.place,
        "time": old.taken_at.isoformat(),
        "detection_limit": old.detection_limit_mg_l,
        **{name: body[name] for name in body if body[name] is not None},
    }
    places = Where(
        [*against.sections, _as_it_was(old).section],
        against.path,
        against.locate,
        against.started_at,
        against.now,
    )
    return _supersede(incident, old, read_one(row, places), reason, False, user, against.now)


def undo(incident: Incident, pk: int, *, user: User, now: datetime) -> Sample:
    """Bring back what a sample said before its last correction."""
    newest = _of(incident, pk)
    before = newest.supersedes
    if before is None:
        raise ProblemError(409, [Problem("", NOTHING_TO_UNDO)])
    reason = "撤销更正"
    return _supersede(incident, newest, _as_it_was(before), reason, before.withdrawn, user, now)


def _as_it_was(old: Sample) -> Result:
    section = Section(
        old.place, old.place_name, old.reach, old.distance_m, (old.longitude, old.latitude)
    )
    return Result(section, old.taken_at, old.concentration_mg_l, old.detection_limit_mg_l)


def _reason(given: object) -> str:
    if not isinstance(given, str) or not 1 <= len(given.strip()) <= LONGEST_REASON:
        raise BadInput([Problem("reason", NO_REASON)])
    if "\x00" in given:
        raise BadInput([Problem("reason", NO_REASON)])
    return given.strip()


def _supersede(  # noqa: PLR0917 (one call, every part named by its type)
    incident: Incident,
    old: Sample,
    result: Result,
    reason: str,
    withdrawn: bool,
    user: User,
    now: datetime,
) -> Sample:
    try:
        with transaction.atomic():
            held = deciding.held_open(incident)
            new = _store(
                held,
                result,
                uuid4(),
                0,
                user=user,
                now=now,
                supersedes=old,
                withdrawn=withdrawn,
                reason=reason,
            )
            said = "作废" if withdrawn else words(result.concentration_mg_l)
            keeping.log(
                held,
                user,
                "note",
                Sentence(
                    f"更正样品 {old.place_name}：{said}（{reason}）",
                    f"Sample at {old.place_name} corrected: {said} ({reason})",
                ),
                at=now,
                link={"samples": [new.pk]},
            )
            keeping.trace(
                held,
                user,
                "samples.corrected",
                {"sample": new.pk, "instead_of": old.pk, "withdrawn": withdrawn, "reason": reason},
            )
    except IntegrityError:
        raise ProblemError(409, [Problem("", ALREADY)]) from None
    return new


def words(concentration_mg_l: float | None) -> str:
    """Return a result as it is said."""
    return "未检出" if concentration_mg_l is None else f"{figure(concentration_mg_l)} mg/L"


def state_of(row: Sample) -> str:
    """Return whether a row counts, was corrected, or was withdrawn."""
    if is_superseded(row):
        return "superseded"
    return "withdrawn" if row.withdrawn else "counts"


def shape(row: Sample) -> dict[str, Any]:
    """Return a sample as the API gives it."""
    return {
        "id": row.pk,
        "place": row.place,
        "name": row.place_name,
        "point": {"lon": row.longitude, "lat": row.latitude},
        "time": row.taken_at,
        "concentration_mg_l": row.concentration_mg_l,
        "detection_limit_mg_l": row.detection_limit_mg_l,
        "state": state_of(row),
        "instead_of": row.supersedes_id,
        "reason": row.reason,
        "entered_at": row.entered_at,
        "entered_by": row.entered_by_name,
    }


def table(rows: Iterable[Sample]) -> bytes:
    """Return every row as CSV that spreadsheets open in Chinese; corrected ones are marked."""
    titles = {"counts": "有效", "superseded": "已更正", "withdrawn": "作废"}
    lines = (
        [
            row.place_name,
            minute(row.taken_at),
            "未检出" if row.concentration_mg_l is None else row.concentration_mg_l,
            row.detection_limit_mg_l,
            row.longitude,
            row.latitude,
            titles[state_of(row)],
            row.reason,
            minute(row.entered_at),
            row.entered_by_name,
        ]
        for row in rows
    )
    return as_csv(HEADINGS, lines)


def minute(moment: datetime) -> str:
    """Return a time of Chongqing to the minute."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
