"""Gas in the air against the public halves of the field experiments, with peers beside it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from shangyou.cli.evidence.row import Row
from shangyou.science import cases
from shangyou.science.distributions import Floats
from shangyou.science.models.gas.answer import Answer
from shangyou.science.models.gas_release import MODEL
from shangyou.science.processes.solar_elevation import solar_elevation_deg

MAXIMA, MET = "air/pg_arc_maxima.csv", "air/pg_release_met.csv"
PEERS = "air/pg_peer_predictions.csv"
DENSE = "air/dense_gas_observations.csv"
# runs in stable air with less than 1.1 m/s at one metre
NEAR_CALM = (3, 4, 13, 14, 35)
_BLANK = 70  # its weather was not recorded
_MEMBERS = 200
_CHOSEN = "chosen with these scores in view: SO2 resistance 150 s/m rather than 100, class and sun weighed equally, the law by which weight damps eddies"
# Standard deviations of the model set on the other runs, each run left out in turn: docs/models/gas-release.md.
_LEFT_OUT = "bands set on the other runs, each left out in turn, hold 80.6 % (measured) and 80.0 %"


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc of Prairie Grass: seen and forecast, mg/m3."""

    run: int
    seen: float
    best: float
    p10: float
    p90: float


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(document: dict[str, Any]) -> Answer:
    """Answer a case as `shangyou run gas-release` would."""
    answer: Answer = MODEL.solve(cases.read(MODEL, document), seed=0)
    return answer


def prairie_grass(
    data: Path, *, measured: bool, theory: str = "auto", sun: bool = True, members: int = _MEMBERS
) -> list[Arc]:
    """Return the arcs of all public runs, with turbulence as measured or the class alone.

    One member is the best estimate; bands ask for some hundred.
    """
    weather = {int(row["SerieNum"]): row for row in read_rows(data / MET)}
    maxima: dict[int, list[dict[str, str]]] = {}
    for row in read_rows(data / MAXIMA):
        maxima.setdefault(int(row["run"]), []).append(row)
    found = []
    for number, arcs in maxima.items():
        if number == _BLANK or number not in weather:
            continue
        case = _case(weather[number], arcs, measured=measured, theory=theory, sun=sun)
        case["ensemble"] = {"members": members}
        answer = run(case)
        for seen, given in zip(arcs, answer.arcs, strict=True):
            peak = given.peak_mg_m3
            band = (peak.best or 0.0, peak.p10 or 0.0, peak.p90 or 0.0)
            found.append(Arc(number, float(seen["cmax_mg_m3"]), *band))
    return found


def _case(
    met: dict[str, str], arcs: list[dict[str, str]], *, measured: bool, theory: str, sun: bool
) -> dict[str, Any]:
    weather: dict[str, Any] = {
        "wind_speed_m_s": float(met["U_1m  (m/s)"]),
        "wind_height_m": 1.0,
        "wind_from_deg": float(met["WindDir_2m"]),
        "air_temperature_k": float(met["T (C)"]) + 273.15,
        "roughness_m": float(met["Zo (m)"]),
    }
    if measured:
        weather |= {
            "friction_velocity_m_s": float(met["Ustar (m/s)"]),
            "obukhov_length_m": float(met["L (m)"]),
            "mixing_height_m": float(met["Zmix (m)"]),
        }
        deviation = float(met["StdDD (deg)"])
        weather |= {"wind_direction_sd_deg": deviation} if deviation > 0 else {}
    else:
        weather["stability"] = met["StabilityClass"]
        if sun:
            weather["solar_elevation_deg"] = _sun(met["Date"].strip("'"))
    return {
        "substance": "7446-09-5",
        "theory": theory,
        "release": {
            "kind": "continuous",
            "rate_kg_s": float(met["Q (g/s)"]) / 1000,
            "height_m": float(met["Hs (m)"]),
            "temperature_k": weather["air_temperature_k"],
        },
        "weather": weather,
        "averaging_time_s": 600,
        "arcs": [
            {"distance_m": float(a["arc_m"]), "z_m": float(a["sampler_height_m"])} for a in arcs
        ],
    }


# O'Neill, Nebraska (Barad 1958); the times of the file are Central Standard Time
_LATITUDE, _LONGITUDE, _BEHIND_H = 42.5, -98.6, 6


def _sun(text: str) -> float:
    """Return the elevation of the sun [deg] over Prairie Grass, from day/month/year and hour."""
    local = datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
    moment = local + timedelta(hours=_BEHIND_H)
    return solar_elevation_deg(
        day_of_year=moment.timetuple().tm_yday,
        utc_hour=moment.hour + moment.minute / 60.0,
        latitude_deg=_LATITUDE,
        longitude_deg=_LONGITUDE,
    )


def scores(seen: Floats, given: Floats) -> dict[str, float]:
    """Return the statistics of Chang & Hanna 2004, of seen over given."""
    logs = np.log(seen / given)
    return {
        "FAC2": float(np.mean(np.abs(logs) <= np.log(2))),
        "FB": float(2 * (seen.mean() - given.mean()) / (seen.mean() + given.mean())),
        "NMSE": float(np.mean((seen - given) ** 2) / (seen.mean() * given.mean())),
        "MG": float(np.exp(logs.mean())),
        "VG": float(np.exp(np.mean(logs**2))),
        "R": float(np.corrcoef(seen, given)[0, 1]),
    }


_GOALS = {
    "FAC2": (0.85, np.inf),
    "FB": (-0.15, 0.15),
    "NMSE": (0.0, 1.0),
    "MG": (0.9, 1.1),
    "VG": (1.0, 1.6),
    "R": (0.80, 1.0),
}
_CALM_GOALS = {"FAC2": (0.5, np.inf), "VG": (1.0, 3.0)}
_OFFICER_GOALS = {"FAC2": (0.72, np.inf)}


def measured_row(
    name: str, case: str, measure: str, ours: float, goal: tuple[float, float], **more: str
) -> Row:
    low, high = goal
    if np.isinf(high):
        target = f"≥ {low:g}"
    elif low <= 0 or (measure == "VG" and low == 1.0):
        target = f"≤ {high:g}" if low != -high else f"± {high:g}"
    else:
        target = f"{low:g} – {high:g}"
    return Row(
        name, "air", case, measure, ours, more.get("unit", ""), target,
        more.get("peers", ""), low <= ours <= high, more.get("note", ""),
    )  # fmt: skip


def _peers(data: Path, runs: set[int]) -> dict[str, dict[str, float]]:
    path = data / PEERS
    if not path.is_file():
        return {}
    rows = [row for row in read_rows(path) if int(row["run"]) in runs]
    seen = np.array([float(row["cmax_mg_m3"]) for row in rows])
    return {
        name: scores(seen, np.maximum(np.array([float(row[name]) for row in rows]), 1e-9))
        for name in ("aermod", "briggs", "similarity")
    }


def passive(data: Path) -> Iterator[Row]:
    """Score Prairie Grass: all runs, near-calm runs, and what a duty officer knows."""
    arcs = prairie_grass(data, measured=True)
    yield from _scored(data, "even runs, turbulence measured", arcs, _GOALS)
    yield _held("even runs, turbulence measured", arcs)
    calm = [arc for arc in arcs if arc.run in NEAR_CALM]
    yield from _scored(data, "near-calm stable runs", calm, _CALM_GOALS)
    plain = prairie_grass(data, measured=False)
    yield from _scored(data, "wind, time and class", plain, _OFFICER_GOALS)
    yield _held("wind, time and class", plain)
    blind = prairie_grass(data, measured=False, sun=False, members=1)
    yield from _scored(data, "wind and class, no time", blind, _OFFICER_GOALS)
    for theory in ("gbt3840", "briggs_rural"):
        table = prairie_grass(data, measured=False, theory=theory, members=1)
        found = scores(np.array([a.seen for a in table]), np.array([a.best for a in table]))
        note = f"MG {found['MG']:.2f}, VG {found['VG']:.2f}: for comparison"
        yield Row(
            "prairie-grass", "air", f"our {theory} table", "FAC2", found["FAC2"], "", "", "", None, note
        )  # fmt: skip


def _held(case: str, arcs: list[Arc]) -> Row:
    held = float(np.mean([arc.p10 <= arc.seen <= arc.p90 for arc in arcs]))
    return measured_row(
        "prairie-grass", case, "80 % band holds", 100 * held, (75, 85), unit="%",
        note=f"n = {len(arcs)}; {_LEFT_OUT}",
    )  # fmt: skip


def _scored(
    data: Path, case: str, arcs: list[Arc], goals: dict[str, tuple[float, float]]
) -> Iterator[Row]:
    seen, given = np.array([a.seen for a in arcs]), np.array([a.best for a in arcs])
    ours, peers = scores(seen, given), _peers(data, {a.run for a in arcs})
    note = f"n = {len(arcs)}; no constant fitted by numbers; {_CHOSEN}"
    for measure, goal in goals.items():
        beside = "; ".join(f"{name} {found[measure]:.2f}" for name, found in peers.items())
        yield measured_row(
            "prairie-grass", case, measure, ours[measure], goal, peers=beside, note=note
        )  # fmt: skip
