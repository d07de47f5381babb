"""What options share is computed once, and no option's numbers depend on those asked before it."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from shangyou.science.decisions import carrier
from shangyou.science.decisions.effects import to_json
from shangyou.science.decisions.measures import Measure, Option
from shangyou.science.decisions.options import Comparison
from shangyou.science.models.river.engine import Engine

AMOUNTS = (
    {"kind": "divert", "fraction": 0.4, "capacity_m3": 5e8},
    {"kind": "dam", "fraction": 0.6, "capacity_m3": 5e8},
    {"kind": "dose", "fraction": 0.5, "reagent_ratio": 2.0},
    {"kind": "release", "discharge_m3_s": 300.0},
    # the same hours, but a space that fills: other water is left to pass
    {"kind": "divert", "fraction": 0.9, "capacity_m3": 2e6},
)


def inputs(rivers, *, changing, decay=0.0):
    document = rivers.chain(4, members=60)
    document["substance"] = {"decay_per_s": decay}
    if changing:
        for reach in document["reaches"]:
            flow = reach["discharge_m3_s"]
            reach["discharge_m3_s"] = [[rivers.at(0), flow], [rivers.at(200_000), 1.3 * flow]]
    return rivers.read(document)


def first_s(comparison):
    return np.concatenate([c.base[0].start_s for c in comparison.carriers]).mean()


def act(rivers, hour, reach="R1", **amount):
    begin = datetime.fromisoformat(rivers.at(3600 * hour))
    until = begin + timedelta(hours=4)
    return Measure(reach=reach, distance_m=3000.0, from_=begin, until=until, **amount)


def choices(rivers, hour):
    single = [Option(measures=(act(rivers, hour, **amount),)) for amount in AMOUNTS]
    below = act(rivers, hour + 4, reach="R2", **AMOUNTS[0])
    return [*single, Option(measures=(act(rivers, hour, **AMOUNTS[1]), below))]


def json_of(comparison, option):
    return to_json(comparison.evaluate(option), comparison.inputs.start)


@pytest.mark.parametrize(("changing", "decay"), [(False, 0.0), (False, 2e-6), (True, 0.0)])
def test_an_option_is_the_same_alone_and_after_others(rivers, changing, decay):
    case = inputs(rivers, changing=changing, decay=decay)
    hour = first_s(Comparison.of(case)) / 3600.0 + 4.0
    wanted = choices(rivers, hour)
    together = Comparison.of(case)
    shared = [json_of(together, option) for option in wanted]
    alone = [json_of(Comparison.of(case), option) for option in wanted]
    assert shared == alone
    # least of all on those that end the water's way at a second measure
    backwards = Comparison.of(case)
    assert [json_of(backwards, option) for option in wanted[::-1]] == alone[::-1]
    # asked again, from what is kept, nothing has been changed by anybody in between
    assert [json_of(together, option) for option in wanted] == alone
    taken = [effect["measures"][0]["affected_kg"]["p50"] for effect in alone]
    assert min(taken[:3]) > 0


def test_water_left_to_pass_is_carried_once(rivers, monkeypatch):
    case = inputs(rivers, changing=False)
    comparison = Comparison.of(case)
    hour = first_s(comparison) / 3600.0 + 4.0
    runs = []
    whole = Engine.concentrations

    def counted(engine, *args):
        runs.append(engine)
        return whole(engine, *args)

    monkeypatch.setattr(Engine, "concentrations", counted)
    for option in choices(rivers, hour)[:2]:
        comparison.evaluate(option)
    # of the first what passes and what is inside, of the second only what is inside
    # (and what a dam held and lets go), each once for every group of members
    groups = len(comparison.carriers)
    assert len(runs) == (2 + 2) * groups
    # a dose in these hours leaves a share of what passes and a share of the whole: both are known
    comparison.evaluate(choices(rivers, hour)[2])
    assert len(runs) == 4 * groups
    comparison.evaluate(Option(measures=(act(rivers, hour + 1, **AMOUNTS[0]),)))
    assert len(runs) == (4 + 2) * groups


def test_no_more_is_kept_than_stated(rivers):
    case = inputs(rivers, changing=False)
    comparison = Comparison.of(case)
    hour = first_s(comparison) / 3600.0 + 4.0
    for later in range(10):
        comparison.evaluate(Option(measures=(act(rivers, hour + 0.5 * later, **AMOUNTS[0]),)))
    assert {len(c.carried) for c in comparison.carriers} == {carrier._CARRIED}
