"""处置方案: the plan as an official document."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shangyou.core import documents
from shangyou.response.models import Forecast, Incident, Plan, PlanLine
from shangyou.response.reports import air_plan
from shangyou.response.reports.wording import (
    DEMO_NOTE,
    RECEPTOR_HEADER,
    RECEPTOR_WIDTHS,
    STATUS_TITLES,
    day,
    graded,
    limits_cited,
    marked,
    moment,
    receptor_cells,
    short,
    span,
)
from shangyou.response.shapes import amount_label, receptor_rows

NUMERALS = "一二三四五六七八九十"
LINE_HEADER = ("序号", "措施", "时限、时段", "责任、资源与效果", "依据")
LINE_WIDTHS = (10, 55, 27, 50, 14)
DECIDED = {"accepted": "【采纳】", "changed": "【修改】"}


class Bases:
    """The reasons cited, numbered in order of first use."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def cite(self, because: Iterable[Mapping[str, Any]]) -> str:
        """Return the numbers of the reasons: [1][4]."""
        return "".join(f"[{self._number(basis)}]" for basis in because)

    def _number(self, basis: Mapping[str, Any]) -> int:
        key = (basis["title"]["zh"], basis["status"])
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def lines(self) -> Iterable[str]:
        """Return the list for the end of the document."""
        for (title, status), number in self._numbers.items():
            yield f"[{number}] {title}（{STATUS_TITLES[status]}）"


def render(incident: Incident, plan: Plan, *, now: datetime) -> bytes:
    """Return the plan of an incident as a Word file."""
    lines = list(plan.lines.select_related("earlier__plan", "earlier__decided_by"))
    document = documents.new_document()
    bases = Bases()
    documents.title(
        document,
        f"{incident.name}应急处置方案",
        subtitle=f"（{incident.number} 第 {plan.version} 版）",
    )
    if incident.drill:
        documents.paragraph(document, "【演练】本方案用于应急演练。")
    if plan.assessment is not None:
        air_plan.overview(document, incident, plan, plan.assessment)
        air_plan.forecast(document, plan.assessment)
    elif plan.forecast is not None:
        _overview(document, incident, plan, plan.forecast)
        _forecast(document, plan.forecast)
    for number, section in enumerate(plan.sections, start=3):
        documents.heading(document, 1, f"{_numeral(number)}、{section['title']['zh']}")
        _section(document, section, [x for x in lines if x.section == section["key"]], bases)
    number = 3 + len(plan.sections)
    if plan.assessment is not None:
        air_plan.validity(document, plan.assessment, _numeral(number))
    elif plan.forecast is not None:
        _validity(document, plan.forecast, _numeral(number))
    documents.heading(document, 1, f"{_numeral(number + 1)}、依据")
    for text in bases.lines():
        documents.paragraph(document, text, note=True)
    if incident.demo:
        documents.paragraph(document, DEMO_NOTE, note=True)
    documents.paragraph(document, f"编制时间：{moment(now)}")
    return documents.save(document)


def _numeral(number: int) -> str:
    return NUMERALS[number - 1] if number <= 10 else f"十{NUMERALS[number - 11]}"


def _overview(document: Any, incident: Incident, plan: Plan, forecast: Forecast) -> None:
    documents.heading(document, 1, "一、事件概况")
    district = incident.district_name or "区县待核实"
    documents.paragraph(
        document,
        f"{moment(incident.started_at)}，{incident.place['zh']}（{district}）发生"
        f"{incident.substance_name['zh']}入河事件，起因：{incident.cause or '待核实'}，"
        f"泄漏量：{amount_label(incident).zh}，历时约 {incident.duration_s / 60:.0f} 分钟。"
        f"事件编号 {incident.number}，{moment(incident.opened_at)}接报；"
        f"本方案为第 {plan.version} 版，{moment(plan.made_at)}生成，"
        f"依据第 {forecast.number} 次研判。",
    )
    if incident.grade is not None:
        documents.paragraph(document, graded(incident.grade))


def _forecast(document: Any, forecast: Forecast) -> None:
    documents.heading(document, 1, "二、影响研判")
    rows = receptor_rows(forecast)
    cells = list(receptor_cells(rows))
    if not cells:
        documents.paragraph(document, "预报时段内污染团不到达任何登记的取水口、断面或边界。")
        return
    documents.paragraph(
        document, "按到达先后列出下游受体；每项上行为最可能值，下行为 5～95 % 区间。"
    )
    documents.table(document, [RECEPTOR_HEADER, *cells], RECEPTOR_WIDTHS)
    cited = limits_cited(rows)
    if cited:
        documents.paragraph(document, f"限值出处：{'；'.join(cited)}。")


def _section(
    document: Any, section: Mapping[str, Any], lines: list[PlanLine], bases: Bases
) -> None:
    kept = [line for line in lines if line.state != PlanLine.State.DROPPED]
    if not kept:
        empty = section["empty"]
        documents.paragraph(document, empty["zh"] if empty and not lines else "各项措施均未采纳。")
        return
    documents.table(
        document,
        [
            LINE_HEADER,
            *(_line(number, line, bases) for number, line in enumerate(kept, start=1)),
        ],
        LINE_WIDTHS,
    )
    dropped = len(lines) - len(kept)
    if dropped:
        documents.paragraph(document, f"另有 {dropped} 项经决定不采纳，见事件日志。")


def _line(number: int, line: PlanLine, bases: Bases) -> tuple[str, ...]:
    content = line.content
    decided = DECIDED.get(line.state, "")
    what = line.text or content["what"]["zh"]
    where = f"\n地点：{content['where']['zh']}" if content["where"] else ""
    note, earlier = f"\n批注：{line.note}" if line.note else "", _earlier(line)
    return (
        str(number),
        f"{decided}{content['verb']['zh']}：{what}{marked(content['status'])}{where}{note}{earlier}",
        _times(line),
        "\n".join(content[key]["zh"] for key in ("who", "means", "effect") if content[key]) or "—",
        bases.cite(content["because"]),
    )


def _earlier(line: PlanLine) -> str:
    """Say what was decided before the advice changed, as long as nobody has decided anew."""
    before = line.earlier
    if before is None or line.state != PlanLine.State.PROPOSED:
        return ""
    content, by = before.content, before.decided_by.name if before.decided_by else ""
    return (
        f"\n第 {before.plan.version} 版已由{by}决定{before.get_state_display()}："
        f"{content['verb']['zh']}：{before.text or content['what']['zh']}；此后建议已变，待重新决定"
    )


def _times(line: PlanLine) -> str:
    start, until = line.content["start"], line.content["until"]
    if start and until:
        return span(start, until)
    if start:
        return f"{short(start)} 起"
    return f"{short(line.by)} 前" if line.by else "—"


def _validity(document: Any, forecast: Forecast, numeral: str) -> None:
    documents.heading(document, 1, f"{numeral}、模型与适用范围")
    members = forecast.case["ensemble"]["members"]
    documents.paragraph(
        document,
        f"本研判由 {forecast.model} {forecast.model_version} 模型以 {members} 个成员的集合计算，"
        f"随机种子 {forecast.seed}，输入指纹（SHA-256）{forecast.inputs_sha256[:16]}…，"
        f"{day(forecast.made_at)}完成；输入完整保存，可随时复算。",
    )
    documents.table(
        document,
        [
            ("假定", "取值", "来源", "状态"),
            *(
                (a["title"]["zh"], a["value"]["zh"], a["source"]["zh"], STATUS_TITLES[a["status"]])
                for a in forecast.assumptions
            ),
        ],
        (28, 52, 58, 18),
    )
    for sentence in (*forecast.warnings, *forecast.validity):
        documents.paragraph(document, f"注意：{sentence['zh']}")
