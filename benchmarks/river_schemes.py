"""Peers for the river model: grid schemes and Jobson's equations on the same spill, in one run.

    python benchmarks/river_schemes.py

U = 0.8 m/s, K = 30 m2/s, one hour of release. Errors are against the difference of two
inverse-Gaussian distributions, the exact solution of advection and dispersion.
"""

import time
from datetime import UTC, datetime

import numpy as np
from scipy.stats import norm

from shangyou.science import cases
from shangyou.science.models.river_transport import MODEL

U, K, DURATION, DISCHARGE, MASS = 0.8, 30.0, 3600.0, 5200.0, 2000.0
PLACES = (20_000.0, 100_000.0, 300_000.0)
START = datetime(2026, 3, 1, tzinfo=UTC).isoformat()


def passed(t, x):
    t = np.maximum(t, 1.0)
    root = 1.0 / np.sqrt(2.0 * K * t)
    return norm.cdf((U * t - x) * root) + np.exp(U * x / K + norm.logcdf(-(U * t + x) * root))


def exact(t, x):
    before = np.where(t > DURATION, passed(t - DURATION, x), 0.0)
    return (passed(t, x) - before) * MASS / DURATION / DISCHARGE * 1000.0


def read(t, c):
    """Return peak and the time of 2 % of it."""
    top = c.argmax()
    return c[top], t[np.argmax(c > 0.02 * c[top])]


def upwind(mass, _courant):
    return mass


def muscl(mass, courant):
    """Second order with van Leer's limiter (van Leer 1979)."""
    back = np.diff(mass, prepend=mass[0])
    ahead = np.diff(mass, append=mass[-1])
    product = back * ahead
    slope = np.where(product > 0, 2 * product / np.where(product > 0, back + ahead, 1.0), 0.0)
    return mass + 0.5 * (1 - courant) * slope


def ultimate_quickest(mass, courant):
    """Third order with the universal limiter (Leonard 1991)."""
    upstream = np.concatenate(([mass[0]], mass[:-1]))
    downstream = np.concatenate((mass[1:], [mass[-1]]))
    face = 0.5 * (mass + downstream) - 0.5 * courant * (downstream - mass)
    face -= (1 - courant**2) / 6 * (downstream - 2 * mass + upstream)
    reference = upstream + (mass - upstream) / courant
    low = np.where(downstream > upstream, mass, np.maximum(downstream, reference))
    high = np.where(downstream > upstream, np.minimum(downstream, reference), mass)
    monotone = np.abs(downstream - 2 * mass + upstream) < np.abs(downstream - upstream)
    return np.where(monotone, np.clip(face, low, high), mass)


def grid(scheme, dx):
    """March to the last place; return time and concentration at each place."""
    cells = int(PLACES[-1] / dx * 1.05)
    dt = min(0.4 * dx / U, 0.2 * dx * dx / K)
    courant = U * dt / dx
    steps = int(1.15 * PLACES[-1] / U / dt)
    faces = [round(x / dx) - 1 for x in PLACES]
    mass = np.zeros(cells)
    times, kept = np.empty(steps), np.empty((len(PLACES), steps))
    for n in range(steps):
        begin = n * dt
        share = np.clip((DURATION - begin) / dt, 0.0, 1.0)
        flux = U * scheme(mass, courant)
        flux[:-1] -= K * np.diff(mass) / dx
        times[n] = begin + 0.5 * dt
        kept[:, n] = flux[faces]
        mass[1:] -= dt / dx * np.diff(flux)
        mass[0] += dt / dx * (share * MASS / DURATION - flux[0])
    return times, kept / DISCHARGE * 1000.0


def ours():
    document = {
        "start": START,
        "duration_h": 300,
        "reaches": [
            {
                "id": "R", "length_m": 350_000, "discharge_m3_s": DISCHARGE,
                "velocity_m_s": U, "longitudinal_dispersion_m2_s": K,
            }
        ],
        "releases": [{"reach": "R", "start": START, "duration_s": DURATION, "mass_kg": MASS}],
        "receptors": [{"id": f"{x}", "reach": "R", "distance_m": x} for x in PLACES],
        "ensemble": {"members": 1},
    }  # fmt: skip
    answer = MODEL.solve(cases.read(MODEL, document))
    return [(r.peak_mg_l.p50, r.arrival_s.p50) for r in answer.receptors]


def jobson():
    """WRIR 96-4013 without annual discharge: C_up = 1025 T^-0.887 (T in h), T_l = 0.890 T_p."""
    hours = np.array(PLACES) / U / 3600.0
    unit = 1025.0 * hours**-0.887
    return [
        (c * MASS / DISCHARGE / 1e6 * 1000.0, 0.89 * h * 3600.0)
        for c, h in zip(unit, hours, strict=True)
    ]


def main():
    truth = []
    for x in PLACES:
        t = np.linspace(0.3 * x / U, 1.5 * x / U + 9000.0, 400_001)
        truth.append(read(t, exact(t, x)))
    peers = (
        ("upwind 1 km", upwind, 1000.0),
        ("MUSCL van Leer 1 km", muscl, 1000.0),
        ("ULTIMATE-QUICKEST 1 km", ultimate_quickest, 1000.0),
        ("ULTIMATE-QUICKEST 500 m", ultimate_quickest, 500.0),
    )
    print(f"{'':26}{'seconds':>8}   peak error at 20/100/300 km    leading edge error, min")
    lines = []
    begin = time.perf_counter()
    lines.append(("ours (transfer functions)", ours(), time.perf_counter() - begin))
    for name, scheme, dx in peers:
        begin = time.perf_counter()
        t, c = grid(scheme, dx)
        lines.append((name, [read(t, row) for row in c], time.perf_counter() - begin))
    lines.append(("Jobson 1996", jobson(), 0.0))
    for name, found, seconds in lines:
        peaks = "/".join(
            f"{100 * (p / q - 1):+8.3f}" for (p, _), (q, _) in zip(found, truth, strict=True)
        )
        edges = "/".join(
            f"{(a - b) / 60:+8.2f}" for (_, a), (_, b) in zip(found, truth, strict=True)
        )
        print(f"{name:26}{seconds:8.2f}   {peaks} %   {edges}")


if __name__ == "__main__":
    main()
