"""The whole plan of an incident in the air, in the order a commander reads it."""

from shangyou.response.planning import experts, supplies, teams
from shangyou.response.planning.air import (
    curtain,
    ending,
    gear,
    measuring,
    notify,
    people,
    zones,
)
from shangyou.response.planning.air.facts import AirSituation
from shangyou.response.planning.lines import Section


def build(situation: AirSituation) -> tuple[Section, ...]:
    """Return the sections; the same situation always gives the same plan."""
    return (
        zones.plan(situation),
        people.plan(situation),
        notify.plan(situation),
        gear.plan(situation),
        curtain.plan(situation),
        supplies.plan(situation),
        teams.section(situation, situation.trades),
        experts.plan(situation),
        measuring.plan(situation),
        ending.plan(situation),
    )
