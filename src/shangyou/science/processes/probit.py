"""From a load to the share of people it kills: P = half where Y = 5."""

import numpy as np
from scipy.special import ndtr

from shangyou.science.distributions import Floats


def share(y: Floats | float) -> Floats:
    """Return the share of people affected [-] of a probit Y; 0.5 [1 + erf((Y - 5)/sqrt 2)]."""
    return np.asarray(ndtr(np.asarray(y, dtype=np.float64) - 5.0))


def _log(value: Floats | float) -> Floats:
    # where there is no load there is no harm: the logarithm of almost nothing stands for it
    return np.log(np.maximum(np.asarray(value, dtype=np.float64), 1e-300))


def heat(flux_w_m2: Floats | float, time_s: float) -> Floats:
    """Return the share killed by heat, unprotected [-]; Eisenberg 1975 as CPR 18E.

    Y = -36.38 + 2.56 ln(t q^(4/3)), W/m2 and s.
    """
    return share(-36.38 + 2.56 * _log(time_s * np.maximum(np.asarray(flux_w_m2), 0.0) ** (4 / 3)))


def burns(flux_w_m2: Floats | float, time_s: float) -> tuple[Floats, Floats]:
    """Return the shares with burns of first and of second degree, bare skin [-]; TNO Green Book CPR 16E.

    Y = -39.83 + 3.0186 ln(t q^(4/3)) and -43.14 + 3.0186 ln(...); typed from memory, 需核实.
    """
    dose = 3.0186 * _log(time_s * np.maximum(np.asarray(flux_w_m2), 0.0) ** (4 / 3))
    return share(dose - 39.83), share(dose - 43.14)


def lungs(overpressure_pa: Floats | float) -> Floats:
    """Return the share killed by bleeding of the lungs [-]; Eisenberg 1975, -77.1 + 6.91 ln p."""
    return share(-77.1 + 6.91 * _log(overpressure_pa))
