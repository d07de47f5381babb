"""A warning as the CAP 1.2 document that leaves the house."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from shangyou.codecs import cap
from shangyou.codecs.cap import Alert, Area, Info, Parameter, Reference
from shangyou.core.language import text
from shangyou.reference.divisions import BY_CODE
from shangyou.warning.warnings.form import EVENTS
from shangyou.warning.warnings.models import PublicWarning, WarningStep

# 突发事件应对法（2024 修订）第六十三条：一级红、二级橙、三级黄、四级蓝.
COLOURS = {1: "红色", 2: "橙色", 3: "黄色", 4: "蓝色"}
COLOURS_EN = {1: "red", 2: "orange", 3: "yellow", 4: "blue"}
SEVERITIES = {1: "Extreme", 2: "Severe", 3: "Moderate", 4: "Minor"}
MESSAGE_TYPES = {"published": "Alert", "adjusted": "Update", "lifted": "Cancel"}


def identifier(divisions: Sequence[str], moment: datetime, serial: int) -> str:
    """Return ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N (DB50/T 956.3): of one district its code, else the city's."""
    place = divisions[0] if len(divisions) == 1 and divisions[0].isdigit() else "500000"
    codes = settings.WARNING_CODES
    at = timezone.localtime(moment).strftime("%Y%m%d%H%M%S")
    return f"{place[:6]}{codes['industry']}{codes['unit']}{codes['extension']}_{at}_{serial}"


def build(
    warning: PublicWarning,
    action: str,
    name: str,
    at: datetime,
    earlier: Sequence[WarningStep],
) -> str:
    """Return the document of a step: an Alert, an Update of the earlier ones, or their Cancel."""
    local = timezone.localtime(at)
    event = EVENTS[warning.event]
    lifted = action == "lifted"
    return cap.encode(
        Alert(
            identifier=name,
            sender=settings.WARNING_CODES["sender"],
            sent=local,
            status=_status(warning),
            message_type=MESSAGE_TYPES[action],
            scope="Public",
            references=tuple(
                Reference(
                    settings.WARNING_CODES["sender"], step.identifier, timezone.localtime(step.at)
                )
                for step in earlier
            ),
            infos=(
                Info(
                    language="zh-CN",
                    categories=("Env",),
                    event=f"{text(event, 'zh')}{COLOURS[warning.level]}预警",
                    response_types=("AllClear",) if lifted else ("Prepare",),
                    urgency="Past" if lifted else "Immediate",
                    severity=SEVERITIES[warning.level],
                    certainty="Likely",
                    effective=local,
                    expires=timezone.localtime(warning.expires_at),
                    sender_name=settings.WARNING_CODES["sender_name"],
                    headline=warning.headline,
                    description=warning.description,
                    instruction=warning.instruction,
                    parameters=(
                        Parameter("level", str(warning.level)),
                        Parameter("colour", COLOURS_EN[warning.level]),
                    ),
                    areas=tuple(_area(code) for code in warning.divisions),
                ),
            ),
        )
    ).decode()


def _area(code: str) -> Area:
    division = BY_CODE[code]
    return Area(description=division.name.zh, geocodes=(Parameter("GB/T 2260", code),))


def _status(warning: PublicWarning) -> str:
    """Say how it is meant: a drill is one everywhere, and in the demo world nothing is real."""
    if warning.drill:
        return "Exercise"
    return "Test" if settings.DEMO else "Actual"
