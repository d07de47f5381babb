"""`shangyou validate`: every public case, our score, what peers score, and the target."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

BAD_INPUT = 2
# The measurements lie beside the checkout: they are read there and never copied into it.
BESIDE = Path("shared") / "validation"


def default_data() -> Path:
    """Return ../shared/validation as seen from the root of the checkout."""
    return Path(__file__).resolve().parents[5] / BESIDE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `shangyou validate`."""
    parser.add_argument(
        "--data", type=Path, default=default_data(), metavar="DIR", help="实测数据 the measurements"
    )
    parser.add_argument("--only", metavar="NAME", help="一项或一类 one evidence or one medium")
    parser.add_argument("--json", action="store_true", help="输出 JSON print JSON")
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="写成文档 write the page")


def command(arguments: argparse.Namespace) -> int:
    """Print the evidence table; exit code 2 when there is nothing to measure against."""
    from shangyou.cli.evidence import table

    if not arguments.data.is_dir():
        print(
            f"--data: 没有实测数据目录 {arguments.data}，请用 --data 指明 / "
            f"there is no folder of measurements at {arguments.data}: name one with --data",
            file=sys.stderr,
        )
        return BAD_INPUT
    if arguments.only not in (None, *table.names()):
        allowed = ", ".join(table.names())
        print(
            f"--only: 没有 {arguments.only}，可用：{allowed} / "
            f"{arguments.only} is not known; allowed: {allowed}",
            file=sys.stderr,
        )
        return BAD_INPUT
    rows = table.rows(arguments.data, arguments.only)
    if arguments.write is not None:
        arguments.write.write_text(table.markdown(rows), encoding="utf-8")
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, allow_nan=False))
    else:
        print(table.text(rows))
    return 0
