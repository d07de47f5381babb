"""Options beside a forecast: drawn, computed with its members, compared, proposed, put aside."""

import json
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shangyou.core.http import NotFound, ProblemError
from shangyou.core.models import User
from shangyou.preparedness import store
from shangyou.preparedness.network import Path
from shangyou.response import keeping, options_reading, repeating
from shangyou.response.incidents import locked
from shangyou.response.models import Forecast, Incident, ResponseOption
from shangyou.science import cases
from shangyou.science.decisions.effects import to_json
from shangyou.science.decisions.measures import Option
from shangyou.science.decisions.options import MEMBERS, Comparison
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.river_transport import MODEL

ENDED = Sentence("事件已终止，不能再改。", "The incident has ended and cannot be changed.")
FOREIGN = Sentence("该事件没有这次研判。", "This incident has no such forecast.")
NOT_RIVER = Sentence(
    "这次研判不是溶解物模型，不能比选措施。", "Options need a forecast of river-transport."
)
# Receptors shown: those that may exceed, intakes, boundaries; the nearest of them.
MOST_RECEPTORS = 20
MAY_EXCEED = 0.05
LONGEST_TITLE = 120
MOST_OPTIONS = 60

_kept: OrderedDict[int, Comparison] = OrderedDict()
_lock = threading.Lock()


def forecast_of(incident: Incident, pk: object) -> Forecast:
    """Return the forecast named, or the current one."""
    if pk is None:
        found = incident.current_forecast
    else:
        found = incident.forecasts.filter(pk=pk).first() if isinstance(pk, int) else None
    if found is None:
        raise ProblemError(422, [Problem("forecast", FOREIGN)])
    if found.model != MODEL.name:
        raise ProblemError(422, [Problem("forecast", NOT_RIVER)])
    return found


def rows_compared(forecast: Forecast) -> list[dict[str, Any]]:
    """Return the receptors an option is judged by, in order of arrival."""
    rows = [
        row
        for row in forecast.receptors
        if row["register"] == "receptors"
        and row["arrival"]["p50"] is not None
        and ((row["probability_above"] or 0.0) >= MAY_EXCEED or row["kind"] == "intake")
    ]
    if not rows:
        reached = [r for r in forecast.receptors if r["arrival"]["p50"] is not None]
        rows = [row for row in reached if row["register"] == "receptors"]
    return rows[:MOST_RECEPTORS]


def comparison(forecast: Forecast) -> Comparison:
    """Return the members and curves of a forecast; kept, so that the next option is quick."""
    with _lock:
        known = _kept.get(forecast.pk)
        if known is not None:
            _kept.move_to_end(forecast.pk)
            return known
    document = forecast.case
    shown = {row["id"] for row in rows_compared(forecast)}
    sampled = {sample["receptor"] for sample in document.get("observations", ())}
    receptors = [r for r in document["receptors"] if r["id"] in shown | sampled]
    inputs = cases.read(MODEL, {**document, "receptors": receptors})
    made = Comparison.of(inputs, seed=forecast.seed, members=MEMBERS)
    with _lock:
        _kept[forecast.pk] = made
        while len(_kept) > 6:
            _kept.popitem(last=False)
    return made


def path_of(incident: Incident) -> Path:
    """Return the way the water of an incident takes."""
    return store.network().downstream_path(incident.reach, incident.distance_m)


def evaluate(incident: Incident, forecast: Forecast, measures: object) -> dict[str, Any]:
    """Return the effect of measures, not stored."""
    shown, document = options_reading.read(
        measures, store.network(), path_of(incident), forecast.receptors
    )
    begin = time.perf_counter()
    compared = comparison(forecast)
    option = cases.read_part(Option, document)
    try:
        effect = compared.evaluate(option)
    except BadInput as error:
        raise BadInput(
            [Problem(p.path.removeprefix("$."), p.sentence) for p in error.problems]
        ) from error
    return {
        "measures": shown,
        "inputs": json.dumps(document, ensure_ascii=False, sort_keys=True),
        "inputs_sha256": cases.sha256(option),
        "members": compared.members,
        "seed": forecast.seed,
        "effect": to_json(effect, compared.inputs.start),
        "seconds": round(time.perf_counter() - begin, 3),
    }


def create(
    incident: Incident,
    forecast: Forecast,
    asked: Mapping[str, Any],
    *,
    user: User,
    now: datetime,
    proof: dict[str, Any] | None = None,
) -> tuple[ResponseOption, bool]:
    """Compute and store an option; the same form twice stores one."""
    key = _key(asked.get("idempotency_key"))
    title = _title(asked.get("title"))
    found = _repeated(incident, key, user)
    if found is not None:
        return found, False
    computed = evaluate(incident, forecast, asked.get("measures"))
    try:
        with transaction.atomic():
            held = _open(incident)
            made = _store(held, forecast, key, title, computed, proof, user=user, now=now)
    except IntegrityError:
        found = _repeated(incident, key, user)
        if found is None:
            raise
        return found, False
    return made, True


def _store(  # noqa: PLR0917 -- one row and who writes it
    held: Incident,
    forecast: Forecast,
    key: uuid.UUID,
    title: str,
    computed: Mapping[str, Any],
    proof: dict[str, Any] | None,
    *,
    user: User,
    now: datetime,
) -> ResponseOption:
    last = held.options.order_by("-number").values_list("number", flat=True).first() or 0
    if held.options.filter(removed_at=None).count() >= MOST_OPTIONS:
        sentence = Sentence(
            f"一起事件最多保留 {MOST_OPTIONS} 个方案；请先删除不用的。",
            f"An incident keeps at most {MOST_OPTIONS} options; delete some first.",
        )
        raise ProblemError(422, [Problem("measures", sentence)])
    made = ResponseOption.objects.create(
        incident=held,
        forecast=forecast,
        idempotency_key=key,
        number=last + 1,
        title=title,
        proof=proof,
        made_at=now,
        made_by=user,
        **computed,
    )
    words = summary(made.measures)
    keeping.log(
        held,
        user,
        "plan",
        Sentence(
            f"比选方案 {made.number}{'（优化建议）' if proof else ''}：{words.zh}",
            f"Option {made.number}{' (proposed)' if proof else ''}: {words.en}",
        ),
        at=now,
        link={"option": made.pk},
    )
    keeping.trace(
        held,
        user,
        "option.made",
        {"option": made.number, "inputs_sha256": made.inputs_sha256, "proposed": bool(proof)},
    )
    return made


def summary(measures: Sequence[Mapping[str, Any]]) -> Sentence:
    """Return the measures in one line."""
    titles = [(options_reading.KINDS[m["kind"]], m["label"]) for m in measures]
    return Sentence(
        "；".join(f"{title.zh}（{label}）" for title, label in titles),
        "; ".join(f"{title.en} ({label})" for title, label in titles),
    )


def remove(option: ResponseOption, *, back: bool, user: User, now: datetime) -> None:
    """Put an option aside, or take that back; one that was adopted stays."""
    with transaction.atomic():
        held = _open(option.incident)
        if option.adopted_at is not None:
            sentence = Sentence("已采用的方案不能删除。", "An option that was adopted stays.")
            raise ProblemError(409, [Problem("", sentence)])
        ResponseOption.objects.filter(pk=option.pk).update(removed_at=None if back else now)
        action = "option.restored" if back else "option.removed"
        keeping.trace(held, user, action, {"option": option.number})


def find(incident: Incident, pk: int) -> ResponseOption:
    """Return an option of an incident."""
    found = incident.options.select_related("incident", "forecast").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _open(incident: Incident) -> Incident:
    held = locked(incident)
    if held.state != Incident.State.OPEN:
        raise ProblemError(409, [Problem("", ENDED)])
    return held


def _repeated(incident: Incident, key: uuid.UUID, user: User) -> ResponseOption | None:
    return repeating.made(
        ResponseOption.objects.all(),
        key,
        Sentence("个方案", "option"),
        incident=incident,
        made_by=user,
    )


def _key(given: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(given))
    except ValueError:
        sentence = Sentence("缺少幂等键（UUID）。", "An idempotency key (UUID) is needed.")
        raise ProblemError(422, [Problem("idempotency_key", sentence)]) from None


def _title(given: object) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > LONGEST_TITLE or "\x00" in given:
        sentence = Sentence(
            f"名称应为不超过 {LONGEST_TITLE} 个字符的文字。",
            f"The title must be a text of at most {LONGEST_TITLE} characters.",
        )
        raise ProblemError(422, [Problem("title", sentence)])
    return given.strip()
