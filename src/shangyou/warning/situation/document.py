"""An analysis and a tip as Word files."""

import datetime as dt
from typing import Any

from shangyou.core import documents
from shangyou.core.regions import name_of
from shangyou.warning.duty.wording import DEMO_NOTE, day, moment
from shangyou.warning.situation.drafting import summary
from shangyou.warning.situation.models import Situation, Tip

NUMERALS = "一二三四五六七八九十"


def render(situation: Situation, now: dt.datetime) -> bytes:
    """Return an analysis as a Word file; rows left out are not printed, only counted."""
    document = documents.new_document(subject="形势研判", author=str(situation.drafted_by))
    documents.title(
        document,
        situation.title,
        subtitle=f"（{day(situation.begins_on)}至{day(situation.ends_on)}）",
    )
    if situation.state != Situation.State.APPROVED:
        documents.paragraph(document, "【未批准】本件为草稿，仅供内部讨论。")
    documents.heading(document, 1, "一、研判结论")
    _lines(document, situation.judgement or "待研判。")
    documents.paragraph(document, f"数据概况：{summary(situation.sections).zh}")
    for number, section in enumerate(situation.sections, start=1):
        documents.heading(document, 1, f"{NUMERALS[number]}、{section['title']['zh']}")
        _section(document, section)
    number = len(situation.sections) + 1
    documents.heading(document, 1, f"{NUMERALS[number]}、工作建议")
    _lines(document, situation.measures or "待补充。")
    documents.paragraph(
        document,
        f"数据由系统于{moment(situation.computed_at)}自各台账、监测与值班记录计算，来源见各表；结论与建议由起草人编写。",
        note=True,
    )
    if situation.demo:
        documents.paragraph(document, DEMO_NOTE, note=True)
    approved = (
        f"，{situation.approved_by}于{moment(situation.approved_at)}批准"
        if situation.approved_by
        else ""
    )
    documents.paragraph(
        document, f"{situation.drafted_by}起草{approved}。打印时间：{moment(now)}。", note=True
    )
    return documents.save(document)


def _lines(document: Any, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            documents.paragraph(document, line.strip())


def _section(document: Any, section: dict[str, Any]) -> None:
    if section["comment"]:
        _lines(document, section["comment"])
    kept = [row for row in section["rows"] if row["kept"]]
    if not section["rows"]:
        documents.paragraph(document, section["empty"]["zh"])
        return
    if kept:
        documents.table(
            document,
            [
                ("序号", "情况", "区县", "来源"),
                *(
                    (
                        str(number),
                        row["text"]["zh"],
                        name_of(row["division"]).zh if row["division"] else "—",
                        row["source"]["zh"],
                    )
                    for number, row in enumerate(kept, start=1)
                ),
            ],
            (12, 86, 22, 36),
        )
    left = section["count"] - len(kept)
    if left > 0:
        documents.paragraph(document, f"另有 {left} 条未列入。", note=True)
    if section["hint"]:
        documents.paragraph(document, section["hint"]["zh"], note=True)


def letter(tip: Tip) -> bytes:
    """Return a tip as a Word file."""
    document = documents.new_document(subject="提示函", author=str(tip.issued_by))
    documents.title(document, "环境应急提示函", subtitle=tip.number)
    documents.paragraph(document, f"{name_of(tip.division).zh}生态环境局：", indent=False)
    documents.heading(document, 1, f"一、{tip.headline}")
    _lines(document, tip.facts)
    documents.heading(document, 1, "二、工作要求")
    _lines(document, tip.asks)
    documents.paragraph(document, f"请于{moment(tip.due_at)}前书面反馈办理情况。")
    if tip.situation is not None:
        documents.paragraph(document, f"依据：《{tip.situation.title}》。", note=True)
    if tip.demo:
        documents.paragraph(document, DEMO_NOTE, note=True)
    documents.paragraph(document, f"签发：{tip.issued_by}　{moment(tip.issued_at)}")
    return documents.save(document)
