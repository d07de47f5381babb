"""How fast the air of a closed building changes, by its kind, with where the figure comes from."""

from dataclasses import dataclass
from typing import Any, Final

from shangyou.science.messages import Sentence

EPA: Final = "US EPA Exposure Factors Handbook 2011, ch. 19"
OURS: Final = "本系统估计 our estimate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """Air changes per hour [1/h] with doors and windows closed and ventilation off."""

    key: str
    title: Sentence
    low: float
    usual: float
    high: float
    source: str
    status: str

    def document(self) -> dict[str, Any]:
        """Return it as the API gives it."""
        return {
            "key": self.key, "title": self.title, "low_per_h": self.low, "usual_per_h": self.usual,
            "high_per_h": self.high, "source": self.source, "status": self.status,
        }  # fmt: skip


# From memory, to be verified: tables 19-24 (Koontz & Rector 1995, 10th, 50th and 90th percentile) and
# 19-27 (Turk et al. 1987) of the handbook.
BUILDINGS: Final = (
    Building(
        key="home", title=Sentence("住宅，门窗关闭", "home, windows closed"),
        low=0.2, usual=0.5, high=1.3, source=EPA + ", table 19-24", status="unverified",
    ),
    Building(
        key="natural", title=Sentence("学校等自然通风建筑，门窗关闭", "school or the like without ventilation"),
        low=0.6, usual=0.8, high=1.0, source=EPA + ", table 19-27", status="unverified",
    ),
    Building(
        key="ventilated", title=Sentence("医院、商场，机械通风未停", "hospital or shop, ventilation running"),
        low=0.6, usual=1.5, high=4.1, source=EPA + ", table 19-27", status="unverified",
    ),
    Building(
        key="hall", title=Sentence("厂房、棚屋，漏风", "workshop or shed, leaky"),
        low=1.0, usual=3.0, high=10.0, source=OURS, status="estimated",
    ),
    Building(
        key="open", title=Sentence("窗户开着", "windows open"),
        low=2.0, usual=5.0, high=15.0, source=OURS, status="estimated",
    ),
)  # fmt: skip
BY_KEY: Final = {building.key: building for building in BUILDINGS}
# What stands where people of a kind are, when the register does not say how fast its air changes.
USUAL_OF: Final = {
    "residential": "home", "school": "natural", "hospital": "ventilated", "public": "ventilated",
    "enterprise": "hall",
}  # fmt: skip


def of_kind(kind: str) -> Building:
    """Return the building in which people of a kind of receptor are."""
    return BY_KEY[USUAL_OF.get(kind, "home")]
