"""A wave of discharge: against its differential equation, its cumulants, and the laws it must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.processes.flood_wave import Lag, arrived, diffusivity

HOUR = 3600.0
courses = st.lists(st.floats(100.0, 5000.0), min_size=2, max_size=30)
lags = st.lists(
    st.builds(Lag.of, st.floats(1e3, 1e5), st.floats(0.5, 8.0), st.floats(0.0, 5e4)),
    min_size=1,
    max_size=6,
).map(lambda found: sum(found, Lag(0.0)))


def below(course, lag, *, hours=2000.0, step_s=600.0):
    """Give the course at the place below, to long after it has passed."""
    times = np.arange(-10.0 * HOUR, hours * HOUR, step_s)
    return times, arrived(times, HOUR * np.arange(len(course)), np.array(course), lag)


def test_it_solves_the_equation_of_the_diffusive_wave():
    """Against finite differences of dQ/dt + c dQ/dx = D d2Q/dx2 with the course at the upper end, Crank-Nicolson."""
    c, diffusion, place = 2.0, 8000.0, 40e3
    course = np.array([1000.0, 1000.0, 2500.0, 4000.0, 2200.0, 1200.0, 1000.0])
    dx, dt, cells = 250.0, 60.0, 2000
    at = np.arange(cells + 1) * dx
    q = np.full(cells + 1, 1000.0)
    flux = np.zeros((3, cells + 1))
    flux[0, 2:], flux[1, 1:-1], flux[2, :-2] = (
        -c / (2 * dx) + diffusion / dx**2, -2 * diffusion / dx**2, c / (2 * dx) + diffusion / dx**2,
    )  # fmt: skip
    from scipy.linalg import solve_banded

    matrix = -0.5 * dt * flux
    matrix[1] += 1.0
    seen = []
    for n in range(1, 1500):
        right = q.copy()
        right[1:-1] += (
            0.5 * dt * (flux[0, 2:] * q[2:] + flux[1, 1:-1] * q[1:-1] + flux[2, :-2] * q[:-2])
        )
        right[0] = np.interp(n * dt, HOUR * np.arange(course.size), course)
        q = solve_banded((1, 1), matrix, right)
        seen.append(float(np.interp(place, at, q)))
    times = dt * np.arange(1, 1500)
    mine = arrived(times, HOUR * np.arange(course.size), course, Lag.of(place, c, diffusion))
    assert np.abs(mine - seen).max() < 0.003 * (course.max() - 1000.0)
    assert max(seen) < 0.75 * course.max()  # it was flattened, and by much


@given(courses, lags)
def test_no_water_is_made_or_lost(course, lag):
    """What is beyond the last discharge passes below as above, and what the first one was before goes on as long."""
    times, found = below(course, lag)
    above = np.interp(times, HOUR * np.arange(len(course)), course)
    gone = np.trapezoid(found - above, times)
    assert gone == pytest.approx(
        (course[0] - course[-1]) * lag.seconds, rel=2e-3, abs=2e-4 * 5000.0 * HOUR
    )


@given(courses, lags)
def test_it_never_leaves_the_range_above(course, lag):
    _, found = below(course, lag, hours=300.0)
    assert min(course) * (1 - 1e-9) <= found.min()
    assert found.max() <= max(course) * (1 + 1e-9)


@given(courses, st.floats(1e3, 1e5), st.floats(0.5, 8.0))
def test_without_diffusion_it_comes_late_and_unchanged(course, length, celerity):
    times, found = below(course, Lag.of(length, celerity, 0.0), hours=100.0)
    late = times - length / celerity
    assert found.tolist() == np.interp(late, HOUR * np.arange(len(course)), course).tolist()


@given(courses, st.floats(5e3, 5e4), st.floats(0.5, 5.0), st.floats(100.0, 2e4), st.integers(2, 6))
def test_a_reach_cut_in_pieces_is_the_same_reach(course, length, celerity, diffusion, pieces):
    whole = Lag.of(length, celerity, diffusion)
    parts = sum([Lag.of(length / pieces, celerity, diffusion)] * pieces, Lag(0.0))
    one, other = below(course, whole, hours=200.0)[1], below(course, parts, hours=200.0)[1]
    assert np.abs(one - other).max() < 1e-6 * max(course)


def test_one_reach_after_the_other_is_their_sum():
    """Reaches unlike each other, and a pool between: within a percent of the wave sent down one by one."""
    ways = [Lag.of(30e3, 2.5, 6e3), Lag.of(40e3, 12.0, 0.0), Lag.of(25e3, 1.5, 3e3)]
    course = np.array([1000.0, 1000.0, 2000.0, 3000.0, 1500.0, 1000.0])
    times = np.arange(0.0, 60.0 * HOUR, 300.0)
    step_by_step = arrived(times, HOUR * np.arange(course.size), course, ways[0])
    for way in ways[1:]:
        step_by_step = arrived(times, times, step_by_step, way)
    at_once = arrived(times, HOUR * np.arange(course.size), course, sum(ways, Lag(0.0)))
    assert np.abs(at_once - step_by_step).max() < 0.01 * (course.max() - course.min())


def test_the_more_it_is_spread_the_lower_its_crest():
    crests = [
        below([1000.0, 1000.0, 3000.0, 1000.0, 1000.0], Lag.of(50e3, 2.0, d))[1].max()
        for d in (0.0, 1e3, 4e3, 16e3)
    ]
    assert crests == sorted(crests, reverse=True)
    assert crests[-1] < 0.5 * crests[0]


def test_a_flat_wide_river_spreads_it_less_the_steeper_it_is():
    assert diffusivity(3000.0, 500.0, 2e-4) == pytest.approx(15_000.0)
    assert diffusivity(3000.0, 500.0, 4e-4) == pytest.approx(7_500.0)
