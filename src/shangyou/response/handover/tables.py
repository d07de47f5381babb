"""Tables and maps of a hand-over, for a spreadsheet and a GIS: no run is needed to read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from shangyou.core.spreadsheets import as_csv
from shangyou.response.models import Plan
from shangyou.response.planning.wording import BEIJING

QUANTILES = ("p05", "p50", "p95")
LEAST_KG = 0.5


def _three(band: Mapping[str, Any]) -> list[Any]:
    return [band[q] for q in QUANTILES]


def arrivals(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return who is reached when, with bands; ISO times with offset."""
    headings = [
        "受体",
        "类别",
        "河流",
        "距离 km",
        *(f"到达 {q}" for q in QUANTILES),
        *(f"峰值时间 {q}" for q in QUANTILES),
        *(f"峰值 mg/L {q}" for q in QUANTILES),
        "限值 mg/L",
        "限值出处",
        "超标概率",
        "经度",
        "纬度",
        "数据状态",
    ]
    return as_csv(
        headings,
        (
            [
                row["name"],
                row["kind_title"],
                row["river"],
                row["distance_km"],
                *_three(row["arrival"]),
                *_three(row["peak_time"]),
                *_three(row["peak_mg_l"]),
                None if row["limit"] is None else row["limit"]["value_mg_l"],
                None
                if row["limit"] is None
                else f"{row['limit']['standard']} {row['limit']['clause']['zh']}",
                row["probability_above"],
                row["point"]["lon"],
                row["point"]["lat"],
                row["status"],
            ]
            for row in rows
        ),
    )


def _point(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def _collection(features: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def receptors(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the receptors as points with what is expected there."""
    return _collection(
        _point(
            row["point"]["lon"],
            row["point"]["lat"],
            name=row["name"],
            kind=row["kind"],
            **{f"arrival_{q}": row["arrival"][q] for q in QUANTILES},
            **{f"peak_mg_l_{q}": row["peak_mg_l"][q] for q in QUANTILES},
            limit_mg_l=None if row["limit"] is None else row["limit"]["value_mg_l"],
            probability_above=row["probability_above"],
        )
        for row in rows
    )


def plume(frames: Mapping[str, Any]) -> dict[str, Any]:
    """Return the way of the plume: at each point its highest value and when."""
    start = datetime.fromisoformat(frames["start"])
    features = []
    for i, point in enumerate(frames["points"]):
        highest = [max(frame[i]) for frame in frames["values"]]
        peak = max(highest, default=0.0)
        at = start + timedelta(seconds=frames["times_s"][highest.index(peak)])
        features.append(
            _point(
                point["lon"],
                point["lat"],
                chainage_km=point["chainage_km"],
                highest_mg_l=peak,
                highest_at=at.astimezone(BEIJING).isoformat(timespec="minutes") if peak else None,
            )
        )
    return _collection(features)


def measures(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the measures of an option where they are taken."""
    return _collection(
        _point(
            row["point"]["lon"],
            row["point"]["lat"],
            kind=row["kind"],
            label=row["label"],
            **{"from": row["from"], "until": row["until"]},
        )
        for row in rows
        if row.get("point")
    )


def balance(answer: Mapping[str, Any]) -> bytes:
    """Return where the oil is over time, shares of the release."""
    shares = answer["mass_balance"]
    names = [name for name in shares if name != "time"]
    return as_csv(
        ["time", *names],
        ([at, *(shares[n][i] for n in names)] for i, at in enumerate(shares["time"])),
    )


def stranded(answer: Mapping[str, Any], names: Mapping[str, str]) -> bytes:
    """Return the oil on each bank of each reach at the end [kg]."""
    return as_csv(
        ["河段", "岸", "岸线", *(f"上岸 kg {q}" for q in QUANTILES)],
        (
            [
                names.get(row["reach"], row["reach"]),
                row["bank"],
                row["kind"],
                *_three(row["mass_kg"]),
            ]
            for row in answer["stranded"]
            if (row["mass_kg"]["p95"] or 0.0) >= LEAST_KG
        ),
    )


def slick(frames: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slick at the end, and the booms."""
    last = frames["frames"][-1]
    rows = zip(last["lon"], last["lat"], last["kg"], last["stranded"], strict=True)
    elements = [
        _point(lon, lat, kind="oil", kg=kg, stranded=bool(stranded))
        for lon, lat, kg, stranded in rows
    ]
    booms = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": line},
            "properties": {"kind": "boom", "number": i + 1},
        }
        for i, line in enumerate(frames.get("booms", ()))
    ]
    return _collection([*elements, *booms])


def plan(newest: Plan) -> bytes:
    """Return the lines of the plan with what was decided and by when."""
    states = dict(newest.lines.model.State.choices)
    return as_csv(
        ["分节", "动作", "内容", "地点", "时限", "承担", "状态", "备注"],
        (
            [
                line.section,
                line.content["verb"]["zh"],
                line.text or line.content["what"]["zh"],
                _zh(line.content.get("where")),
                None if line.by is None else line.by.astimezone(BEIJING).isoformat("T", "minutes"),
                _zh(line.content.get("who")),
                states[line.state],
                line.note,
            ]
            for line in newest.lines.all()
        ),
    )


def _zh(said: Mapping[str, str] | None) -> str:
    return "" if not said else said["zh"]
