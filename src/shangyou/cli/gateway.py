"""`gateway`: the receiver of HJ 212. It carries no Django, so that 10,000 connections fit in 150 MB."""

import argparse
import logging
import os
import sys
from pathlib import Path

OK, FAILED = 0, 1


def database_address() -> str:
    """Give the database's address: the environment's, else the one that set-up wrote."""
    given = os.environ.get("DATABASE_URL", "")
    path = Path(__file__).resolve().parents[3] / "var/database.url"
    if not given and path.is_file():
        given = path.read_text(encoding="utf-8").strip()
    return given or "dbname=shangyou"


def sealing_secret() -> str:
    """Give what keys of devices are sealed under, as the server's settings do; empty where nothing is set."""
    path = Path(__file__).resolve().parents[3] / "var/secret.key"
    given = os.environ.get("SHANGYOU_SEALING_KEY") or os.environ.get("SHANGYOU_SECRET_KEY", "")
    if not given and path.is_file():
        given = path.read_text(encoding="utf-8").strip()
    return given


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 address to listen on")
    parser.add_argument("--port", type=int, default=9212, help="监听端口 port (0: any free one)")
    parser.add_argument(
        "--mqtt", metavar="URL", help="同时订阅 MQTT also subscribe, mqtt://host:1883"
    )
    parser.set_defaults(command=gateway)


def gateway(arguments: argparse.Namespace) -> int:
    """Listen until told to stop."""
    import psycopg
    import uvloop

    from shangyou.gateway import service

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")

    def ready(port: int) -> None:
        print(f"HJ 212 网关已监听 listening on {arguments.host}:{port}", flush=True)

    try:
        uvloop.run(
            service.serve(
                database_address(),
                arguments.host,
                arguments.port,
                ready,
                mqtt=arguments.mqtt or "",
                secret=sealing_secret(),
            )
        )
    except psycopg.errors.UndefinedFunction:
        return _say(
            "数据库还没有建表或版本较旧，请先运行 shangyou demo（或 manage.py migrate）。",
            "The database has no tables yet or older ones; run shangyou demo (or manage.py migrate) first.",
        )
    except psycopg.OperationalError as error:
        reason = (str(error).strip() or "?").splitlines()[0]
        return _say(
            f"连不上数据库：{reason}。请运行 scripts/postgres.sh start，或检查 DATABASE_URL。",
            f"The database cannot be reached: {reason}. Run scripts/postgres.sh start, or check DATABASE_URL.",
        )
    except OSError as error:
        return _say(
            f"端口 {arguments.port} 不能监听：{error.strerror}；请用 --port 换一个端口。",
            f"Port {arguments.port} cannot be listened on: {error.strerror}; choose another with --port.",
        )
    return OK


def _say(zh: str, en: str) -> int:
    print(f"{zh}\n{en}", file=sys.stderr)
    return FAILED
