"""A forecast corrected by samples: the stored case of another run, with what was measured added."""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shangyou.core.http import ProblemError
from shangyou.core.models import User
from shangyou.preparedness import store
from shangyou.preparedness.network import Network, Path
from shangyou.response import forecasting, incidents, plumes, runs, samples
from shangyou.response.case import MODEL, both_languages
from shangyou.response.models import Forecast, Incident, Sample
from shangyou.response.models.forecasts import pack
from shangyou.response.planning.wording import BEIJING
from shangyou.science.messages import Problem, Sentence

POINT_PREFIX = "samples:"
NO_SAMPLES = Sentence(
    "还没有有效的样品；请先录入样品再修正预报。",
    "There are no samples yet; enter some before the forecast can be corrected.",
)
NOT_RIVER = Sentence(
    "只有溶解物质的河流预报能用样品修正；请选一次 river-transport 预报。",
    "Samples correct forecasts of river-transport only; choose such a run.",
)
REACHES_CHANGED = Sentence(
    "河段台账在这次预报后改过；请先另算一次，再用样品修正。",
    "The register of reaches has changed since this run; run it again, then correct it.",
)


def check_correctable(forecast: Forecast) -> None:
    """Refuse a run that samples of dissolved matter say nothing about."""
    if forecast.model != MODEL:
        raise ProblemError(422, [Problem("forecast", NOT_RIVER)])


def correct(incident: Incident, base: Forecast, *, user: User, now: datetime) -> Forecast:
    """Run a forecast again with every sample that counts, and store it beside the first."""
    check_correctable(base)
    begin = time.perf_counter()
    counting = samples.counting(samples.rows_of(incident))
    if not counting:
        raise ProblemError(422, [Problem("samples", NO_SAMPLES)])
    network = store.network()
    path = network.downstream_path(incident.reach, incident.distance_m)
    document = case(base.case, counting, path)
    run = runs.run(document, model=base.model, seed=base.seed)
    rows = runs.refreshed(_places(base, counting, path, network), run.answer)
    plume = plumes.plume(document, path, network, rows, seed=base.seed, draws=run.solved.corrected)
    seconds = time.perf_counter() - begin
    with transaction.atomic():
        held = incidents.locked(incident)
        forecast = Forecast.objects.create(
            incident=held,
            number=forecasting.next_number(held),
            based_on=base,
            title=_title(counting),
            model=run.model,
            model_version=run.version,
            inputs=json.dumps(document, ensure_ascii=False, allow_nan=False),
            inputs_sha256=run.inputs_sha256,
            seed=run.seed,
            answer_gz=pack(run.answer),
            plume_gz=pack(plume),
            receptors=rows,
            assumptions=[*_without_samples(base.assumptions), _assumption(counting)],
            warnings=base.warnings,
            validity=[both_languages(forecasting.named(s, rows)) for s in run.validity],
            made_at=now,
            made_by=user,
            seconds=round(seconds, 3),
        )
        incidents.after_run(held, forecast, rows, user=user, now=now)
    return forecast


def case(document: Mapping[str, Any], counting: Sequence[Sample], path: Path) -> dict[str, Any]:
    """Return a case with these samples in the place of any it had before."""
    if not {reach["id"] for reach in document["reaches"]} <= set(path.reaches):
        raise ProblemError(409, [Problem("forecast", REACHES_CHANGED)])
    receptors = [r for r in document["receptors"] if not r["id"].startswith(POINT_PREFIX)]
    known = {receptor["id"] for receptor in receptors}
    for sample in counting:
        if sample.place in known:
            continue
        known.add(sample.place)
        reach, distance_m = path.in_case(sample.reach, sample.distance_m)
        receptors.append(
            {
                "id": sample.place,
                "reach": reach,
                "distance_m": round(distance_m, 1),
                "position": None,
                "limit_mg_l": None,
            }
        )
    return {
        **document,
        "receptors": receptors,
        "observations": [
            {
                "receptor": sample.place,
                "time": sample.taken_at.astimezone(BEIJING).isoformat(timespec="seconds"),
                "concentration_mg_l": sample.concentration_mg_l,
                "detection_limit_mg_l": sample.detection_limit_mg_l,
            }
            for sample in counting
        ],
    }


def _places(
    base: Forecast, counting: Sequence[Sample], path: Path, network: Network
) -> list[dict[str, Any]]:
    """Return the facts of every place of the new run: those of the base, and the points sampled."""
    rows = [row for row in base.receptors if not row["id"].startswith(POINT_PREFIX)]
    known = {row["id"] for row in rows}
    for sample in counting:
        if sample.place not in known:
            known.add(sample.place)
            rows.append(_point_row(sample, path, network))
    return rows


def _point_row(sample: Sample, path: Path, network: Network) -> dict[str, Any]:
    metres = path.metres_to(sample.reach, sample.distance_m) or 0.0
    return {
        "id": sample.place,
        "register": "samples",
        "row_id": None,
        "name": sample.place_name,
        "kind": "section",
        "kind_title": "采样点",
        "bank": "unknown",
        "river": network.reaches[sample.reach].river,
        "reach": sample.reach,
        "reach_distance_m": sample.distance_m,
        "district": "",
        "district_code": "",
        "distance_km": round(metres / 1000.0, 2),
        "point": {"lon": sample.longitude, "lat": sample.latitude},
        "contact": "",
        "supply_level": None,
        "status": "verified",
        "source": "",
        "demo": False,
        "detail": {},
        "limit": None,
    }


def _title(counting: Sequence[Sample]) -> str:
    return f"样品修正（{len(counting)} 个样品）"


def _without_samples(assumptions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [a for a in assumptions if a["title"]["en"] != "samples"]


def _assumption(counting: Sequence[Sample]) -> dict[str, Any]:
    first, last = counting[0], counting[-1]
    span = f"{samples.minute(first.taken_at)} – {samples.minute(last.taken_at)}"
    return {
        "title": both_languages(Sentence("样品", "samples")),
        "value": both_languages(
            Sentence(f"{len(counting)} 个，{span}", f"{len(counting)}, {span}")
        ),
        "source": both_languages(Sentence("现场监测结果", "results from the field")),
        "status": "verified",
    }
