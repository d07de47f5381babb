"""The page of a hand-over: what the next shift must know, on one sheet of Word."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shangyou.core import documents
from shangyou.response.models import Forecast, Incident
from shangyou.response.planning.wording import figure, percent
from shangyou.response.reports.wording import (
    DEMO_NOTE,
    RECEPTOR_HEADER,
    RECEPTOR_WIDTHS,
    moment,
    receptor_cells,
    short,
)
from shangyou.response.shapes import amount_label, receptor_rows

if TYPE_CHECKING:
    from shangyou.response.handover.bundle import Contents

WIDTHS = (26, 130)
MAY_EXCEED = 0.05
SHOWN_RECEPTORS, SHOWN_LINES = 8, 8
SHARES = {
    "surface": "水面",
    "evaporated": "蒸发",
    "dispersed": "分散入水",
    "stranded": "上岸",
    "recovered": "回收",
}


def render(
    incident: Incident, contents: "Contents", manifest: Mapping[str, Any], *, now: datetime
) -> bytes:
    """Return the page as a Word file."""
    document = documents.new_document()
    documents.title(document, "应急处置移交单", subtitle=f"（{incident.number}）")
    documents.table(document, [("项目", "内容"), *_facts(incident, contents, manifest)], WIDTHS)
    _arrivals(document, incident.current_forecast)
    documents.paragraph(
        document,
        "复算：移交包内每次计算均附算例与结果，用 README.txt 所列命令可在任一台装有上游的机器上复算，"
        "除用时外数值应完全相同；模型、版本、种子与指纹见 manifest.json。",
        note=True,
    )
    if incident.demo:
        documents.paragraph(document, DEMO_NOTE, note=True)
    documents.paragraph(
        document,
        f"移交人（签字）：　　　　　　接收人（签字）：　　　　　　　{moment(now)}",
        note=True,
    )
    return documents.save(document)


def _facts(
    incident: Incident, contents: "Contents", manifest: Mapping[str, Any]
) -> list[tuple[str, str]]:
    grade = incident.grade
    state = "已终止" if incident.state == Incident.State.ENDED else "处置中"
    rows = [
        ("事件", f"{incident.name}（{state}{'，演练' if incident.drill else ''}）"),
        ("地点", f"{incident.district_name or '区县待核实'}，{incident.place['zh']}"),
        (
            "物质与数量",
            (
                f"{incident.substance_name['zh']}，{amount_label(incident).zh}；"
                f"{moment(incident.started_at)}起"
            ),
        ),
        ("级别", "待判定" if grade is None else f"{grade['title']['zh']}（初判，预测）"),
        (
            "移交",
            f"{manifest['made_by']}（{manifest['organisation']}），{moment(manifest['made_at'])}",
        ),
        *(_ran(run) for run in manifest["runs"]),
        *(
            (f"已采用方案 {option['folder'].removeprefix('option-')}", _adopted(option))
            for option in manifest["adopted"]
        ),
        *((f"溢油 #{run.number}", _oil(run.oil_name, run.outcome)) for run in contents.oil),
        ("未完成时限", _clocks(incident)),
        ("已定措施", _decided(incident)),
    ]
    return [row for row in rows if row[1]]


def _ran(run: Mapping[str, Any]) -> tuple[str, str]:
    kind, number = run["folder"].split("-")
    title = f"（{run['title']}）" if run["title"] and kind == "forecast" else ""
    version = "" if run["same_as_this_system"] else "，该版本已更新，复算请用原版本"
    return (
        f"{'研判' if kind == 'forecast' else '溢油计算'} #{number}",
        (
            f"{run['made_by']} {short(run['made_at'])}{title}；{run['model']} {run['model_version']}，"
            f"种子 {run['seed']}，指纹 {run['inputs_sha256'][:12]}{version}"
        ),
    )


def _adopted(option: Mapping[str, Any]) -> str:
    run = f"；预测见 {option['forecast']}" if option["forecast"] else ""
    return f"{option['measures']}；{option['adopted_by']} {short(option['adopted_at'])} 采用{run}"


def _oil(name: str, outcome: Mapping[str, float]) -> str:
    shares = "，".join(f"{title} {percent(outcome[share])}" for share, title in SHARES.items())
    return f"{name}：{shares}（预报时段末）"


def _clocks(incident: Incident) -> str:
    running = incident.clocks.filter(done_at=None).order_by("deadline")
    return "；".join(
        f"{clock.title['zh']}（{clock.recipient['zh']}）{short(clock.deadline)}"
        for clock in running
    )


def _decided(incident: Incident) -> str:
    plan = incident.plans.order_by("-version").first()
    if plan is None:
        return ""
    lines = plan.lines.filter(state__in=("accepted", "changed"))
    said = [
        f"{line.content['verb']['zh']}{line.text or line.content['what']['zh']}"
        for line in lines[:SHOWN_LINES]
    ]
    more = lines.count() - len(said)
    return "；".join(said) + (f"；另 {more} 项见 plan.csv" if more > 0 else "")


def _arrivals(document: Any, forecast: Forecast | None) -> None:
    if forecast is None:
        return
    rows = [
        row
        for row in receptor_rows(forecast)
        if row["arrival"]["p50"] is not None and (row["probability_above"] or 0.0) >= MAY_EXCEED
    ]
    if not rows:
        documents.paragraph(document, "预报时段内没有受体的超标概率达到 5 %。", note=True)
        return
    documents.paragraph(
        document, f"可能超标的受体（现用研判 #{forecast.number}，按到达先后）：", note=True
    )
    cells = list(receptor_cells(rows[:SHOWN_RECEPTORS]))
    documents.table(document, [RECEPTOR_HEADER, *cells], RECEPTOR_WIDTHS)
    if len(rows) > SHOWN_RECEPTORS:
        documents.paragraph(
            document,
            f"另有 {figure(len(rows) - SHOWN_RECEPTORS)} 处可能超标，见 forecast-{forecast.number}/arrivals.csv。",
            note=True,
        )
