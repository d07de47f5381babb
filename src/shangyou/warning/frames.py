"""Raw frames of a device with what was made of them, in words; and what came under no known number."""

import datetime as dt
from typing import Any, Final

from django.db import connection

from shangyou.codecs.hj212 import REASON_SENTENCES, Reason
from shangyou.science.messages import Sentence
from shangyou.warning.telemetry import marks

PAGE: Final = 50
QUARANTINE_SENTENCES: Final = {
    "unknown_device": Sentence(
        "设备标识未登记，未确认、未入库；登记后设备会自动补发。",
        "This number is not registered: neither acknowledged nor stored. Register it and the device sends again.",
    ),
    "disabled": Sentence(
        "该设备已停用，未确认、未入库。",
        "This device is disabled: neither acknowledged nor stored.",
    ),
    "password": Sentence(
        "密码 PW 与登记不符，可能有设备冒用此编号；未确认、未入库。",
        "PW is not the registered one; perhaps another device uses this number. Neither acknowledged nor stored.",
    ),
    "plain": Sentence(
        "该设备登记了密钥，却收到未加密的数据，可能有设备冒用此编号；未确认、未入库。",
        "A key is set for this device, yet this came plain; perhaps another device uses its number. Neither acknowledged nor stored.",
    ),
    "flood": Sentence(
        "连续收到 64 kB 无法识别的内容，连接已断开。",
        "64 kB of unreadable bytes without one good frame; the connection was closed.",
    ),
    **{str(reason): REASON_SENTENCES[reason] for reason in Reason},
}
_REFUSED: Final = Sentence(
    "数据库拒收，原文保留待查：", "The database refused it; the raw frame is kept: "
)
_COLUMNS: Final = "device_id, at, key_at, key_digest, received_at, cn, pno, marks, batch"
# Recent ones by the primary key; those whose clock was wrong by the index of what is left out.
_FRAMES: Final = f"""
SELECT r.at, r.received_at, r.cn, r.pno, r.marks, f.raw
FROM (
    SELECT * FROM (
        (SELECT {_COLUMNS} FROM warning_reading
         WHERE device_id = %(device)s AND received_at >= %(begin)s AND received_at < %(end)s
            AND key_at >= %(begin)s - interval '40 days' AND marks & {marks.BLOCKING:d} = 0
            AND (marks <> 0 OR %(every)s))
        UNION ALL
        (SELECT {_COLUMNS} FROM warning_reading
         WHERE device_id = %(device)s AND received_at >= %(begin)s AND received_at < %(end)s
            AND marks & {marks.BLOCKING:d} <> 0)) a
    ORDER BY received_at DESC, key_at DESC LIMIT %(most)s OFFSET %(first)s) r
LEFT JOIN LATERAL (
    SELECT raw FROM warning_rawframe w
    WHERE w.batch = r.batch AND w.device_id = r.device_id AND w.key_at = r.key_at
        AND w.cn = r.cn AND w.pno = r.pno AND w.key_digest = r.key_digest
        AND w.received_at = r.received_at LIMIT 1) f ON true
ORDER BY r.received_at DESC, r.key_at DESC
"""
_ASIDE: Final = """
SELECT at, mn, address, reason, repeats, raw FROM warning_quarantine
WHERE (device_id = %s OR mn = %s) AND at >= %s AND at < %s ORDER BY at DESC LIMIT %s
"""
_UNKNOWN: Final = """
SELECT mn, address, reason, sum(repeats), min(at), max(at),
    (array_agg(raw ORDER BY id DESC))[1]
FROM warning_quarantine WHERE device_id IS NULL AND at >= %s
GROUP BY mn, address, reason ORDER BY max(at) DESC LIMIT 500
"""


def frames(
    device: int, begin: dt.datetime, end: dt.datetime, *, marked: bool, page: int
) -> list[dict[str, Any]]:
    """Give frames received in a period, newest first, each with its explanations."""
    given: dict[str, int | bool | dt.datetime] = {
        "device": device,
        "begin": begin,
        "end": end,
        "every": not marked,
        "most": PAGE,
        "first": (max(page, 1) - 1) * PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FRAMES, given)
        rows = cursor.fetchall()
    return [
        {
            "at": at,
            "received_at": received,
            "cn": f"{cn:04d}",
            "pno": pno or None,
            "counted": not bits & marks.BLOCKING,
            "explanations": marks.sentences(bits),
            "raw": text_of(raw) if raw is not None else None,
        }
        for at, received, cn, pno, bits, raw in rows
    ]


def set_aside(
    device: int, mn: str, begin: dt.datetime, end: dt.datetime, most: int = 100
) -> list[dict[str, Any]]:
    """Give what came under a device's number and was no reading of it."""
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE, [device, mn, begin, end, most])
        rows = cursor.fetchall()
    return [
        {
            "at": at,
            "address": address,
            "reason": reason.partition(":")[0],
            "explanation": explanation(reason),
            "repeats": repeats,
            "raw": text_of(raw),
        }
        for at, _mn, address, reason, repeats, raw in rows
    ]


def unknown(since: dt.datetime) -> list[dict[str, Any]]:
    """Give the numbers and addresses that no register knows."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [since])
        rows = cursor.fetchall()
    return [
        {
            "mn": mn,
            "address": address,
            "reason": reason,
            "explanation": explanation(reason),
            "count": count,
            "first_at": first,
            "last_at": last,
            "raw": text_of(raw),
        }
        for mn, address, reason, count, first, last, raw in rows
    ]


def explanation(reason: str) -> Sentence:
    """Put a reason into words."""
    known = QUARANTINE_SENTENCES.get(reason)
    if known is not None:
        return known
    detail = reason.removeprefix("refused: ")
    return Sentence(f"{_REFUSED.zh}{detail}", f"{_REFUSED.en}{detail}")


def text_of(raw: bytes | memoryview) -> str:
    """Show raw bytes as text, or each odd byte by its number where they are none."""
    data = bytes(raw)
    for encoding in ("utf-8", "gbk"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(c.isprintable() or c in "\r\n\t" for c in text):
            return text
    return data.decode("ascii", "backslashreplace")
