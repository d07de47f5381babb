"""What a flame of any tilt fills of a target's sky: its surface cut into patches and summed.

For a target that turns to where it is hottest: the length of the sum of the patches' vectors. With an
upright cylinder this is the closed form of heat_radiation.cylinder_view (Mudan 1984).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shangyou.science.distributions import Floats

ALONG: Final = 24
AROUND: Final = 32
ACROSS: Final = 4


@dataclass(frozen=True, slots=True)
class Frustum:
    """A cone cut off, from `base_m` (x, z) along an axis at an angle above level [rad]."""

    base_m: tuple[float, float]
    elevation: float
    length_m: float
    base_width_m: float
    tip_width_m: float

    @property
    def area_m2(self) -> float:
        """Return its surface, both discs included [m2]; Chamberlain 1987."""
        w1, w2 = self.base_width_m, self.tip_width_m
        slant = np.hypot(self.length_m, (w2 - w1) / 2.0)
        return float(np.pi / 4.0 * (w1 * w1 + w2 * w2) + np.pi / 2.0 * (w1 + w2) * slant)

    @property
    def reach_m(self) -> float:
        """Return how far over ground it extends ahead [m]."""
        tip = self.base_m[0] + self.length_m * np.cos(self.elevation)
        half = 0.5 * np.sin(self.elevation)
        return float(max(tip + half * self.tip_width_m, self.base_m[0] + half * self.base_width_m))


def _rings(count: int, low: float, high: float) -> tuple[Floats, Floats]:
    edges = np.linspace(low, high, count + 1)
    return 0.5 * (edges[1:] + edges[:-1]), np.diff(edges)


def _patches(of: Frustum) -> tuple[Floats, Floats]:
    """Return centres (m, 3) and outward area vectors (m, 3) [m2]."""
    angle = (np.arange(AROUND) + 0.5) / AROUND * 2.0 * np.pi
    axis = np.array([np.cos(of.elevation), 0.0, np.sin(of.elevation)])
    side = np.array([0.0, 1.0, 0.0])
    up = np.cross(axis, side) * -1.0
    spoke = np.cos(angle)[:, None] * up + np.sin(angle)[:, None] * side  # (AROUND, 3)
    base = np.array([of.base_m[0], 0.0, of.base_m[1]])
    r1, r2 = of.base_width_m / 2.0, of.tip_width_m / 2.0
    s, ds = _rings(ALONG, 0.0, of.length_m)
    growth = (r2 - r1) / of.length_m
    radius = r1 + growth * s
    centres = [base + s[:, None, None] * axis + radius[:, None, None] * spoke]
    width = (radius * ds * 2.0 * np.pi / AROUND)[:, None, None]
    areas = [width * (spoke - growth * axis)[None, :, :]]
    for at, outer, way in ((0.0, r1, -1.0), (of.length_m, r2, 1.0)):
        r, dr = _rings(ACROSS, 0.0, outer)
        centres.append(base + at * axis + r[:, None, None] * spoke)
        flat = (r * dr * 2.0 * np.pi / AROUND)[:, None, None]
        areas.append(np.broadcast_to(way * axis, (ACROSS, AROUND, 3)) * flat)
    return (
        np.concatenate([c.reshape(-1, 3) for c in centres]),
        np.concatenate([a.reshape(-1, 3) for a in areas]),
    )


def view(of: Frustum, distance_m: Floats, height_m: float) -> Floats:
    """Return the largest view factor [-] at places ahead of the flame (n,), a height above ground.

    What of the flame would lie below ground is left out.
    """
    centres, areas = _patches(of)
    above = centres[:, 2] > 0.0
    centres, areas = centres[above], areas[above]
    x = np.asarray(distance_m, dtype=np.float64)
    target = np.stack((x, np.zeros_like(x), np.full_like(x, height_m)), axis=1)
    towards = target[:, None, :] - centres[None, :, :]
    squared = np.maximum((towards**2).sum(axis=2), 1e-12)
    facing = np.maximum((towards * areas[None, :, :]).sum(axis=2), 0.0)
    summed = (facing / squared**2)[:, :, None] * towards
    return np.asarray(np.minimum(np.linalg.norm(summed.sum(axis=1), axis=1) / np.pi, 1.0))
