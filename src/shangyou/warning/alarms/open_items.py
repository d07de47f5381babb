"""Alarms that wait or are in hand, as the hand-over of duty lists them."""

import datetime as dt
from collections.abc import Iterator

from shangyou.core.models import User
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import acting, shapes
from shangyou.warning.detectors.words import TIERS
from shangyou.warning.duty.open_items import OpenItem, Provider


def _alarms(user: User, now: dt.datetime) -> Iterator[OpenItem]:  # noqa: ARG001 (every provider is given it)
    """Give alarms nobody took and those in hand (one query)."""
    for alarm in acting.visible(user).filter(state__in=("open", "taken")):
        row = shapes.row(alarm)
        tier, headline, state = TIERS[alarm.tier], row["headline"], row["state_title"]
        name = alarm.station.name
        who = f" {row['taken_by']}" if row["taken_by"] else ""
        yield OpenItem(
            Sentence(f"{tier.zh}：{name} {headline.zh}", f"{tier.en}: {name}, {headline.en}"),
            Sentence(state.zh + who, state.en + who),
            alarm.escalate_at,
            f"/alarms/{alarm.pk}",
        )


ALARMS = Provider("alarm", Sentence("警情", "Alarms"), _alarms)
