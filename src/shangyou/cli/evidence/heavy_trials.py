"""The field trials of heavy gas as cases of `gas-release`, and what the answers say where they were measured."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from shangyou.cli.evidence.air import run
from shangyou.science.distributions import Floats

# Koopman et al. 1982 (UCRL-87073): LNG boils off a water basin at 0.085 kg/(m2 s) and 112 K
_BOILING: Final = 0.085
# Goldwire et al. 1985 (UCID-20562): orifice 94.5 mm (81 mm in the first trial); 82 % of the jet is still liquid
# at the boiling point (enthalpy from 297 K); humidity 13, 18, 15 and 21 % (all but the last from memory, unverified)
_ORIFICE_M: Final = {"1": 0.081}
_ORIFICE: Final = 0.0945
_LIQUID: Final = 0.82
_DESERT_HUMIDITY: Final = {"1": 0.13, "2": 0.18, "3": 0.15, "4": 0.21}
# China Lake is dry, the Thames estuary is not (unverified)
_HUMIDITY: Final = {"Burro": 0.05, "Coyote": 0.11, "Maplin Sands": 0.6}
# what a file leaves blank is taken as Burro's
_WARM_K, _ROUGH_M = "290", "0.0002"
_REACH = np.geomspace(50.0, 3000.0, 120)
_METHANE, _AIR = 0.01604, 0.02896
_GAS, _PRESSURE = 8.314, 101_325.0


def _weather(row: dict[str, str], humidity: float) -> dict[str, Any]:
    return {
        "wind_speed_m_s": float(row["wind_m_s"]), "wind_height_m": float(row["wind_height_m"]),
        "stability": row["pasquill"], "air_temperature_k": float(row["T_air_K"] or _WARM_K),
        "relative_humidity": humidity, "roughness_m": float(row["z0_m"] or _ROUGH_M),
    }  # fmt: skip


def _lasts(row: dict[str, str]) -> dict[str, float]:
    return {"duration_s": float(row["duration_s"])} if row["duration_s"] else {}


def pool(row: dict[str, str]) -> dict[str, Any]:
    """Return the case of liquefied natural gas spilt on water."""
    rate = float(row["rate_kg_s"])
    return {
        "substance": "74-82-8",
        "release": {
            "kind": "continuous", "rate_kg_s": rate, **_lasts(row), "height_m": 0,
            "temperature_k": 112, "source_area_m2": rate / _BOILING,
        },
        "weather": _weather(row, _HUMIDITY[row["experiment"]]),
        "averaging_time_s": 10,
        "ensemble": {"members": 1},
    }  # fmt: skip


def jet(row: dict[str, str]) -> dict[str, Any]:
    """Return the case of a Desert Tortoise trial: a jet of ammonia under its own pressure."""
    return {
        "substance": "7664-41-7",
        "release": {
            "kind": "jet", "rate_kg_s": float(row["rate_kg_s"]), "height_m": 0.79, **_lasts(row),
            "temperature_k": 239.8, "liquid_fraction": _LIQUID,
            "diameter_m": _ORIFICE_M.get(row["trial"], _ORIFICE),
        },
        "weather": _weather(row, _DESERT_HUMIDITY.get(row["trial"], 0.2)),
        "averaging_time_s": 60,
        "ensemble": {"members": 1},
    }  # fmt: skip


CASES: Final[dict[str, Callable[[dict[str, str]], dict[str, Any]]]] = {
    "Burro": pool, "Coyote": pool, "Maplin Sands": pool, "Desert Tortoise": jet,
}  # fmt: skip
_UNITS: Final = ("kg/m3", "mass_frac", "vol_frac")


def asked_for(row: dict[str, str]) -> bool:
    """Say whether the unit of a row is one that can be compared."""
    return row["unit"] in _UNITS


def _arcs(row: dict[str, str], distances: Floats) -> Floats:
    """Return the levels [kg/m3] one metre up."""
    case = CASES[row["experiment"]](row)
    case["arcs"] = [{"distance_m": float(x), "z_m": 1.0} for x in distances]
    return np.array([(arc.peak_mg_m3.best or 1e-30) / 1e6 for arc in run(case).arcs])


def levels(rows: list[dict[str, str]]) -> Floats:
    """Return the strongest level of every row of one trial, in the row's own unit."""
    if not rows:
        return np.empty(0)
    found = _arcs(rows[0], np.array([float(row["distance_m"]) for row in rows]))
    warm = float(rows[0]["T_air_K"] or _WARM_K)
    volume = found * _GAS * warm / _PRESSURE / _METHANE
    mass = volume * _METHANE / (volume * _METHANE + (1.0 - volume) * _AIR)
    units = {"kg/m3": found, "vol_frac": volume, "mass_frac": mass}
    return np.array([units[row["unit"]][i] for i, row in enumerate(rows)])


def distance_to(row: dict[str, str]) -> float:
    """Return how far the level of a row, a share by volume, reaches [m]."""
    wanted = float(row["value"]) * _METHANE * _PRESSURE / _GAS / float(row["T_air_K"] or _WARM_K)
    found = _arcs(row, _REACH)
    last = int(np.flatnonzero(found[:-1] >= wanted)[-1])
    share = np.log(found[last] / wanted) / np.log(found[last] / found[last + 1])
    return float(_REACH[last] * (_REACH[last + 1] / _REACH[last]) ** share)
