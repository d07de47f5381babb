"""Words that several registers share: their groups on screen and the titles of common columns."""

from collections.abc import Mapping

from shangyou.core.registers.declaration import Column
from shangyou.science.messages import Problem, Sentence

WING = "preparedness"

WATER = Sentence("水系", "Waters")
RECEPTORS = Sentence("受体", "Receptors")
RISKS = Sentence("风险源", "Risk sources")
SPACES = Sentence("应急空间", "Response spaces")
FORCES = Sentence("物资队伍", "Supplies and teams")
BASE = Sentence("基础", "Base")


def column(
    name: str,
    zh: str,
    en: str,
    *,
    unit: str = "",
    in_list: bool = True,
    width: int = 120,
    help_zh: str = "",
    help_en: str = "",
    titles: Mapping[str, Sentence] | None = None,
) -> Column:
    """Declare one column with its titles, and those of its choices, in both languages."""
    return Column(
        name=name,
        title=Sentence(zh, en),
        unit=unit,
        in_list=in_list,
        width=width,
        help=Sentence(help_zh, help_en) if help_zh else None,
        english={value: title.en for value, title in (titles or {}).items()},
    )


CODE = column("code", "编号", "Code", width=90)
NAME = column("name", "名称", "Name", width=200)
RIVER = column("river", "河流", "River", width=110)
REACH = column("reach", "河段", "Reach", width=90)
CHAINAGE = column(
    "chainage_km",
    "里程",
    "Chainage",
    unit="km",
    width=90,
    help_zh="长江用长江上游航道里程（宜昌为 0）；支流为距河口公里数。",
    help_en="Yangtze: upper-Yangtze fairway chainage (Yichang 0); tributaries: km above their mouth.",
)
DISTANCE = column(
    "distance_m",
    "距河段起点",
    "Distance along reach",
    unit="m",
    in_list=False,
    help_zh="留空则由里程推算。",
    help_en="Left empty, it follows from the chainage.",
)
BANKS = {
    "left": Sentence("左岸", "Left bank"),
    "right": Sentence("右岸", "Right bank"),
    "middle": Sentence("江心", "Midstream"),
    "unknown": Sentence("不详", "Not known"),
}
BANK = column("bank", "岸别", "Bank", width=80, titles=BANKS)
NOTE = column("note", "备注", "Note", in_list=False, width=240)
CONTACT_NAME = column("contact_name", "联系人", "Contact", width=100)
CONTACT_PHONE = column("contact_phone", "电话", "Telephone", width=120)


def problem(field: str, zh: str, en: str) -> Problem:
    """One thing wrong with one field of a row."""
    return Problem(field, Sentence(zh, en))


def choices(titles: Mapping[str, Sentence]) -> list[tuple[str, str]]:
    """Turn words with their titles into a Django field's choices."""
    return [(value, title.zh) for value, title in titles.items()]
