"""The walk of the elements, compiled: the only file that needs the compiler.

Everything that depends on physics comes in as numbers, so the compiled copy kept on disk can never
be older than the process it stands for.
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.oil.scene import Ints
from shangyou.science.models.oil.state import FLOATING, GONE, HELD, STRANDED, WAITING

_HALF_WIDTH = math.sqrt(3.0)  # even steps of unit variance
# Oil within this share of the discharge of a receptor's position passes it.
_NEAR = 0.15


def _walk(  # noqa: C901, PLR0912, PLR0915, PLR0917 - one pass over the elements, kept whole for the compiler
    begin_s: float,
    step_s: float,
    noise: NDArray[np.float32],
    member: Ints,
    path: Ints,
    born_s: Floats,
    windage: Floats,
    mass_kg: Floats,
    chainage_m: Floats,
    position: Floats,
    status: NDArray[np.int8],
    segment: Ints,
    boom: Ints,
    next_receptor: Ints,
    edges_m: Floats,
    reaches: Ints,
    q_offset: Floats,
    q_slope: Floats,
    velocity: Floats,
    spread: Floats,
    mixing_time_s: Floats,
    across_per_m: Floats,
    wind_along: Floats,
    wind_across: Floats,
    width_m: Floats,
    sticks: Floats,
    refloats: Floats,
    capacity_kg: Floats,
    bin_first: Ints,
    bin_length_m: Floats,
    stranded_kg: Floats,
    boom_at_m: Floats,
    boom_low: Floats,
    boom_high: Floats,
    boom_from_s: Floats,
    boom_until_s: Floats,
    boom_holds: Floats,
    boom_room_kg: Floats,
    boom_held_kg: Floats,
    boom_fate_kg: Floats,
    receptor_at_m: Floats,
    receptor_position: Floats,
    passed_s: Floats,
    passed_kg: Floats,
) -> None:
    steps = noise.shape[0]
    booms = boom_at_m.shape[1]
    receptors = receptor_at_m.shape[1]
    for i in range(member.size):
        m, p = member[i], path[i]
        for k in range(steps):
            now = begin_s + (k + 1) * step_s
            state = status[i]
            if state == GONE:
                break
            if state == WAITING:
                if born_s[i] >= now:
                    continue
                status[i] = FLOATING
                state = FLOATING
            r = reaches[p, segment[i]]
            if state == STRANDED:
                side = 0 if position[i] < 0.5 else 1
                if noise[k, 2, i] < refloats[r, side]:
                    where = bin_first[r] + int(
                        (chainage_m[i] - edges_m[p, segment[i]]) / bin_length_m[r]
                    )
                    stranded_kg[m, where, side] -= mass_kg[i]
                    status[i] = FLOATING
                continue
            if state == HELD:
                b = boom[i]
                if now < boom_until_s[b]:
                    continue
                boom_held_kg[b, m] -= mass_kg[i]
                status[i] = FLOATING
            # along the river: current, wind, and the spreading that grows with age
            age = now - born_s[i]
            lasted = min(step_s, age)
            grows = 1.0 - math.exp(-age / mixing_time_s[m, r])
            drift = velocity[m, r] + windage[i] * wind_along[m, r]
            wander = math.sqrt(2.0 * spread[m, r] * grows * lasted)
            old = chainage_m[i]
            new = old + drift * lasted + wander * _HALF_WIDTH * (2.0 * noise[k, 0, i] - 1.0)
            new = max(new, 0.0)
            # across it: eddies and the wind's other part
            q = position[i] + windage[i] * wind_across[m, r] * lasted / width_m[r]
            eddies = math.sqrt(across_per_m[m, r] * velocity[m, r] * lasted)
            q += eddies * _HALF_WIDTH * (2.0 * noise[k, 1, i] - 1.0)
            side = -1
            if q <= 0.0:
                side = 0
                q = -q
            elif q >= 1.0:
                side = 1
                q = 2.0 - q
            q = min(max(q, 0.0), 1.0)
            # what stands across the way
            stopped = False
            for b in range(booms):
                at = boom_at_m[p, b]
                if not old < at <= new or now < boom_from_s[b] or now >= boom_until_s[b]:
                    continue
                if q < boom_low[b] or q > boom_high[b]:
                    boom_fate_kg[b, 0] += mass_kg[i]
                elif noise[k, 3, i] >= boom_holds[b, m]:
                    boom_fate_kg[b, 1] += mass_kg[i]
                elif boom_held_kg[b, m] + mass_kg[i] > boom_room_kg[b, m]:
                    boom_fate_kg[b, 2] += mass_kg[i]
                else:
                    boom_fate_kg[b, 3] += mass_kg[i]
                    boom_held_kg[b, m] += mass_kg[i]
                    new = at
                    boom[i] = b
                    stopped = True
                    break
            for j in range(next_receptor[i], receptors):
                at = receptor_at_m[p, j]
                if at > new:
                    break
                next_receptor[i] = j + 1
                aim = receptor_position[p, j]
                if at >= old and (aim < 0.0 or abs(q - aim) <= _NEAR):
                    share = (at - old) / max(new - old, 1e-9)
                    number = int(receptor_position[p, receptors + j])
                    passed_s[number, i] = now - lasted * (1.0 - share)
                    passed_kg[number, i] = mass_kg[i]
            chainage_m[i] = new
            last = segment[i]
            while new > edges_m[p, segment[i] + 1]:
                if reaches[p, segment[i] + 1] < 0:
                    status[i] = GONE
                    break
                q = q_offset[r] + q_slope[r] * q
                segment[i] += 1
                r = reaches[p, segment[i]]
            while segment[i] > 0 and new < edges_m[p, segment[i]]:
                segment[i] -= 1
                r = reaches[p, segment[i]]
                q = min(max((q - q_offset[r]) / q_slope[r], 0.0), 1.0)
            position[i] = q
            if stopped:
                status[i] = HELD
                continue
            if side < 0 or status[i] == GONE or segment[i] != last:
                continue
            where = bin_first[r] + int((new - edges_m[p, segment[i]]) / bin_length_m[r])
            room = capacity_kg[r, side] * bin_length_m[r] - stranded_kg[m, where, side]
            chance = sticks[r, side] * min(max(room / max(mass_kg[i], 1e-30), 0.0), 1.0)
            if noise[k, 2, i] < chance:
                status[i] = STRANDED
                position[i] = 0.0 if side == 0 else 1.0
                stranded_kg[m, where, side] += mass_kg[i]


walk = numba.njit(cache=True, error_model="numpy")(_walk)
