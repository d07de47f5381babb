"""What `shangyou bench` measures beside the river: oil, gas, and the programs of `benchmarks/`."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
_START = datetime(2026, 12, 15, tzinfo=UTC)
# Measured on two cores; the part `opendrift` measures it again where it is installed.
_OPENOIL = "OpenDrift OpenOil, steps of 900 s: 27.6 s (benchmarks/oil.py)"
Work = tuple[str, Callable[[], object], float, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line a program of `benchmarks/` printed, its target in its own words."""

    work: str
    value: str
    target: str


def oil_case(*, elements: int, hours: int) -> dict[str, Any]:
    """Return 120 m3 of diesel on a wide river, let out in an hour."""
    return {
        "start": _START.isoformat(),
        "duration_h": hours,
        "reaches": [
            {
                "id": "R",
                "length_m": 400_000,
                "discharge_m3_s": 60_000,
                "width_m": 10_000,
                "depth_m": 10,
                "velocity_m_s": 0.51,
                "bearing_deg": 90,
                "bank_kind": "concrete_wall",
            }
        ],
        "releases": [
            {"reach": "R", "position": 0.5, "start": _START.isoformat(), "duration_s": 3600}
        ],
        "oil": "AD04007",
        "volume_m3": 120,
        "wind": {"speed_m_s": 3, "from_deg": 270},
        "water_temperature_k": 285.65,
        "elements": elements,
        "ensemble": {"members": 100},
    }


def gas_case(*, members: int, valley: bool = False) -> dict[str, Any]:
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


def solving(model: str, document: dict[str, Any]) -> Callable[[], object]:
    """Return the answer of a model to a case as something to be timed, JSON included."""
    from shangyou.science import cases
    from shangyou.science.catalogue import MODELS

    spec = next(spec for spec in MODELS if spec.name == model)
    inputs = cases.read(spec, document)
    return lambda: spec.to_json(spec.solve(inputs))


def oil() -> Iterator[Work]:
    """Yield the work on oil, the peer named."""
    peer = _OPENOIL
    if importlib.util.find_spec("opendrift") is None:
        peer += "; OpenDrift is not installed here"
    whole = solving("river-oil-spill", oil_case(elements=10_000, hours=72))
    yield "溢油 oil, 10,000 elements, 72 h at 60 s", whole, 5.0, peer
    little = oil_case(elements=1000, hours=2)
    yield (
        "溢油冷启动 oil, cold start to answer (new process)",
        lambda: cold_start("river-oil-spill", little),
        2.0,
        "OpenDrift import alone: 5.9 s",
    )


def gas() -> Iterator[Work]:
    """Yield the work on gas."""
    for name, document, target in (
        ("no ensemble", gas_case(members=1), 0.2),
        ("200 members", gas_case(members=200), 1.0),
        ("200 members in a valley", gas_case(members=200, valley=True), 1.0),
        ("1,000 members", gas_case(members=1000), 10.0),
    ):
        work = f"气体 gas tanker, all zones, 30 places, {name}"
        yield work, solving("gas-release", document), target, ""


# Programs of `benchmarks/` by part: what they need besides this package is theirs to say.
PROGRAMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "detection": (("detection.py",), ("alarms.py",)),
    "gateway": (("gateway.py", "throughput", "latency", "burst", "--scale", "{scale}"),),
    "mosquitto": (("gateway.py", "mosquitto", "--scale", "{scale}"),),
    "opendrift": (("oil.py",),),
}


def programs(part: str, scale: float) -> Iterator[Line]:
    """Run the programs of a part and yield what they print."""
    for name, *arguments in PROGRAMS[part]:
        path = BENCHMARKS / name
        if not path.exists():
            yield Line(name, "不在安装包内，需代码库 only in a checkout of the repository", "")
            continue
        given = [a.format(scale=scale) for a in arguments]
        done = subprocess.run(
            [sys.executable, path, *given], capture_output=True, text=True, check=False
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            yield Line(name, f"未能运行 could not run: {last}", "")
            continue
        yield from map(columns, filter(str.strip, done.stdout.splitlines()))


def columns(text: str) -> Line:
    """Split what `benchmarks/gateway.py` prints into its three columns; other lines stay whole."""
    work, value, target = text[:58], text[58:83], text[83:]
    aligned = len(text) > 83 and text[58] == " " and not value.endswith("  ") and target[:2] == "  "
    if not aligned:
        return Line(text.strip(), "", "")
    return Line(work.rstrip(), value.strip(), target.strip())


def cold_start(model: str, document: dict[str, Any]) -> None:
    """Answer a case in a new process, as `shangyou run` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        command = "import sys; from shangyou.cli.main import main; sys.exit(main(sys.argv[1:]))"
        subprocess.run(
            [sys.executable, "-c", command, "run", model, path, "-o", f"{path}.out"], check=True
        )
