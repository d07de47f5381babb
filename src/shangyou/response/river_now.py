"""The rivers of a path at the moment of a forecast, and how an assumption about them reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shangyou.preparedness.hydrology import Regime
from shangyou.preparedness.network import Network, Path, ReachFacts
from shangyou.science.messages import Sentence

STATUS_ORDER = ("unverified", "estimated", "general", "secondary", "verified")
"""From the least sure on: of several rows an assumption shows the weakest."""

MOST_NAMED = 4

Assumed = tuple[Sentence, Sentence, Sentence, str]
"""Title, value, source and status of one assumption."""


@dataclass(frozen=True, slots=True)
class RiverNow:
    """Network, path and season, with what gauges say of the discharge."""

    network: Network
    path: Path
    regime: Regime
    ratios: Mapping[str, float]
    """Discharge of a reach over that of the season, where a gauge tells."""

    def reach(self, code: str) -> ReachFacts:
        """Return a reach as the register has it."""
        return self.network.reaches[code]

    def flow(self, code: str) -> float:
        """Return the discharge of a reach now [m3/s]."""
        return self.reach(code).hydraulics.discharge(self.regime) * self.ratios.get(code, 1.0)


def present(discharge: Any) -> float:
    """Return the discharge of a reach of a case as it is now [m3/s]: of a series its last value."""
    return float(discharge[-1][1] if isinstance(discharge, list) else discharge)


def some(names: Sequence[str]) -> Sentence:
    """Name the first few of several, and how many there are."""
    names = list(dict.fromkeys(names))
    shown = names[:MOST_NAMED]
    more = len(names) - len(shown)
    return Sentence(
        "、".join(shown) + (f" 等 {len(names)} 个" if more else ""),
        ", ".join(shown) + (f" and {more} more" if more else ""),
    )


def joined(*parts: Sentence) -> Sentence:
    """Put sentences after each other; empty ones leave no trace."""
    return Sentence("；".join(p.zh for p in parts if p.zh), "; ".join(p.en for p in parts if p.en))


def weakest(statuses: Iterable[str]) -> str:
    """Return the least sure of several states."""
    return min(statuses, key=STATUS_ORDER.index, default="estimated")
