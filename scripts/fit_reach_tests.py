"""How far two dye tests of one reach differ: the numbers of `shangyou.response.river_tests`, from the public halves.

    PYTHONPATH=src .venv/bin/python scripts/fit_reach_tests.py ../shared/validation/water/usgs_time_of_travel_public.csv

Of two tests the one is predicted from the other by the power of the discharge that fits all pairs; what is left is told
by how far the two discharges lie apart.
"""

import math
import sys
from pathlib import Path

from shangyou.cli.evidence.reach_tests import pairs

BANDS = ((0.0, 0.2), (0.2, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 4.0))


def main() -> None:
    """Print the exponent and the spread by distance in discharge."""
    found = [(x, y) for _, x, y in pairs(Path(sys.argv[1]))]
    exponent = sum(x * y for x, y in found) / sum(x * x for x, _ in found)
    print(f"{len(found)} pairs, exponent {exponent:.3f}")
    for low, high in BANDS:
        left = [y - exponent * x for x, y in found if low <= abs(x) < high]
        spread = math.sqrt(sum(v * v for v in left) / len(left))
        print(f"|ln Q ratio| {low:g} to {high:g}: {len(left)} pairs, sd {spread:.3f}")


if __name__ == "__main__":
    main()
