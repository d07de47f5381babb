"""Transport on the grid: exact solutions, the transfer functions beside it, arms, side rivers, mass."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import invgauss

from shangyou.science import cases
from shangyou.science.decisions.measures import Measure, Option
from shangyou.science.decisions.options import Comparison
from shangyou.science.messages import BadInput
from shangyou.science.models.river import grid_kernel, grid_march, grid_members
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import draw
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.transfer import EXACT
from shangyou.science.models.river.validity import outside_validity
from shangyou.science.models.river_transport import MODEL, solve


def on_grid(document):
    return {**document, "scheme": "grid"}


def curves(document, members=1):
    """Return the curves at the receptors [mg/l], the discharges there and the engine."""
    inputs = cases.read(MODEL, document)
    setting = Setting.of(inputs)
    draws = draw(members, len(inputs.releases), len(inputs.reaches), np.random.default_rng(0))
    engine = Engine.of(setting, draws, EXACT)
    places = [setting.network.place(r.reach, r.distance_m) for r in inputs.receptors]
    found, error = engine.concentrations([Target(place) for place in places])
    flows = [engine.setting.discharge_m3_s[place.reach] for place in places]
    return found, flows, error, engine


def passed_kg(document):
    found, flows, error, _ = curves(document)
    masses = [
        float(c.values[0].sum() * c.step_s[0]) * q / 1e3 for c, q in zip(found, flows, strict=True)
    ]
    return np.array(masses), error


def reach(name, *, km=30.0, flow=1000.0, down=None, **more):
    return {
        "id": name, "downstream": down, "length_m": 1000.0 * km, "discharge_m3_s": flow,
        "width_m": 300, "depth_m": 4, "velocity_m_s": 0.8, "longitudinal_dispersion_m2_s": 60.0,
        **more,
    }  # fmt: skip


def case(rivers, reaches, receptors, releases=None, **more):
    pulse = {
        "reach": reaches[0]["id"],
        "start": rivers.at(0),
        "duration_s": 3600,
        "mass_kg": 1000.0,
    }
    return {
        "start": rivers.at(0),
        "duration_h": 400,
        "reaches": reaches,
        "releases": releases or [pulse],
        "receptors": [
            {"id": f"{r}:{km}", "reach": r, "distance_m": 1000.0 * km} for r, km in receptors
        ],
        "ensemble": {"members": 1},
        **more,
    }


def island(rivers, share=None, **more):
    """Return a river that parts into two arms of unlike length and comes together again."""
    return case(
        rivers,
        [
            reach("A", down="L", branches=[{"reach": "R", "share": share}]),
            reach("L", km=20, flow=700.0, down="B"),
            reach("R", km=35, flow=300.0, down="B"),
            reach("B", km=80),
        ],
        [("A", 20), ("L", 15), ("R", 15), ("B", 60)],
        **more,
    )


# ---------------------------------------------------------------- exact solutions


@pytest.mark.parametrize("dispersion", [30.0, 100.0, 300.0])
@pytest.mark.parametrize("km", [20, 100, 300])
def test_the_grid_finds_the_exact_solution(rivers, dispersion, km):
    """One hour of release into a uniform river: difference of two inverse Gaussian distributions."""
    document = rivers.uniform(velocity=0.8, dispersion=dispersion, km=km)
    answer = rivers.solve(on_grid(document)).receptors[0]
    mean, shape = km * 1000 / 0.8, (km * 1000) ** 2 / (2 * dispersion)
    law = invgauss(mean / shape, scale=shape)

    def exact(t):
        return 2000.0 / 3600.0 * (law.cdf(t) - law.cdf(t - 3600.0)) / 5200.0 * 1000.0

    times = np.linspace(0.3 * mean, 1.5 * mean, 200_001)
    top = exact(times)
    begin = times[top.argmax()]
    arrival = brentq(lambda t: exact(t) - 0.02 * top.max(), 0.05 * mean, begin)
    assert answer.peak_mg_l.p50 == pytest.approx(top.max(), rel=0.01)
    assert answer.arrival_s.p50 == pytest.approx(arrival, abs=120.0)


@pytest.mark.parametrize("storage", [None, {"area_ratio": 0.2, "exchange_per_s": 1e-4}])
@pytest.mark.parametrize("decay", [0.0, 3e-6])
def test_grid_and_transfer_functions_agree_along_uneven_reaches(rivers, storage, decay):
    document = rivers.chain(6, storage=storage)
    for i, each in enumerate(document["reaches"]):
        each.update(length_m=9000.0 + 3700.0 * i, velocity_m_s=0.5 + 0.3 * (i % 3))
    for receptor in document["receptors"]:
        receptor["distance_m"] = 8000.0
    document["substance"] = {"decay_per_s": decay}
    one, other = rivers.solve(document), rivers.solve(on_grid(document))
    for a, b in zip(one.receptors[2:], other.receptors[2:], strict=True):
        assert b.peak_mg_l.p50 == pytest.approx(a.peak_mg_l.p50, rel=0.01)
        assert b.arrival_s.p50 == pytest.approx(a.arrival_s.p50, abs=120.0)
    assert other.mass_balance_error < 1e-10


def test_grid_and_clocks_agree_in_changing_flow(rivers):
    document = rivers.chain(6)
    for i, each in enumerate(document["reaches"]):
        crest = rivers.at((15 + 7 * (i // 2)) * 3600)
        flow = each["discharge_m3_s"]
        each["discharge_m3_s"] = [[rivers.at(0), flow], [crest, 2 * flow], [rivers.at(6e5), flow]]
    one, other = rivers.solve(document), rivers.solve(on_grid(document))
    for a, b in zip(one.receptors[1:], other.receptors[1:], strict=True):
        assert b.peak_mg_l.p50 == pytest.approx(a.peak_mg_l.p50, rel=0.01)
        assert b.arrival_s.p50 == pytest.approx(a.arrival_s.p50, abs=120.0)
    assert other.mass_balance_error < 1e-10
    # and the wave matters: the same river at its mean flow is not within the tolerance
    steady = rivers.chain(6)
    calm = rivers.solve(on_grid(steady)).receptors[3].arrival_s.p50
    assert abs(calm - other.receptors[3].arrival_s.p50) > 3600.0


# ---------------------------------------------------------------- mass, sign, bounds

flows = st.floats(50.0, 5000.0)


@given(
    velocity=st.lists(st.floats(0.02, 2.5), min_size=4, max_size=4),
    dispersion=st.floats(1.0, 800.0),
    km=st.lists(st.floats(0.3, 60.0), min_size=4, max_size=4),
    share=st.one_of(st.none(), st.floats(0.0, 1.0)),
    crest=st.floats(0.4, 3.0),
    changing=st.booleans(),
    decay=st.sampled_from([0.0, 1e-5]),
    storage=st.sampled_from([None, {"area_ratio": 0.3, "exchange_per_s": 3e-4}]),
)
@settings(deadline=None, max_examples=25)
def test_any_network_keeps_its_mass_and_never_turns_negative(
    rivers, *, velocity, dispersion, km, share, crest, changing, decay, storage
):
    document = island(rivers, share)
    document["substance"] = {"decay_per_s": decay}
    document["receptors"] = [
        {"id": r["id"], "reach": r["id"], "distance_m": 200.0} for r in document["reaches"]
    ]
    for each, u, length in zip(document["reaches"], velocity, km, strict=True):
        flow = each["discharge_m3_s"]
        each.update(
            length_m=1000.0 * length, velocity_m_s=u, longitudinal_dispersion_m2_s=dispersion,
            storage=storage, depth_m=min(4.0, flow / (300.0 * u)),
            width_m=flow / (u * min(4.0, flow / (300.0 * u))),
        )  # fmt: skip
        if changing:
            each["discharge_m3_s"] = [
                [rivers.at(0), flow], [rivers.at(4e4), crest * flow], [rivers.at(2e5), flow]
            ]  # fmt: skip
    found, _, error, _ = curves(document)
    assert error < 1e-10
    for curve in found:
        assert np.isfinite(curve.values).all()
        assert (curve.values >= 0.0).all()


@given(dispersion=st.floats(10.0, 500.0), velocity=st.floats(0.3, 2.0), share=st.floats(0.1, 0.9))
@settings(deadline=None, max_examples=8)
def test_a_release_that_begins_and_stays_never_overshoots(rivers, dispersion, velocity, share):
    """Monotone and bounded: behind a front nothing swings, and no place sees more than the source."""
    document = island(rivers, share)
    hours = 24 * 15
    document["releases"] = [
        {
            "reach": "A",
            "series": [[rivers.at(0), 1.0], [rivers.at(3600 * hours), 1.0]],
        }
    ]
    document["duration_h"] = 1000
    for each, flow in zip(
        document["reaches"], (1000, 1000 * (1 - share), 1000 * share, 1000), strict=True
    ):
        each.update(velocity_m_s=velocity, longitudinal_dispersion_m2_s=dispersion)
        each.update(discharge_m3_s=flow, width_m=flow / (velocity * 4.0))
    found, _, error, _ = curves(document)
    assert error < 1e-10
    for curve in found:
        assert curve.values.max() <= 1.0 + 1e-6
        top = int(np.argmax(curve.values[0] > 0.999))
        rising = curve.values[0][: max(top, 2)]
        assert (np.diff(rising) >= -1e-6).all()


def test_members_do_not_touch_each_other(rivers):
    document = on_grid(island(rivers))
    many, _, _, _ = curves(document, members=5)
    again, _, _, _ = curves(document, members=5)
    for one, other in zip(many, again, strict=True):
        assert (one.values == other.values).all()
        assert not (one.values[0] == one.values[1]).all()


# ---------------------------------------------------------------- arms and side rivers


@pytest.mark.parametrize(("share", "part"), [(None, 0.3), (0.45, 0.45), (0.0, 0.0), (1.0, 1.0)])
def test_where_the_river_parts_mass_goes_with_the_water(rivers, share, part):
    masses, error = passed_kg(island(rivers, share))
    assert error < 1e-10
    assert masses == pytest.approx([1000.0, 1000.0 * (1 - part), 1000.0 * part, 1000.0], abs=1e-3)


def test_each_arm_carries_the_concentration_of_the_river(rivers):
    """Flow is shared as mass is: what stays above the node long enough is the same in both arms."""
    document = island(rivers)
    document["releases"] = [
        {"reach": "A", "series": [[rivers.at(0), 2.0], [rivers.at(3600 * 24 * 20), 2.0]]}
    ]
    for curve in curves(document)[0]:
        assert curve.values.max() == pytest.approx(2.0, rel=1e-4)


def test_arms_by_paths_and_on_the_grid_are_one_answer(rivers):
    document = island(rivers, 0.4)
    document["reaches"][1]["discharge_m3_s"] = 600.0
    document["reaches"][2]["discharge_m3_s"] = 400.0
    grid, path = rivers.solve(document), rivers.solve({**document, "scheme": "path"})
    for a, b in zip(grid.receptors, path.receptors, strict=True):
        assert a.peak_mg_l.p50 == pytest.approx(b.peak_mg_l.p50, rel=0.01)
        assert a.arrival_s.p50 == pytest.approx(b.arrival_s.p50, abs=120.0)


def test_shares_that_change_take_their_part_of_what_passes_meanwhile(rivers):
    """The mass in an arm is the integral of its share of the flow times what comes to the node."""
    document = island(rivers)
    turn = 40_000.0
    low, high = [0.0, turn - 3000.0, turn + 3000.0, 4e5], [100.0, 100.0, 600.0, 600.0]
    document["reaches"][2]["discharge_m3_s"] = [
        [rivers.at(t), q] for t, q in zip(low, high, strict=True)
    ]
    document["reaches"][1]["discharge_m3_s"] = [
        [rivers.at(t), 1000.0 - q] for t, q in zip(low, high, strict=True)
    ]
    document["receptors"] = [
        {"id": "node", "reach": "A", "distance_m": 30_000.0},
        {"id": "arm", "reach": "R", "distance_m": 10_000.0},
    ]
    found, _, error, engine = curves(document)
    node = found[0]
    times = node.start_s[0] + node.step_s[0] * np.arange(node.values.shape[1])
    mass = node.values[0] * node.step_s[0]  # steady discharge of A: 1000 m3/s, mg/l = g/m3
    share = np.interp(times, low, high) / 1000.0
    flux, _ = engine.fluxes([Target(engine.setting.network.place("R", 10_000.0))])
    arrived = float(flux[0].values.sum() * flux[0].step_s[0])
    assert arrived == pytest.approx(float((share * mass).sum()), rel=2e-3)
    assert 200.0 < arrived < 500.0
    assert error < 1e-10


def test_a_confluence_mixes_by_flow(rivers):
    days = 3600 * 24 * 20
    reaches = [
        reach("M", down="B", flow=800.0), reach("T", down="B", flow=200.0), reach("B", km=60),
    ]  # fmt: skip
    releases = [
        {"reach": "M", "series": [[rivers.at(0), 1.0], [rivers.at(days), 1.0]]},
        {"reach": "T", "series": [[rivers.at(0), 6.0], [rivers.at(days), 6.0]]},
    ]
    document = case(rivers, reaches, [("M", 20), ("T", 20), ("B", 30)], releases, scheme="grid")
    peaks = [float(curve.values.max()) for curve in curves(document)[0]]
    assert peaks == pytest.approx([1.0, 6.0, 0.8 * 1.0 + 0.2 * 6.0], rel=1e-3)


def test_a_spill_into_a_side_river_arrives_diluted(rivers):
    """Below the mouth the same mass passes in more water."""
    reaches = [
        reach("T", down="B", flow=200.0),
        reach("M", down="B", flow=800.0),
        reach("B", km=60),
    ]
    document = case(rivers, reaches, [("T", 30), ("B", 0)], scheme="grid")
    above, below = rivers.solve(document).receptors
    assert above.peak_mg_l.p50 / below.peak_mg_l.p50 == pytest.approx(5.0, rel=0.02)
    masses, _ = passed_kg(document)
    assert masses == pytest.approx([1000.0, 1000.0], rel=1e-6)


def test_a_loss_takes_its_share_in_every_arm(rivers):
    rate = 4e-6
    document = island(rivers, 0.3, substance={"decay_per_s": rate})
    whole, _ = passed_kg(island(rivers, 0.3))
    left, error = passed_kg(document)
    metres = np.array([20.0, 45.0, 45.0]) * 1000.0
    u, k = 0.8, 60.0
    gone = np.exp(u * metres / (2 * k) * (1 - np.sqrt(1 + 4 * k * rate / u**2)))
    # a release of one hour loses nothing before it begins
    assert left[:3] / whole[:3] == pytest.approx(gone, rel=2e-3)
    assert error < 1e-10


def test_a_measure_in_one_arm_leaves_the_other_alone(rivers):
    document = island(rivers, 0.3)
    document["interventions"] = [
        {
            "kind": "dose", "reach": "R", "distance_m": 5000, "fraction": 0.5,
            "from": rivers.at(0), "until": rivers.at(4e5),
        }
    ]  # fmt: skip
    masses, _ = passed_kg(document)
    assert masses == pytest.approx([1000.0, 700.0, 150.0, 850.0], rel=1e-4)


def test_samples_in_a_river_that_parts_pull_the_forecast(rivers):
    document = island(rivers, 0.3)
    document["ensemble"] = {"members": 60}
    truth = rivers.solve({**document, "ensemble": {"members": 1}}).receptors[1]
    document["observations"] = [
        {
            "receptor": "L:15",
            "time": (cases.read(MODEL, document).start + timedelta(seconds=t)).isoformat(),
            "concentration_mg_l": 2.0 * float(np.interp(t, truth.times_s, truth.p50_mg_l)),
        }
        for t in (truth.peak_s.p50 - 3000, truth.peak_s.p50, truth.peak_s.p50 + 3000)
    ]
    before = rivers.solve({**document, "observations": []}).receptors[1].peak_mg_l.p50
    after = solve(cases.read(MODEL, document))
    assert after.receptors[1].peak_mg_l.p50 > 1.3 * before
    assert after.update.posterior_misfit < after.update.prior_misfit


# ---------------------------------------------------------------- bad input, and the compiled copy


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"branches": [{"reach": "nowhere"}]}, "$.reaches[0].branches[0].reach"),
        ({"branches": [{"reach": "L"}]}, "$.reaches[0].branches[0].reach"),
        ({"branches": [{"reach": "A"}]}, "$.reaches[0].branches"),
        ({"branches": [{"reach": "R"}], "downstream": None}, "$.reaches[0].downstream"),
        ({"branches": [{"reach": "R", "share": 0.7}, {"reach": "B", "share": 0.6}]}, "$.reaches[0].branches"),
        ({"branches": [{"reach": "R", "share": 1.5}]}, "$.reaches[0].branches[0].share"),
    ],
)  # fmt: skip
def test_arms_that_make_no_sense_are_refused_at_their_field(rivers, change, path):
    document = island(rivers)
    document["reaches"][0].update(change)
    with pytest.raises(BadInput) as refused:
        rivers.solve(document)
    assert path in [problem.path for problem in refused.value.problems]


def test_arms_whose_discharges_do_not_add_up_are_named(rivers):
    document = island(rivers)
    document["reaches"][2].update(downstream=None)
    document["reaches"][1]["discharge_m3_s"] = 1000.0
    said = [w.en for w in rivers.solve(document).warnings]
    assert any("arms differ" in sentence for sentence in said)


def test_the_march_is_compiled_anew_when_its_parts_change():
    """A copy on disk is judged by one file; the fingerprint of what is compiled in stands there."""
    for part, whole in ((grid_kernel, grid_march), (grid_march, grid_members)):
        parts = Path(part.__file__).read_bytes()
        assert hashlib.sha256(parts).hexdigest()[:16] == whole.PARTS


def test_the_limit_of_work_is_said_when_it_makes_the_cells_longer(rivers):
    document = on_grid(rivers.uniform(km=300, dispersion=2.0, members=1000))
    document["receptors"].append({"id": "near", "reach": "R1", "distance_m": 2000.0})
    inputs = rivers.read(document)
    said = [s for s in outside_validity(inputs) if "网格比所需粗" in s.zh]
    assert len(said) == 1
    assert "times longer than the plume asks for" in said[0].en
    few = rivers.read(
        {**document, "ensemble": {"members": 1}, "receptors": document["receptors"][:1]}
    )
    assert not [s for s in outside_validity(few) if "网格比所需粗" in s.zh]


def test_means_of_moving_shares_are_said_with_samples_and_options(rivers):
    """In steady flow a mean is the share itself; while the flow moves, whoever uses means says so."""
    document = island(rivers)
    document["ensemble"] = {"members": 60}
    document["observations"] = [
        {"receptor": "L:15", "time": rivers.at(20 * 3600), "concentration_mg_l": 0.1}
    ]
    begin = datetime.fromisoformat(rivers.start)
    hours = {"from_": begin + timedelta(hours=1), "until": begin + timedelta(hours=9)}
    close = Option(measures=(Measure(kind="close", receptor="L:15", **hours),))

    def said(document):
        inputs = rivers.read(document)
        found = [s.zh for s in outside_validity(inputs)]
        alone = rivers.read({**document, "observations": []})
        found += [s.zh for s in Comparison.of(alone, members=20).evaluate(close).warnings]
        return sum("平均分流比" in zh for zh in found)

    assert said(document) == 0
    document["reaches"][1]["discharge_m3_s"] = [
        [rivers.at(0), 400.0],
        [rivers.at(40 * 3600), 900.0],
    ]
    document["reaches"][2]["discharge_m3_s"] = [
        [rivers.at(0), 600.0],
        [rivers.at(40 * 3600), 100.0],
    ]
    assert said(document) == 2


def test_an_ensemble_is_the_same_on_one_core_and_on_all(rivers):
    """Members are marched side by side: neither their order nor the cores change a digit."""
    inputs = cases.read(MODEL, island(rivers, ensemble={"members": 60}))
    together = MODEL.to_json(solve(inputs))
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        assert MODEL.to_json(solve(inputs)) == together
    finally:
        numba.set_num_threads(threads)
