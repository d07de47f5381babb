"""The command `shangyou`: one table of sub-commands, each loaded when it is called."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from shangyou import __version__
from shangyou.cli import run as runs

if TYPE_CHECKING:
    from collections.abc import Callable

# Commands of the running system; they carry Django and load it only when they are called.
_SERVER = {
    "serve": "服务器 the server",
    "worker": "后台任务 background jobs",
    "demo": "载入示意数据 load the demo world",
    "import": "导入登记表 import a register",
    "export": "导出登记表 export a register",
    "audit": "核验审计链 verify the audit trail",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Our matrices are small: a second thread of the linear algebra gains nothing on an idle machine,
    # and on a busy one waits for a core in a loop. A correction by samples took 4.8 s so, 0.9 s alone.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = sys.argv[1:] if argv is None else argv
    if given and given[0] in _SERVER:
        return _server(given[0], given[1:])
    parser = _parser(given[0] if given else "")
    arguments = parser.parse_args(given)
    command: Callable[[argparse.Namespace], int] | None = getattr(arguments, "command", None)
    if command is None:
        parser.print_help()
        return 0
    return command(arguments)


def _parser(wanted: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shangyou", description="上游：环境风险应急指挥系统 · environmental-emergency command"
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND")
    run = commands.add_parser("run", help="算一个案例 answer one case")
    runs.add_run(run)
    run.set_defaults(command=runs.run)
    models = commands.add_parser("models", help="模型目录 the catalogue")
    models.set_defaults(command=runs.models)
    schema = commands.add_parser("schema", help="模型输入的 JSON Schema a model's inputs")
    schema.add_argument("model", metavar="MODEL")
    schema.set_defaults(command=runs.schema)
    bench = commands.add_parser("bench", help="性能表 the performance table")
    bench.add_argument("parts", nargs="*", metavar="PART", help="river oil gas detection gateway …")
    bench.add_argument("--scale", type=float, default=0.1, help="比例 share of the gateway's load")
    bench.add_argument("--json", action="store_true", help="机器可读 machine-readable")
    bench.set_defaults(command=_bench)
    gateway = commands.add_parser("gateway", help="HJ 212 数据接收网关 the receiver of HJ 212")
    if wanted == "gateway":
        _gateway(gateway)
    simulate = commands.add_parser("simulate", help="模拟站点与事件 plays stations and incidents")
    if wanted == "simulate":
        _simulate(simulate)
    detect = commands.add_parser("detect", help="事件检测 train and run event detection")
    if wanted == "detect":
        _detect(detect)
    validate = commands.add_parser("validate", help="证据表 the evidence table")
    if wanted == "validate":
        _evidence(validate)
    for name, help_text in _SERVER.items():
        commands.add_parser(name, help=help_text, add_help=False)
    return parser


def _bench(arguments: argparse.Namespace) -> int:
    from shangyou.cli.bench import MEASURED, bench
    from shangyou.cli.bench_more import PROGRAMS

    known = (*MEASURED, *PROGRAMS)
    strange = [part for part in arguments.parts if part not in known]
    if strange or not 0 < arguments.scale <= 1:
        allowed = ", ".join(known)
        print(
            f"PART: 没有 {', '.join(strange) or '-'}，可用：{allowed}；--scale 在 0 与 1 之间 / "
            f"allowed are {allowed}; --scale is above 0 and at most 1",
            file=sys.stderr,
        )
        return runs.BAD_INPUT
    return bench(arguments.parts, as_json=arguments.json, scale=arguments.scale)


def _evidence(parser: argparse.ArgumentParser) -> None:
    from shangyou.cli import evidence

    evidence.add_arguments(parser)
    parser.set_defaults(command=evidence.command)


def _gateway(parser: argparse.ArgumentParser) -> None:
    from shangyou.cli import gateway

    gateway.add_arguments(parser)


def _simulate(parser: argparse.ArgumentParser) -> None:
    from shangyou.cli import simulate

    simulate.add_arguments(parser)


def _detect(parser: argparse.ArgumentParser) -> None:
    from shangyou.cli import detect

    detect.add_arguments(parser)


def _server(name: str, argv: list[str]) -> int:
    from shangyou.cli import server

    commands: dict[str, Callable[[list[str]], int]] = {
        "serve": server.serve,
        "worker": server.worker,
        "demo": server.demo,
        "import": server.import_,
        "export": server.export,
        "audit": server.audit,
    }
    return commands[name](argv)
