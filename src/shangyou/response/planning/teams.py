"""Which teams go, by what they can do and how soon they are there."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from shangyou.response.planning.facts import Called, Situation, Team
from shangyou.response.planning.lines import Line, Section, in_order
from shangyou.response.planning.supplies import ROAD, arrives
from shangyou.response.planning.wording import both, duration
from shangyou.science.messages import Sentence

TITLE = Sentence("队伍", "Teams")
EMPTY = Sentence(
    "台账中没有可用的应急队伍；请联系区县调度。", "No team is available in the register."
)
# Two crews sample both banks, one of each trade works at the source and on the spaces.
# Our planning rule; more are called when the first are there.
WANTED = {"monitoring": 2, "chemical": 1, "engineering": 1, "treatment": 1}
WANTED_FOR_FLOATING = {"oil": 1}


def plan(situation: Situation) -> Section:
    """Return the teams soonest on site for each trade that a river wants."""
    floating = WANTED_FOR_FLOATING if situation.substance.floats else {}
    return section(situation, WANTED | floating)


def section(situation: Called, wanted: Mapping[str, int]) -> Section:
    """Return the teams soonest on site, so many of each trade."""
    by_kind: dict[str, list[Team]] = defaultdict(list)
    for team in sorted(situation.teams, key=lambda t: t.ready_s + t.travel_s):
        by_kind[team.kind].append(team)
    lines = [
        _line(team, situation) for kind, count in wanted.items() for team in by_kind[kind][:count]
    ]
    return Section("teams", TITLE, in_order(lines), None if lines else EMPTY)


def _line(team: Team, situation: Called) -> Line:
    there = situation.now + timedelta(seconds=team.ready_s + team.travel_s)
    travel = duration(team.travel_s)
    return Line(
        key=f"team:{team.key}",
        verb=Sentence("出动", "Send"),
        what=Sentence(
            f"{team.name}（{team.kind_title}，{team.people} 人）",
            f"{team.name} ({team.kind_title}, {team.people} people)",
        ),
        point=team.point,
        by=situation.at_once,
        who=both(team.contact) if team.contact else None,
        means=Sentence(
            f"公路约 {team.road_km:.0f} km，约 {travel.zh}",
            f"about {team.road_km:.0f} km by road, {travel.en}",
        ),
        effect=arrives(there, situation),
        because=(team.register_basis, ROAD),
    )
