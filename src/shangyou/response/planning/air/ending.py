"""What ends it: conditions to be confirmed, none of which the system decides by itself."""

from shangyou.response.planning.air.facts import AirSituation
from shangyou.response.planning.air.zones import expected_end
from shangyou.response.planning.lines import Basis, Line, Section
from shangyou.response.planning.wording import figure
from shangyou.science.messages import Sentence

TITLE = Sentence("终止条件", "What ends it")
NATIONAL = Basis(
    "rule",
    Sentence(
        "国家突发环境事件应急预案（国办函〔2014〕119号）响应终止（条款凭记忆，需核实）",
        "national plan for environmental emergencies, end of the response (clause from memory)",
    ),
    "unverified",
)
ROUNDS = Basis(
    "estimate",
    Sentence(
        "规划取值：连续 2 轮、间隔 15 分钟以上均低于阈值",
        "planning rule: below the threshold in two rounds 15 minutes apart",
    ),
    "estimated",
)


def plan(situation: AirSituation) -> Section:
    """Return the conditions, in the order they are met."""
    lines = [
        _confirm(
            "source",
            Sentence(
                "泄漏源已切断，容器与管线不再外泄，现场指挥书面确认",
                "the leak is stopped and nothing escapes any more, confirmed in writing on site",
            ),
            (NATIONAL,),
        ),
        _measured(situation),
        _confirm(
            "people",
            Sentence(
                "避险的已通知开窗通风、撤离的返回前逐处测过，人数清点无缺",
                "those indoors are told to air, places are measured before people return, all counted",
            ),
            (NATIONAL,),
        ),
    ]
    if situation.curtains:
        lines.append(
            _confirm(
                "water",
                Sentence(
                    "洗消水全部收集，检测达标后才排放；未收集的另立水污染事件",
                    "all washing water is held and tested; what got away is an incident of its own",
                ),
                tuple(curtain.basis for curtain in situation.curtains),
            )
        )
    return Section("ending", TITLE, tuple(lines))


def _confirm(key: str, what: Sentence, because: tuple[Basis, ...]) -> Line:
    return Line(key=f"ending:{key}", verb=Sentence("确认", "Confirm"), what=what, because=because)


def _measured(situation: AirSituation) -> Line:
    levels = [value for _, value, _, _ in situation.gas.endpoints]
    level = f" {figure(min(levels))} mg/m³" if levels else ""
    return Line(
        key="ending:measured",
        verb=Sentence("确认", "Confirm"),
        what=Sentence(
            f"各测点连续 2 轮低于最低的阈值{level}，上风向对照无异常",
            f"every point below the lowest threshold{level} twice, the upwind reference clean",
        ),
        effect=expected_end(situation),
        because=(ROUNDS, situation.run, *(basis for *_, basis in situation.gas.endpoints)),
    )
