"""What the first, follow-up and final report must say: order 17, article 13."""

from dataclasses import dataclass
from typing import Final, Literal

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

Report = Literal["first", "follow-up", "final", "any"]

REPORT_TITLES: Final[dict[Report, Sentence]] = {
    "first": Sentence("初报", "first report"),
    "follow-up": Sentence("续报", "follow-up report"),
    "final": Sentence("处理结果报告（终报）", "final report"),
    "any": Sentence("各类书面报告", "every written report"),
}


@dataclass(frozen=True, slots=True)
class ReportField:
    """One thing a report must say."""

    report: Report
    key: str
    field: Sentence
    source: str
    status: Status


FIELDS: Final = load(ReportField, "report_contents")


def fields_of(report: Report) -> tuple[ReportField, ...]:
    """Return what a report of this kind must say, in the order of the rule."""
    return tuple(field for field in FIELDS if field.report == report)


TABLE: Final = Table(
    name="report_contents",
    title=Sentence("信息报告内容", "Report contents"),
    standard="环境保护部令第17号",
    key=("report", "key"),
    columns=(
        Column("report", Sentence("报告", "Report")),
        Column("key", Sentence("编号", "Key")),
        Column("field", Sentence("内容", "Content")),
        *provenance(),
    ),
    rows=FIELDS,
)
