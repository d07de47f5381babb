"""Blast of a vapour cloud by the multi-energy method: TNO, van den Berg 1985 (J. Hazard. Mater. 12, 1).

Only what burns among obstacles drives the blast; how fast it burns there is a class from 1 to 10. Distances
scale as r' = r (p0/E)^(1/3), pressures as p/p0, times as t c0 (p0/E)^(1/3); ground-level, hemispherical.
"""

from typing import Final, Literal

import numpy as np

from shangyou.science.distributions import Floats

Obstacles = Literal["none", "low", "medium", "high"]
Ignition = Literal["low", "high"]
Confinement = Literal["open", "partly", "layered"]
Curve = tuple[tuple[float, float, float], ...]

# Power laws y = a r'^b, each up to r' (a, b, r'), the last without end. Johansson 2017, "Gasexplosion",
# MSB (Sweden) document B06-105, tables 4.2 and 4.3, fitted there to Gexcon's calculator of the curves.
# Status: read. He lists r' >= 10.49 for class 7 in a footnote.
_FAR: Final = 1e9
_PRESSURE: Final[tuple[Curve, ...]] = (
    ((0.01, 0.0, 0.69), (0.007, -0.98, _FAR)),
    ((0.02, 0.0, 0.64), (0.013, -0.97, _FAR)),
    ((0.05, 0.0, 0.61), (0.031, -0.96, _FAR)),
    ((0.1, 0.0, 0.63), (0.064, -0.97, _FAR)),
    ((0.2, 0.0, 0.60), (0.12, -1.0, _FAR)),
    ((0.5, 0.0, 0.64), (0.32, -1.01, 2.35), (0.47, -1.46, 3.21), (0.32, -1.13, _FAR)),
    ((1.0, 0.0, 0.48), (0.48, -1.0, 0.96), (0.47, -1.46, 3.21), (0.32, -1.13, _FAR)),
    ((2.0, 0.0, 0.37), (0.47, -1.46, 3.21), (0.32, -1.13, _FAR)),
    ((5.0, 0.0, 0.20), (0.47, -1.46, 3.21), (0.32, -1.13, _FAR)),
    ((0.43, -2.35, 0.90), (0.47, -1.46, 3.21), (0.32, -1.13, _FAR)),
)
_DURATION: Final[tuple[Curve, ...]] = (
    ((3.83, -0.34, 0.50), (4.85, 0.0, _FAR)),
    ((2.44, -0.34, 0.54), (3.0, 0.0, _FAR)),
    ((1.56, -0.38, 0.52), (2.0, 0.0, _FAR)),
    ((1.02, -0.38, 0.53), (1.3, 0.0, _FAR)),
    ((0.52, -0.44, 0.51), (0.7, 0.0, _FAR)),
    ((0.26, -0.46, 0.49), (0.38, 0.07, 7.81), (0.35, 0.11, _FAR)),
    (
        (0.21, -0.46, 0.62),
        (0.30, 0.29, 1.59),
        (0.32, 0.15, 9.40),
        (0.29, 0.19, 10.49),
        (0.35, 0.11, _FAR),
    ),
    ((0.17, -0.40, 0.58), (0.27, 0.45, 1.32), (0.29, 0.19, 10.49), (0.35, 0.11, _FAR)),
    ((0.13, -0.51, 0.53), (0.24, 0.46, 2.02), (0.29, 0.19, 10.49), (0.35, 0.11, _FAR)),
    ((0.13, -0.22, 0.51), (0.22, 0.57, 2.07), (0.29, 0.19, 10.49), (0.35, 0.11, _FAR)),
)
# Where the curves begin; closer by nothing changes (r' 0.1 lies inside every cloud: see `edge`).
NEAREST: Final = 0.1
STRONGEST: Final = (
    20.0  # a detonation, in units of p0: where van den Berg's curve 10 begins (需核实)
)
CLASSES: Final = (1.0, 10.0)
# Heat of a stoichiometric cubic metre of hydrocarbon and air [J/m3]; van den Berg 1985, MSB B06-105 §3.2.2.
MIXTURE_J_M3: Final = 3.5e6
SOUND_M_S: Final = 340.3

# Kinsella 1993, as MSB B06-105 table 5.4 gives it (ranges) and as its table 5.10 corrects it after Mélani et
# al. 2009 (the last figure, which is used). Which row is which reads from the order of table 5.10 and from
# memory of Kinsella: 需核实. Keys: ignition, obstacles, confined.
KINSELLA: Final[dict[tuple[Ignition, str, bool], tuple[float, float, float]]] = {
    ("high", "high", True): (7, 10, 10),
    ("high", "high", False): (7, 10, 10),
    ("high", "low", True): (5, 7, 7),
    ("high", "low", False): (4, 6, 6),
    ("high", "none", True): (4, 6, 6),
    ("high", "none", False): (4, 5, 5),
    ("low", "high", True): (5, 7, 7),
    ("low", "high", False): (4, 5, 7),
    ("low", "low", True): (3, 5, 5),
    ("low", "low", False): (2, 3, 3),
    ("low", "none", True): (1, 2, 3),
    ("low", "none", False): (1, 1, 3),
}


def strength(
    ignition: Ignition, obstacles: Obstacles, confinement: Confinement, *, reactive: bool
) -> float:
    """Return the class of a blast, 1 to 10; Kinsella 1993 as corrected in MSB B06-105 table 5.10.

    Medium density counts as high (ibid. §5.2.3); "partly" and "layered" count as confined. In the open
    without obstacles a fuel that is not highly `reactive` gets class 2 (ibid., footnote).
    """
    dense = "high" if obstacles == "medium" else obstacles
    confined = confinement != "open"
    if (ignition, dense, confined, reactive) == ("low", "none", False, False):
        return 2.0
    return KINSELLA[ignition, dense, confined][2]


def _curve(curve: Curve, scaled: Floats) -> Floats:
    answer = np.zeros_like(scaled)
    lower = 0.0
    for a, b, upper in curve:
        here = (scaled > lower) & (scaled <= upper)
        answer[here] = a * scaled[here] ** b
        lower = upper
    return answer


def _between(curves: tuple[Curve, ...], strength_class: float, scaled: Floats | float) -> Floats:
    """Return a curve of a class, whole or between two (by the logarithm)."""
    r = np.maximum(np.atleast_1d(np.asarray(scaled, dtype=np.float64)), NEAREST)
    known = min(max(strength_class, CLASSES[0]), CLASSES[1])
    low = int(known)
    share = known - low
    first = _curve(curves[low - 1], r)
    if share == 0.0:
        return first
    return np.asarray(first ** (1.0 - share) * _curve(curves[low], r) ** share)


def overpressure(strength_class: float, scaled_distance: Floats | float) -> Floats:
    """Return the peak side-on overpressure over that of the air [-]."""
    return np.minimum(_between(_PRESSURE, strength_class, scaled_distance), STRONGEST)


def duration(strength_class: float, scaled_distance: Floats | float) -> Floats:
    """Return the scaled duration of the positive phase [-]: t c0 (p0/E)^(1/3)."""
    return _between(_DURATION, strength_class, scaled_distance)


def dynamic_pressure(overpressure_scaled: Floats | float) -> Floats:
    """Return the dynamic pressure behind the front, over the pressure of the air [-].

    2.5 p^2/(7 + p), the shock relation for air (Kinney & Graham 1985), which for a weak wave becomes
    that of sound, p^2/(2 gamma): one law for shocks and for the slow waves of classes 1 to 5.
    """
    p = np.asarray(overpressure_scaled, dtype=np.float64)
    return np.asarray(2.5 * p * p / (7.0 + p))


def scale_m(energy_j: float, ambient_pa: float) -> float:
    """Return the length by which distances scale [m]: (E/p0)^(1/3)."""
    return float((energy_j / ambient_pa) ** (1.0 / 3.0))


def edge(energy_j: float) -> float:
    """Return the radius of the half-sphere of stoichiometric mixture that holds an energy [m]."""
    return float((3.0 * energy_j / MIXTURE_J_M3 / (2.0 * np.pi)) ** (1.0 / 3.0))


def impulse_pa_s(
    overpressure_pa: Floats, scaled_duration: Floats, energy_j: float, ambient_pa: float
) -> Floats:
    """Return the positive impulse [Pa s] of a triangular pulse, half of pressure times duration.

    MSB B06-105 eq. 4.7.
    """
    seconds = scaled_duration * scale_m(energy_j, ambient_pa) / SOUND_M_S
    return np.asarray(0.5 * overpressure_pa * seconds)
