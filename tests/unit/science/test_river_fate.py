"""Fate in a river, against published values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.messages import BadInput
from shangyou.science.models.river.fate import losses
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river_transport import MODEL
from shangyou.science.processes import degradation, sorption_settling, volatilisation

BENZENE = {"henry_pa_m3_mol": 557.0, "molar_mass_g_mol": 78.11, "log_kow": 2.13}


@pytest.mark.parametrize(
    ("henry_atm", "molar_mass", "hours"),
    [(5.49e-3, 78.1, 4.81), (6.66e-3, 92.1, 5.18), (3.89e-5, 354.5, 73.9)],
    ids=["benzene", "toluene", "ddt"],
)
def test_half_lives_of_mackay_and_leinonen(henry_atm, molar_mass, hours):
    """Water 1 m deep at 25 degrees, films 20 cm/h (CO2) and 30 m/h (water vapour) as in the paper of 1975."""
    water = 0.20 / 3600 * math.sqrt(44.0 / molar_mass)
    air = 30.0 / 3600 * math.sqrt(18.0 / molar_mass)
    ratio = volatilisation.air_water_ratio(henry_atm * 101325.0, 298.15)
    velocity = volatilisation.two_films(water, air, ratio)
    assert math.log(2.0) / velocity / 3600.0 == pytest.approx(hours, rel=0.015)


def test_reaeration_of_oconnor_and_dobbins():
    """3.93 U^0.5 / H^1.5 per day at 20 degrees."""
    for velocity, depth in [(0.5, 1.0), (1.0, 4.0), (1.5, 12.0)]:
        per_day = volatilisation.oxygen_film(velocity, depth) / depth * 86400.0
        assert per_day == pytest.approx(3.93 * velocity**0.5 / depth**1.5, rel=0.01)


def test_wind_film_of_wanninkhof():
    """CO2 in fresh water at 20 degrees, 5 m/s: 0.251 * 25 * (600/660)^-0.5 = 6.58 cm/h."""
    film = volatilisation.water_film(
        velocity_m_s=1e-9,
        depth_m=5.0,
        wind_m_s=5.0,
        molar_mass_g_mol=44.0,
        water_temperature_k=293.15,
    )
    assert film * 3.6e5 == pytest.approx(6.58, rel=0.005)


def test_schmidt_scaling_slows_heavy_molecules():
    """k600 scaling: (D / D_O2)^(1/2); benzene leaves at 0.73 of oxygen's velocity (M^-0.355)."""
    film = volatilisation.water_film(
        velocity_m_s=1.0,
        depth_m=2.0,
        wind_m_s=0.0,
        molar_mass_g_mol=78.1,
        water_temperature_k=293.15,
    )
    assert film / volatilisation.oxygen_film(1.0, 2.0) == pytest.approx(0.728, abs=0.005)


def test_benzene_sorbs_little_and_ddt_much():
    """Karickhoff 1979: Koc of log Kow 6.36 is about 1.4e6 l/kg."""
    litres_per_kg = sorption_settling.partition(log_kow=6.36) / 0.02 * 1e3
    assert litres_per_kg == pytest.approx(1.44e6, rel=0.01)
    benzene = sorption_settling.partition(log_kow=2.13)
    ddt = sorption_settling.partition(log_kow=6.36)
    assert sorption_settling.dissolved_share(benzene, 0.1) > 0.999
    assert sorption_settling.dissolved_share(ddt, 0.1) < 0.35


def test_nothing_settles_in_a_fast_river():
    fast = sorption_settling.settling_rate(dissolved=0.2, shear_velocity_m_s=0.1, depth_m=5.0)
    slow = sorption_settling.settling_rate(dissolved=0.2, shear_velocity_m_s=0.004, depth_m=5.0)
    assert fast == 0.0
    assert slow == pytest.approx(0.8 * 0.84 * 1e-5 / 5.0)


def test_decay_follows_temperature():
    day = 86400.0
    assert degradation.biodegradation(day, 293.15) == pytest.approx(math.log(2) / day)
    assert degradation.biodegradation(day, 283.15) == pytest.approx(
        math.log(2) / day / 1.047**10, rel=1e-9
    )
    # 75 kJ/mol: about 2.8 times from 15 to 25 degrees
    ratio = degradation.hydrolysis(day, 298.15) / degradation.hydrolysis(day, 288.15)
    assert ratio == pytest.approx(2.86, rel=0.01)


@given(
    henry=st.floats(0, 1e7),
    velocity=st.floats(1e-4, 15),
    depth=st.floats(0.01, 500),
    wind=st.floats(0, 40),
    warmth=st.floats(273.15, 313.15),
)
def test_loss_to_the_air_is_bounded_by_the_water_film(henry, velocity, depth, wind, warmth):
    common = {"molar_mass_g_mol": 78.1, "velocity_m_s": velocity, "depth_m": depth}
    common |= {"wind_m_s": wind, "water_temperature_k": warmth}
    rate = volatilisation.rate(henry_pa_m3_mol=henry, **common)
    assert 0.0 <= rate * depth <= volatilisation.water_film(**common) * (1 + 1e-12)


def rates(rivers, substance, **more):
    inputs = rivers.read(rivers.uniform(substance=substance, **more))
    return losses(inputs, Setting.of(inputs).estimates)[0]


def test_a_given_coefficient_stands_alone(rivers):
    assert rates(rivers, {**BENZENE, "decay_per_s": 3e-6}).median == 3e-6
    assert rates(rivers, {**BENZENE, "decay_per_s": 3e-6}).sigma == 0.0


def test_benzene_leaves_the_forecast_as_its_rate_says(rivers):
    kept = rivers.solve(rivers.uniform()).receptors[0]
    lost = rivers.solve(rivers.uniform(substance=BENZENE))
    rate = rates(rivers, BENZENE).median
    ratio = lost.receptors[0].peak_mg_l.p50 / kept.peak_mg_l.p50
    assert ratio == pytest.approx(math.exp(-rate * kept.peak_s.p50), rel=0.01)
    assert ratio < 0.97
    assert lost.mass_balance_error < 1e-10


def test_an_uncertain_loss_widens_the_peak(rivers):
    light = {**BENZENE, "biodegradation_half_life_s": 2 * 86400.0}
    given = {"decay_per_s": rates(rivers, light).median}
    spread = []
    for substance in (light, given):
        peak = rivers.solve(rivers.uniform(substance=substance, members=300)).receptors[0].peak_mg_l
        spread.append(math.log(peak.p95 / peak.p05))
    assert spread[0] > 1.1 * spread[1]


def test_metals_stay_dissolved_in_acid_water(rivers):
    pool = {"suspended_sediment_kg_m3": 0.1}
    document = rivers.uniform(substance={"kind": "metal"}, velocity=0.03, **pool)
    inputs = rivers.read(document)
    neutral = losses(inputs, Setting.of(inputs).estimates)[0]
    acid = rates(rivers, {"kind": "metal"}, velocity=0.03, ph=5.0, **pool)
    assert neutral.median > 0.0
    assert acid.median == 0.0


def test_cold_water_keeps_more(rivers):
    summer = rates(rivers, BENZENE, water_temperature_k=298.15).median
    winter = rates(rivers, BENZENE, water_temperature_k=278.15).median
    assert winter < 0.75 * summer


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"water_temperature_k": 15.0}, "$.water_temperature_k"),
        ({"wind_m_s": -1.0}, "$.wind_m_s"),
        ({"substance": {"henry_pa_m3_mol": -1.0}}, "$.substance.henry_pa_m3_mol"),
        ({"substance": {"kind": "gas"}}, "$.substance.kind"),
    ],
)
def test_bad_numbers_get_one_sentence(rivers, more, path):
    with pytest.raises(BadInput) as caught:
        rivers.read(rivers.uniform(**more))
    assert [p.path for p in caught.value.problems] == [path]


def test_a_computed_loss_is_said(rivers):
    said = [s.en for s in MODEL.outside_validity(rivers.read(rivers.uniform(substance=BENZENE)))]
    assert any("loss is computed" in sentence for sentence in said)
    metal = rivers.read(rivers.uniform(substance={"kind": "metal"}, ph=5.0))
    assert any("pH" in s.en for s in MODEL.outside_validity(metal))
    plain = rivers.read(rivers.uniform())
    assert not any("loss is computed" in s.en for s in MODEL.outside_validity(plain))
