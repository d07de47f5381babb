r"""Velocity of a travelling concentration peak, from whatever is known of a river.

The logarithm of the velocity is a Gaussian process of the logarithm of the discharge:

    ln U_i = m + w (x_i - x̄) + river + f(x_i) + site,      x = ln(Q / Q0)

m = a + b x̄ + c x̄² is what all rivers share, w the steeper exponent inside one river, the river
effect is constant, f forgets with distance in x, the site effect is new at each test. Earlier
tests condition the process exactly, as kriging does, so a test at a like discharge counts most.

Width, depth or slope replace m; width with depth is continuity, U = Q / (W D).

Constants: scripts/fit_river_processes.py, on the public halves of the dye tests only.
"""

import math
from collections.abc import Sequence

import numpy as np

from shangyou.science.distributions import Floats, LogNormal
from shangyou.science.messages import BadInput, Problem, Sentence

GRAVITY_M_S2 = 9.80665

# Fitted by scripts/fit_river_processes.py on the public halves: 2,291 dye passages, 218 rivers.
REFERENCE_DISCHARGE_M3_S = math.exp(1.5)
BETWEEN_RIVERS = (-1.394, 0.294, -0.0113)
WITHIN_RIVER_EXPONENT = 0.43
RIVER_SD = 0.70
DISCHARGE_SD = 0.35
DISCHARGE_RANGE = 1.0
SITE_SD = 0.31
ALONE_SD = 0.79
# The tails of the tests are heavier than normal: spread that makes 90 % intervals hold 90 %.
WIDEN_ONE_TEST, WIDEN_TESTS = 1.06, 1.18

# ln U = a + b ln Q + c ln(width) + d ln(depth) + e ln(slope), and its spread by stream left out:
# fitted by the same script on the 51 public rows with sections; keyed by what is known.
SECTION_LAWS: dict[tuple[bool, bool, bool], tuple[float, float, float, float, float, float]] = {
    (True, False, False): (1.030, 0.618, -0.985, 0.0, 0.0, 0.34),
    (False, True, False): (-2.600, 0.589, 0.0, -0.982, 0.0, 0.46),
    (False, False, True): (0.218, 0.255, 0.0, 0.0, 0.239, 0.34),
    (True, False, True): (1.356, 0.503, -0.641, 0.0, 0.166, 0.33),
    (False, True, True): (-0.796, 0.437, 0.0, -0.508, 0.176, 0.36),
}
# Three sections of Antietam Creek give peaks 1.01 to 1.26 times Q / (W D); no bias is taken from
# so few. The spread is theirs.
CONTINUITY_SIGMA = 0.20
# Jobson 1996 (USGS WRIR 96-4013) with drainage area alone; its spread on rivers elsewhere:
# standard error 105 % in Arkansas (USGS SIR 2004-5064).
AREA_SIGMA = 0.85
LARGEST_DISCHARGE_M3_S = 1e6
# The fastest of the public peaks goes 5.6 m/s: no law is followed beyond, however far the discharge
# lies from the tests.
FASTEST_M_S = 6.0
# Faster than any river: discharge, width and depth contradict each other.
IMPOSSIBLE_M_S = 15.0


def estimate(
    *,
    discharge_m3_s: float,
    slope: float | None = None,
    width_m: float | None = None,
    depth_m: float | None = None,
    drainage_area_m2: float | None = None,
    tests: Sequence[tuple[float, float]] = (),
) -> LogNormal:
    """Return the velocity of a travelling peak.

    Parameters
    ----------
    discharge_m3_s : float
        Discharge now [m3/s].
    slope : float, optional
        Slope of the water surface [-]; zero (a pool) says nothing and is left aside.
    width_m, depth_m : float, optional
        Mean width and depth of the water now [m].
    drainage_area_m2 : float, optional
        Area that drains to the reach [m2].
    tests : sequence of (discharge [m3/s], velocity [m/s]), optional
        Earlier dye tests of this river, in any order.

    Returns
    -------
    LogNormal
        Velocity [m/s].

    Raises
    ------
    BadInput
        When a number is not positive and finite.

    """
    _check(discharge_m3_s, tests, slope=slope, sizes=(width_m, depth_m, drainage_area_m2))
    known = _from_section(discharge_m3_s, slope, width_m, depth_m)
    if known is None and drainage_area_m2 is not None:
        known = _blend(conditioned(discharge_m3_s, ()), _jobson(discharge_m3_s, drainage_area_m2))
    if known is None:
        return conditioned(discharge_m3_s, tests)
    if not tests:
        return known
    measured = conditioned(discharge_m3_s, tests)
    # tests made in another state of the water (a pool since raised) disagree and lose weight
    apart = math.log(measured.median / known.median)
    return _combine(known, LogNormal(measured.median, math.hypot(measured.sigma, apart)))


def _x(discharge_m3_s: Floats | float) -> Floats:
    return np.log(np.asarray(discharge_m3_s, dtype=np.float64) / REFERENCE_DISCHARGE_M3_S)


def conditioned(
    discharge_m3_s: float,
    tests: Sequence[tuple[float, float]],
    between_rivers: tuple[float, float, float] = BETWEEN_RIVERS,
) -> LogNormal:
    """Return the velocity [m/s] the process gives after conditioning on tests of the river.

    `between_rivers` is the law all rivers share: evidence puts in one fitted without the river.
    """
    a, b, c = between_rivers
    target = float(_x(discharge_m3_s))
    if not tests:
        return LogNormal(math.exp(a + b * target + c * target**2), ALONE_SD)
    table = np.asarray(tests, dtype=np.float64)
    x, y = _x(table[:, 0]), np.log(table[:, 1])
    middle = (x.sum() + target) / (len(x) + 1)
    shared = a + b * middle + c * middle**2
    between = covariance(x[:, None], x[None, :]) + SITE_SD**2 * np.eye(len(x))
    to_target = covariance(x, np.asarray(target))
    weights = np.linalg.solve(between, to_target)
    residual = y - shared - WITHIN_RIVER_EXPONENT * (x - middle)
    mean = shared + WITHIN_RIVER_EXPONENT * (target - middle) + float(weights @ residual)
    variance = RIVER_SD**2 + DISCHARGE_SD**2 + SITE_SD**2 - float(weights @ to_target)
    widen = WIDEN_ONE_TEST if len(x) == 1 else WIDEN_TESTS
    fastest = max(FASTEST_M_S, float(table[:, 1].max()))
    return LogNormal(min(math.exp(mean), fastest), widen * math.sqrt(variance))


def covariance(first: Floats, second: Floats) -> Floats:
    """Return the covariance of ln U at two ln(Q / Q0) of one river, without the site effect."""
    apart = np.abs(first - second)
    return np.asarray(RIVER_SD**2 + DISCHARGE_SD**2 * np.exp(-apart / DISCHARGE_RANGE))


def _from_section(
    discharge_m3_s: float, slope: float | None, width_m: float | None, depth_m: float | None
) -> LogNormal | None:
    if width_m is not None and depth_m is not None:
        return LogNormal(discharge_m3_s / (width_m * depth_m), CONTINUITY_SIGMA)
    slope = slope or None
    law = SECTION_LAWS.get((width_m is not None, depth_m is not None, slope is not None))
    if law is None:
        return None
    constant, *exponents, sigma = law
    given = (discharge_m3_s, width_m or 1.0, depth_m or 1.0, slope or 1.0)
    logs = sum(n * math.log(value) for n, value in zip(exponents, given, strict=True))
    return LogNormal(min(math.exp(constant + logs), FASTEST_M_S), sigma)


def _jobson(discharge_m3_s: float, area_m2: float) -> LogNormal:
    """Jobson 1996, WRIR 96-4013, as coded by USGS (Jobson.cs): drainage area alone."""
    relative_area = area_m2**1.25 * math.sqrt(GRAVITY_M_S2) / discharge_m3_s
    return LogNormal(0.152 + 8.1 * relative_area**0.595 * discharge_m3_s / area_m2, AREA_SIGMA)


def _combine(first: LogNormal, second: LogNormal) -> LogNormal:
    """Weigh two independent estimates by the inverse of their variances."""
    one, two = first.sigma**-2, second.sigma**-2
    mean = (one * math.log(first.median) + two * math.log(second.median)) / (one + two)
    return LogNormal(math.exp(mean), (one + two) ** -0.5)


def _blend(first: LogNormal, second: LogNormal) -> LogNormal:
    """Weigh two estimates that rest on the same discharge: neither makes the other surer."""
    return LogNormal(_combine(first, second).median, min(first.sigma, second.sigma))


def _check(
    discharge_m3_s: float,
    tests: Sequence[tuple[float, float]],
    *,
    slope: float | None,
    sizes: tuple[float | None, float | None, float | None],
) -> None:
    width_m, depth_m, area_m2 = sizes
    numbers = [
        ("discharge_m3_s", "流量", "discharge", discharge_m3_s, LARGEST_DISCHARGE_M3_S, "m3/s"),
        ("width_m", "水面宽", "width", width_m, 1e5, "m"),
        ("depth_m", "平均水深", "depth", depth_m, 1e3, "m"),
        ("drainage_area_m2", "集水面积", "drainage area", area_m2, 1e14, "m2"),
    ]
    for i, (then, velocity) in enumerate(tests):
        at = f"tests[{i}]"
        numbers += [
            (f"{at}[0]", "试验流量", "discharge of the test", then, LARGEST_DISCHARGE_M3_S, "m3/s"),
            (f"{at}[1]", "试验流速", "velocity of the test", velocity, 15.0, "m/s"),
        ]
    problems = [
        Problem(
            f"$.{path}",
            Sentence(
                f"{zh}应大于 0 且不超过 {high:g} {unit}，现为 {value:g}",
                f"{en} must be above 0 and at most {high:g} {unit}, not {value:g}",
            ),
        )
        for path, zh, en, value, high, unit in numbers
        if value is not None and not 0 < value <= high
    ]
    if slope is not None and not 0 <= slope <= 0.5:
        problems.append(
            Problem(
                "$.slope",
                Sentence(
                    f"比降应在 0–0.5 之间，现为 {slope:g}",
                    f"slope must be between 0 and 0.5, not {slope:g}",
                ),
            )
        )
    if not problems and width_m is not None and depth_m is not None:
        problems = _contradiction(discharge_m3_s / (width_m * depth_m))
    if problems:
        raise BadInput(problems)


def _contradiction(velocity_m_s: float) -> list[Problem]:
    if velocity_m_s <= IMPOSSIBLE_M_S:
        return []
    zh = f"流量与水面宽、平均水深矛盾：流速将达 {velocity_m_s:.3g} m/s，允许至多 {IMPOSSIBLE_M_S:g} m/s"
    en = (
        f"discharge contradicts width and depth: the water would go {velocity_m_s:.3g} m/s, "
        f"at most {IMPOSSIBLE_M_S:g} m/s is allowed"
    )
    return [Problem("$.discharge_m3_s", Sentence(zh, en))]
