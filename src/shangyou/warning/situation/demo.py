"""A draft analysis of the demo world, 示意: last month, the whole city."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.utils import timezone

from shangyou.core.models import User
from shangyou.warning.situation import drafting
from shangyou.warning.situation.models import Situation

_KEY = "3f1f3b8e-56a1-4f5c-8a53-6d5f0d7a1a11"


def load(say: Callable[[str], None] = print) -> None:
    """Draft one when there is none."""
    officer = User.objects.filter(username="zhiban").first()
    if officer is None or Situation.objects.filter(idempotency_key=uuid.UUID(_KEY)).exists():
        return
    now = timezone.now()
    last = timezone.localtime(now).date().replace(day=1) - dt.timedelta(days=1)
    form = {
        "kind": "monthly",
        "begins_on": last.replace(day=1).isoformat(),
        "ends_on": last.isoformat(),
        "divisions": ["500000"],
        "idempotency_key": _KEY,
    }
    made, _ = drafting.draft(officer, form, now)
    Situation.objects.filter(pk=made.pk).update(
        demo=True,
        judgement="总体平稳。沿江危险化学品储运点位集中，部分区县物资类别不齐，需在枯水期前补足（示意）。",
        measures="一、对超限站点上游开展排查。\n二、补齐短缺的物资类别。\n三、逾期事项一周内办结（示意）。",
    )
    say(f"示意形势研判 demo analysis: {made.title}")
