"""Antietam Creek foretold from its first curve, and what public tests let anybody expect of that."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shangyou.cli.evidence import readings
from shangyou.cli.evidence.row import Row, at_most, within
from shangyou.cli.evidence.water_transport import (
    ANTIETAM,
    TIME_OF_TRAVEL,
    Station,
    at,
    reached,
    run,
    stations,
)
from shangyou.science.models.river.answer import ReceptorAnswer
from shangyou.science.processes.river_velocity import BETWEEN_RIVERS, REFERENCE_DISCHARGE_M3_S

# The dye injected is known to a few per cent and its time to half a minute; a laboratory's blank
# is far below this share of a curve.
INJECTION = {"members": 1000, "mass_sigma": 0.05, "start_sd_s": 30}
DETECTABLE = 0.002
DATE = "1970-03-24"


def rows(data: Path) -> Iterator[Row]:
    """Foretell all stations from the first, both ways of telling the model about it."""
    known = stations(data)
    slopes = [
        1e-3 * readings.number(place["Stream Slope"])
        for place in readings.table(data / ANTIETAM[1])
        if place["Sampling Location"]
    ]
    note = "discharge and slope of each stretch known; nothing fitted to this creek"
    forms = (
        ("all from the first curve, as samples", _as_samples(known, slopes, 1), note),
        ("all from the first curve, as a release", _as_release(known, slopes), note),
        ("the same, slopes unknown", _as_samples(known, None, 1), "discharges known"),
    )
    for case, receptors, remark in forms:
        yield from _scores(f"{DATE}, {case}", receptors, known[1:], remark)
    each = [_as_samples(known, slopes, i)[0] for i in range(1, len(known))]
    case = f"{DATE}, each from all curves above it, as samples"
    yield from _scores(case, each, known[1:], note)
    yield _carried_velocity(data)


def _scores(
    case: str, ours: Sequence[ReceptorAnswer], real: list[Station], note: str
) -> Iterator[Row]:
    high = [abs(reached(r.peak_mg_l.p50) / s.peak[1] - 1) for r, s in zip(ours, real, strict=True)]
    when = [abs(reached(r.peak_s.p50) / s.peak[0] - 1) for r, s in zip(ours, real, strict=True)]
    inside = [
        reached(band.p05) <= measured <= (np.inf if band.p95 is None else band.p95)
        for r, s in zip(ours, real, strict=True)
        for band, measured in ((r.peak_s, s.peak[0]), (r.peak_mg_l, s.peak[1]))
    ]
    name, note = "antietam", f"n = {len(real)}; {note}"
    yield at_most(name, case, "peak, median error", 100 * float(np.median(high)), 12.0, note=note)
    yield at_most(
        name, case, "peak time, median error", 100 * float(np.median(when)), 5.0, note=note
    )
    yield within(
        name, case, "90 % intervals hold", 100 * float(np.mean(inside)), (85, 100),
        note=f"{len(inside)} numbers of one river",
    )  # fmt: skip


def _reaches(known: list[Station], slopes: list[float] | None) -> list[dict[str, Any]]:
    lengths = np.diff([0.0, *(s.distance_m for s in known)]).tolist()
    found = []
    for i, (station, length) in enumerate(zip(known, lengths, strict=True)):
        reach = {
            "id": f"R{i}",
            "downstream": f"R{i + 1}" if i < len(known) - 1 else None,
            "length_m": length,
            "discharge_m3_s": station.discharge_m3_s,
        }
        found.append(reach if slopes is None else {**reach, "slope": slopes[i]})
    return found


def _receptors(reaches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": r["id"], "reach": r["id"], "distance_m": r["length_m"]} for r in reaches]


def _as_samples(
    known: list[Station], slopes: list[float] | None, used: int
) -> tuple[ReceptorAnswer, ...]:
    """Foretell what lies below the first `used` stations: dye injected, their curves as samples."""
    reaches = _reaches(known, slopes)
    samples = [
        {
            "receptor": f"R{i}",
            "time": at(t),
            "concentration_mg_l": c,
            "detection_limit_mg_l": DETECTABLE * station.peak[1],
        }
        for i, station in enumerate(known[:used])
        for t, c in zip(station.times_s.tolist(), station.concentration_mg_l.tolist(), strict=True)
    ]
    answer = run(
        duration_h=300,
        reaches=reaches,
        releases=[{"reach": "R0", "start": at(0), "mass_kg": known[0].mass_kg}],
        receptors=_receptors(reaches),
        observations=samples,
        ensemble=INJECTION,
    )
    return answer.receptors[used:]


def _as_release(known: list[Station], slopes: list[float] | None) -> tuple[ReceptorAnswer, ...]:
    """Foretell from the first curve as what enters; the first stretch is a velocity test."""
    first = known[0]
    reaches = _reaches(known, slopes)
    reaches[0]["velocity_tests"] = [
        {
            "discharge_m3_s": first.discharge_m3_s,
            "velocity_m_s": first.distance_m / first.peak[0],
        }
    ]
    series = zip(first.times_s.tolist(), first.concentration_mg_l.tolist(), strict=True)
    answer = run(
        duration_h=300,
        reaches=reaches,
        releases=[
            {
                "reach": "R0",
                "distance_m": reaches[0]["length_m"],
                "series": [[at(t), c] for t, c in series],
            }
        ],
        receptors=_receptors(reaches),
        ensemble={"members": 1000},
    )
    return answer.receptors[1:]


def _carried_velocity(data: Path) -> Row:
    """Score the plainest use of a first stretch on all public tests: its departure goes on."""
    off = []
    for passages in readings.successive(data / TIME_OF_TRAVEL):
        x = np.log(passages.discharge_m3_s / REFERENCE_DISCHARGE_M3_S)
        law = np.vander(x, 3, increasing=True) @ np.array(BETWEEN_RIVERS)
        departure = np.log(passages.velocity_m_s) - law
        off.append(float(np.mean(departure[1:]) - departure[0]))
    return Row(
        "antietam", "water", "all public tests, velocity below from the first stretch",
        "median error", 100 * float(np.median(np.abs(np.expm1(off)))), "%", "", "", None,
        f"n = {len(off)} tests: what a first stretch alone can say",
    )  # fmt: skip
