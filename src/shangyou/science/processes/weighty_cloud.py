"""A sudden cloud with weight: the column of `weighty_column` as a cylinder, marched in time.

It spreads in every direction by its weight, is carried by the wind as it takes in air, and mixes up and
down as a plume does; without weight it is a puff.
"""

from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats
from shangyou.science.processes.blanket_drift import blanket_drift_m_s
from shangyou.science.processes.blurred_slab import disc_of, radius_of_area
from shangyou.science.processes.cold_mixture import AIR_HEAT, AIR_MOLAR, GAS, PRESSURE, state
from shangyou.science.processes.gas_levels import (
    bulk_of,
    level_at,
    mix_levels,
    place_levels,
    sink_levels,
)
from shangyou.science.processes.weighty_column import (
    EDGE,
    ENERGY,
    LEAF_LAYER,
    MOMENTUM,
    SHARE,
    STIR,
    front_speed,
    left_of_eddies,
    weigh,
)

LONGEST_S: Final = 20_000.0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def sudden(  # noqa: PLR0915, PLR0917 (one compiled loop)
    distances: Floats,
    wanted: Floats,
    edges: Floats,
    site: Floats,
    air_facts: Floats,
    facts: Floats,
    source: Floats,
    surface: float,
    spread: Floats,
    turned: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:  # pragma: no cover (compiled)
    """Return c (n, m) [kg/m3], slumped radius [m], time of passing [s], Ri* [-] and the mass left [-] (n,).

    The level at a distance is that of the cloud when the edge of what slumped is there: within it the cloud is
    even, and it only thins. The time is that of its centre.

    Parameters
    ----------
    distances, wanted, edges, site, air_facts, facts, surface
        As `weighty_column.steady` has them.
    source : array (3,)
        Gas [kg], its enthalpy [J/kg], radius [m].
    spread : array (n,)
        2 sigma_x sigma_y of the eddies [m2].
    turned : array (n,)
        Filled, as `weighty_column.steady` has it.

    """
    n, m = edges.size - 1, distances.size
    friction = site[0]
    mass, radius = source[0], source[2]
    air = PRESSURE * AIR_MOLAR / (GAS * air_facts[0])
    thick, wind, ease, work = np.empty(n), np.empty(n), np.empty(n - 1), np.empty(n)
    content, c, storage = np.zeros(n), np.zeros(n), np.empty(n)
    level = np.zeros((m, wanted.size))
    widths, times, weights, left = np.full(m, radius), np.zeros(m), np.zeros(m), np.zeros(m)
    _, density = state(1.0, source[1], air_facts[0], air_facts[1], facts)
    cloud = np.array([source[1], density, 0.0, 0.0, 0.0, 1.0])
    deep = max(mass / (density * np.pi * radius * radius), 1.001 * edges[1])
    for i in range(n):
        content[i] = max(min(edges[i + 1], deep) - (edges[i] if i > 0 else 0.0), 0.0)
    content *= mass / content.sum()
    sunk, ri, front, x, time, total = 1.0, 0.0, 0.0, 0.0, 0.0, mass
    drift = 0.0
    j, passed = 0, 0
    while passed < m and time < LONGEST_S and total > 1e-9 * mass:
        place_levels(edges, sunk, site, thick, wind, ease)
        area_of_eddies = np.interp(x, distances, spread)
        whole = radius_of_area(radius, area_of_eddies)
        area = np.pi * whole * whole
        passing = 0.0
        for i in range(n):
            passing += content[i] * wind[i]
            c[i] = content[i] / (area * thick[i])
        passing /= total
        blown = passing * (1.0 - cloud[SHARE])
        carried = blown
        if drift != 0.0:
            carried = np.hypot(max(blown + site[6] * drift, 0.2 * blown), site[7] * drift)
        step = 0.05 * whole / (front + 0.05 * passing + 1e-3)
        step = min(max(min(step, 0.1 * (time + 1.0)), 0.02), 30.0)
        eased = left_of_eddies(ri)
        eddy = np.sqrt(friction * friction + cloud[STIR]) * eased
        for i in range(n):
            storage[i] = thick[i] / step
        taken = 1.0 / (surface + LEAF_LAYER / (friction * eased)) if surface >= 0.0 else 0.0
        mix_levels(storage, c, ease, eddy, taken, work)
        total = 0.0
        for i in range(n):
            content[i] = c[i] * area * thick[i]
            total += content[i]
        most, h = bulk_of(c, thick)
        rests = c[0] / most
        pull, ri, heat = weigh(cloud, most, h, rests, site, air_facts, facts)
        drift = blanket_drift_m_s(rests * pull, h, site[5], site[1])
        # per radian: a sector's mass moves at a third of the front's speed in the mean of r V / R
        grip = friction * friction / passing
        front = front_speed(
            cloud,
            MOMENTUM,
            2.0 / 3.0 * h * whole * whole,
            0.5 * h * whole,
            0.5 * pull * h * h * whole * rests,
            whole * whole * grip / 3.0,
            step,
        )
        cloud[ENERGY] = min(
            cloud[ENERGY] + air * AIR_HEAT * heat * area / total * step, max(source[1], 0.0)
        )
        # even within what slumped: a place has its strongest when the edge of that comes, the middle later
        while j < m and distances[j] <= max(x + radius, distances[0]):
            widths[j], weights[j], left[j] = radius, ri, total / mass
            times[j] = max(time, 0.1)
            turned[j] = site[7] * drift / max(carried, np.abs(site[7] * drift), 1e-9)
            level_at(wanted, edges, sunk, c, work, level[j])
            j += 1
        while passed < j and distances[passed] <= max(x, distances[0]):
            times[passed] = max(time, 0.1)
            passed += 1
        grown = whole + front * step
        wider = (grown / whole) ** 2
        sunk = sink_levels(content, c, sunk, wider, h, site, edges[1] / edges[0], EDGE)
        radius = disc_of(grown, area_of_eddies)
        x += carried * step
        time += step
    return level, widths, times, weights, left
