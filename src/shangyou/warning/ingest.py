"""The same store by another way in: readings over HTTP or from a file, in the server's own transaction."""

import contextlib
import csv
import datetime as dt
import io
import math
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Frame, Group, Malformed, Reason, Sm4
from shangyou.codecs.openssl import CipherUnavailableError, NotAuthenticError
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.warning.keys.models import DeviceKey
from shangyou.warning.keys.sealing import Sealer, WrongKeyError, about_device
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.telemetry import store as sql
from shangyou.warning.telemetry.layouts import Layouts
from shangyou.warning.telemetry.rows import (
    COPY_BEGIN,
    COPY_END,
    Row,
    Sender,
    pack_raw,
    pack_reading,
    read,
)
from shangyou.warning.telemetry.times import microseconds

MOST_LINES: Final = 200_000
MOST_ERRORS: Final = 100
MOST_ASIDE: Final = 5
"""Of one request, so many that cannot be read are kept; the gateway keeps as many a minute."""
COLUMNS: Final = ("mn", "time", "factor", "value", "flag", "cn")
_BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
_FLAGS: Final = frozenset("NFMSDCTB")
_SET_ASIDE: Final = """
INSERT INTO warning_quarantine (at, device_id, mn, address, reason, repeats, raw)
VALUES (now(), %s, %s, %s, %s, 1, %s)
"""
_ITEM: Final = {"2011": "Rtd", "2051": "Avg", "2061": "Avg", "2031": "Avg"}


def senders(mns: Iterable[str]) -> dict[str, Sender]:
    """Give the registered, enabled devices among some numbers, with their plausible ranges."""
    found: dict[str, Sender] = {}
    by_id: dict[int, Sender] = {}
    devices = Device.objects.filter(mn__in=set(mns), enabled=True).select_related("station")
    for device in devices:
        sender = Sender(
            device.pk, device.mn, device.password, device.system_code, device.interval_s, ""
        )
        until = device.station.maintenance_until
        sender.maintenance_until_us = microseconds(until.astimezone(dt.UTC)) if until else 0
        found[device.mn] = by_id[device.pk] = sender
    for factor in MonitoredFactor.objects.filter(device__in=list(by_id)):
        if factor.plausible_low is not None or factor.plausible_high is not None:
            bounds = (factor.plausible_low, factor.plausible_high)
            by_id[factor.device_id].bounds[factor.code] = bounds
    return found


def store(rows: list[Row]) -> int:
    """Store rows in the caller's transaction; return how many were new."""
    if not rows:
        return 0
    by_key = {row.key: row for row in reversed(rows)}
    chosen = sorted(by_key.values(), key=lambda row: row.key)
    with transaction.atomic(), connection.cursor() as cursor:
        for layout in {row.layout for row in chosen if row.layout.id is None}:
            cursor.execute("SELECT warning_layout_of(%s::text[])", [list(layout.items)])
            layout.id = cursor.fetchone()[0]
        cursor.execute(sql.INCOMING)
        cursor.execute("DELETE FROM pg_temp.incoming")
        cursor.execute("SELECT nextval('warning_batch_id')")
        batch = cursor.fetchone()[0]
        _copy(cursor, sql.COPY_INCOMING, [pack_reading(row, batch) for row in chosen])
        cursor.execute(sql.MERGE)
        new = {
            (device, microseconds(key_at), cn, pno, digest)
            for device, key_at, cn, pno, digest in cursor.fetchall()
        }
        fresh = [row for row in chosen if row.key in new]
        if fresh:
            _copy(cursor, sql.COPY_RAW, [pack_raw(row, batch) for row in fresh])
            cursor.execute(
                "INSERT INTO warning_batch (id, frames) VALUES (%s, %s)", [batch, len(fresh)]
            )
    return len(fresh)


def _copy(cursor: Any, statement: str, packed: list[bytes]) -> None:
    with cursor.copy(statement) as copy:
        copy.write(b"".join((COPY_BEGIN, *packed, COPY_END)))


def read_csv(text: str) -> tuple[list[Frame], list[Problem]]:
    """Read lines mn,time,factor,value,flag,cn into frames, one for each device, time and kind.

    The frame's own text is its key, so a file sent twice is stored once.
    """
    problems: list[Problem] = []
    groups: dict[tuple[str, dt.datetime, str], Group] = {}
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [c for c in COLUMNS[:4] if c not in (reader.fieldnames or ())]
    if missing:
        return [], [
            Problem(
                "header",
                Sentence(
                    f"首行缺少列 {', '.join(missing)}；应为 {','.join(COLUMNS)}。",
                    f"The first line lacks {', '.join(missing)}; it must be {','.join(COLUMNS)}.",
                ),
            )
        ]
    for number, line in enumerate(reader, start=2):
        if number > MOST_LINES + 1:
            problems.append(
                Problem(
                    "file",
                    Sentence(f"最多 {MOST_LINES} 行，请分次上传。", f"At most {MOST_LINES} lines."),
                )
            )
            break
        problem = _take(line, groups)
        if problem is not None:
            problems.append(Problem(f"line {number}: {problem.path}", problem.sentence))
            if len(problems) >= MOST_ERRORS:
                break
    return [_frame(*key, group) for key, group in groups.items()], problems


def _take(
    line: dict[str, Any], groups: dict[tuple[str, dt.datetime, str], Group]
) -> Problem | None:
    given = {k: (line.get(k) or "").strip() for k in COLUMNS}
    try:
        moment = dt.datetime.fromisoformat(given["time"])
    except ValueError:
        return Problem(
            "time",
            Sentence(
                "时间应为 2026-03-01T08:00:00+08:00 的形式。",
                "The time must read like 2026-03-01T08:00:00+08:00.",
            ),
        )
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_BEIJING)
    try:
        value = float(given["value"])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return Problem("value", Sentence("值应为数字。", "The value must be a number."))
    code, flag, cn = given["factor"], given["flag"] or "N", given["cn"] or "2011"
    if not code.isascii() or not code.replace("_", "").replace("-", "").isalnum():
        return Problem(
            "factor",
            Sentence(
                "因子编码应为字母和数字，例如 w21003。",
                "A factor code is letters and digits, such as w21003.",
            ),
        )
    if flag not in _FLAGS or cn not in _ITEM:
        return Problem(
            "flag" if flag not in _FLAGS else "cn",
            Sentence(
                f"标记应为 {''.join(sorted(_FLAGS))} 之一，命令编码应为 {'、'.join(_ITEM)} 之一。",
                f"A flag is one of {''.join(sorted(_FLAGS))}, a CN one of {', '.join(_ITEM)}.",
            ),
        )
    group = groups.setdefault((given["mn"], moment.astimezone(_BEIJING), cn), {})
    item = code if "-" in code else f"{code}-{_ITEM[cn]}"
    group[item] = f"{value!r}"
    group[f"{item.rpartition('-')[0]}-Flag"] = flag
    return None


def _frame(mn: str, moment: dt.datetime, cn: str, group: Group) -> Frame:
    values: list[Group] = [{"DataTime": f"{moment:%Y%m%d%H%M%S}"}, group]
    text = ";".join(",".join(f"{k}={v}" for k, v in g.items()) for g in values)
    return Frame("", "", cn, "", mn, None, 2017, values, f"CSV {mn} {cn} {text}".encode())


def take_frames(frames: list[Frame]) -> tuple[int, list[Problem]]:
    """Store frames of registered devices; all of them, or a problem per unknown number and nothing."""
    known = senders({frame.mn for frame in frames})
    problems = [
        Problem(
            "mn",
            Sentence(
                f"设备标识 {mn or '（空）'} 未登记或已停用。",
                f"Device {mn or '(none)'} is not registered, or disabled.",
            ),
        )
        for mn in sorted({frame.mn for frame in frames} - set(known))
    ]
    if problems:
        return 0, problems
    layouts = Layouts()
    received = microseconds(timezone.now())
    rows = []
    for frame in frames:
        sender = known[frame.mn]
        row = read(frame if frame.st else _under(frame, sender), sender, received, layouts)
        rows.append(row)
    return store(rows), []


def _under(frame: Frame, sender: Sender) -> Frame:
    return Frame(
        frame.qn, sender.system_code, frame.cn, frame.pw, frame.mn, frame.flag, frame.version,
        frame.values, frame.raw,
    )  # fmt: skip


def cipher_of(sender: Sender) -> tuple[bool, Sm4 | None]:
    """Say whether a device has a key, and give its cipher where the key can be opened."""
    kept = DeviceKey.objects.filter(pk=sender.id).first()
    if kept is None:
        return False, None
    try:
        key = Sealer(settings.SEALING_SECRET).open(bytes(kept.sealed), about_device(sender.id))
        cipher = Sm4(key)
        cipher.encrypt(bytes(hj212.BLOCK_BYTES))
    except (WrongKeyError, NotAuthenticError, CipherUnavailableError):
        return True, None
    return True, cipher


def take_packets(sender: Sender, body: bytes, address: str = "") -> bytes:
    """Store the HJ 212 packets of one device as the gateway does; return its acknowledgements.

    Packets of other numbers and broken ones get no answer, as over TCP; what should have been
    deciphered and could not is kept.
    """
    keyed, cipher = cipher_of(sender)
    decoder = hj212.Decoder(lambda mn: cipher if mn == sender.mn else None)
    layouts, received = Layouts(), microseconds(timezone.now())
    rows, answers = [], []
    aside: list[tuple[str, bytes]] = []
    for packet in (*decoder.feed(body), *decoder.finish()):
        if isinstance(packet, Malformed):
            if packet.reason in (Reason.ENCRYPTED, Reason.KEY):
                aside.append((str(packet.reason), packet.raw))
            continue
        if packet.mn != sender.mn or (sender.password and packet.pw != sender.password):
            continue
        if keyed and hj212.lacks_encryption(packet.cn, packet.raw, encrypted=packet.encrypted):
            aside.append(("plain", packet.raw))
            continue
        rows.append(read(packet, sender, received, layouts))
        if packet.wants_answer:
            with contextlib.suppress(BadInput):
                answers.append(hj212.encode(hj212.acknowledge(packet)))
    store(rows)
    with connection.cursor() as cursor:
        for reason, raw in aside[:MOST_ASIDE]:
            cursor.execute(_SET_ASIDE, [sender.id, sender.mn, address[:45], reason, raw])
    return b"".join(answers)
