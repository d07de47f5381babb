"""Heavy gas in the air against Burro 8 and Desert Tortoise 4, and what the numerics promise."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from shangyou.cli.evidence.air import DENSE, measured_row, read_rows, run
from shangyou.cli.evidence.row import Row
from shangyou.science.processes import stability, vertical_plume

# Koopman et al. 1982 (UCRL-87073): LNG boils off a water basin at 0.085 kg/(m2 s) and 112 K
_BOILING = 0.085
# Goldwire et al. 1985 (UCID-20562): orifice 94.5 mm; 82 % of the jet is still liquid at the
# boiling point (enthalpy from 297 K); humidity 21 %
_DT4_DIAMETER, _DT4_LIQUID, _DT4_HUMIDITY = 0.0945, 0.82, 0.21


def heavy(data: Path) -> Iterator[Row]:
    """Compare Burro 8 and Desert Tortoise 4; rows of low confidence are left alone."""
    rows = [row for row in read_rows(data / DENSE) if row["confidence"] == "high"]
    for row in rows:
        if (row["experiment"], row["trial"]) == ("Burro", "8"):
            yield _burro(row)
    tortoise = [row for row in rows if row["experiment"] == "Desert Tortoise"]
    if not tortoise:
        return
    answer = run(desert_tortoise(tortoise))
    for row, arc in zip(tortoise, answer.arcs, strict=True):
        ours = 100 * ((arc.peak_mg_m3.best or 0.0) / 1e6 / float(row["value"]) - 1)
        yield measured_row(
            "dense-gas", f"Desert Tortoise {row['trial']}, {row['distance_m']} m", "arc maximum off",
            ours, (-35, 35), unit="%", peers="SLAB +159 %, -1 %, -47 % at 100, 800, 2800 m",
        )  # fmt: skip


def _weather(row: dict[str, str], humidity: float) -> dict[str, Any]:
    return {
        "wind_speed_m_s": float(row["wind_m_s"]), "wind_height_m": float(row["wind_height_m"]),
        "stability": row["pasquill"], "air_temperature_k": float(row["T_air_K"]),
        "relative_humidity": humidity, "roughness_m": float(row["z0_m"]),
    }  # fmt: skip


_REACH = np.geomspace(50.0, 3000.0, 120)


def burro(row: dict[str, str]) -> dict[str, Any]:
    """Return the case of a Burro trial."""
    rate = float(row["rate_kg_s"])
    return {
        "substance": "74-82-8",
        "release": {
            "kind": "continuous", "rate_kg_s": rate, "duration_s": float(row["duration_s"]),
            "height_m": 0, "temperature_k": 112, "source_area_m2": rate / _BOILING,
        },
        "weather": _weather(row, 0.05),
        "averaging_time_s": 10,
        "arcs": [{"distance_m": float(x), "z_m": 1.0} for x in _REACH],
        "ensemble": {"members": 1},
    }  # fmt: skip


def _burro(row: dict[str, str]) -> Row:
    wanted = float(row["value"]) * 0.01604 * 101325 / 8.314 / float(row["T_air_K"]) * 1e6
    levels = np.array([arc.peak_mg_m3.best or 1e-30 for arc in run(burro(row)).arcs])
    last = int(np.flatnonzero(levels[:-1] >= wanted)[-1])
    share = np.log(levels[last] / wanted) / np.log(levels[last] / levels[last + 1])
    found = float(_REACH[last] * (_REACH[last + 1] / _REACH[last]) ** share)
    note = f"{found:.0f} m against {row['distance_m']} m, 1 m above ground"
    return measured_row(
        "dense-gas", f"Burro {row['trial']}", "distance to 5 % off",
        100 * (found / float(row["distance_m"]) - 1), (-10, 10), unit="%",
        peers="SLAB 451 m; Phast 0.42 of it", note=note,
    )  # fmt: skip


def desert_tortoise(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Return the case of a Desert Tortoise trial."""
    row = rows[0]
    return {
        "substance": "7664-41-7",
        "release": {
            "kind": "jet", "rate_kg_s": float(row["rate_kg_s"]), "height_m": 0.79,
            "duration_s": float(row["duration_s"]), "temperature_k": 239.8,
            "liquid_fraction": _DT4_LIQUID, "diameter_m": _DT4_DIAMETER,
        },
        "weather": _weather(row, _DT4_HUMIDITY),
        "averaging_time_s": 60,
        "arcs": [{"distance_m": float(r["distance_m"]), "z_m": 1.0} for r in rows],
        "ensemble": {"members": 1},
    }  # fmt: skip


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
    before: np.ndarray[Any, Any] | None = None
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
