"""A flame that runs through a gas at a steady speed from the middle of a sphere: the pressure it makes, by our own solution.

The equations of Euler for a perfect gas on a radial grid, heat let free where the flame has passed; what Strehlow et al. 1979 and van den
Berg 1985 solved for their curves. It says which speed each typed curve belongs to. Lengths in radii at time one, pressures in that
of the air, speeds in that of sound ahead.
"""

from typing import Final

import numpy as np

from shangyou.science.distributions import Floats

GAMMA: Final = 1.4
# Heat of a unit volume over its pressure: seven-fold expansion, 1 + (gamma - 1)/gamma e = 7, as hydrocarbons have.
HEAT: Final = 6.0 * GAMMA / (GAMMA - 1.0)
CELLS: Final = 500
_COURANT: Final = 0.4
_THICK: Final = 4.0  # cells over which the flame is smeared


def _side(state: Floats, speed: Floats, pressure: Floats, wave: Floats, middle: Floats) -> Floats:
    """Return what lies between a wave and the contact (4, n)."""
    density = state[0]
    factor = density * (wave - speed) / (wave - middle)
    inner = (middle - speed) * (middle + pressure / (density * (wave - speed)))
    return np.stack(
        (
            factor,
            factor * middle,
            factor * (state[2] / density + inner),
            factor * state[3] / density,
        )
    )


def _fluxes(density: Floats, speed: Floats, pressure: Floats, burnt: Floats) -> Floats:
    """Return the fluxes of mass, momentum, energy and what is burnt through inner faces (4, n - 1).

    HLLC (Toro, Spruce & Speares 1994): it keeps the contact between burnt and unburnt sharp.
    """
    sound = np.sqrt(GAMMA * pressure / density)
    energy = pressure / (GAMMA - 1.0) + 0.5 * density * speed**2
    state = np.stack((density, density * speed, energy, density * burnt))
    flux = speed * state
    flux[1] += pressure
    flux[2] += pressure * speed
    left = np.minimum((speed - sound)[:-1], (speed - sound)[1:])
    right = np.maximum((speed + sound)[:-1], (speed + sound)[1:])
    rl, rr, ul, ur = density[:-1], density[1:], speed[:-1], speed[1:]
    pl, pr = pressure[:-1], pressure[1:]
    middle = (pr - pl + rl * ul * (left - ul) - rr * ur * (right - ur)) / (
        rl * (left - ul) - rr * (right - ur)
    )
    from_left = flux[:, :-1] + np.minimum(left, 0.0) * (
        _side(state[:, :-1], ul, pl, left, middle) - state[:, :-1]
    )
    from_right = flux[:, 1:] + np.maximum(right, 0.0) * (
        _side(state[:, 1:], ur, pr, right, middle) - state[:, 1:]
    )
    return np.asarray(np.where(middle >= 0.0, from_left, from_right))


def plateau(mach: float, cells: int = CELLS) -> float:
    """Return the highest overpressure ahead of and in the flame [-], over the pressure of the air.

    `mach` is the flame's speed to a fixed onlooker. The wave keeps its shape as it grows: one time says all.
    """
    reach = max(1.3, 1.25 * mach)
    width = reach / cells
    faces = np.arange(cells + 1) * width
    area, volume = faces**2, np.diff(faces**3) / 3.0
    middle = faces[:-1] + 0.5 * width
    density, momentum = np.full(cells, GAMMA), np.zeros(cells)
    energy, burnt = np.full(cells, 1.0 / (GAMMA - 1.0)), np.zeros(cells)
    heat, time = HEAT / GAMMA, 0.0
    pressure = np.ones(cells)
    while time < 1.0:
        speed = momentum / density
        pressure = (GAMMA - 1.0) * (energy - 0.5 * momentum * speed)
        fastest = float((np.abs(speed) + np.sqrt(GAMMA * pressure / density)).max())
        step = min(_COURANT * width / fastest, 1.0 - time)
        through = np.zeros((4, cells + 1))
        through[:, 1:-1] = _fluxes(density, speed, pressure, burnt)
        through[1, 0], through[1, -1] = pressure[0], pressure[-1]
        change = step / volume * np.diff(area * through, axis=1)
        carried = density * burnt - change[3]
        density = density - change[0]
        momentum = momentum - change[1] + step / volume * pressure * np.diff(area)
        energy = energy - change[2]
        burnt = np.clip(carried / density, 0.0, 1.0)
        time += step
        passed = np.clip((mach * time - middle) / (_THICK * width) + 0.5, 0.0, 1.0)
        lit = np.maximum(passed - burnt, 0.0)
        energy = energy + density * heat * lit
        burnt = burnt + lit
    return float(pressure.max() - 1.0)
