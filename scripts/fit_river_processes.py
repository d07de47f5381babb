"""Fit every constant of the river processes on the public halves and print it with its score.

    .venv/bin/python scripts/fit_river_processes.py [--data ../shared/validation]

The constants themselves stand in shangyou.science.processes; they change there by hand, rounded.
Takes about three minutes.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from shangyou.cli.evidence import default_data, readings, water, water_transport
from shangyou.cli.evidence.velocity_fit import Law, River, between_rivers
from shangyou.science.distributions import Floats
from shangyou.science.models.river.along import BEND_RANGE_M
from shangyou.science.processes import river_velocity, transient_storage
from shangyou.science.processes.channel_geometry import section
from shangyou.science.processes.dispersion_coefficients import longitudinal

DEGREES, SCALE = 4.0, 0.8
FOLDS = 5
START = np.array([*np.log([0.65, 0.28, 0.3, 0.31]), 0.43])


def main() -> None:
    """Print constants and scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=default_data())
    data = parser.parse_args().data
    rivers = water.rivers(data / water.TIME_OF_TRAVEL)
    law, _ = between_rivers(rivers)
    print(f"BETWEEN_RIVERS = {np.round(law, 4)}")
    _show("all rivers", _fit_covariance(rivers, law))
    order = np.random.default_rng(0).permutation(len(rivers)) % FOLDS
    offs = []
    for fold in range(FOLDS):
        inside = [r for r, f in zip(rivers, order, strict=True) if f != fold]
        outside = [r for r, f in zip(rivers, order, strict=True) if f == fold]
        shared, _ = between_rivers(inside)
        best = _fit_covariance(inside, shared)
        _show(f"without fold {fold}", best)
        offs.append(_after_one(best, outside, shared)[0])
    off = np.concatenate(offs)
    error = 100 * np.median(np.abs(np.exp(-off) - 1))
    print(f"everything refitted in {FOLDS} folds of rivers, after one test: {error:.1f} %")
    _sections(water.Sections.read(data / water.DISPERSION))
    successive = readings.successive(data / water.TIME_OF_TRAVEL)
    # Antietam Creek is what the first curve is scored on
    _along([test for test in successive if "Antietam" not in test.river], law)
    _storage(readings.edges(data / water.TIME_OF_TRAVEL))
    _storage_spreads(data)


def _show(name: str, best: Floats) -> None:
    river, kept, reach, site = np.exp(best[:4])
    print(
        f"{name}: RIVER_SD {river:.2f}, DISCHARGE_SD {kept:.2f}, DISCHARGE_RANGE {reach:.2f}, "
        f"SITE_SD {site:.2f}, WITHIN_RIVER_EXPONENT {best[4]:.2f}"
    )


def _fit_covariance(rivers: list[River], law: Law) -> Floats:
    """Maximise Student's composite likelihood of the passage after one and after all before it."""

    def cost(parameters: Floats) -> float:
        if np.any(np.abs(parameters[:4]) > 6):
            return 1e3
        try:
            scored = (_after_one(parameters, rivers, law), _after_all(parameters, rivers, law))
        except np.linalg.LinAlgError:
            return 1e3
        return sum(_surprise(off, sigma) for off, sigma in scored)

    options = {"maxfev": 500, "xtol": 1e-2, "ftol": 1e-4}
    return np.asarray(minimize(cost, START, method="Powell", options=options).x)


def _surprise(off: Floats, sigma: Floats) -> float:
    scale = SCALE * sigma
    tail = 0.5 * (DEGREES + 1) * np.log1p((off / scale) ** 2 / DEGREES)
    return float(np.mean(np.log(scale) + tail))


def _kernel(parameters: Floats, first: Floats, second: Floats) -> Floats:
    river, kept, reach, _ = np.exp(parameters[:4])
    return np.asarray(river**2 + kept**2 * np.exp(-np.abs(first - second) / reach))


def _shared(law: Law, x: Floats) -> Floats:
    a, b, c = law
    return np.asarray(a + b * x + c * x**2)


def _logs(river: River) -> tuple[Floats, Floats]:
    x = np.log(river.discharge_m3_s / river_velocity.REFERENCE_DISCHARGE_M3_S)
    return x, np.log(river.velocity_m_s)


def _after_one(parameters: Floats, rivers: list[River], law: Law) -> tuple[Floats, Floats]:
    """Return ln(measured / predicted) and sigma of every passage after the one before it."""
    pairs = [_logs(river) for river in rivers]
    x0, x1 = (np.concatenate([x[s] for x, _ in pairs]) for s in (slice(-1), slice(1, None)))
    y0, y1 = (np.concatenate([y[s] for _, y in pairs]) for s in (slice(-1), slice(1, None)))
    within, site = parameters[4], np.exp(2 * parameters[3])
    middle = 0.5 * (x0 + x1)
    mean = _shared(law, middle)
    own = _kernel(parameters, x0, x0) + site
    cross = _kernel(parameters, x0, x1)
    known = y0 - mean - within * (x0 - middle)
    off = y1 - mean - within * (x1 - middle) - cross / own * known
    return off, np.sqrt(own - cross**2 / own)


def _after_all(parameters: Floats, rivers: list[River], law: Law) -> tuple[Floats, Floats]:
    """Return the same after all passages before it, from two on."""
    offs, sigmas = [np.empty(0)], [np.empty(0)]
    within, site = parameters[4], np.exp(2 * parameters[3])
    for river in rivers:
        x, y = _logs(river)
        factor = np.linalg.cholesky(
            _kernel(parameters, x[:, None], x[None, :]) + site * np.eye(x.size)
        )
        middle = np.cumsum(x) / np.arange(1, x.size + 1)
        white = np.linalg.solve(factor, np.column_stack([y - within * x, np.ones(x.size)]))
        level = _shared(law, middle) - within * middle
        offs.append((np.diag(factor) * (white[:, 0] - level * white[:, 1]))[2:])
        sigmas.append(np.diag(factor)[2:])
    return np.concatenate(offs), np.concatenate(sigmas)


def _along(tests: list[readings.Stretches], law: Law) -> None:
    """Fit how velocities of one test go together along the water (models/river/along.py)."""

    def cost(parameters: Floats, two: bool, chosen: list[readings.Stretches]) -> float:
        shared, first, second, reach = np.exp(parameters[:4])
        total = 0.0
        for test in chosen:
            x = np.log(test.discharge_m3_s / river_velocity.REFERENCE_DISCHARGE_M3_S)
            level = _shared(law, x.mean()) + parameters[4] * (x - x.mean())
            off = np.log(test.velocity_m_s) - level
            between = shared**2 + first**2 * _averaged(test, reach)
            between += second**2 * (_averaged(test, BEND_RANGE_M) if two else np.eye(x.size))
            root = np.linalg.cholesky(between + 1e-9 * np.eye(x.size))
            white = np.linalg.solve(root, off)
            # Student's t with 4 degrees over all stretches of a test
            half = 0.5 * (DEGREES + x.size)
            total += float(
                np.log(np.diag(root)).sum() + half * np.log1p(white @ white / DEGREES)
                - gammaln(half) + 0.5 * x.size * np.log(DEGREES)
            )  # fmt: skip
        return total

    def fit(two: bool, chosen: list[readings.Stretches]) -> Floats:
        start = (0.6, 0.3, 0.7, 6000.0) if two else (0.6, 0.46, 0.11, 1000.0)
        options = {"maxiter": 200, "xatol": 1e-2, "fatol": 1e-2}
        begin = np.array([*np.log(start), 0.25])
        found = minimize(cost, begin, args=(two, chosen), method="Nelder-Mead", options=options)
        return np.asarray(found.x)

    names = sorted({test.river for test in tests})
    order = np.random.default_rng(0).permutation(len(names)) % FOLDS
    fold = {name: int(f) for name, f in zip(names, order, strict=True)}
    forms = (
        (True, "two ranges: RIVER_SD, VALLEY_SD, BEND_SD, VALLEY_RANGE_M"),
        (False, "one range: RIVER_SD, LOCAL_SD, SITE_SD, RANGE_M"),
    )
    for two, name in forms:
        best = fit(two, tests)
        kept_back = sum(
            cost(
                fit(two, [t for t in tests if fold[t.river] != f]),
                two,
                [t for t in tests if fold[t.river] == f],
            )
            for f in range(FOLDS)
        )
        print(
            f"along, {name} = {np.round(np.exp(best[:4]), 3)}, exponent {best[4]:.2f}; minus log "
            f"likelihood {cost(best, two, tests):.1f}, rivers kept back {kept_back:.1f}"
        )


def _averaged(test: readings.Stretches, reach: float) -> Floats:
    half = 0.5 * test.length_m
    low, high = test.middle_m - half, test.middle_m + half
    gap = np.maximum(
        np.maximum(low[:, None], low[None, :]) - np.minimum(high[:, None], high[None, :]), 0.0
    )
    u = test.length_m / reach
    share = -np.expm1(-u) / u
    alike = np.exp(-gap / reach) * share[:, None] * share[None, :]
    np.fill_diagonal(alike, 2.0 / u**2 * (u + np.expm1(-u)))
    return np.asarray(alike)


def _sections(table: water.Sections) -> None:
    target = np.log(table.velocity)
    for known in river_velocity.SECTION_LAWS:
        law = np.linalg.lstsq(table.design(known), target, rcond=None)[0]
        spread = np.std(table.left_out(known))
        print(f"SECTION_LAWS {known} = {np.round(law, 3)}, spread, stream left out {spread:.2f}")
    share = table.shear / table.velocity
    print(f"SHEAR_SHARE = {np.median(share):.3f}, SIGMA {np.std(np.log(share)):.2f}")
    usual = [
        longitudinal(velocity_m_s=u, depth_m=h, width_m=w, shear_velocity_m_s=s).median
        for u, h, w, s in zip(table.velocity, table.depth, table.width, table.shear, strict=True)
    ]
    off = np.log(table.dispersion / np.array(usual))
    nine = np.quantile(np.abs(off), 0.9) / water.NINETY
    print(f"dispersion SIGMA: standard deviation {np.std(off):.2f}, for nine in ten {nine:.2f}")


def _storage(edges: list[readings.Edge]) -> None:
    """Score main-channel share, area ratio and exchange on leading edges and Jobson's peaks."""
    rng = np.random.default_rng(0)
    names = sorted({edge.river for edge in edges})
    half = set(rng.permutation(names)[: len(names) // 2].tolist())
    parts = {
        "half of the rivers": [e for e in edges if e.river in half],
        "the other half": [e for e in edges if e.river not in half],
    }
    for name, part in parts.items():
        chosen = [part[i] for i in rng.permutation(len(part))[:250]]
        score = _storage_score(chosen)
        grid = [
            (score(main, ratio, exchange), main, ratio, exchange)
            for main in (0.10, 0.20, 0.40)
            for ratio in (0.05, 0.10, 0.20)
            for exchange in (3e-4, 1e-3, 3e-3)
        ]
        best = ", ".join(f"{m}/{r}/{x:g} ({s:.2f})" for s, m, r, x in sorted(grid)[:3])
        print(f"MAIN_CHANNEL_SHARE/AREA_RATIO/EXCHANGE_SHARE, {name}: {best}; lower is better")


def _storage_spreads(data: Path) -> None:
    """Print how often the 90 % interval of the leading edge holds, for neighbouring choices."""
    for exponent, spreads in ((0.4, (1.2, 0.6, 0.9)), (0.4, (1.0, 0.5, 0.7)),
                              (0.4, (1.4, 0.7, 1.0)), (0.0, (1.2, 0.6, 0.9))):  # fmt: skip
        main, ratio, exchange = spreads
        names: dict[str, Any] = {
            "WIDE_EXPONENT": exponent,
            "MAIN_CHANNEL_SIGMA": main,
            "AREA_RATIO_SIGMA": ratio,
            "EXCHANGE_SIGMA": exchange,
        }
        with patch.multiple(transient_storage, **names):
            held, error = water_transport.leading_edge(data)
        print(f"{names}: interval holds {held.ours:.0f} %, median error {error.ours:.1f} %")


def _storage_score(edges: list[readings.Edge]) -> Callable[[float, float, float], float]:
    peak = np.array([e.peak_s for e in edges])
    distance = np.array([e.distance_m for e in edges])
    measured = np.array([e.leading_s for e in edges]) / peak
    velocity = distance / peak
    sections = [
        section(discharge_m3_s=e.discharge_m3_s, velocity_m_s=u)
        for e, u in zip(edges, velocity.tolist(), strict=True)
    ]
    depth = np.array([s.depth_m for s in sections])
    width = np.array([s.width_m for s in sections])
    narrow = np.maximum(width / transient_storage.WIDE_M, 1.0) ** -transient_storage.WIDE_EXPONENT
    whole = np.array(
        [
            longitudinal(velocity_m_s=u, depth_m=s.depth_m, width_m=s.width_m).median
            for u, s in zip(velocity.tolist(), sections, strict=True)
        ]
    )
    hours = peak / 3600
    jobson = 1025e-6 * hours**-0.887 * peak
    classes = [(hours >= low) & (hours < high) for low, high in
               ((0, 2), (2, 6), (6, 20), (20, 60), (60, 1e9))]  # fmt: skip
    count = 2048
    omega = 2 * np.pi * np.arange(count) / (4 * peak)[:, None]
    times = np.arange(2 * count) / count * 2.0

    def score(main: float, ratio: float, exchange: float) -> float:
        spread, rate = (main * narrow * whole)[:, None], (exchange * velocity / depth)[:, None]
        s = 1j * omega
        q = s + rate * s / (s + rate / ratio)
        u = (1 + ratio) * velocity[:, None]
        answer = np.exp(
            u * distance[:, None] / (2 * spread) * (1 - np.sqrt(1 + 4 * spread * q / u**2))
        )
        curve = np.fft.irfft(answer, n=2 * count, axis=1) * count / 2
        top = curve.max(axis=1)
        when = times[curve.argmax(axis=1)]
        edge = times[(curve >= 0.02 * top[:, None]).argmax(axis=1)] / when
        height = top * when / jobson
        return float(sum(
            abs(np.log((1 - np.median(edge[c])) / (1 - np.median(measured[c]))))
            + abs(np.log(np.median(height[c])))
            for c in classes if c.any()
        ))  # fmt: skip

    return score


if __name__ == "__main__":
    main()
