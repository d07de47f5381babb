"""The hand-over of an incident: one file with every run that counts, and who made it when.

Each run lies there as the case that was run and the answer it gave, so that `shangyou run` on any
machine gives the same numbers; the manifest names model, version, seed and fingerprints.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shangyou.core.models import User
from shangyou.response import keeping, options, samples
from shangyou.response.handover import page, tables
from shangyou.response.models import Forecast, Incident, LogEntry, OilRun, ResponseOption
from shangyou.response.models.forecasts import unpack
from shangyou.response.planning.wording import BEIJING
from shangyou.science.catalogue import MODELS
from shangyou.science.messages import Sentence

FORMAT, VERSION = "shangyou-handover", 1


@dataclass(frozen=True, slots=True)
class Contents:
    """What is handed over."""

    forecasts: list[Forecast]
    adopted: list[ResponseOption]
    oil: list[OilRun]


def make(incident: Incident, *, user: User, now: datetime) -> bytes:
    """Return the file, and write in the log that it was handed over."""
    contents = of(incident)
    files = dict(_files(incident, contents))
    manifest = _manifest(incident, contents, files, user, now)
    files["manifest.json"] = _text(manifest)
    files["handover.docx"] = page.render(incident, contents, manifest, now=now)
    files["README.txt"] = _readme(manifest).encode()
    packed = _zip(files, now)
    fingerprint = hashlib.sha256(packed).hexdigest()
    with transaction.atomic():
        keeping.log(
            incident,
            user,
            LogEntry.Kind.NOTE,
            Sentence(
                f"下载移交包（{len(manifest['runs'])} 次计算，SHA-256 {fingerprint[:12]}…）",
                f"Hand-over taken: {len(manifest['runs'])} runs, SHA-256 {fingerprint[:12]}...",
            ),
            at=now,
        )
        keeping.trace(incident, user, "incident.handed_over", {"sha256": fingerprint})
    return packed


def of(incident: Incident) -> Contents:
    """Return the current forecast, the newest, those of adopted options, and the newest oil run."""
    adopted = list(
        incident.options.filter(adopted_at__isnull=False)
        .select_related("adopted_by", "adopted_forecast__made_by")
        .order_by("number")
    )
    wanted = {option.adopted_forecast_id for option in adopted}
    wanted |= {incident.current_forecast_id}
    newest = incident.forecasts.order_by("-number").values_list("pk", flat=True).first()
    forecasts = incident.forecasts.select_related("made_by").filter(pk__in={*wanted, newest})
    oil = incident.oil_runs.select_related("made_by").order_by("-number")[:1]
    return Contents(list(forecasts.order_by("number")), adopted, list(oil))


def _files(incident: Incident, contents: Contents) -> Iterator[tuple[str, bytes]]:
    for forecast in contents.forecasts:
        folder = f"forecast-{forecast.number}"
        yield f"{folder}/CASE.json", forecast.inputs.encode()
        yield f"{folder}/ANSWER.json", _text(_answer(forecast, forecast.answer))
        yield f"{folder}/arrivals.csv", tables.arrivals(forecast.receptors)
        yield f"{folder}/receptors.geojson", _text(tables.receptors(forecast.receptors))
        yield f"{folder}/plume.geojson", _text(tables.plume(unpack(forecast.plume_gz)))
    for option in contents.adopted:
        folder = f"option-{option.number}"
        yield f"{folder}/MEASURES.json", _text({"measures": option.measures})
        yield f"{folder}/EFFECT.json", _text(option.effect)
        yield f"{folder}/measures.geojson", _text(tables.measures(option.measures))
    for run in contents.oil:
        folder = f"oil-{run.number}"
        yield f"{folder}/CASE.json", run.inputs.encode()
        yield f"{folder}/ANSWER.json", _text(_answer(run, run.answer))
        yield f"{folder}/balance.csv", tables.balance(run.answer)
        yield f"{folder}/stranded.csv", tables.stranded(run.answer, run.reach_names)
        yield f"{folder}/slick.geojson", _text(tables.slick(run.slick))
    rows = samples.rows_of(incident)
    if rows:
        yield "samples.csv", samples.table(rows)
    plan = incident.plans.order_by("-version").first()
    if plan is not None:
        yield "plan.csv", tables.plan(plan)


def _answer(run: Forecast | OilRun, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `shangyou run` writes, but for the seconds it took."""
    return {
        "model": run.model,
        "version": run.model_version,
        "inputs_sha256": run.inputs_sha256,
        "seed": run.seed,
        **answer,
    }


def _manifest(
    incident: Incident,
    contents: Contents,
    files: Mapping[str, bytes],
    user: User,
    now: datetime,
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _iso(now),
        "made_by": user.name,
        "organisation": user.organisation.name if user.organisation else "",
        "incident": {
            "number": incident.number,
            "name": incident.name,
            "state": incident.state,
            "drill": incident.drill,
            "demo": incident.demo,
            "place": incident.place["zh"],
            "point": {"lon": incident.longitude, "lat": incident.latitude},
            "district": incident.district_name,
            "substance": incident.substance_name["zh"],
            "amount": incident.amount_value,
            "amount_unit": incident.amount_unit,
            "started_at": _iso(incident.started_at),
        },
        "runs": [
            *(
                _run(forecast, f"forecast-{forecast.number}", forecast.title)
                for forecast in contents.forecasts
            ),
            *(_run(run, f"oil-{run.number}", run.oil_name) for run in contents.oil),
        ],
        "adopted": [_adopted(option) for option in contents.adopted],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }


def _run(run: Forecast | OilRun, folder: str, title: str) -> dict[str, Any]:
    current = {spec.name: spec.version for spec in MODELS}.get(run.model)
    return {
        "folder": folder,
        "title": title,
        "model": run.model,
        "model_version": run.model_version,
        # another version may give other numbers: the reader must know which one to ask
        "same_as_this_system": current == run.model_version,
        "seed": run.seed,
        "inputs_sha256": run.inputs_sha256,
        "made_at": _iso(run.made_at),
        "made_by": run.made_by.name,
        "again": f"shangyou run {run.model} {folder}/CASE.json --seed {run.seed} -o again.json",
    }


def _adopted(option: ResponseOption) -> dict[str, Any]:
    said = options.summary(option.measures)
    return {
        "folder": f"option-{option.number}",
        "title": option.title,
        "measures": said.zh,
        "measures_en": said.en,
        "adopted_at": _iso(option.adopted_at),
        "adopted_by": option.adopted_by.name if option.adopted_by else "",
        "forecast": None
        if option.adopted_forecast is None
        else f"forecast-{option.adopted_forecast.number}",
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(BEIJING).isoformat(timespec="seconds")


def _text(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _readme(manifest: Mapping[str, Any]) -> str:
    again = "\n".join(f"  {run['again']}" for run in manifest["runs"])
    incident = manifest["incident"]
    return f"""{incident["name"]} {incident["number"]} 移交包
移交人 {manifest["made_by"]}（{manifest["organisation"]}），{manifest["made_at"]}

handover.docx   移交单，先看这一页
manifest.json   谁在何时算的；模型、版本、种子、指纹（SHA-256）
forecast-N/     第 N 次研判：CASE.json 算例，ANSWER.json 结果，arrivals.csv 到达表，*.geojson 地图
option-N/       已采用的比选方案：措施、效果、位置
oil-N/          溢油计算：算例、结果、去向、上岸、油膜
samples.csv plan.csv  样品与处置方案（如有）

复算核对：在任一台装有上游的机器上运行下列命令，除 seconds 外数值应与 ANSWER.json 完全相同。

Hand-over. Read handover.docx first. Each run can be made again on any machine with Shangyou; but for
`seconds` the answer is that of ANSWER.json, provided the version is the one in manifest.json:

{again}
"""


def _zip(files: Mapping[str, bytes], now: datetime) -> bytes:
    stamp = now.astimezone(BEIJING).timetuple()[:6]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, data)
    return held.getvalue()
