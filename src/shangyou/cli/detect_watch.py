"""`shangyou detect watch`: the rules that watch the telemetry, over a CSV file, with nothing to train.

Every station of the file is judged as the live detector judges it: change against what is natural,
and a slow series' own steps, counted row by row. Limits, rain and neighbours need the registers.
"""

import argparse
import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangyou.cli.writing import problem, write
from shangyou.science.messages import BadInput, Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shangyou.cli.detect_table import Table
    from shangyou.science.distributions import Floats
    from shangyou.science.inference.event_detection.natural import NaturalAnswer, NaturalState
    from shangyou.science.inference.event_detection.slow import Factor

NOT_JUDGED = "时间缺失、重复或倒退，本行未判 / time is missing, repeated or earlier: row not judged"
HEADINGS = ("station", "time", "tier", "hint", "cause")
# What stands in brackets after a name is its unit.
BRACKETS = "(（["


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("--csv", type=Path, required=True, metavar="F")
    parser.add_argument("--time", required=True, metavar="COL", help="时间列 column of times")
    parser.add_argument(
        "--station",
        default="",
        metavar="A,B",
        help="站点列，可无 columns that name the station, optional",
    )
    parser.add_argument(
        "--quality", required=True, metavar="A,B",
        help="水质列；名称不在九参数内的写成 列=键 water signals; COL=key where the name is not the factor's",
    )  # fmt: skip
    parser.add_argument(
        "--where", default="", metavar="COL=VALUE", help="只判这些行 only rows with this value"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv")


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the factor it holds; None where the nation's steps of it are not known."""

    name: str
    factor: "Factor | None"


def watch(arguments: argparse.Namespace) -> int:
    """Judge a file."""
    import numpy as np

    from shangyou.cli import detect_table

    columns = _columns(arguments.quality)
    stations = tuple(part.strip() for part in arguments.station.split(",") if part.strip())
    where, _, wanted = arguments.where.partition("=")
    needed = {
        "--time": (arguments.time,),
        "--station": stations,
        "--quality": tuple(c.name for c in columns),
        "--where": (where,) if where else (),
    }
    table = detect_table.read(arguments.csv, needed)
    chosen = np.ones(len(table.rows), dtype=bool)
    if where:
        chosen = np.array([cell == wanted for cell in table.text(where)])
        if not chosen.any():
            raise BadInput(
                [
                    problem(
                        "--where",
                        f"没有一行的“{where}”为“{wanted}”",
                        f"no row has {where} = {wanted}",
                    )
                ]
            )
    table = detect_table.Table(
        table.path, table.names, [row for row, keep in zip(table.rows, chosen, strict=True) if keep]
    )
    cells = table.text(arguments.time)
    times_s = detect_table.times(cells, detect_table.form_of(cells))
    write(arguments.output, _judge(table, stations, columns, times_s, cells))
    return 0


def _judge(
    table: "Table",
    stations: tuple[str, ...],
    columns: list[Column],
    times_s: "Floats",
    cells: list[str],
) -> str:
    import numpy as np

    from shangyou.science.inference.event_detection.natural import NaturalState, Nature

    values = table.numbers(tuple(c.name for c in columns))
    named = [" ".join(parts) for parts in zip(*map(table.text, stations), strict=True)]
    names = list(dict.fromkeys(named)) or [""]
    station = np.array([names.index(n) for n in named]) if named else np.zeros(len(cells), int)
    interval = np.array([_interval(times_s[station == i]) for i in range(len(names))])
    width = len(columns)
    nature = Nature.of(tuple(c.factor for c in columns) * len(names), np.repeat(interval, width))
    state, last = NaturalState(nature), np.full(len(names), -np.inf)
    lines: list[tuple[Any, ...]] = [()] * len(cells)
    for turn in _turns(station):
        later = np.isfinite(times_s[turn]) & (times_s[turn] > last[station[turn]])
        for row in turn[~later].tolist():
            lines[row] = (names[station[row]], cells[row], 0, 0, NOT_JUDGED, *[""] * width)
        rows = turn[later]
        last[station[rows]] = times_s[rows]
        told = _turn(state, columns, station[rows], times_s[rows], values[rows])
        for row, one in zip(rows.tolist(), told, strict=True):
            lines[row] = (names[station[row]], cells[row], *one)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*HEADINGS, *(f"tier {c.name}" for c in columns)])
    writer.writerows(lines)
    return out.getvalue()


def _turn(
    state: "NaturalState",
    columns: list[Column],
    station: "NDArray[Any]",
    times_s: "Floats",
    values: "Floats",
) -> list[tuple[Any, ...]]:
    """Judge one row each of some stations; return tier, hint, words and the tier of every column."""
    import numpy as np

    width = len(columns)
    line, column = np.nonzero(np.isfinite(values))
    at = station[line] * width + column
    answer = state.step(at, times_s[line], values[line, column])
    tier, hint = np.zeros(values.shape, dtype=int), np.zeros(values.shape, dtype=bool)
    tier[line, column], hint[line, column] = answer.tier, answer.hint
    words: list[list[Sentence]] = [[] for _ in values]
    for i in np.flatnonzero(answer.tier > 0).tolist():
        slowly = bool(state.nature.interval_s[at[i]] >= SLOW_S)
        words[line[i]].append(_say(columns[column[i]].name, answer, i, slowly=slowly))
    return [
        (
            int(tier[row].max()),
            int(hint[row].any()),
            _both(words[row]),
            *(
                int(t) if np.isfinite(v) else ""
                for t, v in zip(tier[row], values[row], strict=True)
            ),
        )
        for row in range(len(values))
    ]


SLOW_S = 3600.0


def _both(said: list[Sentence]) -> str:
    if not said:
        return ""
    return f"{'；'.join(s.zh for s in said)} / {'; '.join(s.en for s in said)}"


def _say(name: str, answer: "NaturalAnswer", i: int, *, slowly: bool) -> Sentence:
    value, base = float(answer.value[i]), float(answer.base[i])
    times, own = abs(float(answer.times[i])), float(answer.own_times[i])
    zh = f"{name} 由 {base:.3g} 变为 {value:.3g}，自然步长的 {min(times, 99):.1f} 倍"
    en = f"{name} from {base:.3g} to {value:.3g}, {min(times, 99):.1f} natural steps"
    if slowly and own == own:  # noqa: PLR0124 (not NaN)
        zh += f"，本站步长的 {min(own, 99):.1f} 倍"
        en += f", {min(own, 99):.1f} of its own"
    return Sentence(zh, en)


def _interval(times_s: "Floats") -> float:
    """Return a station's usual time between rows [s]; four hours where it has but one."""
    import numpy as np

    steps = np.diff(times_s[np.isfinite(times_s)])
    steps = steps[steps > 0]
    return float(np.median(steps)) if steps.size else 4.0 * SLOW_S


def _turns(station: "NDArray[Any]") -> "list[NDArray[Any]]":
    """Return the first row of every station, the second, and so on."""
    import numpy as np

    order = np.argsort(station, kind="stable")
    ordered = station[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    first = np.maximum.accumulate(np.where(begins, np.arange(order.size), 0))
    turn = np.arange(order.size) - first
    return [order[turn == n] for n in range(int(turn.max(initial=-1)) + 1)]


def _columns(given: str) -> list[Column]:
    from shangyou.science.inference.event_detection.slow import FACTORS

    by_name = {word: f for f in FACTORS for word in (f.key, f.name.zh, f.name.en)}
    found, problems = [], []
    for part in (p.strip() for p in given.split(",")):
        if not part:
            continue
        name, _, key = part.partition("=")
        plain = name
        for bracket in BRACKETS:
            plain = plain.split(bracket)[0]
        if key and key not in by_name:
            problems.append(
                problem(
                    name,
                    f"没有因子“{key}”；可用：{', '.join(f.key for f in FACTORS)}",
                    f"there is no factor '{key}'; there are {', '.join(f.key for f in FACTORS)}",
                )
            )
        found.append(Column(name.strip(), by_name.get(key or plain.strip())))
    if not found:
        problems.append(problem("--quality", "至少要有一个水质列", "needs at least one column"))
    names = [c.name for c in found]
    problems += [
        problem(name, "这一列被用了多次", "this column is named more than once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if problems:
        raise BadInput(problems)
    return found
