"""`shangyou bench`: how fast, beside the target; the same work each time, on this machine."""

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shangyou.cli import bench_more
from shangyou.cli.bench_more import Work

_START = datetime(2026, 3, 1, tzinfo=UTC)
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds on the clock and of the processors."""

    work: str
    ours_s: float
    cpu_s: float
    target_s: float
    met: bool
    peer: str


def case(
    *, members: int, reaches: int = 60, series: bool = False, estimated: bool = False
) -> dict[str, Any]:
    """Return a river of 12 km reaches with a receptor in the middle of each."""
    start, later = _START.isoformat(), (_START + timedelta(days=5)).isoformat()

    def discharge(i: int) -> object:
        steady = 5000.0 + 20.0 * i
        if not series:
            return steady
        # a wave that takes a day from every fifteenth reach to the next
        crest = (_START + timedelta(days=1 + i // 15)).isoformat()
        return [[start, 0.8 * steady], [crest, 1.3 * steady], [later, steady]]

    return {
        "start": start,
        "duration_h": 240,
        "reaches": [
            {
                "id": f"R{i}",
                "downstream": f"R{i + 1}" if i + 1 < reaches else None,
                "length_m": 12_000,
                "discharge_m3_s": discharge(i),
                "width_m": 600,
                "depth_m": 8,
                "storage": None if estimated else {"area_ratio": 0.1, "exchange_per_s": 1e-4},
            }
            for i in range(reaches)
        ],
        "releases": [{"reach": "R0", "start": start, "duration_s": 3600, "mass_kg": 2000}],
        "receptors": [
            {"id": f"P{i}", "reach": f"R{i}", "distance_m": 6000, "limit_mg_l": 0.01}
            for i in range(reaches)
        ],
        "ensemble": {"members": members},
    }


def incident(*, members: int) -> dict[str, Any]:
    """Return 700 km as an incident has them: uneven reaches, a slope, nothing else known."""
    document = case(members=members, estimated=True)
    for i, reach in enumerate(document["reaches"]):
        reach.update(
            length_m=2000.0 + 2000.0 * (7 * i % 11),
            slope=2e-4,
            width_m=400.0 + 50.0 * (3 * i % 7),
            depth_m=5.0 + 1.5 * (5 * i % 6),
        )
    for receptor in document["receptors"]:
        receptor["distance_m"] = 1500.0
    document["releases"][0]["duration_s"] = 600
    return document


def _samples(document: dict[str, Any]) -> dict[str, Any]:
    """Add eight samples at the tenth receptor, around the passage of its plume."""
    from shangyou.science import cases
    from shangyou.science.models.river_transport import MODEL, solve

    truth = solve(cases.read(MODEL, {**document, "ensemble": {"members": 1}})).receptors[10]
    peak = truth.peak_s.p50 or 0.0
    times = [peak + 3600.0 * hours for hours in (-6, -4, -2, -1, 0, 1, 2, 4)]
    return {
        **document,
        "observations": [
            {
                "receptor": "P10",
                "time": (_START + timedelta(seconds=round(t))).isoformat(),
                "concentration_mg_l": 0.7 * float(value),
                "detection_limit_mg_l": 1e-4,
            }
            for t, value in zip(times, _read(truth.times_s, truth.p50_mg_l, times), strict=True)
        ],
    }


def _read(times_s: Any, values: Any, at: list[float]) -> Any:
    import numpy as np

    return np.interp(np.asarray(at), times_s, values)


def _comparing(document: dict[str, Any]) -> Callable[[], object]:
    """Return the comparison of twenty options: four kinds of measures at five places."""
    from shangyou.science import cases
    from shangyou.science.decisions.measures import Measure, Option
    from shangyou.science.decisions.options import Comparison
    from shangyou.science.models.river_transport import MODEL

    amounts: tuple[dict[str, Any], ...] = (
        {"kind": "divert", "fraction": 0.4, "capacity_m3": 5e8},
        {"kind": "dam", "fraction": 0.6, "capacity_m3": 5e8},
        {"kind": "dose", "fraction": 0.5, "reagent_ratio": 2.0},
        {"kind": "release", "discharge_m3_s": 800.0},
    )

    def measure(i: int) -> Measure:
        reach = 1 + 2 * (i // 4)
        passes = timedelta(hours=4 + 3.2 * reach)
        return Measure(
            reach=f"R{reach}",
            distance_m=3000.0,
            from_=_START + passes - timedelta(hours=3),
            until=_START + passes + timedelta(hours=6),
            **amounts[i % 4],
        )

    inputs = cases.read(MODEL, document)
    options = [Option(measures=(measure(i),)) for i in range(20)]

    def compare() -> object:
        comparison = Comparison.of(inputs)
        return [comparison.evaluate(option) for option in options]

    return compare


def rows(parts: Sequence[str]) -> list[Row]:
    """Measure what the parts name."""
    return [
        _measure(*work) for part, works in MEASURED.items() if part in parts for work in works()
    ]


def _river() -> tuple[Work, ...]:
    import numpy as np

    from shangyou.science import cases
    from shangyou.science.models.river_transport import MODEL, field, solve

    def solving(document: dict[str, Any]) -> Callable[[], object]:
        inputs = cases.read(MODEL, document)
        return lambda: solve(inputs)

    frames = np.linspace(0.0, 72 * 3600.0, 97)
    mapped = cases.read(MODEL, case(members=1))
    # peers: measured on a machine of this size with the programs named; see docs/models
    return (
        ("一次预报 one forecast, 60 receptors", solving(case(members=1)), 0.1, ""),
        (
            "集合预报 1,000 members × 60 receptors",
            solving(case(members=1000)),
            1.0,
            "MUSCL grid 1 km, compiled: 1.15 s",
        ),
        (
            "滞留区估算 1,000 members × 60 receptors, estimated dead zones",
            solving(case(members=1000, estimated=True)),
            0.5,
            "",
        ),
        (
            "实际事故 incident, 700 km of uneven reaches, 1,000 × 60",
            solving(incident(members=1000)),
            0.6,
            "",
        ),
        ("非恒定流 series discharge, 1 member", solving(case(members=1, series=True)), 1.0, ""),
        (
            "非恒定流集合 series discharge, 1,000 members, 700 km",
            solving(case(members=1000, series=True)),
            2.0,
            "grid of 250 m, compiled: about 9 s",
        ),
        (
            "网格非恒定流 the same on the grid",
            solving({**case(members=1000, series=True), "scheme": "grid"}),
            2.0,
            "",
        ),
        (
            "实测修正 update by 8 samples",
            solving(_samples(case(members=1000, reaches=20))),
            2.0,
            "",
        ),
        (
            "非恒定流实测修正 update by 8 samples, series discharge",
            solving(_samples(case(members=1000, reaches=20, series=True))),
            2.0,
            "",
        ),
        *(
            (f"方案比选 20 options, 20 receptors, 240 km, {name}", _comparing(document), 3.0, "")
            for name, document in (
                ("loss", {**case(members=1000, reaches=20), "substance": {"decay_per_s": 2e-6}}),
                ("series discharge", case(members=1000, reaches=20, series=True)),
            )
        ),
        (
            "地图场 field, 700 km × 97 times × 5 positions",
            lambda: field(mapped, frames, spacing_m=2000.0),
            0.3,
            "",
        ),
        (
            "冷启动 cold start to answer (new process)",
            lambda: bench_more.cold_start("river-transport", case(members=1)),
            2.0,
            "OpenDrift import alone: 5.9 s",
        ),
    )


MEASURED: dict[str, Callable[[], Iterable[Work]]] = {
    "river": _river,
    "oil": bench_more.oil,
    "gas": bench_more.gas,
}


def _measure(name: str, run: Callable[[], object], target: float, peer: str) -> Row:
    best = cpu = float("inf")
    for _ in range(_REPEATS):
        begin, own = time.perf_counter(), _processor_s()
        run()
        best = min(best, time.perf_counter() - begin)
        cpu = min(cpu, _processor_s() - own)
    return Row(name, round(best, 3), round(cpu, 3), target, best <= target, peer)


def _processor_s() -> float:
    """Return the processor time of this process and of those it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def bench(parts: Sequence[str] = (), *, as_json: bool, scale: float = 0.1) -> int:
    """Print the table of some parts; of all that need nothing beside this package if none is named."""
    table = rows(parts or tuple(MEASURED))
    printed = [
        line
        for part in parts
        if part in bench_more.PROGRAMS
        for line in bench_more.programs(part, scale)
    ]
    if as_json:
        print(
            json.dumps([*map(asdict, table), *map(asdict, printed)], ensure_ascii=False, indent=2)
        )
        return 0
    if table:
        print(f"{'ours s':>8} {'cpu s':>8} {'target s':>9}  met  work  [peer]")
    for row in table:
        peer = f"  [{row.peer}]" if row.peer else ""
        mark = "✓" if row.met else "✗"
        print(f"{row.ours_s:8.3f} {row.cpu_s:8.3f} {row.target_s:9.1f}  {mark}    {row.work}{peer}")
    for line in printed:
        print(f"{line.work:58s} {line.value:>24s}   {line.target}".rstrip())
    if not parts:
        print("\n另有 further parts: " + ", ".join(bench_more.PROGRAMS))
        print("数值精度与同行格式的比较 accuracy beside other schemes: benchmarks/river_schemes.py")
    return 0
