"""Banks and junctions, changing flow, measures, ensembles, and learning from samples."""

import copy

import numpy as np
import pytest

from shangyou.science.models.river.network import Network, Place
from shangyou.science.models.river.transverse import Banks, factors
from shangyou.science.models.river_transport import field


def near_bank(rivers, position, source=0.0, km=20):
    document = rivers.uniform(km=km)
    document["releases"][0]["position"] = source
    document["receptors"][0]["position"] = position
    return rivers.solve(document).receptors[0].peak_mg_l.p50


def test_the_bank_of_the_release_sees_more_and_mirrored_banks_the_same(rivers):
    near, far = near_bank(rivers, 0.05), near_bank(rivers, 0.95)
    mean = rivers.solve(rivers.uniform(km=20)).receptors[0].peak_mg_l.p50
    assert near > 1.5 * mean > mean > 1.5 * far
    assert near_bank(rivers, 0.95, source=1.0) == pytest.approx(near)
    assert near_bank(rivers, 0.05, km=390) == pytest.approx(
        near_bank(rivers, 0.95, km=390), rel=0.05
    )


def test_across_the_river_the_mean_is_one(rivers):
    across = np.linspace(0.005, 0.995, 100)
    document = rivers.uniform()
    document["releases"][0]["position"] = 0.2
    plume = field(rivers.read(document), np.array([50_000.0]), 5000.0, tuple(across))
    mixed = field(rivers.read(rivers.uniform()), np.array([50_000.0]), 5000.0, (0.5,))
    assert plume.p50_mg_l[0].mean(axis=1) == pytest.approx(
        mixed.p50_mg_l[0, :, 0], rel=1e-3, abs=1e-9
    )


def junction(joins):
    """A side river of a quarter of the flow below the junction."""
    network = Network(np.array([2e4, 2e4, 5e4]), (2, 2, -1), {"S": 0, "M": 1, "D": 2})
    banks = Banks.of(network, joins, np.array([250.0, 750.0, 1000.0]))
    return network, banks


def profile_below(joins, origin, source, metres=10.0, per_metre=1e-9):
    network, banks = junction(joins)
    q = (np.arange(400) + 0.5) / 400
    values = factors(
        network=network,
        banks=banks,
        origin=origin,
        source_position=source,
        target=Place(2, metres),
        positions=q,
        variance_per_m=np.full((1, 3), per_metre),
    )[0]
    return q, values


@pytest.mark.parametrize("bank", ["left", "right"])
def test_a_side_river_enters_along_its_bank(bank):
    q, values = profile_below((bank, None), Place(0, 0.0), None)
    inside = q < 0.25 if bank == "left" else q > 0.75
    assert values.mean() == pytest.approx(1.0, abs=1e-3)
    assert values[inside].mean() == pytest.approx(4.0, rel=0.05)
    assert abs(values[~inside].mean()) < 0.1


def test_the_main_river_is_pressed_to_the_other_bank():
    q, values = profile_below(("left", None), Place(1, 0.0), None)
    assert values[q > 0.3].mean() == pytest.approx(4 / 3, rel=0.03)
    assert values[q < 0.2].mean() < 0.05
    _, mixed = profile_below(("left", None), Place(1, 0.0), None, metres=5e4, per_metre=1e-4)
    assert mixed == pytest.approx(np.ones(400), abs=1e-3)


def test_a_side_river_of_unknown_bank_counts_as_mixed():
    _, values = profile_below((None, None), Place(0, 0.0), 0.0)
    assert values == pytest.approx(np.ones(400))


def constant(document):
    changed = copy.deepcopy(document)
    for reach in changed["reaches"]:
        q = reach["discharge_m3_s"]
        reach["discharge_m3_s"] = [[document["start"], q], ["2026-05-01T00:00:00Z", q]]
    return changed


def test_a_constant_series_is_the_steady_answer(rivers):
    document = rivers.chain()
    steady, series = rivers.solve(document), rivers.solve(constant(document))
    for one, other in zip(steady.receptors, series.receptors, strict=True):
        assert other.peak_mg_l.p50 == pytest.approx(one.peak_mg_l.p50, rel=1e-3)
        assert other.arrival_s.p50 == pytest.approx(one.arrival_s.p50, abs=60)
    assert series.mass_balance_error < 1e-10


def test_a_grid_scheme_finds_the_same_in_changing_flow(rivers):
    """Cross-check with an independent method: small cells, small steps, flux in its own time."""
    document = rivers.uniform(velocity=0.8, dispersion=100.0, km=40)
    hours = np.array([0, 10, 20, 40])
    flow = np.array([2600.0, 5200.0, 7800.0, 5200.0])
    document["reaches"][0]["discharge_m3_s"] = [
        [rivers.at(int(h) * 3600), float(q)] for h, q in zip(hours, flow, strict=True)
    ]
    receptor = rivers.solve(document).receptors[0]
    reference = np.trapezoid(flow, hours) / hours[-1]
    dx, dt, cells = 100.0, 20.0, 800
    mass, best, when = np.zeros(cells), 0.0, 0.0
    for n in range(6000):
        now = (n + 0.5) * dt
        q = np.interp(now / 3600.0, hours, flow)
        u = 0.8 * (q / reference) ** 0.34
        k = 100.0 * u / 0.8
        upstream = np.concatenate(([mass[0], mass[0]], mass))
        downstream = np.concatenate((mass[1:], [mass[-1]]))
        courant = u * dt / dx
        # QUICKEST for the face between a cell and the next (Leonard 1979)
        bend = downstream - 2 * mass + upstream[1:-1]
        face = 0.5 * (mass + downstream) - 0.5 * courant * (downstream - mass)
        face -= (1 - courant**2) / 6 * bend
        flux = u * face - k * (downstream - mass) / dx
        inflow = 2000.0 / 3600.0 if now < 3600.0 else 0.0
        if flux[399] / q * 1000.0 > best:
            best, when = flux[399] / q * 1000.0, now
        mass = mass + dt / dx * (np.concatenate(([inflow], flux[:-1])) - flux)
    assert receptor.peak_mg_l.p50 == pytest.approx(best, rel=0.01)
    assert receptor.peak_s.p50 == pytest.approx(when, abs=300)


@pytest.mark.parametrize("unsteady", [False, True])
def test_measures_that_last_throughout_take_their_share(rivers, unsteady):
    document = rivers.chain()
    document = constant(document) if unsteady else document
    base = rivers.solve(document)
    measure = {"reach": "R1", "distance_m": 9000, "from": rivers.at(-9e4), "until": rivers.at(9e6)}
    for kind, more, left in (
        ("dose", {"fraction": 0.25}, 0.75),
        ("dose", {"fraction": 0.8}, 0.2),
    ):
        document["interventions"] = [{"kind": kind, **measure, **more}]
        answer = rivers.solve(document)
        pairs = list(zip(answer.receptors, base.receptors, strict=True))
        assert pairs[0][0].peak_mg_l.p50 == pytest.approx(pairs[0][1].peak_mg_l.p50)
        for changed, plain in pairs[1:]:
            assert changed.peak_mg_l.p50 == pytest.approx(left * plain.peak_mg_l.p50, rel=2e-3), (
                kind
            )
        assert answer.mass_balance_error < 1e-10


@pytest.mark.parametrize("unsteady", [False, True])
def test_a_diversion_takes_water_and_mass_and_leaves_the_concentration(rivers, unsteady):
    """Flow and mass fall together: as dense as before just below, thinner where other water joins."""
    document = rivers.chain(3, velocity_m_s=0.8, longitudinal_dispersion_m2_s=30.0)
    for reach, flow in zip(document["reaches"], (1000.0, 1000.0, 4000.0), strict=True):
        reach["discharge_m3_s"] = flow
        reach["width_m"] = flow / (0.8 * 4)
    document["receptors"][1]["distance_m"] = 9500
    document = constant(document) if unsteady else document
    base = rivers.solve(document)
    place = {"reach": "R1", "distance_m": 9000, "from": rivers.at(-9e4), "until": rivers.at(9e6)}
    document["interventions"] = [{"kind": "divert", "fraction": 0.6, **place}]
    answer = rivers.solve(document)
    above, below, joined = (
        a.peak_mg_l.p50 / b.peak_mg_l.p50
        for a, b in zip(answer.receptors, base.receptors, strict=True)
    )
    assert above == pytest.approx(1.0, rel=1e-3)
    assert below == pytest.approx(1.0, rel=0.02)
    # 400 of 1,000 m3/s go on with 0.4 of the mass into 3,000 m3/s of clean water, and more slowly
    assert joined < 0.4 * 4000.0 / 3400.0 * 1.005
    assert joined > 0.85 * 0.4 * 4000.0 / 3400.0
    assert answer.measures[0].affected_kg.p50 == pytest.approx(1200.0, rel=1e-3)
    assert answer.receptors[2].arrival_s.p50 > base.receptors[2].arrival_s.p50
    assert answer.mass_balance_error < 1e-10
    document["interventions"] = [{"kind": "dilute", "discharge_m3_s": 1000.0, **place}]
    thinned = rivers.solve(document)
    assert thinned.receptors[1].peak_mg_l.p50 == pytest.approx(
        0.5 * base.receptors[1].peak_mg_l.p50, rel=0.02
    )
    assert thinned.receptors[2].arrival_s.p50 < base.receptors[2].arrival_s.p50
    assert thinned.measures[0].affected_kg.p50 == pytest.approx(2000.0, rel=1e-3)


def test_a_dam_holds_the_plume_back_until_it_opens(rivers):
    document = rivers.chain()
    base = rivers.solve(document)
    opens = base.receptors[1].peak_s.p50 + 200_000
    document["interventions"] = [
        {
            "kind": "dam",
            "reach": "R1",
            "distance_m": 9000,
            "from": rivers.at(0),
            "until": rivers.at(int(opens)),
        }
    ]
    held = rivers.solve(document)
    assert held.receptors[0].arrival_s.p50 == pytest.approx(base.receptors[0].arrival_s.p50)
    assert held.receptors[1].arrival_s.p50 > opens
    assert held.measures[0].affected_kg.p50 == pytest.approx(2000.0, rel=1e-3)
    assert held.mass_balance_error < 1e-10


def test_a_measure_before_the_plume_or_above_it_does_nothing(rivers):
    document = rivers.chain()
    base = rivers.solve(document).receptors[3].peak_mg_l.p50
    document["interventions"] = [
        {
            "kind": "dose",
            "reach": "R1",
            "from": rivers.at(-9e4),
            "until": rivers.at(-8e4),
            "fraction": 1,
        }
    ]
    assert rivers.solve(document).receptors[3].peak_mg_l.p50 == pytest.approx(base, rel=1e-3)
    document["releases"][0]["reach"] = "R2"
    warnings = [w.en for w in rivers.solve(document).warnings]
    assert any("no effect" in w for w in warnings)


def test_the_ensemble_is_centred_on_the_best_estimate(rivers):
    document = rivers.uniform(members=1000)
    one = rivers.solve({**document, "ensemble": {"members": 1}}).receptors[0]
    many = rivers.solve(document).receptors[0]
    assert many.peak_mg_l.p50 == pytest.approx(one.peak_mg_l.p50, rel=0.03)
    assert many.arrival_s.p05 < one.arrival_s.p50 < many.arrival_s.p95
    assert many.peak_s.p50 == pytest.approx(one.peak_s.p50, rel=0.01)
    assert many.probability_above_limit == pytest.approx(1.0)


def test_what_is_known_better_is_answered_more_sharply(rivers):
    """Each spread of the case widens the answer it should widen."""

    def width(**ensemble):
        document = rivers.uniform(members=400)
        still = {"discharge_sigma": 0, "velocity_sigma": 0, "dispersion_sigma": 0}
        document["ensemble"].update({**still, "mass_sigma": 0, "start_sd_s": 0, **ensemble})
        r = rivers.solve(document).receptors[0]
        return r.arrival_s.p95 - r.arrival_s.p05, r.peak_mg_l.p95 / r.peak_mg_l.p05

    arrival, peak = width()
    assert arrival < 60
    assert peak < 1.001
    assert width(velocity_sigma=0.1)[0] > 10_000
    assert width(start_sd_s=1800)[0] > 3000
    assert width(mass_sigma=0.3)[1] > 2
    assert width(discharge_sigma=0.2)[1] > 1.5
    assert width(dispersion_sigma=0.5)[1] > 1.2


def test_a_reach_says_itself_how_sure_its_discharge_is(rivers):
    """The spread of a reach comes before the ensemble's, and reaches keep their own."""
    document = rivers.uniform(members=2000)
    half = document["reaches"][0]
    document["reaches"] = [
        {**half, "length_m": half["length_m"] / 2, "downstream": "B", "discharge_relative_sd": 0.3},
        {**half, "length_m": half["length_m"] / 2, "id": "B", "discharge_relative_sd": 0.05},
    ]
    first, second = rivers.solve(document).reaches

    def deviation(reach):
        band = reach.discharge_m3_s
        return np.log(band.p95 / band.p05) / (2 * 1.645)

    assert deviation(first) == pytest.approx(np.sqrt(np.log1p(0.3**2)), rel=0.02)
    assert deviation(second) == pytest.approx(0.05, rel=0.02)
    for row in document["reaches"]:
        row["discharge_relative_sd"] = None
    for reach in rivers.solve(document).reaches:
        assert deviation(reach) == pytest.approx(0.10, rel=0.02)


@pytest.mark.parametrize(("stated", "low", "high"), [(0.30, 0.84, 0.95), (0.10, 0.0, 0.70)])
def test_the_interval_covers_the_truth_when_the_spread_is_that_of_the_season(
    rivers, stated, low, high
):
    """Days of a season lie 30 % about its mean: a band of 10 % holds far fewer of them than it says."""
    document = rivers.uniform(members=400)
    document["ensemble"] |= {"mass_sigma": 0.0, "start_sd_s": 0.0}
    document["reaches"][0]["discharge_relative_sd"] = stated
    band = rivers.solve(document).receptors[0].peak_mg_l
    reach = document["reaches"][0]
    generator = np.random.default_rng(3)
    inside = []
    for z in generator.standard_normal(60):
        factor = float(np.exp(0.2936 * z))
        day = {**reach, "discharge_m3_s": reach["discharge_m3_s"] * factor}
        truth = rivers.solve(
            {**document, "reaches": [day], "ensemble": {**document["ensemble"], "members": 1}}
        )
        inside.append(band.p05 <= truth.receptors[0].peak_mg_l.p50 <= band.p95)
    assert low <= np.mean(inside) <= high


def test_a_late_plume_is_null_and_said_so(rivers):
    document = rivers.uniform(km=300)
    document["duration_h"] = 24
    answer = rivers.solve(document)
    receptor = answer.receptors[0]
    assert receptor.arrival_s.p50 is None
    assert receptor.peak_mg_l.p50 is None
    assert receptor.probability_above_limit == 0.0
    assert any("extend it" in w.en for w in answer.warnings)


def test_who_lies_upstream_is_told_so(rivers):
    document = rivers.chain()
    document["releases"][0]["reach"] = "R2"
    answer = rivers.solve(document)
    assert answer.receptors[0].peak_mg_l.p50 is None
    assert any("P0, P1: not downstream" in w.en for w in answer.warnings)


def samples_of(rivers, truth, name, count=6, limit=1e-6):
    receptor = next(r for r in truth.receptors if r.id == name)
    spread = receptor.above_until_s.p50 - receptor.above_from_s.p50
    times = receptor.peak_s.p50 + spread * np.linspace(-0.6, 0.6, count)
    values = np.interp(times, receptor.times_s, receptor.p50_mg_l)
    return [
        {
            "receptor": name,
            "time": rivers.at(round(t)),
            "concentration_mg_l": float(v),
            "detection_limit_mg_l": limit,
        }
        for t, v in zip(times, values, strict=True)
    ]


def truth_of(rivers, faster, dispersion=40.0, mass=2000):
    """A river that is faster than its section says by the same factor everywhere."""
    document = rivers.chain(longitudinal_dispersion_m2_s=dispersion)
    for reach in document["reaches"]:
        reach["velocity_m_s"] = faster * reach["discharge_m3_s"] / (300 * 4)
    document["releases"][0]["mass_kg"] = mass
    return document


@pytest.mark.parametrize(("faster", "mass"), [(0.8, 2000), (1.2, 1600), (1.0, 2600)])
def test_samples_pull_the_forecast_to_the_truth(rivers, faster, mass):
    truth = rivers.solve(truth_of(rivers, faster, mass=mass))
    document = rivers.chain(members=400)
    before = rivers.solve(document)
    document["observations"] = samples_of(rivers, truth, "P1")
    after = rivers.solve(document)
    assert after.update.posterior_misfit < 0.5 * after.update.prior_misfit
    real, wide, tight = (a.receptors[3].peak_s for a in (truth, before, after))
    assert tight.p05 <= real.p50 <= tight.p95
    assert tight.p95 - tight.p05 < 0.6 * (wide.p95 - wide.p05)
    assert tight.p50 == pytest.approx(real.p50, rel=0.1)


def test_clean_samples_count_too(rivers):
    """Nothing found when most members had the plume there: it must be slower, or be past."""
    document = rivers.chain(members=400)
    before = rivers.solve(document)
    early = before.receptors[2].arrival_s.p50
    document["observations"] = [
        {"receptor": "P2", "time": rivers.at(round(early + i * 3600)), "detection_limit_mg_l": 1e-4}
        for i in range(4)
    ]
    after = rivers.solve(document)
    assert after.receptors[2].arrival_s.p50 > early + 3600


def test_the_update_is_calibrated(rivers):
    """Truths drawn from the prior, samples with error: nine in ten lie in the 90 % interval."""
    from shangyou.science.models.river.ensemble import draw
    from shangyou.science.models.river.receptors import forecast
    from shangyou.science.models.river.setting import Setting
    from shangyou.science.models.river.update import MODEL_SIGMA

    generator = np.random.default_rng(5)
    document = rivers.chain(members=200)
    setting = Setting.of(rivers.read(document))
    truths = draw(40, 1, 4, generator)
    inside = 0
    for i in range(truths.members):
        _, receptors, _, _ = forecast(setting, truths.part(np.array([i])))
        samples = []
        for t in receptors[1].peak_s.p50 + np.array([-9000, -3000, 0, 4000, 12_000]):
            value = np.interp(t, receptors[1].times_s, receptors[1].p50_mg_l)
            noise = np.exp(MODEL_SIGMA * generator.standard_normal())
            samples.append({
                "receptor": "P1", "time": rivers.at(round(t)),
                "concentration_mg_l": float(value * noise), "detection_limit_mg_l": 1e-5,
            })  # fmt: skip
        answer = rivers.solve({**document, "observations": samples}, seed=i)
        band = answer.receptors[3].peak_s
        inside += band.p05 <= receptors[3].peak_s.p50 <= band.p95
    assert 32 <= inside <= 40
