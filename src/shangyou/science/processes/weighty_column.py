"""A gas column with weight: diffusion up and down in a sheared wind while the gas slumps sideways.

    u W dc/dx = W d/dz (K dc/dz),   K = k u* z / phi_h(z/L) x what weight leaves of it

on a grid that sinks as the gas spreads, W the width of what slumps and what eddies spread. Without weight
it is `vertical_plume`; with much of it a blanket (Colenbrander 1980, HEGADAS; DEGADIS 2.1,
EPA-450/4-89-019). One solution for both: nothing is handed over.
A sudden cloud: `weighty_cloud`.
"""

import math
from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats
from shangyou.science.processes.blanket_drift import blanket_drift_m_s
from shangyou.science.processes.blurred_slab import EDGE as GAUSSIAN
from shangyou.science.processes.blurred_slab import half_width, moved_share, slab_of
from shangyou.science.processes.cold_mixture import (
    AIR_HEAT,
    AIR_MOLAR,
    GAS,
    PRESSURE,
    density_of_level,
)
from shangyou.science.processes.gas_levels import (
    bulk_of,
    level_at,
    mean_share,
    mix_levels,
    place_levels,
    run_downhill,
    sink_levels,
)
from shangyou.science.processes.vertical_plume import wind_shape

_KARMAN: Final = 0.40
_GRAVITY: Final = 9.81
# Front of a gravity current (Britter & McQuaid 1988, HSE CRR 17).
FRONT: Final = 1.15
# Air taken in at the front, share of what the front sweeps over (van Ulden 1974): the rest sinks. The middle of
# a plume feels it as far as eddies have carried it across the even core; in one much wider than they reach, air
# comes in from above alone (HEGADAS, DEGADIS 2.1).
EDGE: Final = 0.6
# What weight leaves of the eddies: (1 + 0.8 Ri*)^-1/2, Ri* = g' h / u*^2 (HEGADAS; Witlox 1994, Atmos. Environ. 28,
# 2917; from memory, unverified).
HEAVY: Final = 0.8
# Warmth from below stirs: u*^2 + (0.5 w*)^2 (DEGADIS 2.1).
STIRRED: Final = 0.25
# Heat is harder to lift off rough ground than momentum: ln(z0/z_T) = 2 (Garratt & Hicks 1973, Q. J. R.
# Meteorol. Soc. 99, 680).
LESS_HEAT: Final = 2.0
# A jet that draws in air at 0.08 of its excess speed stirs like eddies of this share of it: without weight
# a blanket of eddies u* takes in air at 0.67 u* (0.4 / 0.60).
JET_STIRS: Final = 0.12
# The leaf layer times k u* (Wesely & Hicks 1977).
LEAF_LAYER: Final = 2.6 / _KARMAN
SUBSTEPS: Final = 2
# What a cloud carries beside its levels: enthalpy of a kilogram of gas, density, stirring by heat [m2/s2],
# excess speed of a jet, momentum of the front, share of gas in the mass, momentum of the ends along the wind.
ENERGY, DENSITY, STIR, JET, MOMENTUM, SHARE, ENDS = 0, 1, 2, 3, 4, 5, 6


@njit(cache=True)  # type: ignore[untyped-decorator]
def weigh(  # noqa: PLR0917
    cloud: Floats,
    most: float,
    h: float,
    rests: float,
    site: Floats,
    air_facts: Floats,
    facts: Floats,
) -> tuple[float, float, float]:  # pragma: no cover (compiled)
    """Return g' [m/s2], Ri* [-] and the heat from the ground [K m/s]; leaves density and stirring in `cloud`."""
    friction, roughness = site[0], site[1]
    warm, humid, ground = air_facts[0], air_facts[1], air_facts[2]
    air = PRESSURE * AIR_MOLAR / (GAS * warm)
    gas, t, density = density_of_level(most, cloud[ENERGY], cloud[DENSITY], warm, humid, facts)
    cloud[DENSITY], cloud[SHARE] = density, gas
    pull = max(_GRAVITY * (density - air) / air, 0.0)
    ri = rests * pull * h / (friction * friction + (JET_STIRS * cloud[JET]) ** 2)
    lift = _KARMAN * friction / (max(np.log(0.6 * h / roughness), 0.5) + LESS_HEAT)
    heat = lift / (1.0 + lift * air * AIR_HEAT * ground) * max(warm - t, 0.0)
    cloud[STIR] = STIRRED * (_GRAVITY * h * heat / warm) ** (2.0 / 3.0) if heat > 0.0 else 0.0
    return pull, ri, heat


@njit(cache=True)  # type: ignore[untyped-decorator]
def front_speed(  # noqa: PLR0917
    cloud: Floats, slot: int, mass: float, side: float, push: float, drag: float, step: float
) -> float:  # pragma: no cover (compiled)
    """Return the speed of a front [m/s]: push against the air before it and the ground below.

    `slot` is where its momentum is kept in `cloud`.

    `mass` moves at half of it [per density], `side` is what faces the air, `drag` the ground's; all per unit
    of density, `step` in the unit of the march.
    """
    linear = 0.5 * mass + step * drag
    square = step * side / (FRONT * FRONT)
    gained = cloud[slot] + step * push
    speed = 2.0 * gained / (linear + np.sqrt(linear * linear + 4.0 * square * gained))
    cloud[slot] = 0.5 * mass * speed
    return float(speed)


@njit(cache=True)  # type: ignore[untyped-decorator]
def smear_of_ends(lasts: float, slumped: float) -> float:  # pragma: no cover (compiled)
    """Return the sigma [s] that lengthens an even release as its slumping ends do, by the second moment.

    Of how long it `lasts` and what each end has `slumped` beyond [s].
    """
    return float(np.sqrt((lasts + slumped) * slumped / 3.0))


@njit(cache=True)  # type: ignore[untyped-decorator]
def left_of_eddies(ri: float) -> float:  # pragma: no cover (compiled)
    return float((1.0 + HEAVY * ri) ** -0.5) if ri > 0.0 else 1.0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def steady(  # noqa: PLR0915, PLR0917 (one compiled loop)
    distances: Floats,
    wanted: Floats,
    edges: Floats,
    site: Floats,
    air_facts: Floats,
    facts: Floats,
    source: Floats,
    surface: float,
    sigma: Floats,
    turned: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:  # pragma: no cover (compiled)
    """Return c, slumped half-width [m], speed [m/s], Ri* [-], mass that passes [-] and smear of the ends [s].

    A release that ends makes a cloud whose two ends slump along the wind as its sides do across it (as
    puffs do in Ermak 1990, UCRL-MA-105607). Its middle thins once what the ends lose has come there: a
    rectangle smeared to the same second moment. c (n, m) [kg/m3] is what the middle would be, as deep as
    it is, had the ends not thinned it: the history of the release, so smeared, times c is what passes.

    Parameters
    ----------
    distances, wanted : arrays (n,), (m,)
        Along the wind and above ground [m].
    edges : array (k + 1,)
        Of the levels [m], each the same ratio above the one below.
    site : array (9,)
        u* [m/s], z0 [m], L [m], mixing height [m], factor on the wind's profile [m/s], fall of the ground
        [m/m], the shares of downhill that lie along the wind and to its left [-], half the width of a valley's
        floor [m]: the gas slumps no farther.
    air_facts : array (3,)
        Temperature [K], water [kg/kg], resistance of the ground to giving heat [m2 K/W].
    facts : array (6,)
        Of the substance, as `cold_mixture.state` wants them.
    source : array (7,)
        Gas [kg/s], its level [kg/m3] and enthalpy [J/kg] where the column begins, half-width [m], height
        [m], excess momentum of a jet [kg m/s2], how long it lasts [s].
    surface : float
        Resistance of leaves and ground to the gas [s/m]; below zero nothing deposits.
    sigma : array (n,)
        Spread by eddies across the wind [m].
    turned : array (n,)
        Filled: the sine of the angle by which the gas leaves the wind to its left [-].

    """
    n, m = edges.size - 1, distances.size
    friction, roughness, obukhov, scale = site[0], site[1], site[2], site[4]
    rate, first, half, height, thrust = source[0], source[1], source[3], source[4], source[5]
    lasts, slumped, longer = source[6], 0.0, 1.0
    air = PRESSURE * AIR_MOLAR / (GAS * air_facts[0])
    thick, wind, ease, work = np.empty(n), np.empty(n), np.empty(n - 1), np.empty(n)
    content, c, storage = np.zeros(n), np.zeros(n), np.empty(n)
    level = np.empty((m, wanted.size))
    widths, speeds, weights, left = np.empty(m), np.empty(m), np.empty(m), np.empty(m)
    smears = np.zeros(m)
    cloud = np.array([source[2], air, 0.0, 0.0, 0.0, 1.0, 0.0])
    sunk, before, ri, speed, total = 1.0, 0.0, 0.0, 1.0, rate
    drift, aside = 0.0, 0.0
    for j in range(m):
        for k in range(SUBSTEPS):
            dx = (distances[j] - before) / SUBSTEPS
            place_levels(edges, sunk, site, thick, wind, ease)
            if drift != 0.0:
                run_downhill(wind, c, drift, site[6], site[7])
            s = np.interp(before + (k + 1) * dx, distances, sigma)
            width = 2.0 * half_width(half, s)
            if j == 0 and k == 0:
                # a layer as deep as its flux asks for, about the height of the release or on the ground
                deep = rate / (first * width * scale)
                for _ in range(20):
                    z = max(height, 0.6 * deep, 2.0 * roughness)
                    u = scale * max(wind_shape(z, roughness, obukhov), 0.3)
                    deep = 0.5 * (deep + rate / (first * width * u))
                low = min(max(height - 0.5 * deep, 0.0), edges[n - 1])
                missing = rate
                for i in range(n):
                    inside = edges[i + 1] - max(edges[i] if i > 0 else 0.0, low)
                    content[i] = min(max(inside, 0.0) * first * width * wind[i], missing)
                    missing -= content[i]
                content *= rate / (rate - missing)
            damped = left_of_eddies(ri)
            eddy = (
                np.sqrt(friction * friction + cloud[STIR] + (JET_STIRS * cloud[JET]) ** 2) * damped
            )
            for i in range(n):
                storage[i] = wind[i] * thick[i] / dx
                c[i] = content[i] / (wind[i] * thick[i] * width * longer)
            taken = 1.0 / (surface + LEAF_LAYER / (friction * damped)) if surface >= 0.0 else 0.0
            mix_levels(storage, c, ease, eddy, taken, work)
            total = 0.0
            for i in range(n):
                content[i] = c[i] * wind[i] * thick[i] * width * longer
                total += content[i]
            most, h = bulk_of(c, thick)
            if most <= 0.0 or total <= 1e-12 * rate:
                continue
            speed = total / (most * h * width * longer)
            rests = c[0] / most
            aside = site[7] * drift * mean_share(c, thick, most, h) / speed
            pull, ri, heat = weigh(cloud, most, h, rests, site, air_facts, facts)
            drift = blanket_drift_m_s(rests * pull, h, site[5], roughness)
            # along the wind a half of the width is pushed aside: per metre of way, per density
            grip = friction * friction / speed
            moved = moved_share(half, s)
            front = front_speed(
                cloud,
                MOMENTUM,
                moved * speed * h * width,
                0.5 * h,
                0.5 * pull * h * h * rests,
                0.5 * moved * width * grip,
                dx,
            )
            cloud[ENERGY] = min(
                cloud[ENERGY] + air * AIR_HEAT * heat * width / total * dx, max(source[2], 0.0)
            )
            thrust -= (
                air * (friction / speed) ** 2 * (2.0 * speed + cloud[JET]) * cloud[JET] * width * dx
            )
            thrust = max(thrust, 0.0)
            cloud[JET] = thrust * most / (cloud[DENSITY] * total)
            grown = min(0.5 * width + front / speed * dx, max(0.5 * width, site[8]))
            # the ends, in time and per metre of width
            long = (0.5 * lasts + slumped) * speed
            # uphill what has run ahead is pulled back by its own weight
            uphill = max(-site[6], 0.0) * site[5] / np.sqrt(1.0 + site[5] * site[5])
            ahead = pull * h * rests * max(0.5 * h - uphill * slumped * speed, 0.0)
            end = front_speed(
                cloud,
                ENDS,
                long * h,
                0.5 * h,
                ahead,
                0.5 * long * grip,
                dx / speed,
            )
            slumped += end * dx / (speed * speed)
            smear = max(smear_of_ends(lasts, slumped), 1e-9)
            thinned = 1.0 / math.erf(lasts / (np.sqrt(8.0) * smear))
            wider = 2.0 * grown / width * thinned / longer
            longer = thinned
            core = 0.5 * width - GAUSSIAN * s
            felt = EDGE * math.erfc(core / (np.sqrt(2.0) * s + 1e-9))
            sunk = sink_levels(content, c, sunk, wider, h, site, edges[1] / edges[0], felt)
            half = slab_of(grown, s)
        before = distances[j]
        widths[j], speeds[j], weights[j], left[j] = half, speed, ri, total / rate
        turned[j] = max(min(aside, 1.0), -1.0)
        smears[j] = smear_of_ends(lasts, slumped)
        level_at(wanted, edges, sunk, c, work, level[j])
        level[j] *= longer
    return level, widths, speeds, weights, left, smears
