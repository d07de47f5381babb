"""Fires against field means."""

import csv
from collections.abc import Iterator
from pathlib import Path

from shangyou.cli.evidence.row import Row
from shangyou.science.processes import pool_fire

FIRES = "air/lng_pool_fire_sep.csv"


def _row(name: str, case: str, measure: str, *, ours: float, limit: float, note: str) -> Row:
    return Row(
        name=name, medium="air", case=case, measure=measure, ours=ours, unit="%",
        target=f"≤ {limit:g} %", peers="", met=ours <= limit, note=note,
    )  # fmt: skip


def emissive_power(data: Path) -> Iterator[Row]:
    """Compare the emissive power of natural-gas fires with each field mean."""
    with (data / FIRES).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        mean = 500.0 * (float(row["sep_low_kW_m2"]) + float(row["sep_high_kW_m2"]))
        ours = pool_fire.clean_power_w_m2(float(row["pool_diameter_m"]))
        yield _row(
            "pool-fire-sep", row["test"], "off the field mean", ours=100.0 * abs(ours / mean - 1.0),
            limit=15.0, note=f"{ours / 1e3:.0f} kW/m², measured {mean / 1e3:.0f}; LNGFIRE3, nothing fitted",
        )  # fmt: skip
