"""初报: the first report under order 17, filled in as far as the incident knows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shangyou.core import documents
from shangyou.reference.report_contents import fields_of
from shangyou.response.models import Forecast, Incident, PlanLine, Sample
from shangyou.response.planning.wording import percent
from shangyou.response.reports import air
from shangyou.response.reports.wording import (
    DEMO_NOTE,
    RECEPTOR_HEADER,
    RECEPTOR_WIDTHS,
    TO_CHECK,
    UNVERIFIED,
    expected,
    limits_cited,
    moment,
    receptor_cells,
    short,
)
from shangyou.response.samples import counting, rows_of, words
from shangyou.response.shapes import amount_label, receptor_rows

WIDTHS = (40, 116)
SENSITIVE = ("intake", "reserve", "fishery", "province_boundary")
# of a river and of the air: a plan has those of one of them
MEASURES = (
    "zones", "people", "notify", "intakes", "spaces", "treatment", "gear", "curtain", "supplies",
    "teams", "sampling", "measuring",
)  # fmt: skip
SHOWN_EACH = 4
SHOWN_RESULTS = 20
RESULT_WIDTHS = (76, 40, 40)


def render(incident: Incident, *, now: datetime) -> bytes:
    """Return the first report of an incident as a Word file."""
    forecast = incident.current_forecast
    document = documents.new_document()
    documents.title(document, "突发环境事件信息初报", subtitle=f"（{incident.number}）")
    if incident.drill:
        documents.paragraph(document, "【演练】本报告用于应急演练。")
    documents.paragraph(document, f"事件名称：{incident.name}（{incident.number}）")
    documents.heading(document, 1, "一、报告内容")
    documents.table(
        document,
        [
            ("项目", "内容"),
            *((field.field.zh, _said(field.key, incident)) for field in fields_of("first")),
        ],
        WIDTHS,
    )
    documents.heading(document, 1, "二、可能受影响的环境敏感点")
    if incident.kind == Incident.Kind.AIR:
        air.people(document, incident)
    else:
        _receptors(document, forecast)
    numbers = iter("三四五")
    results = counting(rows_of(incident))
    if results:
        documents.heading(document, 1, f"{next(numbers)}、监测结果")
        _results(document, results)
    if forecast is not None:
        documents.heading(document, 1, f"{next(numbers)}、研判说明")
        _model(document, forecast)
    documents.heading(document, 1, f"{next(numbers)}、报告要素")
    documents.table(
        document,
        [
            ("项目", "内容"),
            *((field.field.zh, _formal(field.key, incident)) for field in fields_of("any")),
        ],
        WIDTHS,
    )
    documents.paragraph(
        document,
        "依据：《突发环境事件信息报告办法》（环境保护部令第17号）第三条、第十三条"
        f"（初报内容条目{UNVERIFIED}）。",
    )
    if incident.demo:
        documents.paragraph(document, DEMO_NOTE, note=True)
    documents.paragraph(document, f"报告时间：{moment(now)}")
    return documents.save(document)


def _said(key: str, incident: Incident) -> str:
    writer = WRITERS.get(key)
    return (writer(incident) if writer else "") or TO_CHECK


def _when(incident: Incident) -> str:
    return f"{moment(incident.started_at)}（接报：{moment(incident.opened_at)}）"


def _where(incident: Incident) -> str:
    district = incident.district_name or f"区县{TO_CHECK}"
    return (
        f"{district}，{incident.place['zh']}"
        f"（东经 {incident.longitude:.4f}°，北纬 {incident.latitude:.4f}°）"
    )


def _source(incident: Incident) -> str:
    parts = (incident.caller_organisation, incident.caller_name, incident.caller_phone)
    return " ".join(part for part in parts if part)


def _course(incident: Incident) -> str:
    told = f"接报情况：{incident.description}。" if incident.description else ""
    if incident.kind == Incident.Kind.AIR:
        return f"{air.course(incident)}{told}"
    return (
        f"{moment(incident.started_at)}起，{incident.substance_name['zh']}进入{incident.river}，"
        f"历时约 {incident.duration_s / 60:.0f} 分钟。{told}"
    )


def _what(incident: Incident) -> str:
    return f"{incident.substance_name['zh']}，{amount_label(incident).zh}"


def _samples(incident: Incident) -> str:
    entries = incident.log.filter(kind="note").count()
    more = f"（现场记录 {entries} 条，见事件日志）" if entries else ""
    measured = air.measured(incident)
    if measured:
        return f"{measured}{more}。"
    results = counting(rows_of(incident))
    if not results:
        return f"{TO_CHECK}：尚无监测数据{more}，以下为模型预测。"
    last = results[-1]
    found = [row for row in results if row.concentration_mg_l is not None]
    highest = max(found, key=lambda row: row.concentration_mg_l or 0.0, default=None)
    peak = (
        f"最高 {words(highest.concentration_mg_l)}（{highest.place_name}，{short(highest.taken_at)}）"
        if highest
        else "均未检出"
    )
    return (
        f"已取得 {len(results)} 个结果{more}：{peak}；"
        f"最近一次 {last.place_name} {short(last.taken_at)}，{words(last.concentration_mg_l)}。"
    )


def _drinking_water(incident: Incident) -> str:
    forecast = incident.current_forecast
    if forecast is None:
        return ""
    at_risk = [
        row
        for row in receptor_rows(forecast)
        if row["kind"] == "intake" and (row["probability_above"] or 0.0) >= 0.05
    ]
    if not at_risk:
        return "预测下游取水口超标概率均低于 5 %；实际影响待核实。"
    named = "；".join(
        f"{row['name']}（{expected(row['arrival'])}，超标概率 {percent(row['probability_above'])}）"
        for row in at_risk
    )
    return f"预测可能超标的取水口 {len(at_risk)} 处：{named}。实际影响待核实。"


def _trend(incident: Incident) -> str:
    forecast = incident.current_forecast
    if forecast is None or incident.grade is None:
        return ""
    reached = [row for row in receptor_rows(forecast) if row["arrival"]["p50"] is not None]
    grade = incident.grade
    return (
        f"预报时段内预计影响下游 {len(reached)} 处受体；级别初判（预测）：{grade['title']['zh']}，"
        f"{grade['criterion']['zh']}（{grade['clause']}）。"
    )


def _measures(incident: Incident, states: tuple[str, ...], otherwise: str) -> str:
    plan = incident.plans.order_by("-version").first()
    if plan is None:
        return ""
    said = []
    for section in MEASURES:
        lines = list(plan.lines.filter(section=section, state__in=states))
        if lines:
            shown = "；".join(_measure(line) for line in lines[:SHOWN_EACH])
            more = f" 等 {len(lines)} 项" if len(lines) > SHOWN_EACH else ""
            said.append(f"{shown}{more}。")
    return "\n".join(said) or otherwise


def _measure(line: PlanLine) -> str:
    """Return a measure in a sentence; a report says to whom, for their titles are alike."""
    text = line.text or line.content["what"]["zh"]
    who = line.content.get("who") if line.key.startswith("report:") else None
    return f"{line.content['verb']['zh']}：{text}{'（' + who['zh'] + '）' if who else ''}"


def _done(incident: Incident) -> str:
    return _measures(incident, ("accepted", "changed"), "")


def _planned(incident: Incident) -> str:
    return _measures(incident, ("proposed",), "拟采取的措施均已决定，见处置方案。")


def _advice(incident: Incident) -> str:
    forecast = incident.current_forecast
    unknown = [
        *([] if incident.substance_key else ["查明物质种类"]),
        *([] if incident.amount_value is not None else ["核实泄漏量"]),
        *([] if not incident.river or incident.bank != "unknown" else ["核实入河岸别"]),
    ]
    asked = f"{'、'.join(unknown)}；" if unknown else ""
    return f"{asked}按处置方案组织监测与取水口防护，以监测结果滚动修正研判。" if forecast else asked


def _map(incident: Incident) -> str:
    if incident.kind == Incident.Kind.AIR:
        return f"影响区见气体研判附图；分布示意图{TO_CHECK}。"
    return f"沿程分布见下表；分布示意图{TO_CHECK}（由一张图导出后附）。"


WRITERS: Mapping[str, Callable[[Incident], str]] = {
    "occurred_at": _when,
    "place": _where,
    "information_source": _source,
    "cause": lambda incident: incident.cause,
    "course": _course,
    "pollutants": _what,
    "monitoring": _samples,
    "sensitive_places": _drinking_water,
    "trend": _trend,
    "actions_taken": _done,
    "actions_intended": _planned,
    "advice": _advice,
    "map": _map,
}


def _formal(key: str, incident: Incident) -> str:
    officer = incident.opened_by
    known = {
        "reporting_body": officer.organisation.name if officer.organisation else "",
        "contact": f"{officer.name} {officer.phone}".strip(),
        "media": f"处置方案与研判另附；现场照片{TO_CHECK}",
    }
    return known.get(key) or TO_CHECK


def _receptors(document: Any, forecast: Forecast | None) -> None:
    every = [] if forecast is None else receptor_rows(forecast)
    rows = [row for row in every if row["kind"] in SENSITIVE]
    cells = list(receptor_cells(rows))
    if not cells:
        documents.paragraph(document, "预报时段内污染团不到达任何登记的敏感点；实际情况待核实。")
        return
    documents.table(document, [RECEPTOR_HEADER, *cells], RECEPTOR_WIDTHS)
    cited = limits_cited(rows)
    if cited:
        documents.paragraph(document, f"限值出处：{'；'.join(cited)}。")


def _results(document: Any, results: Sequence[Sample]) -> None:
    shown = results[-SHOWN_RESULTS:]
    if len(shown) < len(results):
        documents.paragraph(
            document, f"共 {len(results)} 个结果，列最近 {len(shown)} 个；全部见监测数据导出。"
        )
    rows = [(row.place_name, short(row.taken_at), words(row.concentration_mg_l)) for row in shown]
    documents.table(document, [("断面", "采样时间", "浓度"), *rows], RESULT_WIDTHS)


def _model(document: Any, forecast: Forecast) -> None:
    members = forecast.case["ensemble"]["members"]
    observed = len(forecast.case.get("observations", ()))
    learnt = f"，已按 {observed} 个监测结果修正" if observed else ""
    documents.paragraph(
        document,
        f"以上为 {forecast.model} {forecast.model_version} 模型 {members} 成员集合的预测"
        f"（第 {forecast.number} 次研判，种子 {forecast.seed}）{learnt}，不是监测结果。",
    )
    for sentence in (*forecast.warnings, *forecast.validity):
        documents.paragraph(document, f"注意：{sentence['zh']}")
