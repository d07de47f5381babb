"""The river model against solutions that others published, and against what must always hold."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erfc
from scipy.stats import norm

from shangyou.science.models.river.medium import deviation
from shangyou.science.models.river.sources import Steady
from shangyou.science.models.river.transfer import EXACT, Medium, curves
from shangyou.science.models.river_transport import field


def passed(time, distance, velocity, dispersion):
    """Share of a pulse that has passed: the inverse Gaussian (Folks & Chhikara 1978)."""
    root = 1.0 / np.sqrt(2.0 * dispersion * time)
    back = norm.logcdf(-(velocity * time + distance) * root)
    ahead = norm.cdf((velocity * time - distance) * root)
    return ahead + np.exp(velocity * distance / dispersion + back)


@pytest.mark.parametrize("dispersion", [5.0, 30.0, 100.0, 1000.0])
@pytest.mark.parametrize("km", [5, 20, 100, 300])
def test_exact_solution_of_advection_and_dispersion(rivers, dispersion, km):
    receptor = rivers.solve(rivers.uniform(dispersion=dispersion, km=km)).receptors[0]
    x, u = km * 1000.0, 0.8
    time = np.linspace(0.02 * x / u, 2.5 * x / u + 9000.0, 500_001)
    ended = np.where(time > 3600.0, passed(np.maximum(time - 3600.0, 1.0), x, u, dispersion), 0.0)
    exact = (passed(time, x, u, dispersion) - ended) * 2000.0 / 3600.0 / 5200.0 * 1000.0
    top = exact.argmax()
    assert receptor.peak_mg_l.p50 == pytest.approx(exact[top], rel=1e-4)
    assert receptor.peak_s.p50 == pytest.approx(time[top], abs=20.0)
    assert receptor.arrival_s.p50 == pytest.approx(
        time[np.argmax(exact > 0.02 * exact[top])], abs=20
    )
    known = (receptor.times_s > time[0]) & (receptor.times_s < time[-1])
    shown = np.interp(receptor.times_s[known], time, exact)
    assert np.abs(receptor.p50_mg_l[known] - shown).max() < 1e-3 * exact[top]


def simple_medium(velocity, dispersion, exchange=0.0, back=0.0, decay=0.0):
    one = [
        np.array([np.atleast_1d(v)], dtype=float)
        for v in (velocity, dispersion, exchange, back, decay)
    ]
    shape = np.broadcast_shapes(*(v[0].shape for v in one))
    return Medium(*(np.broadcast_to(v, (1, *shape)).copy() for v in one))


def pulse_at_end(medium, lengths):
    metres = np.array([[lengths]], dtype=float)
    source = Steady(np.zeros(1), 0.0, np.ones(1))
    found, bounds = curves(medium, [source], metres, np.ones((1, 1, 1)), EXACT)
    curve = found[0]
    time = curve.start_s[0] + curve.step_s[0] * np.arange(curve.values.shape[1])
    return time, curve.values[0], curve.step_s[0], bounds.passed_kg[0, 0]


def cumulants(time, flux, step):
    mass = flux.sum() * step
    mean = (time * flux).sum() * step / mass
    second = ((time - mean) ** 2 * flux).sum() * step / mass
    third = ((time - mean) ** 3 * flux).sum() * step / mass
    return mass, mean, second, third


def test_cumulants_add_over_reaches():
    length = np.array([12_000.0, 30_000.0, 8_000.0])
    u = np.array([0.5, 1.1, 0.3])
    k = np.array([20.0, 150.0, 60.0])
    mass, mean, second, third = cumulants(*pulse_at_end(simple_medium(u, k), length)[:3])
    assert mass == pytest.approx(1.0, abs=1e-12)
    assert mean == pytest.approx((length / u).sum(), rel=1e-10)
    assert second == pytest.approx((2 * k * length / u**3).sum(), rel=1e-8)
    assert third == pytest.approx((12 * k**2 * length / u**5).sum(), rel=1e-6)


def test_dead_zones_delay_and_spread_as_bencala_and_walters_have_it():
    """First two cumulants of the transient-storage equations, from the derivatives of ln G."""
    u, k, a, ratio, x = 0.6, 8.0, 2e-4, 0.25, 15_000.0
    medium = simple_medium(u, k, a, a / ratio)
    mass, mean, second, _ = cumulants(*pulse_at_end(medium, [x])[:3])
    assert mass == pytest.approx(1.0, abs=1e-10)
    assert mean == pytest.approx(x / u * (1 + ratio), rel=1e-7)
    held = 2.0 * ratio**2 / a * x / u
    assert second == pytest.approx(2 * k * x / u**3 * (1 + ratio) ** 2 + held, rel=1e-5)


def test_fast_exchange_is_plain_transport_slowed_down():
    """With rapid exchange the dead zones only enlarge the section: U -> U / (1 + A_s/A)."""
    u, k, ratio, x = 0.6, 8.0, 0.25, 15_000.0
    time, flux, _, _ = pulse_at_end(simple_medium(u, k, 0.5, 0.5 / ratio), [x])
    slow = 1 + ratio
    exact = np.gradient(passed(np.maximum(time, 1.0), x, u / slow, k / slow), time)
    assert np.abs(flux - exact).max() < 0.01 * exact.max()


def test_steady_release_with_decay_reaches_the_published_plateau():
    """O'Loughlin & Bowmer 1975: the front of a steady release with first-order loss."""
    u, k, loss, x, duration = 0.5, 40.0, 2e-5, 20_000.0, 40 * 86_400.0
    medium = simple_medium(u, k, decay=loss)
    source = Steady(np.zeros(1), duration, np.array([duration]))
    found, _ = curves(medium, [source], np.array([[[x]]]), np.ones((1, 1, 1)), EXACT)
    time = np.linspace(0.7, 1.6, 50) * x / u
    gamma = math.sqrt(1 + 4 * loss * k / u**2)
    first = np.exp(u * x / (2 * k) * (1 - gamma)) * erfc(
        (x - u * time * gamma) / np.sqrt(4 * k * time)
    )
    z = (x + u * time * gamma) / np.sqrt(4 * k * time)
    second = np.exp(u * x / (2 * k) * (1 + gamma) + norm.logcdf(-z * math.sqrt(2)) + math.log(2))
    front = 0.5 * (first + second)
    assert found[0].at(time)[0] == pytest.approx(front, abs=2e-3)
    plateau = found[0].at(np.array([10 * x / u]))[0, 0]
    assert plateau == pytest.approx(math.exp(u * x / (2 * k) * (1 - gamma)), rel=1e-3)


def test_loss_takes_what_the_transform_says(rivers):
    kept = rivers.solve(rivers.uniform())
    lost = rivers.solve(rivers.uniform(substance={"decay_per_s": 5e-6}))
    ratio = lost.receptors[0].peak_mg_l.p50 / kept.receptors[0].peak_mg_l.p50
    assert ratio == pytest.approx(math.exp(-5e-6 * lost.receptors[0].peak_s.p50), rel=0.01)
    assert lost.mass_balance_error < 1e-10


def test_a_side_river_dilutes_by_the_ratio_of_discharges(rivers):
    plain = rivers.uniform(km=50)
    plain["reaches"][0]["length_m"] = 40_000
    below = {**plain["reaches"][0], "id": "R2"}
    plain["reaches"][0]["downstream"] = "R2"
    plain["reaches"].append(below)
    plain["receptors"] = [{"id": "P", "reach": "R2", "distance_m": 10_000}]
    joined = {**plain, "reaches": [plain["reaches"][0], {**below, "discharge_m3_s": 7800.0}]}
    one, two = rivers.solve(plain).receptors[0], rivers.solve(joined).receptors[0]
    assert two.peak_mg_l.p50 == pytest.approx(one.peak_mg_l.p50 * 5200 / 7800, rel=1e-9)
    assert two.peak_s.p50 == pytest.approx(one.peak_s.p50)


def test_cutting_a_reach_changes_nothing(rivers):
    whole = rivers.solve(rivers.uniform(km=100)).receptors[0]
    document = rivers.uniform()
    first = {**document["reaches"][0], "length_m": 37_000, "downstream": "R2"}
    document["reaches"] = [first, {**document["reaches"][0], "id": "R2"}]
    document["receptors"] = [{"id": "P", "reach": "R2", "distance_m": 63_000}]
    cut = rivers.solve(document).receptors[0]
    assert cut.peak_mg_l.p50 == pytest.approx(whole.peak_mg_l.p50, rel=1e-9)
    assert cut.arrival_s.p50 == pytest.approx(whole.arrival_s.p50, abs=0.1)


def test_a_measured_series_arrives_as_it_was_measured(rivers):
    """The curve at one section, injected there, gives the curve of the next section."""
    document = rivers.uniform(km=30)
    document["receptors"].append({"id": "Q", "reach": "R1", "distance_m": 90_000})
    upper, direct = rivers.solve(document).receptors
    series = [
        [rivers.at(round(t)), float(c)] for t, c in zip(upper.times_s, upper.p50_mg_l, strict=True)
    ]
    document["releases"] = [{"reach": "R1", "distance_m": 30_000, "series": series}]
    document["receptors"] = [{"id": "Q", "reach": "R1", "distance_m": 90_000}]
    chained = rivers.solve(document).receptors[0]
    assert chained.peak_mg_l.p50 == pytest.approx(direct.peak_mg_l.p50, rel=1e-3)
    assert chained.peak_s.p50 == pytest.approx(direct.peak_s.p50, abs=20)


def test_several_releases_add_up(rivers):
    document = rivers.uniform(km=60)
    one = rivers.solve(document).receptors[0]
    document["releases"].append({**document["releases"][0], "mass_kg": 500})
    both = rivers.solve(document).receptors[0]
    assert both.peak_mg_l.p50 == pytest.approx(1.25 * one.peak_mg_l.p50, rel=1e-9)


ANY = {
    "velocity": st.floats(0.05, 4.0),
    "dispersion": st.floats(0.1, 3000.0),
    "discharge": st.floats(0.05, 60_000.0),
    "km": st.integers(0, 400),
    "mass": st.floats(1e-3, 1e8),
    "duration": st.floats(0.0, 1e6),
    "ratio": st.floats(0.0, 3.0),
    "exchange": st.floats(0.0, 1e-2),
    "decay": st.floats(0.0, 1e-4),
}


@settings(max_examples=60, deadline=None)
@given(**ANY)
def test_any_river_keeps_its_mass_and_stays_finite(rivers, **v):
    document = rivers.uniform(
        velocity=v["velocity"], dispersion=v["dispersion"], discharge=v["discharge"], km=v["km"]
    )
    document["substance"] = {"decay_per_s": v["decay"]}
    document["reaches"][0]["storage"] = {
        "area_ratio": v["ratio"], "exchange_per_s": v["exchange"]
    }  # fmt: skip
    document["releases"][0].update(mass_kg=v["mass"], duration_s=v["duration"])
    answer = rivers.solve(document)
    assert answer.mass_balance_error < 1e-10
    receptor = answer.receptors[0]
    for values in (receptor.p05_mg_l, receptor.p50_mg_l, receptor.p95_mg_l):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    peak = receptor.peak_mg_l.p50
    assert peak is None or math.isfinite(peak)


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(1e-3, 1e3), shift=st.integers(-200_000, 200_000))
def test_mass_scales_and_time_shifts(rivers, factor, shift):
    document = rivers.uniform(km=40)
    base = rivers.solve(document).receptors[0]
    document["releases"][0].update(mass_kg=2000 * factor, start=rivers.at(shift))
    moved = rivers.solve(document).receptors[0]
    assert moved.peak_mg_l.p50 == pytest.approx(factor * base.peak_mg_l.p50, rel=1e-8)
    assert moved.peak_s.p50 - base.peak_s.p50 == pytest.approx(shift, abs=1.0)


def test_field_and_receptors_agree(rivers):
    document = rivers.uniform(km=80)
    receptor = rivers.solve(document).receptors[0]
    times = np.array([receptor.peak_s.p50])
    plume = field(rivers.read(document), times, spacing_m=2000.0, positions=(0.5,))
    point = plume.points.index(("R1", 80_000.0))
    assert plume.p50_mg_l.shape == (1, len(plume.points), 1)
    assert plume.p50_mg_l[0, point, 0] == pytest.approx(receptor.peak_mg_l.p50, rel=0.01)
    assert (plume.p95_mg_l >= plume.p50_mg_l).all()


@pytest.mark.parametrize("members", [1, 30, 400])
@pytest.mark.parametrize("broken", ["size", "phase"])
def test_a_broken_inversion_shows_in_the_balance(rivers, monkeypatch, members, broken):
    """The curves are scaled to their mass; what they missed before must not be hidden by that."""
    document = rivers.chain(members=members)
    assert rivers.solve(document).mass_balance_error < 1e-10

    def wrong(medium, omega):
        real, imaginary = deviation(medium, omega)
        return (1.01 * real - 1e-6, imaginary) if broken == "size" else (0.0 * real, -imaginary)

    monkeypatch.setattr("shangyou.science.models.river.transfer.deviation", wrong)
    assert rivers.solve(document).mass_balance_error > 1e-3
