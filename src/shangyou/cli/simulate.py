"""`simulate`: plays stations into a running gateway, over real TCP."""

import argparse
import asyncio
import datetime as dt
import signal
import sys
from pathlib import Path

from shangyou.cli.gateway import database_address

OK, FAILED, BAD_INPUT = 0, 1, 2
BEIJING = dt.timezone(dt.timedelta(hours=8))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9212)
    parser.add_argument(
        "--devices", type=int, metavar="N",
        help="虚构 N 台设备 SIM0000001… 而不用示意数据的设备 invent N devices instead of the demo world's",
    )  # fmt: skip
    parser.add_argument("--factors", default="w01001,w01009,w01019,w21003,w21011")
    parser.add_argument("--interval-s", type=float, help="上报间隔 reporting interval")
    parser.add_argument(
        "--csv",
        type=Path,
        help="回放记录：time 列与各因子列 play a recording: time and a column a factor",
    )
    parser.add_argument(
        "--history-h",
        type=float,
        default=0.0,
        help="先补传最近多少小时 fill in so many hours first",
    )
    parser.add_argument(
        "--spill", action="append", default=[], metavar="STATION:FACTOR=TIMES,…[@SECONDS]",
        help="在站点注入污染 let something come by: WS002:w21003=20,w01019=4@60",
    )  # fmt: skip
    parser.add_argument(
        "--outages",
        type=float,
        default=0.0,
        help="断网的小时占比 share of hours with an outage, 0 to 1",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="运行多久 stop after so long")
    parser.set_defaults(command=simulate)


def simulate(arguments: argparse.Namespace) -> int:
    """Play until told to stop."""
    import psycopg

    from shangyou.gateway.simulation import play
    from shangyou.gateway.simulation.series import Recorded

    factors = [code for code in arguments.factors.split(",") if code]
    try:
        if arguments.devices is not None:
            parts = play.invented(
                arguments.devices, arguments.interval_s or 60.0, arguments.seed, factors
            )
        else:
            parts = play.world(database_address(), arguments.seed)
        if arguments.csv is not None:
            for part in parts:
                part.source = Recorded.read(arguments.csv, dt.datetime.now(BEIJING))
        _spills(arguments.spill, parts)
    except psycopg.Error as error:
        reason = (str(error).strip() or "?").splitlines()[0]
        return _say(FAILED, f"连不上数据库：{reason}", f"The database cannot be reached: {reason}")
    except (ValueError, KeyError, OSError) as error:
        return _say(BAD_INPUT, f"参数有误：{error}", f"These options cannot be used: {error}")
    if not parts:
        return _say(
            FAILED,
            "没有可播放的设备：请先运行 shangyou demo，或用 --devices 虚构设备。",
            "There is no device to play: run shangyou demo first, or invent some with --devices.",
        )
    for part in parts:
        part.interval_s = arguments.interval_s or part.interval_s
    return asyncio.run(_play(arguments, parts))


async def _play(arguments: argparse.Namespace, parts: list) -> int:  # type: ignore[type-arg]
    from shangyou.gateway.service import raise_file_limit
    from shangyou.gateway.simulation import play

    raise_file_limit()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    if arguments.seconds is not None:
        loop.call_later(arguments.seconds, stop.set)
    if not await play.reachable(arguments.host, arguments.port, 20):
        return _say(
            FAILED,
            f"{arguments.host}:{arguments.port} 没有网关在监听，请先运行 shangyou gateway。",
            f"No gateway listens on {arguments.host}:{arguments.port}; run shangyou gateway first.",
        )
    manner = play.Manner(
        arguments.host,
        arguments.port,
        arguments.seed,
        dt.timedelta(hours=arguments.history_h),
        arguments.outages,
    )
    print(f"模拟 {len(parts)} 台设备 simulating {len(parts)} devices", flush=True)
    await play.Play(parts, manner).run(stop, lambda text: print(text, flush=True))
    return OK


def _spills(given: list[str], parts: list) -> None:  # type: ignore[type-arg]
    from shangyou.gateway.simulation.series import Spill

    for text in given:
        station, _, rest = text.partition(":")
        listed, _, seconds = rest.partition("@")
        begin = dt.datetime.now(BEIJING) + dt.timedelta(seconds=float(seconds or 0))
        factors = {}
        for pair in listed.split(","):
            code, equals, times = pair.partition("=")
            if not equals:
                raise ValueError(f"--spill {text}: STATION:FACTOR=TIMES,…[@SECONDS]")
            factors[code] = float(times)
        hit = [part for part in parts if station in (part.station, part.identity.mn)]
        if not hit:
            raise ValueError(f"--spill {text}: 没有站点 no station {station}")
        for part in hit:
            part.source.spills.append(Spill(begin, factors))


def _say(code: int, zh: str, en: str) -> int:
    print(f"{zh}\n{en}", file=sys.stderr)
    return code
