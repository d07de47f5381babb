"""How strong a release of any history is felt after a delay and its smear: compiled, for many members and moments."""

import math
from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats

# Beyond this many sigma an edge has wholly passed or not begun: what is left out is 4e-11 of the strongest.
PASSED: Final = 6.5
HALF_ROOT: Final = math.sqrt(0.5)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def passing_strength(
    edges_s: Floats, steps: Floats, delay_s: Floats, sigma_s: Floats, time_s: Floats
) -> Floats:  # pragma: no cover (compiled)
    """Return the strength beside the strongest (members, times) [-].

    Parameters
    ----------
    edges_s, steps : arrays (k,)
        When the rate changes, rising, and by how much of its strongest.
    delay_s, sigma_s : arrays (members,)
        When each member's gas comes [s] and how much it is smeared [s].
    time_s : array (times,)
        When to look, rising.

    """
    felt = np.empty((delay_s.size, time_s.size))
    for i in range(delay_s.size):
        per_sigma = 1.0 / max(sigma_s[i], 1e-3)
        gone, passed = 0.0, 0
        for j in range(time_s.size):
            since = time_s[j] - delay_s[i]
            while passed < edges_s.size and (since - edges_s[passed]) * per_sigma > PASSED:
                gone += steps[passed]
                passed += 1
            now = gone
            for k in range(passed, edges_s.size):
                late = (since - edges_s[k]) * per_sigma
                if late < -PASSED:
                    break  # what comes later has not begun either
                now += steps[k] * 0.5 * math.erfc(-late * HALF_ROOT)
            felt[i, j] = max(now, 0.0)
    return felt
