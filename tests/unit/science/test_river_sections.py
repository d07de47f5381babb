"""The same spill at full pool and in flood, with the section given by stage."""

import pytest

from shangyou.science.messages import BadInput

TABLE = [
    {"stage_m": 140, "area_m2": 5_000, "width_m": 500},
    {"stage_m": 180, "area_m2": 36_000, "width_m": 1_050},
]
RATING = [{"discharge_m3_s": 3_000, "stage_m": 146}, {"discharge_m3_s": 40_000, "stage_m": 172}]


def spill(rivers, discharge, **reach):
    document = rivers.uniform(discharge=discharge, km=50)
    for key in ("width_m", "depth_m", "velocity_m_s"):
        del document["reaches"][0][key]
    document["reaches"][0] |= {"section_table": TABLE, "rating": RATING, **reach}
    return document


def test_dry_season_at_175_is_slow_and_flood_at_145_fast(rivers):
    dry = rivers.solve(spill(rivers, 4_000, pool_level_m=175)).receptors[0].peak_s.p50
    flood = rivers.solve(spill(rivers, 25_000, pool_level_m=145)).receptors[0].peak_s.p50
    # plug flow, L A(z) / Q: 175 m (pool) and 146 + 26 * 22/37 = 161.5 m (rating)
    assert dry == pytest.approx(50_000 * 32_125 / 4_000, rel=0.05)
    assert flood == pytest.approx(50_000 * 21_631 / 25_000, rel=0.05)
    assert dry > 8 * flood


def test_a_measured_stage_comes_first(rivers):
    measured = rivers.solve(spill(rivers, 4_000, pool_level_m=175, stage_m=150))
    rated = rivers.solve(spill(rivers, 4_000, pool_level_m=175))
    ratio = rated.receptors[0].peak_s.p50 / measured.receptors[0].peak_s.p50
    assert ratio == pytest.approx(32_125 / 12_750, rel=0.05)


@pytest.mark.parametrize(
    ("reach", "path"),
    [
        ({"pool_level_m": 185}, "$.reaches[0].stage_m"),
        ({"section_table": TABLE[:1]}, "$.reaches[0].section_table"),
        ({"section_table": TABLE[::-1]}, "$.reaches[0].section_table[1]"),
        ({"rating": RATING[::-1]}, "$.reaches[0].rating[1]"),
        ({"rating": []}, "$.reaches[0].stage_m"),
        ({"discharge_m3_s": 90_000}, "$.reaches[0].discharge_m3_s"),
    ],
)
def test_what_does_not_fit_is_said(rivers, reach, path):
    with pytest.raises(BadInput) as caught:
        rivers.read({**spill(rivers, 4_000, **reach)})
    assert path in [p.path for p in caught.value.problems]


HOURS = ["2026-03-01T08:00:00+08:00", "2026-03-05T08:00:00+08:00"]


def falling(rivers, first, last, discharge=4_000):
    return spill(rivers, discharge, stage_m=[[HOURS[0], first], [HOURS[1], last]], rating=[])


def test_a_constant_series_of_stages_is_the_stage(rivers):
    series = rivers.solve(falling(rivers, 160, 160)).receptors[0]
    steady = rivers.solve(spill(rivers, 4_000, stage_m=160, rating=[])).receptors[0]
    assert series.peak_s.p50 == pytest.approx(steady.peak_s.p50, rel=0.005)
    assert series.peak_mg_l.p50 == pytest.approx(steady.peak_mg_l.p50, rel=0.02)


def test_a_falling_pool_lets_the_water_run_faster(rivers):
    """Plug flow through a level pool: L = integral of Q / A(z(t)) dt, solved here by hand."""
    # z from 170 to 150 m in 96 h; A = 5,000 + 775 (z - 140) m2: A(t) = 28,250 - 0.044849 t
    rate = 20 * 775 / (96 * 3600)
    metres, area = 50_000, 28_250
    expected = area / rate * (1 - 2.718281828459045 ** (-rate * metres / 4_000))
    falls = rivers.solve(falling(rivers, 170, 150)).receptors[0].peak_s.p50
    assert falls == pytest.approx(expected, rel=0.05)
    stays = rivers.solve(spill(rivers, 4_000, stage_m=170, rating=[])).receptors[0].peak_s.p50
    assert falls < 0.85 * stays


@pytest.mark.parametrize(
    ("reach", "path"),
    [
        ({"stage_m": [[HOURS[0], 150]]}, "$.reaches[0].stage_m"),
        ({"stage_m": [[HOURS[1], 150], [HOURS[0], 151]]}, "$.reaches[0].stage_m[1][0]"),
        ({"stage_m": [[HOURS[0], 150], [HOURS[1], 190]]}, "$.reaches[0].stage_m"),
        ({"section_table": [], "stage_m": [[HOURS[0], 1], [HOURS[1], 2]]}, "$.reaches[0].stage_m"),
    ],
)
def test_what_is_wrong_with_a_series_of_stages_is_said(rivers, reach, path):
    with pytest.raises(BadInput) as caught:
        rivers.read(spill(rivers, 4_000, rating=[], **{"stage_m": 150, **reach}))
    assert path in [p.path for p in caught.value.problems]
