"""`shangyou bench`: how fast, beside the target; the same work each time, on this machine."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_START = datetime(2026, 3, 1, tzinfo=UTC)
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, seconds."""

    work: str
    ours_s: float
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


def gas(*, members: int, valley: bool = False) -> dict[str, Any]:
    """Return a gas tanker whose hose is torn off, a town of thirty places round it, every zone."""
    places = [
        {"id": f"P{i}", "x_m": 150.0 * (i + 1), "y_m": 40.0 * (i % 7 - 3), "z_m": 1.5}
        for i in range(30)
    ]
    return {
        "substance": "68476-85-7",
        "release": {
            "kind": "tank",
            "height_m": 0.7,
            "tank": {"volume_m3": 50, "fill_fraction": 0.8, "hole_diameter_m": 0.05},
        },
        "weather": {"wind_speed_m_s": 2.5, "wind_from_deg": 270, "stability": "D"},
        "receptors": places,
        "thresholds": ["LFL", "HJ169-1", "IDLH", "HJ169-2"],
        "ensemble": {"members": members},
        **(
            {"terrain": {"slope": 0.05, "valley_width_m": 400, "downhill_deg": 90}}
            if valley
            else {}
        ),
    }


def rows() -> list[Row]:
    """Measure everything."""
    import numpy as np

    from shangyou.science import cases
    from shangyou.science.models.gas_release import MODEL as GAS
    from shangyou.science.models.river_transport import MODEL, field, solve

    def solving(document: dict[str, Any]) -> Callable[[], object]:
        inputs = cases.read(MODEL, document)
        return lambda: solve(inputs)

    def gassing(document: dict[str, Any]) -> Callable[[], object]:
        inputs = cases.read(GAS, document)
        return lambda: GAS.to_json(GAS.solve(inputs))

    frames = np.linspace(0.0, 72 * 3600.0, 97)
    mapped = cases.read(MODEL, case(members=1))
    # peers: measured on a machine of this size with the programs named; see docs/models
    work: tuple[tuple[str, Callable[[], object], float, str], ...] = (
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
            "网格非恒定流 the same on the grid, 100 members",
            solving({**case(members=100, series=True), "scheme": "grid"}),
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
        *(
            (f"气体 gas tanker, all zones, 30 places, {name}", gassing(document), target, "")
            for name, document, target in (
                ("no ensemble", gas(members=1), 0.2),
                ("200 members", gas(members=200), 1.0),
                ("200 members in a valley", gas(members=200, valley=True), 1.0),
                ("1,000 members", gas(members=1000), 10.0),
            )
        ),
        (
            "冷启动 cold start to answer (new process)",
            _cold_start,
            2.0,
            "OpenDrift import alone: 5.9 s",
        ),
    )
    return [_measure(name, run, target, peer) for name, run, target, peer in work]


def _measure(name: str, run: Callable[[], object], target: float, peer: str) -> Row:
    best = float("inf")
    for _ in range(_REPEATS):
        begin = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - begin)
    return Row(name, round(best, 3), target, best <= target, peer)


def _cold_start() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(case(members=1)), encoding="utf-8")
        command = "import sys; from shangyou.cli.main import main; sys.exit(main(sys.argv[1:]))"
        subprocess.run(
            [
                sys.executable,
                "-c",
                command,
                "run",
                "river-transport",
                str(path),
                "-o",
                f"{path}.out",
            ],
            check=True,
        )


def bench(*, as_json: bool) -> int:
    """Print the table."""
    table = rows()
    if as_json:
        print(json.dumps([asdict(row) for row in table], ensure_ascii=False, indent=2))
        return 0
    print(f"{'ours s':>8} {'target s':>9}  met  work  [peer]")
    for row in table:
        print(
            f"{row.ours_s:8.3f} {row.target_s:9.1f}  {'✓' if row.met else '✗'}    {row.work}{f'  [{row.peer}]' if row.peer else ''}"
        )
    print("\n数值精度与同行格式的比较 accuracy beside other schemes: benchmarks/river_schemes.py")
    return 0
