"""A pool that is fed, spreads, takes heat and gives vapour, one or several liquids; compiled loop.

Volume, radius, temperature and the mass of each component are marched in time. Spreading by gravity against inertia, and against
viscosity when thin; heat from the ground by conduction since each ring was wetted, or from water through a film; mass by the wind
(HJ 169-2018 eq. F.12) at the partial pressures of Raoult's law; where these together reach the air's pressure it boils as the heat allows.
"""

from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats

MOST_STEPS: Final = 1200
_G, _R, _P = 9.81, 8.314462618, 101_325.0
# Speed of a spreading edge over sqrt(g' h): sqrt(2), Briscoe & Shaw 1980 (Prog. Energy Combust. Sci. 6, 127).
_FRONT: Final = 1.4142
# Viscous spreading on land: r = 0.894 (g V^3 t/(3 nu))^(1/8), Huppert 1982 (J. Fluid Mech. 121, 43), as a speed
# 1.58 g h^3/(3 nu r).
_VISCOUS: Final = 1.58
_AIR_HEAT: Final = 1.2 * 1005.0


@njit(cache=True)  # type: ignore[untyped-decorator]
def _pressures(t: float, antoine: Floats, out: Floats) -> None:  # pragma: no cover (compiled)
    for i in range(out.size):
        out[i] = np.exp(min(antoine[i, 0] - antoine[i, 1] / max(t + antoine[i, 2], 1.0), 25.0))


@njit(cache=True)  # type: ignore[untyped-decorator]
def bubble_point(
    moles: Floats, antoine: Floats, out: Floats
) -> float:  # pragma: no cover (compiled)
    """Return the temperature [K] at which the mixture boils in the open; Raoult."""
    total = moles.sum()
    low, high = 20.0, 900.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        _pressures(middle, antoine, out)
        if (moles * out).sum() / total > _P:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


@njit(cache=True)  # type: ignore[untyped-decorator]
def grow(  # noqa: C901, PLR0912, PLR0915, PLR0917 (one compiled loop)
    edges: Floats,
    inflow: Floats,
    mass0: Floats,
    share: Floats,
    molar: Floats,
    antoine: Floats,
    latent: Floats,
    heat: Floats,
    density: Floats,
    cold: float,
    warm: float,
    air: float,
    wind: Floats,
    ground: Floats,
    viscosity: float,
    radius0: float,
    widest: float,
    thinnest: float,
    longest: float,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:  # pragma: no cover (compiled)
    """Return times (n + 1,), evaporation rates (n, c), radius, temperature (n,) and masses left (c,).

    Parameters
    ----------
    edges, inflow : arrays (m + 1,), (m,)
        Liquid that feeds the pool [s], [kg/s].
    mass0, share : arrays (c,)
        Mass of each component at the start [kg] and its share of what feeds [-].
    molar, antoine, latent, heat, density : arrays (c,), (c, 3)
        Of each: [kg/mol], ln Pa and K, [J/kg], [J/(kg K)], [kg/m3].
    cold, warm, air : float
        Temperature of the liquid that comes, of the ground or water, and of the air [K].
    wind : array (3,)
        Factor, and power of the radius, of eq. F.12 with the wind in it, so that a rate is factor x r^power x p M/(R T).
    ground : array (3,)
        Conductivity over the root of pi times diffusivity [W s^0.5/(m2 K)], coefficient from water [W/(m2 K)]; reduced gravity.
    viscosity, radius0, widest, thinnest, longest : float
        Kinematic [m2/s]; radius at the start, of the bund [m]; least depth [m]; when to stop [s].

    """
    count = molar.size
    times = np.zeros(MOST_STEPS + 1)
    rates = np.zeros((MOST_STEPS, count))
    radii = np.zeros(MOST_STEPS)
    temperatures = np.zeros(MOST_STEPS)
    ring_area = np.zeros(MOST_STEPS + 1)
    ring_time = np.zeros(MOST_STEPS + 1)
    rings = 0
    mass = mass0.copy()
    fed_in_all = mass0.sum()
    for j in range(inflow.size):
        fed_in_all += inflow[j] * (edges[j + 1] - edges[j])
    moles = np.zeros(count)
    pressure = np.zeros(count)
    give = np.zeros(count)
    boil = np.zeros(count)
    radius = min(radius0, widest)
    held = 0.0  # area that has a ring
    t, temperature = 0.0, cold
    steps = 0
    while steps < MOST_STEPS and t < longest * (1.0 - 1e-9):
        feeding = 0.0
        until = longest
        for j in range(inflow.size):
            if edges[j] <= t * (1.0 + 1e-12) + 1e-12 < edges[j + 1]:
                feeding = inflow[j]
                until = min(until, edges[j + 1])
            elif edges[j] > t:
                until = min(until, edges[j])
                break
        total = mass.sum()
        if total <= 1e-6 * fed_in_all and feeding <= 0.0:
            if until >= longest:
                break
            total = 0.0
        remaining = MOST_STEPS - steps
        dt = max(0.03 * t, 1e-3 * longest / 60.0, (longest - t) / remaining * 0.5)
        dt = min(dt, longest / 60.0, max(until - t, 1e-9))
        volume = 0.0
        for i in range(count):
            volume += mass[i] / density[i]
        # what feeds within the step lies in the pool for half of it
        for i in range(count):
            volume += 0.5 * feeding * share[i] * dt / density[i]
        if volume > 0.0:
            thick = volume / (np.pi * radius * radius)
            if thick > thinnest:
                fast = _FRONT * np.sqrt(ground[2] * (thick - thinnest))
                slow = _VISCOUS * ground[2] * thick**3 / (3.0 * viscosity * radius)
                speed = fast * slow / (fast + slow)
                # no step passes the radius at which the pool is as thin as it gets
                radius = min(radius + speed * dt, np.sqrt(volume / (np.pi * thinnest)))
                radius = min(max(radius, radius0), widest)
            else:
                radius = max(np.sqrt(volume / (np.pi * thinnest)), 1e-3)
                radius = min(radius, widest)
        area = np.pi * radius * radius
        if area > held * (1.0 + 1e-9):
            ring_area[rings] = area - held
            ring_time[rings] = t
            rings += 1
            held = area
        # heat a kelvin from below, the mean over the step: 2/(sqrt(t2) + sqrt(t1)) of each ring
        conductance = ground[1] * area
        if ground[0] > 0.0:
            covered = 0.0
            for k in range(rings):
                piece = min(ring_area[k], area - covered)
                if piece <= 0.0:
                    break
                covered += piece
                since = t - ring_time[k]
                conductance += ground[0] * piece * 2.0 / (np.sqrt(since + dt) + np.sqrt(since))
        # the wind's share of eq. F.12 for this radius, and what of the air's heat comes with it
        carry = wind[0] * radius ** wind[1]
        from_air = carry * _AIR_HEAT
        available = mass + feeding * share * dt
        for i in range(count):
            moles[i] = max(available[i], 0.0) / molar[i]
        amount = moles.sum()
        if amount <= 0.0:
            t += dt
            times[steps + 1] = t
            radii[steps] = radius
            temperatures[steps] = temperature
            steps += 1
            continue
        boiling = bubble_point(moles, antoine, pressure)
        store = 0.0
        before = 0.0
        for i in range(count):
            store += available[i] * heat[i] / dt
            before += mass[i] * heat[i] * temperature / dt + feeding * share[i] * heat[i] * cold
        low, high = 20.0, boiling
        top = max(warm, air)
        high = min(high, top)
        high = max(high, min(temperature, boiling))
        excess = 0.0
        for trial in range(41):
            middle = high if trial == 0 else 0.5 * (low + high)
            _pressures(middle, antoine, pressure)
            lost = 0.0
            for i in range(count):
                give[i] = min(
                    carry * moles[i] / amount * pressure[i] * molar[i] / (_R * air),
                    available[i] / dt,
                )
                lost += give[i] * latent[i]
            excess = (
                before
                - store * middle
                + conductance * (warm - middle)
                + from_air * (air - middle)
                - lost
            )
            if trial == 0:
                if excess >= 0.0:
                    break
                continue
            if excess > 0.0:
                low = middle
            else:
                high = middle
        temperature = high if excess >= 0.0 else 0.5 * (low + high)
        if excess > 0.0 and high >= boiling * (1.0 - 1e-9):
            # heat beyond what the wind carries off: it boils, each as its share of the vapour
            weight, needed = 0.0, 0.0
            for i in range(count):
                boil[i] = moles[i] * pressure[i] * molar[i]
                weight += boil[i]
                needed += boil[i] * latent[i]
            if needed > 0.0:
                for i in range(count):
                    give[i] = min(give[i] + excess * boil[i] / needed, available[i] / dt)
        for i in range(count):
            mass[i] = max(available[i] - give[i] * dt, 0.0)
            rates[steps, i] = give[i]
        radii[steps] = radius
        temperatures[steps] = temperature
        t += dt
        times[steps + 1] = t
        steps += 1
    return times[: steps + 1], rates[:steps], radii[:steps], temperatures[:steps], mass
