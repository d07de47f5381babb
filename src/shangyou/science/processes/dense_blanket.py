"""A blanket of heavy gas on the ground, marched along the wind or in time; compiled loops.

Box of half-width and height with Gaussian edges (van Ulden 1974; Cox & Carpenter 1980; Colenbrander
1980, HEGADAS). Lengths in metres, masses in kilograms, temperatures in kelvin.
"""

from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats

# Front of a gravity current (Britter & McQuaid 1988, HSE CRR 17).
FRONT: Final = 1.15
# Entrainment through the top: k u* / phi, phi = 0.60 + 0.099 Ri^1.04. The second term is that of DEGADIS
# 2.1 (EPA-450/4-89-019); the first is set by the other end, where a blanket without weight has to thin
# out like the plume of vertical_plume (DEGADIS has 0.88 there, a fifth to a half too little air).
_KARMAN: Final = 0.40
# Entrainment at the front of a sudden cloud, share of its speed (van Ulden 1974).
EDGE: Final = 0.6
# Heat from the ground: density x heat capacity x u* x this (forced convection, Stanton number of a
# blanket; Spicer & Havens 1987).
STANTON: Final = 0.10
# Shape of the vertical profile, exp(-(a z/h)^1.5) with the area of the box (van Ulden 1978).
SHAPE: Final = 1.5
AREA: Final = 0.902745  # Gamma(1 + 1/1.5)
_AIR_MOLAR, _WATER_MOLAR = 0.02897, 0.01802
_R, _P = 8.314462618, 101_325.0
_AIR_HEAT, _WATER_LATENT = 1005.0, 2.6e6


@njit(cache=True)  # type: ignore[untyped-decorator]
def _excess(
    t: float, warm: float, gas: float, water: float, facts: Floats
) -> tuple[float, float, float]:  # pragma: no cover (compiled)
    """Return enthalpy [J/kg] at a temperature, and what is liquid of gas and water [kg/kg]."""
    molar, heat_gas, latent, a, b, c = facts[0], facts[1], facts[2], facts[3], facts[4], facts[5]
    moles = gas / molar + (1.0 - gas) / _AIR_MOLAR
    drops = 0.0
    if a > 0.0:
        pressure = np.exp(min(a - b / max(t + c, 1.0), 25.0))
        held = moles * min(pressure / _P, 1.0) * molar
        drops = max(gas - held, 0.0)
    ice = 0.0
    if water > 0.0:
        saturated = 610.8 * np.exp(17.27 * (t - 273.15) / max(t - 35.85, 10.0))
        held = (1.0 - gas) / _AIR_MOLAR * min(saturated / _P, 1.0) * _WATER_MOLAR
        ice = max(water - held, 0.0)
    heat = gas * heat_gas + (1.0 - gas) * _AIR_HEAT
    return heat * (t - warm) - drops * latent - ice * _WATER_LATENT, drops, ice


@njit(cache=True)  # type: ignore[untyped-decorator]
def state(
    gas: float, enthalpy: float, warm: float, humid: float, facts: Floats
) -> tuple[float, float]:  # pragma: no cover (compiled)
    """Return temperature [K] and density [kg/m3] of a mixture.

    `gas` is its share of the mass, `enthalpy` [J/kg] counts from dry vapour at the temperature of
    the air `warm`, `humid` is the water in a kilogram of air.
    """
    water = humid * (1.0 - gas)
    low, high = 40.0, warm + 60.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        if _excess(middle, warm, gas, water, facts)[0] > enthalpy:
            high = middle
        else:
            low = middle
    t = 0.5 * (low + high)
    drops = _excess(t, warm, gas, water, facts)[1]
    moles = (gas - drops) / facts[0] + (1.0 - gas) / _AIR_MOLAR
    return t, 1.0 / (moles * _R * t / _P + drops / 700.0)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _wind(z: float, friction: float, rough: float, obukhov: float) -> float:  # pragma: no cover
    height = max(z, 2.0 * rough)
    shape = np.log(height / rough)
    if obukhov > 0:
        shape += 5.0 * (height - rough) / obukhov
    return float(friction / _KARMAN * max(shape, 0.7))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _into(
    ri: float, h: float, friction: float, obukhov: float, speed_in: float
) -> float:  # pragma: no cover
    """Return the speed [m/s] at which air enters through the top."""
    phi = 0.60 + 0.099 * max(ri, 0.0) ** 1.04
    if obukhov > 0:
        phi += 3.0 * h / obukhov
    else:
        phi /= (1.0 - 9.0 * h / obukhov) ** 0.5
    return float(_KARMAN * np.sqrt(friction * friction + speed_in) / phi)


@njit(cache=True)  # type: ignore[untyped-decorator]
def steady(  # noqa: PLR0917
    distances: Floats,
    heights: Floats,
    rate: float,
    mass0: float,
    enthalpy0: float,
    half0: float,
    friction: float,
    rough: float,
    obukhov: float,
    sigma: Floats,
    warm: float,
    humid: float,
    facts: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:  # pragma: no cover (compiled)
    """Return level [kg/m3] (n, heights), gravity half-width [m], speed [m/s] and Ri* [-] at n distances.

    `mass0` [kg/s] and `enthalpy0` [W] are the fluxes of the mixture that leaves the source.
    """
    n = distances.size
    level = np.empty((n, heights.size))
    width = np.empty(n)
    speeds = np.empty(n)
    weight = np.empty(n)
    mass, heat, half = mass0, enthalpy0, half0
    air = _P * _AIR_MOLAR / (_R * warm)
    h = max(half0 * 0.2, 0.05)
    before = 0.0
    for j in range(n):
        steps = 6
        dx = (distances[j] - before) / steps
        for k in range(steps):
            gas = min(rate / mass, 1.0)
            t, density = state(gas, heat / mass, warm, humid, facts)
            x = before + (k + 0.5) * dx
            s = np.interp(x, distances, sigma)
            whole = np.sqrt(half * half + 1.5708 * s * s)
            for _ in range(4):
                h = mass / (density * _wind(0.6 * h, friction, rough, obukhov) * 2.0 * whole)
            u = _wind(0.6 * h, friction, rough, obukhov)
            pull = max(9.81 * (density - air) / air, 0.0)
            ri = pull * h / (friction * friction)
            front = FRONT * np.sqrt(pull * h)
            # warmth from below stirs: w*^2 of the heat that enters
            flux = STANTON * friction * max(warm - t, 0.0)
            stir = 0.25 * (9.81 * h * flux / warm) ** (2.0 / 3.0) if flux > 0 else 0.0
            into = _into(ri, h, friction, obukhov, stir)
            mass += air * 2.0 * whole * into * dx
            heat += air * _AIR_HEAT * flux * 2.0 * whole * dx
            half += front / u * dx
        before = distances[j]
        gas = min(rate / mass, 1.0)
        t, density = state(gas, heat / mass, warm, humid, facts)
        s = sigma[j]
        whole = np.sqrt(half * half + 1.5708 * s * s)
        for _ in range(4):
            h = mass / (density * _wind(0.6 * h, friction, rough, obukhov) * 2.0 * whole)
        speeds[j] = _wind(0.6 * h, friction, rough, obukhov)
        width[j] = half
        weight[j] = max(9.81 * (density - air) / air, 0.0) * h / (friction * friction)
        for i in range(heights.size):
            level[j, i] = gas * density * np.exp(-((AREA * heights[i] / h) ** SHAPE))
    return level, width, speeds, weight


@njit(cache=True)  # type: ignore[untyped-decorator]
def sudden(  # noqa: PLR0917
    distances: Floats,
    heights: Floats,
    gas_kg: float,
    enthalpy0: float,
    radius0: float,
    friction: float,
    rough: float,
    obukhov: float,
    sigma: Floats,
    warm: float,
    humid: float,
    facts: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:  # pragma: no cover (compiled)
    """Return level (n, heights), radius by gravity [m], time of the centre [s] and Ri* [-].

    The level at a distance is that of the cloud when its nearest edge or its centre is there.
    """
    n = distances.size
    level = np.zeros((n, heights.size))
    width = np.full(n, radius0)
    times = np.zeros(n)
    weight = np.zeros(n)
    air = _P * _AIR_MOLAR / (_R * warm)
    mass, heat, radius = gas_kg, enthalpy0, radius0
    t, density = state(1.0, heat / mass, warm, humid, facts)
    h = mass / (density * np.pi * radius * radius)
    x, time = 0.0, 0.0
    j = 0
    while j < n and time < 20_000.0:
        gas = gas_kg / mass
        t, density = state(gas, heat / mass, warm, humid, facts)
        s = np.interp(max(x, distances[0]), distances, sigma)
        whole = np.sqrt(radius * radius + 2.0 * s * s)
        h = mass / (density * np.pi * whole * whole)
        u = _wind(0.6 * h, friction, rough, obukhov)
        # the cloud takes up the wind as it takes in air
        u *= 1.0 - gas
        reach = x + radius
        while j < n and distances[j] <= max(reach if x < radius else x, distances[0]):
            width[j] = radius
            times[j] = max(time, 0.1)
            weight[j] = max(9.81 * (density - air) / air, 0.0) * h / (friction * friction)
            for i in range(heights.size):
                level[j, i] = gas * density * np.exp(-((AREA * heights[i] / h) ** SHAPE))
            j += 1
        pull = max(9.81 * (density - air) / air, 0.0)
        front = FRONT * np.sqrt(pull * h)
        ri = pull * h / (friction * friction)
        flux = STANTON * friction * max(warm - t, 0.0)
        stir = 0.25 * (9.81 * h * flux / warm) ** (2.0 / 3.0) if flux > 0 else 0.0
        into = _into(ri, h, friction, obukhov, stir)
        dt = min(0.05 * whole / max(front + 0.05 * u + 1e-3, 1e-3), 0.05 * h / max(into, 1e-4))
        dt = min(max(dt, 0.02), 30.0)
        area = np.pi * whole * whole
        mass += air * (area * into + 2.0 * np.pi * radius * h * EDGE * front) * dt
        heat += air * _AIR_HEAT * flux * area * dt
        radius += front * dt
        x += u * dt
        time += dt
    return level, width, times, weight
