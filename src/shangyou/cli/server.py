"""`serve`, `worker`, `demo`, `import`, `export`, `audit`: the parts of the running system."""

import argparse
import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

OK, FAILED, BAD_INPUT = 0, 1, 2


SHORT_NAMES = {"sections": "river_sections", "tests": "travel_tests"}
"""What people type for registers whose names say more."""


def _say(zh: str, en: str) -> None:
    print(f"{zh}\n{en}", file=sys.stderr)


def _django() -> bool:
    """Make Django ready; say in a sentence when its database is away."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyou.project.settings")
    _secret_key()
    import django

    django.setup()
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "?"
        _say(
            f"连不上数据库：{reason}。请运行 scripts/postgres.sh start，或检查 DATABASE_URL。",
            f"The database cannot be reached: {reason}. Run scripts/postgres.sh start, or check DATABASE_URL.",
        )
        return False
    return True


def _secret_key() -> None:
    if os.environ.get("SHANGYOU_SECRET_KEY"):
        return
    path = Path(__file__).resolve().parents[3] / "var/secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")


def _migrated() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say(
            "数据库还没有建表或版本较旧，请先运行 shangyou demo（或 manage.py migrate）。",
            "The database has no tables yet or older ones; run shangyou demo (or manage.py migrate) first.",
        )
        return False
    return True


def serve(argv: list[str]) -> int:
    """Run the server on loopback until told to stop."""
    parser = argparse.ArgumentParser(prog="shangyou serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args(argv)
    holder = _port_holder(arguments.host, arguments.port)
    if holder:
        _say(
            f"端口 {arguments.port} 已被 {holder} 占用；请停止它，或用 --port 换一个端口。",
            f"Port {arguments.port} is held by {holder}; stop it, or choose another with --port.",
        )
        return FAILED
    if not _django() or not _migrated():
        return FAILED
    import uvicorn

    uvicorn.run(
        "shangyou.project.asgi:application",
        host=arguments.host,
        port=arguments.port,
        lifespan="off",
        log_level="warning",
        server_header=False,
        # open event streams never end by themselves
        timeout_graceful_shutdown=2,
    )
    return OK


def _port_holder(host: str, port: int) -> str | None:
    """Name who listens on a port, or return None when it is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _listener(port) or f"另一个程序 another program ({error.strerror})"
    return None


def _listener(port: int) -> str | None:
    inode = None
    with contextlib.suppress(OSError):
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if int(fields[1].split(":")[1], 16) == port and fields[3] == "0A":
                inode = fields[9]
    for process in Path("/proc").glob("[0-9]*") if inode else ():
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                if handle.readlink().name == f"socket:[{inode}]":
                    name = (process / "comm").read_text(encoding="utf-8").strip()
                    return f"{name} (pid {process.name})"
    return None


def worker(argv: list[str]) -> int:
    """Run jobs until told to stop."""
    argparse.ArgumentParser(prog="shangyou worker").parse_args(argv)
    if not _django() or not _migrated():
        return FAILED
    from shangyou.core import jobs
    from shangyou.warning import following, retention  # noqa: F401 (its task is known by being loaded)
    from shangyou.warning.duty import reminding  # noqa: F401 (its task is known by being loaded)

    async def run() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await asyncio.gather(jobs.work(stop), following.follow(stop))

    asyncio.run(run())
    return OK


def demo(argv: list[str]) -> int:
    """Bring the tables up to date and load the demo world; in demo mode also its accounts."""
    argparse.ArgumentParser(prog="shangyou demo").parse_args(argv)
    if not _django():
        return FAILED
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from shangyou.preparedness.demo import load
    from shangyou.warning.demo import load as load_stations

    load()
    load_stations()
    if not settings.DEMO:
        _say(
            "示意数据已载入；未设 SHANGYOU_DEMO=1，因此不建立演示账号。",
            "The demo world is loaded; without SHANGYOU_DEMO=1 no demo accounts are made.",
        )
        return OK
    from shangyou.core import accounts

    names = accounts.make_demo_accounts()
    from shangyou.warning.duty.demo import load as load_duty
    from shangyou.warning.situation.demo import load as load_situation

    load_duty()
    load_situation()
    print(
        f"示意数据已载入 demo world loaded\n"
        f"用户 log-ins: {', '.join(names)}\n口令 password: {accounts.DEMO_PASSWORD}"
    )
    return OK


def import_(argv: list[str]) -> int:
    """Import a file into a register: all of it, or a line per problem and nothing."""
    parser = argparse.ArgumentParser(prog="shangyou import")
    parser.add_argument("register", metavar="REGISTER")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--preview", action="store_true", help="只检查 check only")
    arguments = parser.parse_args(argv)
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        _say(
            f"打不开 {arguments.file}：{error.strerror}。",
            f"{arguments.file} cannot be read: {error.strerror}.",
        )
        return BAD_INPUT

    def work(register: Any) -> int:
        from shangyou.core import accounts
        from shangyou.core.registers import importing

        answer = importing.run(
            register,
            accounts.operator(),
            arguments.file.name,
            content,
            "zh",
            commit=not arguments.preview,
        )
        for error in answer["errors"]:
            print(
                f"第 {error['row']} 行 row {error['row']} · {error['column']}: {error['message']}",
                file=sys.stderr,
            )
        if answer["errors_total"]:
            return BAD_INPUT
        print(
            f"读入 {answer['rows_read']} 行，新建 {answer['creates']}，更新 {answer['updates']}"
            f"（rows read, created, updated）"
        )
        return OK

    return _with_register(arguments.register, work)


def export(argv: list[str]) -> int:
    """Export a register; the file's name says as what."""
    parser = argparse.ArgumentParser(prog="shangyou export")
    parser.add_argument("register", metavar="REGISTER")
    parser.add_argument("output", metavar="FILE", type=Path)
    arguments = parser.parse_args(argv)

    def work(register: Any) -> int:
        from shangyou.core.registers import exporting
        from shangyou.core.registers.orm import all_rows

        kind = arguments.output.suffix.removeprefix(".").lower()
        if kind not in exporting.KINDS:
            _say(
                "文件名应以 .xlsx、.csv 或 .geojson 结尾。",
                "The file name must end in .xlsx, .csv or .geojson.",
            )
            return BAD_INPUT
        rows = all_rows(register.model).order_by(register.order, "id")
        content = exporting.write(register, rows, kind, "zh")
        try:
            arguments.output.write_bytes(content)
        except OSError as error:
            _say(
                f"无法写入 {arguments.output}：{error.strerror}。",
                f"{arguments.output} cannot be written: {error.strerror}.",
            )
            return BAD_INPUT
        return OK

    return _with_register(arguments.register, work)


def _with_register(name: str, work: Callable[[Any], int]) -> int:
    if not _django() or not _migrated():
        return FAILED
    from shangyou.core.http import RequestRefused
    from shangyou.core.registers.registry import registers

    register = registers().get(SHORT_NAMES.get(name, name))
    if register is None:
        known = ", ".join(registers())
        _say(
            f"没有名为 {name} 的登记表；有：{known}。",
            f"There is no register {name}; there are: {known}.",
        )
        return BAD_INPUT
    try:
        return work(register)
    except RequestRefused as refused:
        for sentence in [p.sentence for p in refused.problems] or [refused.sentence]:
            _say(sentence.zh, sentence.en)
        return BAD_INPUT


def audit(argv: list[str]) -> int:
    """Prove the audit trail whole, or name its first broken entry."""
    parser = argparse.ArgumentParser(prog="shangyou audit")
    parser.add_argument("do", choices=["verify"], nargs="?", default="verify")
    parser.add_argument(
        "--head",
        metavar="NUMBER:DIGEST",
        help="以前抄下的链头，可发现末尾被截断 a head noted earlier, shows a cut-off end",
    )
    arguments = parser.parse_args(argv)
    head = None
    if arguments.head:
        number, _, noted = arguments.head.partition(":")
        if not number.isdigit() or len(noted) != 64:
            _say("--head 应为 编号:摘要（64 位）。", "--head must be NUMBER:DIGEST (64 digits).")
            return BAD_INPUT
        head = (int(number), noted)
    if not _django() or not _migrated():
        return FAILED
    from shangyou.core import audit as trail

    found = trail.verify(head=head)
    if isinstance(found, trail.Whole):
        print(
            f"审计链完整 whole: {found.entries} 条 entries; 链头 head {found.entries}:{found.head}"
        )
        return OK
    why = {
        "changed": ("内容被改动", "was changed"),
        "missing": ("缺失", "is missing"),
        "unlinked": ("与前一条不相连", "does not link to the one before"),
        "cut": ("起被截断", "and later were cut off"),
    }[found.why]
    print(f"审计链断裂：第 {found.number} 条{why[0]}。Broken: entry {found.number} {why[1]}.")
    return FAILED
