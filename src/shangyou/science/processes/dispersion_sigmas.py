"""Widths of Gaussian plumes by class: GB/T 3840-91 and Briggs 1973."""

from typing import Literal

import numpy as np

from shangyou.science.distributions import Floats

SigmaSet = Literal["gbt3840", "briggs_rural", "briggs_urban"]
# The averaging time each set was made for [s]: GB/T 3840-91 clause 5.3; Briggs 1973 from 3 min to
# 1 h, taken as 10 min (Prairie Grass)
AVERAGED_S: dict[str, float] = {
    "gbt3840": 1800.0,
    "briggs_rural": 600.0,
    "briggs_urban": 600.0,
}
_FAR = float("inf")
# GB/T 3840-91 tables (sigma = gamma x^alpha, 30 min): (up to x, alpha, gamma) as printed
GBT_SIGMA_Y: dict[str, tuple[tuple[float, float, float], ...]] = {
    "A": ((1000, 0.901074, 0.425809), (_FAR, 0.850934, 0.602052)),
    "B": ((1000, 0.91437, 0.281846), (_FAR, 0.865014, 0.396353)),
    "B-C": ((1000, 0.919325, 0.2295), (_FAR, 0.875086, 0.314238)),
    "C": ((1000, 0.924279, 0.177154), (_FAR, 0.885157, 0.232123)),
    "C-D": ((1000, 0.926849, 0.14394), (_FAR, 0.88694, 0.189396)),
    "D": ((1000, 0.929418, 0.110726), (_FAR, 0.888723, 0.146669)),
    "D-E": ((1000, 0.925118, 0.0985631), (_FAR, 0.892794, 0.124308)),
    "E": ((1000, 0.920818, 0.0864001), (_FAR, 0.896864, 0.101947)),
    "F": ((1000, 0.929418, 0.0553634), (_FAR, 0.888723, 0.0733348)),
}
GBT_SIGMA_Z: dict[str, tuple[tuple[float, float, float], ...]] = {
    "A": ((300, 1.12154, 0.0799904), (500, 1.5136, 0.00854771), (_FAR, 2.10881, 0.000211545)),
    "B": ((500, 0.964435, 0.12719), (_FAR, 1.09356, 0.0570251)),
    "B-C": ((500, 0.941015, 0.114682), (_FAR, 1.0077, 0.0757182)),
    "C": ((_FAR, 0.917595, 0.106803),),
    "C-D": (
        (2000, 0.838628, 0.126152), (10000, 0.75641, 0.235667), (_FAR, 0.815575, 0.136659),
    ),
    "D": ((1000, 0.826212, 0.104634), (10000, 0.632023, 0.400167), (_FAR, 0.55536, 0.810763)),
    "D-E": (
        (2000, 0.776864, 0.111771), (10000, 0.572347, 0.528992), (_FAR, 0.499149, 1.0381),
    ),
    "E": ((1000, 0.78837, 0.0927529), (10000, 0.565188, 0.433384), (_FAR, 0.414743, 1.73241)),
    "F": ((1000, 0.7844, 0.0620765), (10000, 0.525969, 0.370015), (_FAR, 0.322659, 2.40691)),
}  # fmt: skip
# Briggs 1973 (Hanna, Briggs & Hosker 1982, table 4.5): sigma_y = a x (1 + 1e-4 x)^-1/2
_RURAL_Y = {"A": 0.22, "B": 0.16, "C": 0.11, "D": 0.08, "E": 0.06, "F": 0.04}
_URBAN_Y = {"A": 0.32, "B": 0.32, "C": 0.22, "D": 0.16, "E": 0.11, "F": 0.11}
# sigma_z = a x (1 + c x)^p
_RURAL_Z = {
    "A": (0.20, 0.0, 0.0), "B": (0.12, 0.0, 0.0), "C": (0.08, 2e-4, -0.5),
    "D": (0.06, 1.5e-3, -0.5), "E": (0.03, 3e-4, -1.0), "F": (0.016, 3e-4, -1.0),
}  # fmt: skip
_URBAN_Z = {
    "A": (0.24, 1e-3, 0.5), "B": (0.24, 1e-3, 0.5), "C": (0.20, 0.0, 0.0),
    "D": (0.14, 3e-4, -0.5), "E": (0.08, 1.5e-3, -0.5), "F": (0.08, 1.5e-3, -0.5),
}  # fmt: skip


def sigmas(which: str, stability: str, x_m: Floats) -> tuple[Floats, Floats]:
    """Return sigma_y and sigma_z [m] at distances [m], for the averaging time of the set.

    Classes between two letters are the geometric mean of their neighbours where the set has none.
    """
    x = np.maximum(x_m, 1e-6)
    if which == "gbt3840" and stability in GBT_SIGMA_Y:
        return _pieces(GBT_SIGMA_Y[stability], x), _pieces(GBT_SIGMA_Z[stability], x)
    if "-" in stability:
        pairs = [sigmas(which, part, x) for part in stability.split("-")]
        return np.sqrt(pairs[0][0] * pairs[1][0]), np.sqrt(pairs[0][1] * pairs[1][1])
    if which == "briggs_urban":
        y = _URBAN_Y[stability] * x / np.sqrt(1 + 4e-4 * x)
        return y, _briggs(_URBAN_Z[stability], x)
    return _RURAL_Y[stability] * x / np.sqrt(1 + 1e-4 * x), _briggs(_RURAL_Z[stability], x)


def _briggs(law: tuple[float, float, float], x: Floats) -> Floats:
    a, c, p = law
    return np.asarray(a * x * (1 + c * x) ** p)


def _pieces(pieces: tuple[tuple[float, float, float], ...], x: Floats) -> Floats:
    conditions = [x <= piece[0] for piece in pieces]
    return np.asarray(np.select(conditions, [g * x**a for _, a, g in pieces]))
