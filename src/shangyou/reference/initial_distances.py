"""First distances of the Emergency Response Guidebook 2024: where to keep people from before anything is computed."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

STANDARD: Final = "ERG 2024"


@dataclass(frozen=True, slots=True)
class InitialDistances:
    """A substance's row of table 1, or of its guide page where table 1 has none; metres."""

    un_number: str
    cas: str
    guide: str
    small_isolate_m: float | None
    small_day_m: float | None
    small_night_m: float | None
    large_isolate_m: float | None
    large_day_m: float | None
    large_night_m: float | None
    fire_m: float | None
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class LargeSpill:
    """A row of table 3: a large spill of one of six gases by container and wind; metres.

    The guide's winds: low under 10 km/h, moderate to 20 km/h, high above.
    """

    un_number: str
    container: Sentence
    isolate_m: float
    day_low_m: float
    day_moderate_m: float
    day_high_m: float
    night_low_m: float
    night_moderate_m: float
    night_high_m: float
    source: str
    status: Status


ROWS: Final = load(InitialDistances, "initial_distances")
LARGE: Final = load(LargeSpill, "initial_distances_large")


def of(cas: str) -> InitialDistances | None:
    """Return the first distances of a substance by its CAS number."""
    return next((row for row in ROWS if row.cas == cas), None)


def large_spills(un_number: str) -> tuple[LargeSpill, ...]:
    """Return the rows of table 3 of a UN number; empty for all but six gases."""
    return tuple(row for row in LARGE if row.un_number == un_number)


TABLE: Final = Table(
    name="initial_distances",
    title=Sentence("首次隔离与防护距离", "First isolation and protection distances"),
    standard=STANDARD,
    key=("un_number",),
    columns=(
        Column("un_number", Sentence("UN 编号", "UN number")),
        Column("cas", Sentence("CAS 号", "CAS number")),
        Column("guide", Sentence("指南", "Guide")),
        Column("small_isolate_m", Sentence("少量泄漏隔离 m", "Small: isolate m")),
        Column("small_day_m", Sentence("少量白天防护 m", "Small: day m")),
        Column("small_night_m", Sentence("少量夜间防护 m", "Small: night m")),
        Column("large_isolate_m", Sentence("大量泄漏隔离 m", "Large: isolate m")),
        Column("large_day_m", Sentence("大量白天防护 m", "Large: day m")),
        Column("large_night_m", Sentence("大量夜间防护 m", "Large: night m")),
        Column("fire_m", Sentence("火场隔离 m", "Fire m")),
        *provenance(),
    ),
    rows=ROWS,
)

LARGE_TABLE: Final = Table(
    name="initial_distances_large",
    title=Sentence("六种气体大量泄漏的防护距离", "Large spills of six gases"),
    standard=STANDARD,
    key=("un_number", "container"),
    columns=(
        Column("un_number", Sentence("UN 编号", "UN number")),
        Column("container", Sentence("容器", "Container")),
        Column("isolate_m", Sentence("隔离 m", "Isolate m")),
        Column("day_low_m", Sentence("白天低风 m", "Day, low wind m")),
        Column("day_moderate_m", Sentence("白天中风 m", "Day, moderate wind m")),
        Column("day_high_m", Sentence("白天高风 m", "Day, high wind m")),
        Column("night_low_m", Sentence("夜间低风 m", "Night, low wind m")),
        Column("night_moderate_m", Sentence("夜间中风 m", "Night, moderate wind m")),
        Column("night_high_m", Sentence("夜间高风 m", "Night, high wind m")),
        *provenance(),
    ),
    rows=LARGE,
)
