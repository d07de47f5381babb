"""The one thing to do next about an alarm."""

from shangyou.science.messages import Sentence
from shangyou.warning.alarms.models import Alarm, AlarmStep
from shangyou.warning.registers.stations import AIR_KINDS

_CLOSED = Sentence("无需处理；误判可撤销。", "Nothing to do; it can be taken back.")
_WORDS = {
    "take": Sentence(
        "先接手：其他人随即看到由谁处理，逐级上报停止。",
        "Take it: the others see who has it, and it stops being escalated.",
    ),
    "incident": Sentence(
        "已属实：转为事件，研判和方案自动生成。",
        "It is real: make it an incident; forecast and plan follow.",
    ),
    "gas": Sentence(
        "已属实：先做气体研判（地点、物质、风已填好），再转为事件；来不及就先转，研判随后补。",
        "It is real: assess the gas (place, substance and wind are filled in), then make it an incident; "
        "with no time to spare the other way round.",
    ),
    "dismiss": Sentence("不属实：写明原因后排除。", "It is not real: dismiss it with the reason."),
    "again": Sentence(
        "尚不明确：换一种方式再核实，最快是复测采样。",
        "Not clear yet: verify another way; a re-sample says most.",
    ),
    "workspace": Sentence("在事件工作台继续处置。", "Go on in the incident's workspace."),
}
_AFTER = {"confirmed": "incident", "refuted": "dismiss", "unclear": "again"}


def _step(alarm: Alarm, steps: list[AlarmStep]) -> str:
    if alarm.state == Alarm.State.INCIDENT:
        return "workspace"
    if alarm.state == Alarm.State.OPEN:
        return "take"
    if alarm.state != Alarm.State.TAKEN:
        return ""
    verified = next((s for s in reversed(steps) if s.action == AlarmStep.Action.VERIFIED), None)
    return _AFTER.get(verified.text.get("result", ""), "verify") if verified else "verify"


def suggested(alarm: Alarm, steps: list[AlarmStep]) -> str:
    """Return the deed that is next; empty where there is none."""
    step = _step(alarm, steps)
    return {"again": "verify", "workspace": ""}.get(step, step)


def say(alarm: Alarm, steps: list[AlarmStep]) -> Sentence:
    """Say what is next."""
    step = _step(alarm, steps)
    if step == "verify":
        station = alarm.station
        whom = " ".join(filter(None, (station.contact_name, station.contact_phone)))
        return Sentence(
            f"核实：致电{'站点联系人 ' + whom if whom else '站点运维'}，看视频，或安排复测采样。",
            f"Verify: call {whom or 'whoever keeps the station'}, look at the camera, or order a re-sample.",
        )
    if step == "incident" and alarm.station.kind in AIR_KINDS:
        step = "gas"
    return _WORDS.get(step, _CLOSED)
