"""The evidence table: what is measured, and how it is printed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from shangyou.cli.evidence import (
    air,
    air_blast,
    air_heavy,
    air_sources,
    detection,
    detection_live,
    detection_own,
    detection_slow,
    first_curve,
    reach_tests,
    spills,
    water,
    water_network,
    water_transport,
)
from shangyou.cli.evidence.row import Row


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: the files it needs and the rows it gives."""

    name: str
    medium: str
    files: tuple[str, ...]
    rows: Callable[[Path], Iterable[Row]]


EVIDENCE: tuple[Evidence, ...] = (
    Evidence("river-velocity", "water", (water.TIME_OF_TRAVEL,), water.velocity),
    Evidence("dispersion", "water", (water.DISPERSION,), water.dispersion),
    Evidence("leading-edge", "water", (water.TIME_OF_TRAVEL,), water_transport.leading_edge),
    Evidence("antietam", "water", water_transport.ANTIETAM, water_transport.antietam),
    Evidence("uvas-creek", "water", (water_transport.UVAS,), water_transport.uvas_creek),
    Evidence("numerics", "water", (), water_transport.numerics),
    Evidence("network", "water", (), water_network.network),
    Evidence("gecco-2018", "detection", (detection.GECCO,), detection.gecco),
    Evidence("canary-b", "detection", (detection.CANARY,), detection.canary),
    Evidence("oddwater", "detection", (detection.ODDWATER,), detection.oddwater),
    Evidence("four-hourly", "detection", (detection_slow.READINGS,), detection_slow.chongqing),
    Evidence(
        "antietam-first-curve",
        "water",
        (*water_transport.ANTIETAM, water.TIME_OF_TRAVEL),
        first_curve.rows,
    ),
    Evidence("reach-tests", "water", (water.TIME_OF_TRAVEL,), reach_tests.rows),
    Evidence("spill-events", "water", (spills.EVENTS,), spills.rows),
    Evidence("pool-fire-sep", "air", (air_sources.FIRES,), air_sources.emissive_power),
    Evidence("prairie-grass", "air", (air.MAXIMA, air.MET), air.passive),
    Evidence("dense-gas", "air", (air.DENSE,), air_heavy.heavy),
    Evidence("gas-numerics", "air", (), air_heavy.numerics),
    Evidence("blast-curves", "air", (), air_blast.curves),
    Evidence("pool-on-water", "air", (), air_sources.boiling_on_water),
    Evidence("live-four-hourly", "detection", (detection_slow.READINGS,), detection_live.chongqing),
    Evidence("own-steps", "detection", (detection_slow.READINGS,), detection_own.chongqing),
    Evidence("own-steps-river", "detection", (detection.ODDWATER,), detection_own.river),
)


def names() -> tuple[str, ...]:
    """Return what `--only` understands."""
    media = dict.fromkeys(evidence.medium for evidence in EVIDENCE)
    return (*media, *(evidence.name for evidence in EVIDENCE))


def rows(data_dir: Path, only: str | None = None) -> list[Row]:
    """Measure everything, or one evidence or medium; what is missing is said in its row."""
    answer: list[Row] = []
    for evidence in EVIDENCE:
        if only not in (None, evidence.name, evidence.medium):
            continue
        missing = [name for name in evidence.files if not (data_dir / name).is_file()]
        if missing:
            note = f"缺少 / missing: {', '.join(missing)}"
            answer.append(
                Row(evidence.name, evidence.medium, "–", "–", None, "", "", "", None, note)
            )
        else:
            answer.extend(evidence.rows(data_dir))
    return answer


_HEADINGS = ("evidence", "case", "measure", "ours", "target", "peers", "met", "note")
_MET = {True: "yes 达到", False: "NO 未达到", None: "–"}


def text(table: list[Row]) -> str:
    """Return the table in columns."""
    lines = [_HEADINGS, *(_cells(row) for row in table)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(_HEADINGS) - 1)]
    return "\n".join(
        "  ".join(
            [cell + " " * (w - _width(cell)) for cell, w in zip(line, widths, strict=False)]
            + [line[-1]]
        ).rstrip()
        for line in lines
    )


def markdown(table: list[Row]) -> str:
    """Return the page docs/validation.md."""
    body = "\n".join("| " + " | ".join(_cells(row)) + " |" for row in table)
    head = "| " + " | ".join(_HEADINGS) + " |\n|" + "---|" * len(_HEADINGS)
    return (
        "# 验证 Validation\n\n"
        "Written by `shangyou validate --write docs/validation.md`; do not edit.\n\n"
        "本表由程序对照公开实测数据计算；“peers”为同行在同类数据上的成绩。\n"
        "Measured against the public halves of the data; peers' figures come from the literature "
        "or from our own runs of their formulae. Other rivers, tests and accidents are kept back "
        "and no constant has seen them.\n\n"
        f"{head}\n{body}\n"
    )


def _cells(row: Row) -> tuple[str, ...]:
    ours = "–" if row.ours is None else f"{row.ours:.3g} {row.unit}".rstrip()
    return (
        row.name, row.case, row.measure, ours, row.target, row.peers, _MET[row.met], row.note
    )  # fmt: skip


def _width(cell: str) -> int:
    """Return the columns a text takes: Chinese characters take two."""
    return sum(2 if "\u2e80" <= c <= "\uffef" else 1 for c in cell)
