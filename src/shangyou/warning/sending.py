"""Asking a device for something: the command joins the queue, a gateway sends it."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from shangyou.core import audit
from shangyou.core.http import ProblemError
from shangyou.core.models import User
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.commands import KINDS, STATES, Command
from shangyou.warning.registers.devices import Device

LONGEST: Final = {
    "resend_minutes": dt.timedelta(days=7),
    "resend_hours": dt.timedelta(days=62),
    "resend_days": dt.timedelta(days=732),
}
MOST_OPEN: Final = 20
_KIND_TITLES: Final = {
    "set_time": Sentence("校时", "Set the clock"),
    "resend_minutes": Sentence("补传分钟数据", "Send minute data again"),
    "resend_hours": Sentence("补传小时数据", "Send hourly data again"),
    "resend_days": Sentence("补传日数据", "Send daily data again"),
}
_STATE_TITLES: Final = {
    "queued": Sentence(
        "待发送：设备上线后立即下发", "Waiting: sent as soon as the device is online"
    ),
    "sent": Sentence("已下发，等待应答", "Sent, waiting for an answer"),
    "accepted": Sentence("设备已接受，执行中", "Accepted, being carried out"),
    "done": Sentence("执行成功", "Done"),
    "refused": Sentence("设备拒绝执行", "Refused by the device"),
    "failed": Sentence("设备执行失败", "The device failed"),
    "no_answer": Sentence("下发 3 次没有应答", "No answer to three requests"),
    "expired": Sentence("设备一天内未上线，已取消", "Not online for a day; cancelled"),
}
assert set(_STATE_TITLES) == {state for state, _ in STATES}  # noqa: S101 (both lists are here)
assert set(_KIND_TITLES) == {kind for kind, _ in KINDS}  # noqa: S101


def ask(
    user: User, device: Device, kind: str, begins: dt.datetime | None, ends: dt.datetime | None
) -> Command:
    """Queue a command; refuse a period that makes no sense."""
    problems = _problems(kind, begins, ends)
    if problems:
        raise ProblemError(400, problems)
    with transaction.atomic():
        still_open = Command.objects.filter(
            device=device, state__in=["queued", "sent", "accepted"]
        ).count()
        if still_open >= MOST_OPEN:
            raise ProblemError(
                409,
                [
                    Problem(
                        "device",
                        Sentence(
                            f"该设备还有 {still_open} 条命令未完成，请等待。",
                            f"The device still has {still_open} open commands; please wait.",
                        ),
                    )
                ],
            )
        command = Command.objects.create(
            device=device,
            kind=kind,
            begins_at=begins if kind != "set_time" else None,
            ends_at=ends if kind != "set_time" else None,
            asked_by=user,
        )
        audit.record(
            user,
            "device.command",
            "devices",
            str(device.pk),
            {"kind": kind, "from": begins, "to": ends},
            region=device.region,
        )
    return command


def _problems(kind: str, begins: dt.datetime | None, ends: dt.datetime | None) -> list[Problem]:
    if kind not in _KIND_TITLES:
        names = "、".join(_KIND_TITLES)
        return [Problem("kind", Sentence(f"命令应为 {names} 之一。", f"One of {names}."))]
    if kind == "set_time":
        return []
    longest = LONGEST[kind]
    if begins is None or ends is None or not begins < ends <= timezone.now():
        return [
            Problem(
                "from",
                Sentence(
                    "补传需填起止时间，起早于止，止不晚于现在。",
                    "Give a period: from before to, to not after now.",
                ),
            )
        ]
    if ends - begins > longest:
        return [
            Problem(
                "to",
                Sentence(
                    f"一次最多补传 {longest.days} 天。", f"At most {longest.days} days at a time."
                ),
            )
        ]
    return []


def listed(device: Device) -> list[dict[str, Any]]:
    """Give a device's commands, newest first."""
    return [
        {
            "id": command.pk,
            "kind": command.kind,
            "title": _KIND_TITLES[command.kind],
            "from": command.begins_at,
            "to": command.ends_at,
            "state": command.state,
            "state_title": _STATE_TITLES[command.state],
            "tries": command.tries,
            "code": command.code,
            "asked_by": str(command.asked_by or ""),
            "asked_at": command.asked_at,
            "answered_at": command.answered_at,
        }
        for command in Command.objects.filter(device=device).select_related("asked_by")[:50]
    ]
