"""Heavy gas in the air against field trials, and what the numerics promise."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shangyou.cli.evidence.air import DENSE, measured_row, read_rows, run
from shangyou.cli.evidence.heavy_trials import CASES, asked_for, distance_to, levels
from shangyou.cli.evidence.row import Row
from shangyou.science.processes import stability, vertical_plume

if TYPE_CHECKING:
    from shangyou.science.distributions import Floats

_PEERS = {
    ("Burro", "8"): "SLAB 451 m; Phast 0.42 of it",
    ("Desert Tortoise", "4"): "SLAB +159 %, -1 %, -47 % at 100, 800, 2800 m",
}


def heavy(data: Path) -> Iterator[Row]:
    """Compare every trial of the file that has a case; rows of lower confidence have no target."""
    trials: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in read_rows(data / DENSE):
        if row["experiment"] in CASES:
            trials.setdefault((row["experiment"], row["trial"]), []).append(row)
    for key, rows in trials.items():
        sure = [row for row in rows if row["confidence"] == "high"]
        for row in sure:
            if row["quantity"] == "distance_to_5pct":
                yield _distance(row, _PEERS.get(key, ""))
        yield from _arcs([row for row in sure if row["quantity"] == "arc_max"], _PEERS.get(key, ""))
        yield from _beside(
            [row for row in rows if row["quantity"] == "arc_max" and row not in sure]
        )


def _distance(row: dict[str, str], peers: str) -> Row:
    found, seen = distance_to(row), float(row["distance_m"])
    return measured_row(
        "dense-gas", f"{row['experiment']} {row['trial']}", "distance to 5 % off",
        100 * (found / seen - 1), (-10, 10), unit="%", peers=peers,
        note=f"{found:.0f} m against {seen:g} m, 1 m above ground",
    )  # fmt: skip


def _arcs(rows: list[dict[str, str]], peers: str) -> Iterator[Row]:
    for row, level in zip(rows, levels(rows), strict=True):
        yield measured_row(
            "dense-gas", f"{row['experiment']} {row['trial']}, {row['distance_m']} m", "arc maximum off",
            100 * (level / float(row["value"]) - 1), (-35, 35), unit="%", peers=peers,
        )  # fmt: skip


def _beside(rows: list[dict[str, str]]) -> Iterator[Row]:
    """Show, without a target, the trials whose numbers were read off figures or lack part of the weather."""
    rows = [row for row in rows if asked_for(row)]
    if not rows:
        return
    ratio = levels(rows) / np.array([float(row["value"]) for row in rows])
    first = rows[0]
    yield Row(
        "dense-gas", "air", f"{first['experiment']} {first['trial']}, {len(rows)} arcs",
        "level over what was seen", float(np.exp(np.log(ratio).mean())), "", "", "", None,
        f"{ratio.min():.2f}–{ratio.max():.2f}; confidence {first['confidence']}: for comparison",
    )  # fmt: skip


_TRIED: tuple[stability.Stability, ...] = ("A", "D", "F")


def numerics(_data: Path) -> Iterator[Row]:
    """Measure what is promised of the solution itself: mass, and no jump between theories."""
    worst = max(abs(mass_left(name, height) - 1.0) for name in _TRIED for height in (0.5, 20.0))
    yield measured_row(
        "gas-numerics", "planes across the wind, nothing deposits", "mass through planes off",
        100 * worst, (0, 0.1), unit="%",
    )  # fmt: skip
    yield measured_row(
        "gas-numerics", "heavy to light, rate in steps of 2 %", "jump at the switch",
        100 * largest_jump(), (0, 5), unit="%", note="beyond the change of the rate itself",
    )  # fmt: skip


def mass_left(name: stability.Stability, height_m: float) -> float:
    """Return the mass flux at the plane where most is amiss, in shares of the release."""
    roughness, lid = 0.1, 800.0
    edges, centres = vertical_plume.grid(roughness, lid)
    length = stability.obukhov_length_m(name, roughness)
    along = np.geomspace(0.5, 30_000.0, vertical_plume.STEPS)
    _, left, _, _ = vertical_plume.march(
        edges, centres, 0.3, length, roughness, lid, 0.75, height_m, 0.0, along, np.array([1.5])
    )
    return float(left[np.argmax(np.abs(left - 1.0))])


def largest_jump() -> float:
    """Return the greatest change of any arc between rates 2 % apart, beyond the rate's own."""
    before: Floats | None = None
    worst = 0.0
    for rate in np.geomspace(3e-4, 0.1, 294):
        answer = run(
            {
                "substance": "7782-50-5",
                "release": {"kind": "continuous", "rate_kg_s": float(rate), "duration_s": 1800},
                "weather": {"wind_speed_m_s": 3.0, "stability": "D", "air_temperature_k": 298},
                "arcs": [{"distance_m": d} for d in (50, 200, 800, 3000)],
                "thresholds": [],
                "ensemble": {"members": 1},
            }
        )
        now = np.log([(arc.peak_mg_m3.best or 1e-30) / rate for arc in answer.arcs])
        worst = worst if before is None else max(worst, float(np.abs(now - before).max()))
        before = now
    return float(np.expm1(worst))
