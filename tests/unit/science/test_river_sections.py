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
