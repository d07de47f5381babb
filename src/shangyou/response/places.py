"""Places downstream of a release that a forecast reports on, as values taken from the registers."""

from dataclasses import dataclass, field
from typing import Any

from shangyou.preparedness.network import POSITIONS
from shangyou.response.planning.facts import ReceptorKind, SupplyLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A receptor or response space on the network.

    `key` is unique in one forecast; `distance_m` counts from the head of the network's reach.
    """

    key: str
    register: str
    row_id: int | None
    name: str
    kind: ReceptorKind
    kind_title: str
    river: str
    reach: str
    distance_m: float
    bank: str
    point: tuple[float, float]
    position: float | None = None
    district: str = ""
    district_code: str = ""
    water_class: int | None = None
    use: str = ""
    contact: str = ""
    supply_level: SupplyLevel | None = None
    status: str = "unverified"
    source: str = ""
    demo: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def across(self) -> float | None:
        """Where across the river: the register's own position, else by its bank."""
        return self.position if self.position is not None else POSITIONS.get(self.bank)
