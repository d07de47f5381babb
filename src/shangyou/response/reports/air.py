"""What a report says of an incident in the air: the course, the sensors' readings, the people in the zones."""

from collections.abc import Mapping
from typing import Any

from shangyou.core import documents
from shangyou.response.gas import keep, shapes
from shangyou.response.models import Incident
from shangyou.response.reports.wording import TO_CHECK, moment

WIDTHS = (60, 60, 36)


def course(incident: Incident) -> str:
    """Return how it came about."""
    return (
        f"{moment(incident.started_at)}起，{incident.place['zh']}监测到"
        f"{incident.substance_name['zh']}，泄漏点与泄漏量{TO_CHECK}。"
    )


def measured(incident: Incident) -> str:
    """Return what the sensors read when it was opened; empty without any."""
    highest = incident.air_readings.order_by("-value").first()
    if highest is None:
        return ""
    return (
        f"传感器读数 {incident.air_readings.count()} 个，最高 {highest.value:.3g} {highest.unit}"
        f"（{highest.station_name}，{moment(highest.at)}）"
    )


def people(document: Any, incident: Incident) -> None:
    """Write whom the newest gas assessment of the incident reaches."""
    found = keep.newest(incident)
    zones = [] if found is None else shapes.zones(found)
    reached = [zone for zone in zones if zone["distance_m"]["p50"]]
    if found is None or not reached:
        documents.paragraph(document, f"影响范围尚未研判或未达阈值；受影响人群{TO_CHECK}。")
        return
    documents.table(
        document,
        [
            ("阈值", "距离（中值，80 % 区间）", "登记人数"),
            *(
                (
                    f"{zone['threshold']}（{zone['concentration_mg_m3']:.3g} mg/m³）",
                    _band(zone["distance_m"]),
                    f"{zone['people']}",
                )
                for zone in reached
            ),
        ],
        WIDTHS,
    )
    documents.paragraph(
        document,
        f"以上为气体研判 {found.number}（{found.model} {found.model_version}）的预测，不是监测结果；"
        "人数取自大气环境受体台账。",
    )


def _band(distance_m: Mapping[str, float | None]) -> str:
    low, middle, high = (
        "—" if distance_m[q] is None else f"{distance_m[q]:.0f} m" for q in ("p10", "p50", "p90")
    )
    return f"{middle}（{low}–{high}）"
