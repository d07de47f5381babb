"""Set what is left to the gas model so that its 80 % bands hold 80 % on Prairie Grass, each run left out in turn.

Usage: fit_gas_bands.py [DIRECTORY OF VALIDATION DATA]

Prints, for the model's own deviation with turbulence measured and for what is added where it was not, the share of
arcs that each candidate holds, the one that holds nearest to 80 % of all runs, and what the candidates chosen on the
other runs hold. The chosen ones stand in science/models/gas/members.py.
"""

import sys
from pathlib import Path

import numpy as np

from shangyou.cli.evidence.air import prairie_grass
from shangyou.science.distributions import Floats
from shangyou.science.models.gas import members

WANTED = 0.80
OWN = (0.0, 0.05, 0.10, 0.15, 0.20)
ADDED = (0.30, 0.35, 0.40, 0.45, 0.50)


def held(data: Path, *, measured: bool) -> tuple[list[int], Floats]:
    """Return the run of every arc and whether its band holds it."""
    arcs = prairie_grass(data, measured=measured)
    return [a.run for a in arcs], np.array([float(a.p10 <= a.seen <= a.p90) for a in arcs])


def nearest(holds: Floats) -> int:
    """Return the candidate that holds nearest to what is wanted; of equals the widest: no model is perfect."""
    off = np.abs(holds.mean(axis=1) - WANTED)
    return int(np.flatnonzero(off <= off.min() + 1e-9)[-1])


def left_out(runs: list[int], holds: Floats) -> float:
    """Return the share held, (candidates, arcs) `holds`, by what each run's others would choose."""
    number = np.array(runs)
    found = np.empty(number.size)
    for run in set(runs):
        found[number == run] = holds[nearest(holds[:, number != run])][number == run]
    return float(found.mean())


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/validation")
    for name, candidates, measured in (
        ("MODEL_SIGMA", OWN, True),
        ("UNMEASURED_SIGMA", ADDED, False),
    ):
        rows = []
        for value in candidates:
            setattr(members, name, value)
            runs, holds = held(data, measured=measured)
            rows.append(holds)
            print(f"{name} {value:.2f} holds {100 * holds.mean():.1f} %", flush=True)
        table = np.array(rows)
        best = candidates[nearest(table)]
        setattr(members, name, best)
        print(f"{name} = {best:.2f}; each run left out {100 * left_out(runs, table):.1f} %")


if __name__ == "__main__":
    main()
