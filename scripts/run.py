"""Starts what a running Shangyou is made of, and stops all of it on Ctrl-C.

The database cluster, migrations, the demo world (first time only), then the worker and the server.
Each line says what is happening; a port that somebody else holds is named.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHANGYOU = str(ROOT / ".venv/bin/shangyou")
PORT = int(os.environ.get("SHANGYOU_PORT", "8000"))
GATEWAY_PORT = int(os.environ.get("SHANGYOU_GATEWAY_PORT", "9212"))


def say(text: str) -> None:
    print(f"\033[1m· {text}\033[0m", flush=True)


def port_holder(port: int) -> str | None:
    """Name who listens on a loopback port, or return None when it is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            pass
        else:
            return None
    inode = None
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if int(fields[1].split(":")[1], 16) == port and fields[3] == "0A":
            inode = fields[9]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                if inode and handle.readlink().name == f"socket:[{inode}]":
                    name = (process / "comm").read_text(encoding="utf-8").strip()
                    return f"{name} (pid {process.name})"
    return "另一个进程 another process"


def database_address() -> str:
    if os.environ.get("DATABASE_URL"):
        say("使用 DATABASE_URL 指定的数据库 using the database of DATABASE_URL")
        return os.environ["DATABASE_URL"]
    say("启动数据库 private PostgreSQL cluster")
    subprocess.run([str(ROOT / "scripts/postgres.sh"), "start"], check=True)
    return (ROOT / "var/database.url").read_text(encoding="utf-8").strip()


def secret_key() -> str:
    path = ROOT / "var/secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def wait_ready(url: str, children: list[subprocess.Popen[bytes]]) -> bool:
    """Wait until the server answers; give up when a child ends first."""
    for _ in range(600):
        if any(child.poll() is not None for child in children):
            return False
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 (our own loopback address)
            return True
        time.sleep(0.1)
    return False


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 10
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        if child.poll() is None:
            child.kill()


def ports_are_free() -> bool:
    """Say who holds one of our ports, and how to choose another."""
    for port, variable in ((PORT, "SHANGYOU_PORT"), (GATEWAY_PORT, "SHANGYOU_GATEWAY_PORT")):
        holder = port_holder(port)
        if holder:
            print(
                f"端口 {port} 已被 {holder} 占用；请先停止它，或用 {variable}={port + 1} make run 换一个端口。\n"
                f"Port {port} is held by {holder}; stop it, or choose another: {variable}={port + 1} make run",
                file=sys.stderr,
            )
            return False
    return True


def main() -> int:
    (ROOT / "var").mkdir(exist_ok=True)
    if not ports_are_free():
        return 1
    ours = not os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = database_address()
    os.environ.setdefault("SHANGYOU_SECRET_KEY", secret_key())
    os.environ.setdefault("SHANGYOU_DEMO", "1")
    os.environ["PYTHONUNBUFFERED"] = "1"
    children: list[subprocess.Popen[bytes]] = []
    beside: list[subprocess.Popen[bytes]] = []
    # both end the run in order, also where a background shell had SIGINT ignored
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        say("准备数据 migrations and demo world")
        subprocess.run([SHANGYOU, "demo"], check=True)
        say("启动作业进程、网关与服务 worker, gateway and server")
        # a session of its own each: Ctrl-C reaches this process alone, which then stops all in order
        children.extend(
            subprocess.Popen([SHANGYOU, *command], start_new_session=True)
            for command in (
                ["worker"],
                ["gateway", "--port", str(GATEWAY_PORT)],
                ["serve", "--port", str(PORT)],
            )
        )
        if os.environ["SHANGYOU_DEMO"] == "1":
            say("模拟器播放示意站点 the simulator plays the demo stations")
            # not among those whose end ends everything: without demo devices there is nothing to play
            beside.append(
                subprocess.Popen(
                    [SHANGYOU, "simulate", "--port", str(GATEWAY_PORT), "--history-h", "24"],
                    start_new_session=True,
                    stdout=subprocess.DEVNULL,
                )
            )
        address = f"http://127.0.0.1:{PORT}"
        if not wait_ready(f"{address}/healthz", children):
            print(
                "服务没有启动成功，原因见上文。The server did not start; the reason stands above.",
                file=sys.stderr,
            )
            return 1
        print(
            f"\n  上游 · 重庆市环境风险应急指挥系统（示意数据 demo data）\n"
            f"  {address}\n"
            f"  用户 demo log-ins: zhiban 值班员 · zhihui 指挥长 · quxian 区县 · guest 只读 · admin 管理员\n"
            f"  口令 password: shangyou-demo\n"
            f"  HJ 212 数采仪接入 devices report to 127.0.0.1:{GATEWAY_PORT}\n"
            f"  Ctrl-C 停止全部 stops everything; 数据保留在 var/ data are kept\n",
            flush=True,
        )
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        print(
            "有一个进程意外结束，正在停止其余部分。A part ended; stopping the rest.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        say("正在停止 stopping")
        return 0
    except subprocess.CalledProcessError as error:
        print(f"步骤失败 step failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    else:
        return 1
    finally:
        stop([*beside, *children])
        if ours:
            del os.environ["DATABASE_URL"]  # ours again: the script leaves a given server alone
            subprocess.run([str(ROOT / "scripts/postgres.sh"), "stop"], check=False)


if __name__ == "__main__":
    raise SystemExit(main())
