"""The API of options: measures on the river beside a forecast, compared, proposed, adopted."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import Forbidden, api, require
from shangyou.core.language import language_of
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.core.spreadsheets import MEDIA, as_csv
from shangyou.response import incidents, options, options_adopting, options_proposal, shapes
from shangyou.response.models import Forecast, Incident, ResponseOption
from shangyou.response.options_reading import KINDS
from shangyou.science.messages import Sentence

router = Router(tags=["options"])


class Asked(Schema):
    """An option as it was drawn; every field is checked by hand, with a sentence of its own."""

    idempotency_key: Any = None
    forecast: Any = None
    title: Any = None
    measures: Any = None


class Wanted(Schema):
    """What the best use is sought for."""

    idempotency_key: Any = None
    forecast: Any = None
    title: Any = None
    crews: Any = None


def _seen(request: HttpRequest, pk: int) -> tuple[User, Incident]:
    user = require(request, "incident.list")
    return user, incidents.visible(user, pk)


def _changeable(request: HttpRequest, pk: int, operation: str) -> tuple[User, Incident]:
    user = require(request, operation)
    found = incidents.visible(user, pk)
    if not allowed(user, operation, region=found.district_code):
        raise Forbidden
    return user, found


def _answer(request: HttpRequest, data: dict[str, Any], status: int) -> HttpResponse:
    return api.create_response(request, data, status=status)


@router.get("/incidents/{pk}/options")
def list_options(request: HttpRequest, pk: int, forecast: int | None = None) -> dict[str, Any]:
    """Give the options of a forecast, with what it says without measures and the spaces to use."""
    _, found = _seen(request, pk)
    chosen = options.forecast_of(found, forecast)
    rows = _rows(chosen)
    path = options.path_of(found)
    usable = options_proposal.ready(chosen, path, timezone.now())
    return {
        "forecast": chosen.pk,
        "members": _members(chosen),
        "receptors": [_base(row, rows) for row in options.rows_compared(chosen)],
        "spaces": [
            {
                "id": space.key,
                "name": row["name"],
                "point": row["point"],
                "reach": row["reach"],
                "distance_m": row["reach_distance_m"],
                "capacity_m3": space.capacity_m3,
                "ready": timezone.localtime(space.ready),
                "arrival": shapes.local(row["arrival"]["p50"]),
            }
            for space, row in usable
        ],
        "total": len(rows),
        "rows": [_row(row) for row in rows],
    }


def _rows(forecast: Forecast) -> list[ResponseOption]:
    return list(
        forecast.options.filter(removed_at=None)
        .select_related("made_by", "adopted_by")
        .order_by("number")
    )


def _members(forecast: Forecast) -> int | None:
    found: int | None = forecast.case.get("ensemble", {}).get("members")
    return found


def _without(receptor: str, rows: Sequence[ResponseOption]) -> dict[str, Any] | None:
    """Return what the members of the newest option see at a receptor while nobody acts."""
    if not rows:
        return None
    seen = {effect["id"]: effect for effect in rows[-1].effect["receptors"]}
    effect = seen.get(receptor)
    if effect is None:
        return None
    return {
        "members": rows[-1].members,
        "peak_mg_l": effect["peak_before_mg_l"],
        "above_s": effect["above_before_s"],
        "probability_above": effect["probability_before"],
    }


def _base(row: Mapping[str, Any], rows: Sequence[ResponseOption]) -> dict[str, Any]:
    """Give a receptor as the forecast has it, and over the members of the options beside it."""
    limit = row["limit"]
    return {
        "id": row["id"],
        "name": row["name"],
        "kind": row["kind"],
        "distance_km": row["distance_km"],
        "point": row["point"],
        "arrival": {q: shapes.local(t) for q, t in row["arrival"].items()},
        "above_from": {q: shapes.local(t) for q, t in row["above_from"].items()},
        "above_until": {q: shapes.local(t) for q, t in row["above_until"].items()},
        "peak_mg_l": row["peak_mg_l"],
        "limit_mg_l": None if limit is None else limit["value_mg_l"],
        "probability_above": row["probability_above"],
        "weight": options_proposal.weight(row),
        "without": _without(row["id"], rows),
    }


def _row(option: ResponseOption) -> dict[str, Any]:
    effect = option.effect
    return {
        "id": option.pk,
        "number": option.number,
        "title": option.title or options.summary(option.measures),
        "measures": [{**measure, "title": KINDS[measure["kind"]]} for measure in option.measures],
        "effect": {
            "receptors": effect["receptors"],
            "measures": effect["measures"],
            "warnings": [Sentence(**w) for w in effect["warnings"]],
        },
        "members": option.members,
        "seed": option.seed,
        "inputs_sha256": option.inputs_sha256,
        "seconds": option.seconds,
        "proof": option.proof,
        "made_at": option.made_at,
        "made_by": option.made_by.name,
        "adopted_at": option.adopted_at,
        "adopted_by": option.adopted_by.name if option.adopted_by else None,
        "adopted_forecast": option.adopted_forecast_id,
    }


@router.post("/incidents/{pk}/options/evaluate")
def evaluate(request: HttpRequest, pk: int, asked: Asked) -> dict[str, Any]:
    """Give the effect of measures without storing them."""
    _, found = _changeable(request, pk, "forecast.run")
    forecast = options.forecast_of(found, asked.forecast)
    computed = options.evaluate(found, forecast, asked.measures)
    effect = computed["effect"]
    return {
        "effect": {**effect, "warnings": [Sentence(**w) for w in effect["warnings"]]},
        "members": computed["members"],
        "seed": computed["seed"],
        "seconds": computed["seconds"],
    }


@router.post("/incidents/{pk}/options")
def create(request: HttpRequest, pk: int, asked: Asked) -> HttpResponse:
    """Store an option with its effect; the same form twice stores one."""
    user, found = _changeable(request, pk, "forecast.run")
    forecast = options.forecast_of(found, asked.forecast)
    made, new = options.create(found, forecast, asked.dict(), user=user, now=timezone.now())
    return _answer(request, _row(made), 201 if new else 200)


@router.post("/incidents/{pk}/options/propose")
def propose(request: HttpRequest, pk: int, wanted: Wanted) -> HttpResponse:
    """Propose the best use of the spaces that can be ready, with its proven gap."""
    user, found = _changeable(request, pk, "forecast.run")
    forecast = options.forecast_of(found, wanted.forecast)
    made, new = options_proposal.make(found, forecast, wanted.dict(), user=user, now=timezone.now())
    return _answer(request, _row(made), 201 if new else 200)


@router.post("/incidents/{pk}/options/{option}/remove")
def remove(request: HttpRequest, pk: int, option: int) -> dict[str, Any]:
    """Put an option aside; `restore` takes it back."""
    return _set_aside(request, pk, option, back=False)


@router.post("/incidents/{pk}/options/{option}/restore")
def restore(request: HttpRequest, pk: int, option: int) -> dict[str, Any]:
    """Take an option back that was put aside."""
    return _set_aside(request, pk, option, back=True)


def _set_aside(request: HttpRequest, pk: int, option: int, *, back: bool) -> dict[str, Any]:
    user, found = _changeable(request, pk, "forecast.run")
    chosen = options.find(found, option)
    options.remove(chosen, back=back, user=user, now=timezone.now())
    return _row(chosen)


@router.post("/incidents/{pk}/options/{option}/adopt")
def adopt(request: HttpRequest, pk: int, option: int) -> dict[str, Any]:
    """Adopt an option: lines of the plan, and a forecast with its measures beside the old one."""
    user, found = _changeable(request, pk, "plan.change")
    chosen = options.find(found, option)
    options_adopting.adopt(chosen, user=user, now=timezone.now())
    return _row(options.find(found, option))


HEAD = (
    Sentence("方案", "option"),
    Sentence("措施", "measures"),
    Sentence("受体", "receptor"),
    Sentence("计时对象", "counted"),
    Sentence("争取时间 h p05", "hours gained p05"),
    Sentence("争取时间 h p50", "hours gained p50"),
    Sentence("争取时间 h p95", "hours gained p95"),
    Sentence("不再出现的概率", "chance avoided"),
    Sentence("峰值 mg/L p50", "peak mg/L p50"),
    Sentence(
        "不采取措施时峰值 mg/L p50（同一组成员）", "peak without measures mg/L p50 (same members)"
    ),
    Sentence("峰值/限值 p50", "peak / limit p50"),
    Sentence("超标概率", "probability above"),
    Sentence("开启时峰值 mg/L p50", "peak while open mg/L p50"),
    Sentence("蓄水 m³ p50", "volume held m3 p50"),
    Sentence("装满的概率", "chance it fills"),
    Sentence("药剂 kg p50", "reagent kg p50"),
)


@router.get("/incidents/{pk}/options.csv")
def export(request: HttpRequest, pk: int, forecast: int | None = None) -> HttpResponse:
    """Give the comparison as a file for a spreadsheet, one line per option and receptor."""
    _, found = _seen(request, pk)
    chosen = options.forecast_of(found, forecast)
    names = {row["id"]: row["name"] for row in chosen.receptors}
    english = language_of(request) == "en"
    lines: list[list[object]] = []
    for option in _rows(chosen):
        words = _said(options.summary(option.measures), english=english)
        title = f"{option.number} {option.title}".strip()
        taken = option.effect["measures"]
        water = _total(taken, "volume_m3")
        fills = max((m["fills"] for m in taken if m["fills"] is not None), default=None)
        reagent = _total(taken, "reagent_kg")
        for effect in option.effect["receptors"]:
            hours = {q: None if t is None else t / 3600 for q, t in effect["gained_s"].items()}
            cells = [
                title,
                words,
                names.get(effect["id"], effect["id"]),
                effect["counted"],
                *(hours[q] for q in ("p05", "p50", "p95")),
                effect["avoided"],
                effect["peak_mg_l"]["p50"],
                effect["peak_before_mg_l"]["p50"],
                (effect["times_limit"] or {}).get("p50"),
                effect["probability_above"],
                (effect["open_peak_mg_l"] or {}).get("p50"),
                water,
                fills,
                reagent,
            ]
            lines.append([float(f"{c:.5g}") if isinstance(c, float) else c for c in cells])
    file = as_csv([_said(title, english=english) for title in HEAD], lines)
    answer = HttpResponse(file, content_type=MEDIA["csv"])
    name = quote(f"{found.number}方案比选.csv")
    answer["Content-Disposition"] = f"attachment; filename=\"options.csv\"; filename*=UTF-8''{name}"
    return answer


def _said(sentence: Sentence, *, english: bool) -> str:
    return sentence.en if english else sentence.zh


def _total(measures: Sequence[Mapping[str, Any]], key: str) -> float | None:
    values = [m[key]["p50"] or 0.0 for m in measures if m[key] is not None]
    return sum(values) if values else None
