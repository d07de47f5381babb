"""Changing flow by clocks: nothing is lost between them, and nothing becomes negative."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science.models.river.clock import Clock
from shangyou.science.models.river.remap import regrid, remap

START = datetime.fromisoformat("2026-03-01T08:00:00+08:00")


def clock(flows, hours=12.0):
    series = tuple((START + timedelta(hours=hours * i), float(q)) for i, q in enumerate(flows))
    return Clock.of(series, START, float(np.mean(flows)), 0.4)


flows = st.lists(st.floats(50.0, 20_000.0), min_size=2, max_size=8)
fluxes = st.lists(st.floats(0.0, 1e3), min_size=2, max_size=60).filter(lambda f: sum(f) > 1e-6)


@given(flows, st.floats(-1e7, 1e7))
@settings(deadline=None, max_examples=50)
def test_a_clock_reads_back_what_it_showed_however_far_away(flows, time):
    turning = clock(flows)
    reading = turning.reading(np.array([time]))
    assert turning.time(reading)[0] == pytest.approx(time, abs=1e-7 * max(1.0, abs(time) / 1e3))


@given(fluxes, flows, flows, st.floats(-4e5, 4e5), st.floats(1.0, 5e3), st.integers(2, 300))
@settings(deadline=None, max_examples=80)
def test_between_two_clocks_mass_stays_and_no_flux_turns_negative(  # noqa: PLR0917
    flux, one, other, first, step, cells
):
    given_flux = np.array([flux])
    begin, width, answer = remap(
        np.array([first]),
        np.array([step]),
        given_flux,
        before=clock(one),
        after=clock(other),
        cells=cells,
        used=np.array([float(len(flux))]),
    )
    assert (answer >= 0.0).all()
    assert (answer.sum() * width[0]) == pytest.approx(given_flux.sum() * step, rel=1e-12)
    assert np.isfinite(begin).all()


@given(fluxes, st.integers(2, 200))
@settings(deadline=None, max_examples=50)
def test_a_coarser_or_finer_grid_never_passes_more_than_came(flux, cells):
    given_flux = np.array([flux])
    width = np.array([len(flux) / cells])
    answer = regrid(
        np.zeros(1), np.ones(1), given_flux, begin_s=np.zeros(1), width_s=width, cells=cells
    )
    passed = np.cumsum(answer[0]) * width[0]
    came = np.cumsum(flux)
    edges = width[0] * np.arange(1, cells + 1)
    least = np.interp(np.floor(edges + 1e-9), np.arange(len(flux) + 1), np.append(0.0, came))
    most = np.interp(np.ceil(edges - 1e-9), np.arange(len(flux) + 1), np.append(0.0, came))
    assert (passed >= least - 1e-9 * came[-1]).all()
    assert (passed <= most + 1e-9 * came[-1]).all()


@pytest.mark.parametrize(("members", "seed"), [(1, 0), (16, 0), (150, 0), (600, 0), (600, 1)])
def test_mass_in_changing_flow_is_kept_to_the_last_digits_before_any_scaling(rivers, members, seed):
    document = rivers.chain(6, members=members)
    for i, reach in enumerate(document["reaches"]):
        # a wave that moves on: every second reach has a clock of its own
        crest = rivers.at((12 + 6 * (i // 2)) * 3600)
        reach["discharge_m3_s"] = [[rivers.at(0), 900.0], [crest, 2200.0], [rivers.at(3e5), 1000.0]]
    answer = rivers.solve(document, seed=seed)
    # half of the members start before the series does: no digits may be lost there either
    assert answer.mass_balance_error < 1e-10
