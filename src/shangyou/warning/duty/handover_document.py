"""交接班记录 as a Word file."""

import datetime as dt
from typing import Any

from shangyou.core import documents
from shangyou.warning.duty.models import Handover
from shangyou.warning.duty.wording import DEMO_NOTE, moment, short


def render(handover: Handover, now: dt.datetime) -> bytes:
    """Return a hand-over as a Word file."""
    document = documents.new_document(subject="交接班记录", author=handover.outgoing_name)
    documents.title(document, "环境应急值班交接记录", subtitle=f"（{handover.organisation}）")
    acceptance = getattr(handover, "acceptance", None)
    documents.table(
        document,
        [
            ("交班人", handover.outgoing_name, "交班时间", moment(handover.written_at)),
            (
                "接班人",
                acceptance.incoming_name if acceptance else "（未接班）",
                "接班时间",
                moment(acceptance.at if acceptance else None),
            ),
            ("班次起", moment(handover.shift_begins_at), "班次止", moment(handover.shift_ends_at)),
        ],
        (16, 62, 16, 62),
        header=False,
    )
    documents.heading(document, 1, "一、交班事项")
    for line in handover.notes.splitlines():
        if line.strip():
            documents.paragraph(document, line.strip())
    documents.heading(document, 1, "二、未了事项（系统列出，以交班时间为准）")
    for group in handover.items:
        _group(document, group)
    documents.heading(document, 1, "三、接班意见")
    remark = acceptance.remark if acceptance else ""
    documents.paragraph(document, remark or ("无。" if acceptance else "尚未接班。"))
    if handover.demo:
        documents.paragraph(document, DEMO_NOTE, note=True)
    documents.paragraph(document, f"打印时间：{moment(now)}", note=True)
    return documents.save(document)


def _group(document: Any, group: dict[str, Any]) -> None:
    documents.heading(document, 2, f"{group['title']['zh']}（{group['count']}）")
    if not group["rows"]:
        documents.paragraph(document, "无。")
        return
    rows = [("事项", "情况", "期限")]
    for item in group["rows"]:
        due = dt.datetime.fromisoformat(item["due_at"]) if item["due_at"] else None
        rows.append(
            (item["title"]["zh"], item["detail"]["zh"] if item["detail"] else "—", short(due))
        )
    documents.table(document, rows, (86, 48, 22))
    left = group["count"] - len(group["rows"])
    if left > 0:
        documents.paragraph(document, f"另有 {left} 项，见系统。", note=True)
