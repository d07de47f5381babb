"""Lines of the plan that come from adopted options: a plan made anew keeps them."""

from shangyou.response.models import Plan, PlanLine
from shangyou.science.messages import Sentence

SECTION = "options"
TITLE = Sentence("采用的河道措施", "Measures adopted")


def carry_over(plan: Plan, before: Plan | None) -> None:
    """Keep the lines of adopted options when a plan is made anew."""
    rows = list(before.lines.filter(section=SECTION)) if before else []
    if not rows:
        return
    position = plan.lines.count()
    PlanLine.objects.bulk_create(
        [
            PlanLine(
                plan=plan,
                section=SECTION,
                position=position + i,
                key=row.key,
                content=row.content,
                by=row.by,
                state=row.state,
                note=row.note,
                text=row.text,
                decided_by_id=row.decided_by_id,
                decided_at=row.decided_at,
            )
            for i, row in enumerate(rows)
        ]
    )
    name_section(plan)


def name_section(plan: Plan) -> None:
    """Put the section first in the plan where it is not there yet."""
    if all(section["key"] != SECTION for section in plan.sections):
        title = {"zh": TITLE.zh, "en": TITLE.en}
        plan.sections = [{"key": SECTION, "title": title, "empty": None}, *plan.sections]
        plan.save(update_fields=["sections"])
