"""What the Word file of a plan says of the air: overview, zones, the assessment it rests on."""

from typing import Any

from shangyou.core import documents
from shangyou.response.air import plan as air_plan
from shangyou.response.air.table_facts import title_of
from shangyou.response.gas import shapes
from shangyou.response.models import GasAssessment, Incident, Plan
from shangyou.response.planning.wording import figure
from shangyou.response.reports.wording import STATUS_TITLES, day, graded, moment

ZONE_HEADER = ("阈值", "浓度 mg/m³", "下风向最可能 m", "九成把握不超过 m", "登记人数")
ZONE_WIDTHS = (34, 28, 34, 34, 26)
PROPERTY_WIDTHS = (40, 40, 56, 20)


def overview(document: Any, incident: Incident, plan: Plan, assessment: GasAssessment) -> None:
    """Write what happened, and that the plan no longer holds where a newer assessment is there."""
    documents.heading(document, 1, "一、事件概况")
    outdated = air_plan.outdated(plan)
    if outdated is not None:
        documents.paragraph(document, f"【{outdated.zh}】")
    district = incident.district_name or "区县待核实"
    documents.paragraph(
        document,
        f"{moment(incident.started_at)}，{incident.place['zh']}（{district}）发生"
        f"{incident.substance_name['zh']}大气泄漏事件，起因：{incident.cause or '待核实'}。"
        f"事件编号 {incident.number}，{moment(incident.opened_at)}接报；"
        f"本方案为第 {plan.version} 版，{moment(plan.made_at)}生成，"
        f"依据气体研判 {assessment.number}。",
    )
    if incident.grade is not None:
        documents.paragraph(document, graded(incident.grade))


def forecast(document: Any, assessment: GasAssessment) -> None:
    """Write the zones with the people inside."""
    documents.heading(document, 1, "二、影响研判")
    weather = assessment.form["weather"]
    theory = assessment.answer["theory_why"]["zh"]
    documents.paragraph(
        document,
        f"气象：风速 {weather['wind_speed_m_s']} m/s，"
        f"{_from(weather.get('wind_from_deg'))}。{theory}",
    )
    rows = [
        (
            title_of(zone["threshold"]).zh,
            figure(zone["concentration_mg_m3"]),
            *(
                "—" if v is None else figure(v)
                for v in (zone["distance_m"]["p50"], zone["distance_m"]["p90"])
            ),
            str(zone["people"]),
        )
        for zone in shapes.zones(assessment)
    ]
    if rows:
        documents.table(document, [ZONE_HEADER, *rows], ZONE_WIDTHS)


def _from(degrees: float | None) -> str:
    return "风向不定" if degrees is None else f"风来自 {degrees:.0f}°"


def validity(document: Any, assessment: GasAssessment, numeral: str) -> None:
    """Write by what it was computed, from which figures, and what to beware of."""
    documents.heading(document, 1, f"{numeral}、模型与适用范围")
    documents.paragraph(
        document,
        f"本研判由 {assessment.model} {assessment.model_version} 模型计算，随机种子 {assessment.seed}，"
        f"输入指纹（SHA-256）{assessment.inputs_sha256[:16]}…，{day(assessment.made_at)}完成；"
        "输入完整保存，可随时复算。",
    )
    shown = shapes.whole(assessment)
    rows = [
        (
            row["title"].zh,
            f"{row['value']} {row['unit']}".strip(),
            row["source"],
            STATUS_TITLES[row["status"]],
        )
        for row in shown["properties"]
    ]
    documents.table(document, [("物性与阈值", "取值", "来源", "状态"), *rows], PROPERTY_WIDTHS)
    for sentence in shown["warnings"]:
        documents.paragraph(document, f"注意：{sentence.zh}")
