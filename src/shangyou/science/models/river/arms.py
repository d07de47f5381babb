"""Where a river parts: how much water each arm takes, and by which ways it comes to a place."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.setting import Setting

# A river with more ways to its outlets than this is carried on the grid in every case.
MOST_ROUTES = 64

Route = tuple[int, ...]


def gridded(setting: Setting) -> bool:
    """Tell whether the plume of a case is carried cell by cell."""
    scheme, network = setting.inputs.scheme, setting.network
    if scheme != "path" or not network.parts:
        return scheme == "grid" or (scheme == "auto" and network.parts)
    origins = {place.reach for place in setting.releases}
    return any(len(network.routes(r, MOST_ROUTES)) > MOST_ROUTES for r in origins)


def by_path(setting: Setting) -> Setting:
    """Return the case solved along its paths, for answers that need many quick runs.

    Where the river parts, each way to an outlet is a path of its own that carries the share of the
    mass its arms take at their mean discharges.
    """
    if setting.inputs.scheme == "path" or not gridded(setting):
        return setting
    return replace(setting, inputs=replace(setting.inputs, scheme="path"))


def routes(setting: Setting, origin: int) -> list[tuple[Route | None, float]]:
    """Return the ways down from a reach with their shares of the mass; one, None, in a plain river."""
    if not setting.network.parts or gridded(setting):
        return [(None, 1.0)]
    found: list[tuple[Route | None, float]] = []
    for way in setting.network.routes(origin, MOST_ROUTES):
        part = 1.0
        for reach, below in pairwise(way):
            part *= float(share(setting, reach, below)[0])
        found.append((way, part))
    return found


def share(setting: Setting, reach: int, below: int, times_s: Floats | None = None) -> Floats:
    """Return the share of the flow of `reach` that goes on to `below`, at each time or on average.

    What an arm is not given is shared between the others by their discharges.
    """
    branches = setting.inputs.reaches[reach].branches
    arms = setting.network.next(reach)
    main = len(arms) - len(branches)
    given = [*[None] * main, *[branch.share for branch in branches]]
    own = given[arms.index(below)]
    size = 1 if times_s is None else times_s.size
    if own is not None:
        return np.full(size, own)
    left = 1.0 - sum(s for s in given if s is not None)
    flows = [_discharge(setting, a, times_s) for a, s in zip(arms, given, strict=True) if s is None]
    result: Floats = left * _discharge(setting, below, times_s) / np.sum(flows, axis=0)
    return result


def _discharge(setting: Setting, reach: int, times_s: Floats | None) -> Floats:
    clock = setting.clocks[reach]
    if clock is None or times_s is None:
        return np.full(
            1 if times_s is None else times_s.size, setting.estimates[reach].discharge_m3_s
        )
    return clock.discharge(times_s)
