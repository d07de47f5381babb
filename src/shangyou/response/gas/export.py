"""An assessment for other systems: zones, rings and places as GeoJSON and as a table."""

import json
from collections.abc import Iterator
from typing import Any

from shangyou.core.language import Language, text
from shangyou.core.spreadsheets import as_csv
from shangyou.science.messages import Sentence

HEADER = {
    "zh": (
        "类别", "名称", "阈值", "单位", "最可能_m", "近_m", "远_m", "带", "开始_s", "结束_s", "面积_km2",
        "区内人数", "区内地点数", "经度", "纬度", "到达_s", "峰值_mg_m3",
    ),
    "en": (
        "kind", "name", "threshold", "unit", "distance_m", "near_m", "far_m", "band", "from_s",
        "until_s", "area_km2", "people", "places", "longitude", "latitude", "arrival_s", "peak_mg_m3",
    ),
}  # fmt: skip


def geojson(whole: dict[str, Any], language: Language) -> str:
    """Return zones, the ways they may turn, rings and places as one FeatureCollection (WGS 84)."""
    facts = {
        "assessment": whole["number"],
        "substance": whole["substance"][language],
        "started_at": whole["started_at"].isoformat(),
        "model": f"{whole['model']} {whole['model_version']}",
        "inputs_sha256": whole["inputs_sha256"],
    }
    features = [
        _feature(
            "Point", [whole["point"]["lon"], whole["point"]["lat"]], {"kind": "release", **facts}
        )
    ]
    for zone in whole["zones"]:
        said = {
            "threshold": zone["threshold"], "concentration_mg_m3": zone["concentration_mg_m3"],
            "distance_m": zone["distance_m"], "from_s": zone["from_s"], "until_s": zone["until_s"],
            "people": zone["people"],
        }  # fmt: skip
        for name, outline in (("zone", zone["polygon"]), ("zone_possible", zone["possible"])):
            if outline:
                features.append(_feature("Polygon", [_closed(outline)], {"kind": name, **said}))
    for fire in whole["fires"]:
        for ring in fire["rings"]:
            for quantile, outline in ring["outline"].items():
                if outline:
                    features.append(
                        _feature(
                            "Polygon", [_closed(outline)],
                            {
                                "kind": "ring", "model": fire["model"], "quantile": quantile,
                                "threshold": ring["threshold"], "unit": ring["unit"],
                                "distance_m": ring["distance_m"][quantile],
                                "people": ring["people"][quantile],
                            },
                        )
                    )  # fmt: skip
    features.extend(
        _feature(
            "Point", [place["lon"], place["lat"]],
            {
                "kind": "place", "name": place["name"], "people": place["people"],
                "zones": place["zones"], "arrival_s": place.get("arrival_s"),
                "peak_mg_m3": (place.get("peak_mg_m3") or {}).get("p50"),
            },
        )
        for place in whole["places"]
    )  # fmt: skip
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False)


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def _closed(outline: list[list[float]]) -> list[list[float]]:
    """Return a ring that ends where it began, counter-clockwise as RFC 7946 has it."""
    ring = [list(point) for point in outline]
    turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
    ring = ring if turned >= 0.0 else ring[::-1]
    return [*ring, ring[0]]


def table(whole: dict[str, Any], language: Language) -> bytes:
    """Return the same as rows for a spreadsheet."""
    return as_csv(HEADER[language], _rows(whole, language))


def _rows(whole: dict[str, Any], language: Language) -> Iterator[list[Any]]:
    for zone in whole["zones"]:
        reach = zone["distance_m"]
        yield [
            text(Sentence("毒性或燃烧", "toxic or flammable"), language), zone["threshold"],
            zone["concentration_mg_m3"], "mg/m3", *(_metres(reach[q]) for q in ("p50", "p10", "p90")), "80 %",
            zone["from_s"], zone["until_s"], zone["area_km2"], zone["people"],
            len(zone["places_inside"]) + zone["unlisted"]["places"],
        ]  # fmt: skip
    for fire in whole["fires"]:
        for ring in fire["rings"]:
            reach = ring["distance_m"]
            yield [
                text(Sentence("火灾爆炸", "fire or blast"), language), text(fire["title"], language),
                round(ring["threshold"]), ring["unit"], *(_metres(reach[q]) for q in ("p50", "p05", "p95")), "90 %",
                None, None, None, ring["people"]["p50"], len(ring["places_inside"]),
                fire["centre"]["lon"], fire["centre"]["lat"],
            ]  # fmt: skip
    for place in whole["places"]:
        yield [
            text(Sentence("地点", "place"), language), place["name"], None, None,
            place["distance_m"], None, None, None, None, None, None, place["people"], None,
            place["lon"], place["lat"], place.get("arrival_s"),
            (place.get("peak_mg_m3") or {}).get("p50"),
        ]  # fmt: skip


def _metres(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
