"""The river as a network: grid against exact and transfer functions, mass in changing flow, arms."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import invgauss

from shangyou.cli.evidence.row import Row, at_most
from shangyou.cli.evidence.water_transport import CERTAIN, NO_STORAGE, at, reached, run
from shangyou.science.models.river.answer import Answer

PLACES_KM = (20, 100, 300)


def network(_: Path) -> Iterator[Row]:
    """Score the grid, changing flow and a river that parts."""
    yield from _exact()
    yield from _changing_flow()
    yield from _arms()


def _reach(name: str, metres: float, flow: object, down: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": name, "length_m": metres, "discharge_m3_s": flow, "downstream": down,
        "width_m": 700, "depth_m": 9, "velocity_m_s": 0.8, "storage": NO_STORAGE,
        "longitudinal_dispersion_m2_s": 100.0, **more,
    }  # fmt: skip


def _case(reaches: list[dict[str, Any]], places: list[tuple[str, float]], **more: Any) -> Answer:
    return run(
        duration_h=400,
        reaches=reaches,
        releases=[{"reach": reaches[0]["id"], "start": at(0), "duration_s": 3600, "mass_kg": 2000}],
        receptors=[{"id": f"{r}{x}", "reach": r, "distance_m": x} for r, x in places],
        **{"ensemble": CERTAIN, **more},
    )


def _exact() -> Iterator[Row]:
    """One hour of release into a uniform river: the difference of two inverse Gaussian laws."""
    peak, arrival, mass = 0.0, 0.0, 0.0
    for dispersion in (30.0, 100.0, 300.0):
        reach = _reach("R", 400_000.0, 5200.0, None, longitudinal_dispersion_m2_s=dispersion)
        answer = _case([reach], [("R", 1000.0 * km) for km in PLACES_KM], scheme="grid")
        mass = max(mass, answer.mass_balance_error)
        for km, receptor in zip(PLACES_KM, answer.receptors, strict=True):
            mean, shape = 1000 * km / 0.8, (1000 * km) ** 2 / (2 * dispersion)
            law = invgauss(mean / shape, scale=shape)
            times = np.linspace(0.3 * mean, 1.5 * mean, 400_001)
            curve = 2000 / 3600 * (law.cdf(times) - law.cdf(times - 3600)) / 5200 * 1000
            top = float(curve.max())
            first = float(times[(curve > 0.02 * top).argmax()])
            peak = max(peak, abs(reached(receptor.peak_mg_l.p50) / top - 1))
            arrival = max(arrival, abs(reached(receptor.arrival_s.p50) - first) / 60)
    case, note = "pulse of 1 h, 20, 100 and 300 km, K 30, 100, 300 m²/s", "ULTIMATE-QUICKEST"
    yield at_most(
        "network", case, "peak off exact", 100 * peak, 1.0, note=note,
        peers="WATER.md prototypes at K 30, 20 km: QUICKEST 250 m −1 %, MUSCL 1 km −39 %",
    )  # fmt: skip
    yield at_most("network", case, "arrival off exact", arrival, 2.0, unit="min", note=note)
    yield at_most("network", case, "mass error before scaling", mass, 1e-10, unit="", note=note)


def _changing_flow() -> Iterator[Row]:
    """Score a wave that runs down six reaches of 20 km: clocks, and the grid beside them."""
    reaches = [
        _reach(
            f"R{i}",
            20_000.0,
            [[at(0), 4000.0], [at(3600.0 * (15 + 7 * (i // 2))), 9000.0], [at(6e5), 4000.0]],
            f"R{i + 1}" if i < 5 else None,
        )
        for i in range(6)
    ]
    places = [(f"R{i}", 15_000.0) for i in range(1, 6)]
    clocks, grid = _case(reaches, places), _case(reaches, places, scheme="grid")
    pairs = list(zip(clocks.receptors, grid.receptors, strict=True))
    peak = max(abs(reached(b.peak_mg_l.p50) / reached(a.peak_mg_l.p50) - 1) for a, b in pairs)
    late = max(abs(reached(b.arrival_s.p50) - reached(a.arrival_s.p50)) for a, b in pairs) / 60
    case = "changing flow, 120 km"
    yield at_most("network", case, "grid against clocks, peak", 100 * peak, 1.0)
    yield at_most("network", case, "grid against clocks, arrival", late, 2.0, unit="min")
    members = _case(reaches, places, ensemble={"members": 200}).mass_balance_error
    worst = max(clocks.mass_balance_error, grid.mass_balance_error, members)
    yield at_most(
        "network", case, "mass error before scaling", worst, 1e-10, unit="",
        note="clocks with 1 and 200 members, grid",
    )  # fmt: skip


def _arms() -> Iterator[Row]:
    """Score an island with arms of 20 and 35 km that take 70 and 30 % of the flow."""
    reaches = [
        _reach("A", 30_000.0, 5000.0, "L", branches=[{"reach": "R", "share": 0.3}]),
        _reach("L", 20_000.0, 3500.0, "B"),
        _reach("R", 35_000.0, 1500.0, "B"),
        _reach("B", 80_000.0, 5000.0, None),
    ]
    places = [("L", 15_000.0), ("R", 15_000.0), ("B", 60_000.0)]
    grid, path = _case(reaches, places), _case(reaches, places, scheme="path")
    pairs = list(zip(path.receptors, grid.receptors, strict=True))
    peak = max(abs(reached(b.peak_mg_l.p50) / reached(a.peak_mg_l.p50) - 1) for a, b in pairs)
    late = max(abs(reached(b.arrival_s.p50) - reached(a.arrival_s.p50)) for a, b in pairs) / 60
    case = "an island, arms of 70 and 30 %"
    note = "beside the sum of the transfer functions of both ways"
    yield at_most("network", case, "peak", 100 * peak, 1.0, note=note)
    yield at_most("network", case, "arrival", late, 2.0, unit="min", note=note)
    yield at_most("network", case, "mass error", grid.mass_balance_error, 1e-10, unit="")
