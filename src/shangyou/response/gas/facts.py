"""What is known of the gas and where each figure comes from; the legal and the current thresholds."""

from collections.abc import Iterator
from typing import Any, Final

from shangyou.science.messages import Sentence
from shangyou.science.models.gas import substances as gases
from shangyou.science.models.gas.substance import GasSubstance

PHYSICAL: Final = ("chemicals 1.5.2、thermo 0.6.1", "secondary")
LEGAL: Final = ("HJ 169-2018 表 H.1", "secondary")
AEGL: Final = ("US EPA / NAC AEGL, 60 min", "secondary")
IDLH: Final = ("NIOSH IDLH", "secondary")
PAC: Final = ("US DOE PAC", "secondary")
EXPONENT: Final = ("ten Berge et al. 1986", "secondary")
BURNING: Final = ("GB 手册、NFPA 325 handbooks", "unverified")
# A current value this much away from the legal one is shown beside it.
DIFFERS: Final = 0.10


def properties(key: str) -> list[dict[str, Any]]:
    """Return each property a run may have used: title, value, unit, source, status."""
    substance = gases.find(key)
    return [] if substance is None else list(_rows(substance))


def _rows(gas: GasSubstance) -> Iterator[dict[str, Any]]:
    def row(
        zh: str, en: str, value: float | None, unit: str, source: tuple[str, str]
    ) -> dict[str, Any] | None:
        if value is None:
            return None
        return {
            "title": Sentence(zh, en), "value": float(f"{value:.5g}"), "unit": unit,
            "source": source[0], "status": source[1],
        }  # fmt: skip

    percent = 100.0
    rows = (
        row("摩尔质量", "molar mass", gas.molar_mass_kg_mol * 1000.0, "g/mol", PHYSICAL),
        row("沸点", "boiling point", _celsius(gas.boiling_point_k), "°C", PHYSICAL),
        row("凝固点", "freezing point", _celsius(gas.freezing_point_k), "°C", PHYSICAL),
        row("20 ℃ 饱和蒸气压", "vapour pressure at 20 °C", _kpa(gas), "kPa", PHYSICAL),
        row("液体密度", "density of the liquid", gas.liquid_density_kg_m3, "kg/m³", PHYSICAL),
        row(
            "汽化热",
            "heat of vaporisation",
            _mega(gas.heat_of_vaporisation_j_kg),
            "MJ/kg",
            PHYSICAL,
        ),
        row("燃烧热", "heat of combustion", _mega(gas.heat_of_combustion_j_kg), "MJ/kg", PHYSICAL),
        row("燃烧下限", "lower flammable limit", _times(gas.lfl_fraction, percent), "%", BURNING),
        row("燃烧上限", "upper flammable limit", _times(gas.ufl_fraction, percent), "%", BURNING),
        row("毒性终点浓度-1", "toxic endpoint 1", gas.hj169_mg_m3[0], "mg/m³", LEGAL),
        row("毒性终点浓度-2", "toxic endpoint 2", gas.hj169_mg_m3[1], "mg/m³", LEGAL),
        row("PAC-3（现行）", "PAC-3 (current)", gas.pac_mg_m3[0], "mg/m³", PAC),
        row("PAC-2（现行）", "PAC-2 (current)", gas.pac_mg_m3[1], "mg/m³", PAC),
        row("AEGL-1", "AEGL-1", gas.aegl_ppm[0], "ppm", AEGL),
        row("AEGL-2", "AEGL-2", gas.aegl_ppm[1], "ppm", AEGL),
        row("AEGL-3", "AEGL-3", gas.aegl_ppm[2], "ppm", AEGL),
        row("IDLH", "IDLH", gas.idlh_ppm, "ppm", IDLH),
        row("毒性负荷指数 n", "toxic load exponent n", gas.toxic_exponent, "", EXPONENT),
    )
    yield from (found for found in rows if found is not None)


def _celsius(kelvin: float | None) -> float | None:
    return None if kelvin is None else kelvin - 273.15


def _mega(joules: float | None) -> float | None:
    return None if joules is None else joules / 1e6


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _kpa(gas: GasSubstance) -> float | None:
    pressure = gas.vapour_pressure_pa(293.15)
    # above its critical point a gas has no vapour pressure
    if gas.critical_temperature_k is not None and gas.critical_temperature_k < 293.15:
        return None
    return None if pressure is None else pressure / 1000.0


def current_of(gas: GasSubstance, legal: str) -> tuple[str, float] | None:
    """Return the current value beside a legal endpoint, where it differs: its name and mg/m3."""
    if legal not in ("HJ169-1", "HJ169-2"):
        return None
    first = legal == "HJ169-1"
    value, own = gas.pac_mg_m3[0 if first else 1], gas.threshold_mg_m3(legal)
    if value is None or own is None or abs(value / own - 1.0) <= DIFFERS:
        return None
    return ("PAC-3" if first else "PAC-2"), value
