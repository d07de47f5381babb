"""How far two dye tests of one reach differ: the numbers of `shangyou.response.river_tests`, from the public halves.

    .venv/bin/python scripts/fit_reach_tests.py ../shared/validation/water/usgs_time_of_travel_public.csv

A reach is known by its river and the places of its two ends. Of two tests the one is predicted from the other by the
power of the discharge that fits all pairs; what is left is told by how far the two discharges lie apart.
"""

import csv
import math
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

BANDS = ((0.0, 0.2), (0.2, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 4.0))


def pairs(path: Path) -> list[tuple[float, float]]:
    """Return ln(discharge ratio) and ln(velocity ratio) of every two tests of one reach."""
    studies = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            studies[row["river"], row["study"]][int(row["seq_after_injection"])] = row
    reaches = defaultdict(list)
    for (river, study), rows in studies.items():
        for number, row in rows.items():
            above = rows.get(number - 1)
            if row["condition"] != "Reach" or above is None:
                continue
            if not row["flow_m3s"] or not row["peak_velocity_ms"]:
                continue
            ends = tuple(round(float(r[k]), 3) for r in (above, row) for k in ("lat", "lon"))
            found = (float(row["flow_m3s"]), float(row["peak_velocity_ms"]), study)
            if min(found[:2]) > 0.0:
                reaches[river, ends].append(found)
    return [
        (math.log(b[0] / a[0]), math.log(b[1] / a[1]))
        for tests in reaches.values()
        for a, b in combinations(tests, 2)
        if a[2] != b[2]
    ]


def main() -> None:
    """Print the exponent and the spread by distance in discharge."""
    found = pairs(Path(sys.argv[1]))
    exponent = sum(x * y for x, y in found) / sum(x * x for x, _ in found)
    print(f"{len(found)} pairs, exponent {exponent:.3f}")
    for low, high in BANDS:
        left = [y - exponent * x for x, y in found if low <= abs(x) < high]
        spread = math.sqrt(sum(v * v for v in left) / len(left))
        print(f"|ln Q ratio| {low:g} to {high:g}: {len(left)} pairs, sd {spread:.3f}")


if __name__ == "__main__":
    main()
