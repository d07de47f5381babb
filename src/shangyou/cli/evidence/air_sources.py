"""Fires against field means."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from shangyou.cli.evidence.row import Row
from shangyou.science.models.fire.burning import LNG_BURNING
from shangyou.science.models.gas.liquid_pool import from_water
from shangyou.science.models.gas.substances import find
from shangyou.science.processes import pool_fire

FIRES = "air/lng_pool_fire_sep.csv"
_METHANE_J_KG = 50.0e6
_LIMIT = 15.0


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
        mean = _mean(row)
        ours = pool_fire.clean_power_w_m2(float(row["pool_diameter_m"]))
        yield _row(
            "pool-fire-sep", row["test"], "off the field mean", ours=100.0 * abs(ours / mean - 1.0),
            limit=_LIMIT, note=f"{ours / 1e3:.0f} kW/m², measured {mean / 1e3:.0f}; LNGFIRE3, nothing fitted",
        )  # fmt: skip
    for name, law in _LAWS.items():
        off = [
            law(float(row["pool_diameter_m"]), LNG_BURNING[row["surface"]]) / _mean(row) - 1
            for row in rows
        ]
        met = sum(abs(100.0 * o) <= _LIMIT for o in off)
        each = ", ".join(
            f"{row['test']} {100 * o:+.0f} %" for row, o in zip(rows, off, strict=True)
        )
        yield Row(
            name="pool-fire-sep", medium="air", case=f"five fields, {name}", measure="within 15 %",
            ours=float(met), unit="of 5", target="", peers="", met=None, note=f"for comparison: {each}",
        )  # fmt: skip


def _mean(row: dict[str, str]) -> float:
    return 500.0 * (float(row["sep_low_kW_m2"]) + float(row["sep_high_kW_m2"]))


# Published laws that know more than the diameter, none fitted here: none does better than LNGFIRE3.
_LAWS: dict[str, Callable[[float, float], float]] = {
    "two zones (Raj 2007)": pool_fire.two_zone_power_w_m2,
    "heat balance, 0.22 radiated": lambda d, m: pool_fire.heat_balance_power_w_m2(
        d, m, _METHANE_J_KG
    ),
}


# Koopman et al. 1982 (UCRL-87073): what a basin of water boiled off in the Burro trials [kg/(m2 s)]
_BURRO_BOILING, _BASIN_K = 0.085, 300.0


def boiling_on_water(_data: Path) -> Iterator[Row]:
    """Compare the film boiling of liquefied natural gas on water with the basin of the Burro trials."""
    gas = find("74-82-8")
    if gas is None or gas.boiling_point_k is None or gas.heat_of_vaporisation_j_kg is None:
        return
    heat = from_water(gas, _BASIN_K) * (_BASIN_K - gas.boiling_point_k)
    ours = heat / gas.heat_of_vaporisation_j_kg
    yield Row(
        name="pool-on-water", medium="air", case="Burro, liquefied natural gas", measure="boiling off the field mean",
        ours=100.0 * (ours / _BURRO_BOILING - 1.0), unit="%", target="", peers="", met=None,
        note=f"{ours:.3f} against {_BURRO_BOILING} kg/(m² s); Klimenko 1981, a calm film, nothing fitted",
    )  # fmt: skip
