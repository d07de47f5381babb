"""`shangyou detect train`, `detect run` and `detect watch`: learn from a CSV file, judge another row by row."""

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangyou.cli import detect_watch
from shangyou.cli.run import refuse
from shangyou.cli.writing import problem, write
from shangyou.science.messages import BadInput

if TYPE_CHECKING:
    from shangyou.science.distributions import Floats
    from shangyou.science.inference.event_detection.detector import Answer, Detector

HEADINGS = ("time", "score", "event", "cause")
# Rows judged at once; the answer does not depend on it.
BATCH_ROWS = 20_000
NOT_JUDGED = "时间缺失、重复或倒退，本行未判 / time is missing, repeated or earlier: row not judged"
NO_VALUE = "本行没有有效数值 / no valid value in this row"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""

    def help_(_: argparse.Namespace) -> int:
        parser.print_help()
        return 0

    parser.set_defaults(command=help_)
    parts = parser.add_subparsers(metavar="train|run|watch")
    train = parts.add_parser("train", help="训练检测器 fit a detector")
    train.add_argument("--csv", type=Path, required=True, metavar="F")
    train.add_argument("--time", required=True, metavar="COL", help="时间列 column of times")
    train.add_argument("--quality", required=True, metavar="A,B", help="水质 water signals")
    train.add_argument("--operational", default="", metavar="C,D", help="工况 operational signals")
    train.add_argument("--label", metavar="L", help="事件标签列，可无 column of events, optional")
    train.add_argument("-o", "--output", type=Path, required=True, metavar="DETECTOR")
    train.set_defaults(command=_told(_train))
    run = parts.add_parser("run", help="逐行检测 judge row by row")
    run.add_argument("--detector", type=Path, required=True, metavar="DETECTOR")
    run.add_argument("--csv", type=Path, required=True, metavar="F")
    run.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv")
    run.set_defaults(command=_told(_run))
    watch = parts.add_parser(
        "watch", help="按实时规则逐行检测，无需训练 judge by the live rules, untrained"
    )
    detect_watch.add_arguments(watch)
    watch.set_defaults(command=_told(detect_watch.watch))


def _told(command: Any) -> Any:
    def safely(arguments: argparse.Namespace) -> int:
        try:
            return int(command(arguments))
        except BadInput as error:
            return refuse(*error.problems)

    return safely


def _train(arguments: argparse.Namespace) -> int:
    from shangyou.cli import detect_table
    from shangyou.science.inference.event_detection import document, training

    quality, operational = _names(arguments.quality), _names(arguments.operational)
    _sensible(quality, operational, arguments)
    needed = {
        "--time": (arguments.time,),
        "--quality": quality,
        "--operational": operational,
        "--label": (arguments.label,) if arguments.label else (),
    }
    table = detect_table.read(arguments.csv, needed)
    _writable(arguments.output)
    cells = table.text(arguments.time)
    form = detect_table.form_of(cells)
    values = table.numbers((*quality, *operational))
    label = table.labels(arguments.label) if arguments.label else None
    times = detect_table.times(cells, form)
    interval_s, values, label = training.regular(times, values, label)
    detector = training.train(
        values,
        interval_s=interval_s,
        quality=quality,
        operational=operational,
        event=label,
    )
    remarks = {
        "time_column": arguments.time,
        "time_form": form,
        "trained_on": {
            "file": arguments.csv.name,
            "rows": len(cells),
            "first": cells[0],
            "last": cells[-1],
        },
    }
    write(arguments.output, document.write(detector, **remarks) + "\n")
    learnt = detector.events_learnt
    taught = f"{learnt} 个标注事件" if learnt else "演练事件（无标签）"
    taught_en = f"{learnt} labelled events" if learnt else "practice events (no labels)"
    print(
        f"{arguments.output}: {len(cells)} 行，间隔 {interval_s:g} 秒，{taught} / "
        f"{len(cells)} rows every {interval_s:g} s, {taught_en}"
    )
    return 0


def _run(arguments: argparse.Namespace) -> int:
    from shangyou.cli import detect_table
    from shangyou.science.inference.event_detection import document
    from shangyou.science.inference.event_detection.series import Series

    detector, whole = document.read(_load(arguments.detector))
    column = str(whole.get("time_column", ""))
    needed = {"--detector (time)": (column,), "--detector (signals)": detector.signals}
    table = detect_table.read(arguments.csv, needed)
    _writable(arguments.output)
    cells = table.text(column)
    times = detect_table.times(cells, str(whole.get("time_form", "iso")))
    values = table.numbers(detector.signals)
    series = Series(detector)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for begin in range(0, len(cells), BATCH_ROWS):
        rows = slice(begin, begin + BATCH_ROWS)
        answer, judged = series.step(times[rows], values[rows])
        writer.writerows(_lines(detector, cells[rows], values[rows], answer, judged))
    write(arguments.output, out.getvalue())
    return 0


def _lines(
    detector: "Detector", cells: list[str], values: "Floats", answer: "Answer", judged: Any
) -> list[tuple[str, str, int, str]]:
    import numpy as np

    from shangyou.science.inference.event_detection import explain

    quality = len(detector.quality)
    measured = np.asarray(np.isfinite(values[:, :quality]).any(axis=1))
    lines = []
    for row, cell in enumerate(cells):
        score, event = float(answer.score[row, 0]), bool(answer.event[row, 0])
        cause = ""
        if not judged[row]:
            cause = NOT_JUDGED
        elif not measured[row]:
            cause = NO_VALUE
        elif event:
            told = explain.cause(detector.signals, quality, answer.relative[row, 0], score)
            cause = f"{told.zh} / {told.en}"
        lines.append((cell, f"{score:.4f}", int(event), cause))
    return lines


def _names(given: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",") if name.strip())


def _sensible(
    quality: tuple[str, ...], operational: tuple[str, ...], arguments: argparse.Namespace
) -> None:
    problems = []
    if not quality:
        problems.append(problem("--quality", "至少要有一个水质列", "needs at least one column"))
    named = [
        arguments.time,
        *quality,
        *operational,
        *([arguments.label] if arguments.label else []),
    ]
    problems += [
        problem(name, "这一列被用了多次", "this column is named more than once")
        for name in dict.fromkeys(named)
        if named.count(name) > 1
    ]
    if problems:
        raise BadInput(problems)


def _load(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise BadInput(
            [problem(str(path), f"无法读取（{reason}）", f"cannot be read ({reason})")]
        ) from None


def _writable(path: Path) -> None:
    if path.is_dir():
        raise BadInput([problem(str(path), "是目录，应为文件名", "is a directory; name a file")])
    if not path.parent.is_dir():
        raise BadInput(
            [problem(str(path), "所在目录不存在", "lies in a directory that does not exist")]
        )
