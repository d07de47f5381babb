"""The river model as a whole: leading edges, Antietam Creek, Uvas Creek, the exact solution."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from shangyou.cli.evidence import readings, uvas
from shangyou.cli.evidence.row import Row, at_most, within
from shangyou.science import cases
from shangyou.science.distributions import Floats
from shangyou.science.models.river.answer import Answer
from shangyou.science.models.river_transport import MODEL
from shangyou.science.processes import channel_geometry
from shangyou.science.processes.dispersion_coefficients import longitudinal
from shangyou.science.processes.river_velocity import estimate

TIME_OF_TRAVEL = "water/usgs_time_of_travel_public.csv"
ANTIETAM = ("water/antietam_1970-03-24_curves.csv", "water/antietam_1970-03-24_meta.csv")
UVAS = uvas.PARAMETERS

START = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8)))
# One member and nothing uncertain: the model as an equation.
CERTAIN = {
    "members": 1,
    "discharge_sigma": 0,
    "velocity_sigma": 0,
    "dispersion_sigma": 0,
    "mass_sigma": 0,
    "start_sd_s": 0,
}
NO_STORAGE = {"area_ratio": 0, "exchange_per_s": 0}
# Every so many of the public leading edges is run through the model: enough, in seconds.
EVERY_EDGE, EDGE_MEMBERS = 8, 150


def run(**case: Any) -> Answer:
    """Run the river model as `shangyou run` would."""
    document = {"start": START.isoformat(), **case}
    answer: Answer = MODEL.solve(cases.read(MODEL, document), seed=0)
    return answer


def reached(value: float | None) -> float:
    """Return a number of the answer that the forecast is long enough to hold."""
    if value is None:
        raise ValueError("the forecast is too short for this case: the plume never arrives")
    return value


def at(seconds: float) -> str:
    """Return a time of a case."""
    return (START + timedelta(seconds=seconds)).isoformat()


def leading_edge(data: Path) -> Iterator[Row]:
    """Score T_l / T_p of rivers known by their discharge alone."""
    chosen = readings.edges(data / TIME_OF_TRAVEL)[::EVERY_EDGE]
    held, off, fixed = [], [], []
    for edge in chosen:
        answer = run(
            duration_h=min(max(3 * edge.peak_s / 3600, 1), 8784),
            reaches=[
                {
                    "id": "R",
                    "length_m": edge.distance_m,
                    "discharge_m3_s": edge.discharge_m3_s,
                    "velocity_m_s": edge.distance_m / edge.peak_s,
                }
            ],
            releases=[{"reach": "R", "start": at(0), "mass_kg": 1}],
            receptors=[{"id": "site", "reach": "R", "distance_m": edge.distance_m}],
            ensemble={**CERTAIN, "members": EDGE_MEMBERS},
        ).receptors[0]
        measured = edge.leading_s / edge.peak_s
        arrival, top = answer.arrival_s, reached(answer.peak_s.p50)
        low, middle, high = (reached(t) / top for t in (arrival.p05, arrival.p50, arrival.p95))
        held.append(low <= measured <= high)
        off.append(abs(middle / measured - 1))
        fixed.append(abs(0.89 / measured - 1))
    note = f"n = {len(chosen)}: every {EVERY_EDGE}th public passage, discharge and peak time given"
    yield within(
        "leading-edge", "first 2 % over peak time", "90 % interval holds",
        100 * float(np.mean(held)), (85, 95), note=note,
    )  # fmt: skip
    yield at_most(
        "leading-edge", "first 2 % over peak time", "median error", 100 * float(np.median(off)),
        10.0, peers=f"Jobson's fixed 0.89: {100 * float(np.median(fixed)):.1f} %", note=note,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Station:
    """One sampled section of Antietam Creek; concentrations in mg/l, corrected for dye lost."""

    discharge_m3_s: float
    distance_m: float
    times_s: Floats
    concentration_mg_l: Floats

    @property
    def peak(self) -> tuple[float, float]:
        """Time [s since injection] and height [mg/l] of the highest sample."""
        top = int(self.concentration_mg_l.argmax())
        return float(self.times_s[top]), float(self.concentration_mg_l[top])

    @property
    def mass_kg(self) -> float:
        """Mass that passed [kg]."""
        area = float(np.trapezoid(self.concentration_mg_l, self.times_s))
        return 1e-3 * self.discharge_m3_s * area


def stations(data: Path) -> list[Station]:
    """Return the stations in order; the one whose distance nobody recorded is left out."""
    curves, meta = (readings.table(data / name) for name in ANTIETAM)
    found = []
    for place in meta:
        distance = 1000 * readings.number(place["Sampling Location"])
        own = [row for row in curves if row["label"] == place["label"]]
        height = 1e-3 * readings.column(own, "c_conservative")
        times = 3600 * readings.column(own, "time_h_since_injection")
        good = np.isfinite(height) & np.isfinite(times)
        if math.isfinite(distance) and good.any():
            discharge = readings.number(place["Discharge"])
            # a few samples are entered twice
            once, first = np.unique(times[good], return_index=True)
            found.append(Station(discharge, distance, once, height[good][first]))
    return found


def carried(upper: Station | None, lower: Station, velocity: float, dispersion: float,
            mass_kg: float) -> tuple[float, float]:  # fmt: skip
    """Return time and height of the peak at `lower`, from the curve at `upper` or the injection."""
    length = lower.distance_m - (upper.distance_m if upper else 0.0)
    shared = {
        "velocity_m_s": velocity,
        "longitudinal_dispersion_m2_s": dispersion,
        "storage": NO_STORAGE,
    }
    reach = {"id": "R", "length_m": length, "discharge_m3_s": lower.discharge_m3_s, **shared}
    if upper is None:
        reaches = [reach]
        release: dict[str, Any] = {"reach": "R", "start": at(0), "mass_kg": mass_kg}
    else:
        head = {"id": "H", "downstream": "R", "length_m": 1.0,
                "discharge_m3_s": upper.discharge_m3_s, **shared}  # fmt: skip
        reaches = [head, reach]
        release = {
            "reach": "H",
            "distance_m": 1.0,
            "series": [
                [at(t), c]
                for t, c in zip(
                    upper.times_s.tolist(), upper.concentration_mg_l.tolist(), strict=True
                )
            ],
        }
    answer = run(
        duration_h=96,
        reaches=reaches,
        releases=[release],
        receptors=[{"id": "S", "reach": "R", "distance_m": length}],
        ensemble=CERTAIN,
    ).receptors[0]
    return reached(answer.peak_s.p50), reached(answer.peak_mg_l.p50)


def formula(velocity: float, discharge: float) -> float:
    """Return the usual dispersion [m2/s] of a creek of this velocity and discharge."""
    section = channel_geometry.section(discharge_m3_s=discharge, velocity_m_s=velocity)
    return longitudinal(
        velocity_m_s=velocity, depth_m=section.depth_m, width_m=section.width_m
    ).median


def calibrated(upper: Station | None, lower: Station) -> float:
    """Return how many times the usual dispersion a pair that has passed shows [-]."""
    begin = upper.peak[0] if upper else 0.0
    length = lower.distance_m - (upper.distance_m if upper else 0.0)
    top, height = lower.peak
    velocity = length / (top - begin)
    dispersion = formula(velocity, lower.discharge_m3_s)
    for _ in range(12):
        when, high = carried(upper, lower, velocity, dispersion, lower.mass_kg)
        velocity *= (when - begin) / (top - begin)
        dispersion = min(max(dispersion * (high / height) ** 1.5, 0.05), 500.0)
    return dispersion / formula(velocity, lower.discharge_m3_s)


def antietam(data: Path) -> Iterator[Row]:
    """Predict each curve from the one before it."""
    known = stations(data)
    uppers = [None, *known[:-1]]
    tests = [
        (s.discharge_m3_s,
         (s.distance_m - (u.distance_m if u else 0.0)) / (s.peak[0] - (u.peak[0] if u else 0.0)))
        for u, s in zip(uppers, known, strict=True)
    ]  # fmt: skip
    shares = [calibrated(u, s) for u, s in zip(uppers[:-1], known[:-1], strict=True)]
    times, heights, legs = [], [], []
    for i in range(1, len(known)):
        upper, lower = known[i - 1], known[i]
        speed = estimate(discharge_m3_s=lower.discharge_m3_s, tests=tests[:i]).median
        usual = formula(speed, lower.discharge_m3_s)
        share = float(np.exp(np.mean(np.log(shares[:i]))))
        when, high = carried(upper, lower, speed, share * usual, lower.mass_kg)
        top, height = lower.peak
        times.append(abs(when / top - 1))
        heights.append(abs(high / height - 1))
        legs.append(abs((when - upper.peak[0]) / (top - upper.peak[0]) - 1))
    note = f"n = {len(times)}; velocity and K from the stretches already passed; S5 has no distance"
    case = "1970-03-24, each from the one before"
    peers = "advection–dispersion {} %"
    yield at_most("antietam", case, "peak, median error", 100 * float(np.median(heights)), 12.0,
                  peers=peers.format(16), note=note)  # fmt: skip
    yield at_most("antietam", case, "peak time, median error", 100 * float(np.median(times)), 5.0,
                  peers=peers.format(6),
                  note=f"{note}; of the time between the two stations: "
                       f"{100 * float(np.median(legs)):.0f} %")  # fmt: skip


def uvas_creek(data: Path) -> Iterator[Row]:
    """Compare the transfer function with a grid solution of the same equations."""
    segments = uvas.segments(data)
    reaches = [
        {
            "id": f"U{i}",
            "downstream": f"U{i + 1}" if i < len(segments) - 1 else None,
            "length_m": s.length_m,
            "discharge_m3_s": s.discharge_m3_s,
            "velocity_m_s": s.discharge_m3_s / s.area_m2,
            "longitudinal_dispersion_m2_s": s.dispersion_m2_s,
            "storage": {"area_ratio": s.storage_area_m2 / s.area_m2,
                        "exchange_per_s": s.exchange_per_s},
        }
        for i, s in enumerate(segments)
    ]  # fmt: skip
    first, last = uvas.BEGIN_S, uvas.END_S
    answer = run(
        duration_h=uvas.DURATION_S / 3600,
        reaches=reaches,
        releases=[{"reach": "U0", "series": [[at(first), 0], [at(first + 1), uvas.ABOVE_MG_L],
                   [at(last), uvas.ABOVE_MG_L], [at(last + 1), 0]]}],
        receptors=[
            {"id": r["id"], "reach": r["id"], "distance_m": r["length_m"]} for r in reaches
        ],
        ensemble=CERTAIN,
    )  # fmt: skip
    times, grids = uvas.grid_solution(segments)
    worst = 0.0
    for receptor, grid in zip(answer.receptors, grids, strict=True):
        ours = np.interp(times, receptor.times_s, receptor.p50_mg_l)
        worst = max(worst, 100 * float(np.abs(ours - grid).max() / grid.max()))
    yield at_most(
        "uvas-creek", "1972 parameters, 5 segments", "largest difference from a grid, of peak",
        worst, 1.0, note="transient storage; Crank–Nicolson, 1 m and 10 s; inflow at segment heads",
    )  # fmt: skip


def numerics(_: Path) -> Iterator[Row]:
    """Compare with the exact solution of one reach 20, 100 and 300 km below a pulse."""
    velocity, dispersion, discharge, mass = 0.8, 30.0, 1000.0, 1000.0
    places = (20_000.0, 100_000.0, 300_000.0)
    answer = run(
        duration_h=240,
        reaches=[{"id": "R", "length_m": 300_000.0, "discharge_m3_s": discharge,
                  "velocity_m_s": velocity, "longitudinal_dispersion_m2_s": dispersion,
                  "storage": NO_STORAGE}],
        releases=[{"reach": "R", "start": at(0), "mass_kg": mass}],
        receptors=[{"id": f"{x / 1000:g} km", "reach": "R", "distance_m": x} for x in places],
        ensemble=CERTAIN,
    )  # fmt: skip
    worst_peak, worst_arrival = 0.0, 0.0
    for place, receptor in zip(places, answer.receptors, strict=True):
        when = place / velocity
        spread = math.sqrt(2 * dispersion * place / velocity**3)
        times = np.linspace(max(when - 12 * spread, 1.0), when + 6 * spread, 2_000_001)
        flux = place / np.sqrt(4 * np.pi * dispersion * times**3) * np.exp(
            -((place - velocity * times) ** 2) / (4 * dispersion * times)
        )  # fmt: skip
        peak = float(flux.max())
        arrival = float(times[int((flux >= 0.02 * peak).argmax())])
        height = 1000 * mass * peak / discharge
        worst_peak = max(worst_peak, 100 * abs(reached(receptor.peak_mg_l.p50) / height - 1))
        worst_arrival = max(worst_arrival, abs(reached(receptor.arrival_s.p50) - arrival) / 60)
    case = "pulse, 20, 100 and 300 km"
    yield at_most("numerics", case, "peak off exact", worst_peak, 1.0,
                  peers="upwind 1 km −70 %, MUSCL −39 %, UQUICKEST 500 m −7 %")  # fmt: skip
    yield at_most("numerics", case, "arrival off exact", worst_arrival, 2.0, unit="min",
                  peers="upwind 1 km −425 min, UQUICKEST 500 m +15 min")  # fmt: skip
    yield at_most("numerics", case, "mass error", answer.mass_balance_error, 1e-10, unit="")
