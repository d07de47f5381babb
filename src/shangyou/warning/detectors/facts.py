"""What the registers, the learning and the people say of series, read in a handful of queries."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from shangyou.science.inference.event_detection import document, slow
from shangyou.science.inference.event_detection.detector import Detector
from shangyou.science.inference.event_detection.rain import Measure
from shangyou.science.inference.event_detection.slow import Factor
from shangyou.science.messages import BadInput, Sentence
from shangyou.warning.alarms.models import Lesson, OwnStep
from shangyou.warning.detectors import limits
from shangyou.warning.detectors.learnt.models import LearntDetector
from shangyou.warning.detectors.limits import Limit
from shangyou.warning.detectors.rain import measure_of
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import BY_ANY_CODE, MonitoredFactor

CODES: Final = {
    "w01010": "water_temperature",
    "w01001": "ph",
    "w01009": "dissolved_oxygen",
    "w01014": "conductivity",
    "w01003": "turbidity",
    "w01019": "permanganate_index",
    "w21003": "ammonia_nitrogen",
    "w21011": "total_phosphorus",
    "w21001": "total_nitrogen",
}
"""HJ 212 codes of the factors whose natural steps are known nationally."""
_NATURAL: Final = {factor.key: factor for factor in slow.FACTORS}
_ITEM_OF_CN: Final = {2011: "Rtd", 2051: "Avg", 2061: "Avg", 2031: "Avg"}
FINEST: Final = (2011, 2051, 2061, 2031)
_CN_S: Final = {2051: 600.0, 2061: 3600.0, 2031: 86_400.0}
# A temperature is what it is: it warns of nothing by itself, and explains others.
UNJUDGED: Final = frozenset({"w01010"})


class Own(NamedTuple):
    """What is learnt of a series' own steps: `science`'s `Nature` says what each number is."""

    distance: float = float("nan")
    leap: float = float("nan")
    step: float = float("nan")
    share: float = float("nan")
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Learnt:
    """The trained detector of a device: the code of every signal, and the tier its event has."""

    detector: Detector
    digest: str
    codes: tuple[str, ...]
    tier: int


@dataclass(slots=True)
class DeviceFacts:
    """One device with its station, as the detectors need them."""

    device: int
    station: int
    station_name: str
    kind: str
    park: int
    has_source: bool
    interval_s: float
    water_class: str
    point: tuple[float, float]
    reach: int | None = None
    factors: dict[str, MonitoredFactor] = field(default_factory=dict)
    own: dict[tuple[str, int], Own] = field(default_factory=dict)
    lessons: dict[tuple[str, str], float] = field(default_factory=dict)
    learnt: Learnt | None = None
    rains: dict[str, Measure] = field(default_factory=dict)
    """Factors that are rain, and what their numbers are."""

    def name(self, code: str) -> Sentence:
        """Return what a factor is called."""
        factor = self.factors.get(code)
        natural = natural_of(code)
        known = BY_ANY_CODE.get(code)
        zh = (factor and factor.name) or (known.name_zh if known else code)
        return Sentence(zh, natural.name.en if natural else zh)

    def unit(self, code: str) -> str:
        """Return the unit of a factor."""
        factor = self.factors.get(code)
        return factor.unit if factor else ""

    def limit(self, code: str) -> Limit:
        """Return the limit a factor is judged by."""
        return limits.of(self.kind, code, self.factors.get(code), self.water_class)

    def nature(self, code: str) -> Factor | None:
        """Return the national natural step of a factor, with this instrument's detection limit."""
        natural = natural_of(code)
        factor = self.factors.get(code)
        mine = factor.detection_limit if factor else None
        if natural is None:
            if not mine:
                return None
            return Factor("", Sentence(code, code), float("inf"), 0.5, 1, mine)
        if not mine or not natural.detection_limit:
            return natural
        return Factor(
            natural.key, natural.name, natural.step_p99, natural.relative_p99, natural.bad, mine
        )

    def lesson(self, code: str, kind: str) -> float:
        """Return what people taught: the threshold's factor."""
        return self.lessons.get((code, kind), 1.0)


def natural_of(code: str) -> Factor | None:
    """Return the national figures of a factor, None where there are none."""
    return _NATURAL.get(CODES.get(code, ""))


def interval_of(facts: DeviceFacts, cn: int) -> float:
    """Return the usual time between readings of one kind of data [s]."""
    return max(_CN_S.get(cn, 0.0), facts.interval_s)


def watched(name: str, cn: int) -> str | None:
    """Return the code of an item worth watching, None for minima, maxima and totals."""
    code, _, kind = name.rpartition("-")
    return code if code and _ITEM_OF_CN.get(cn) == kind else None


def read(devices: list[int]) -> dict[int, DeviceFacts]:
    """Read what is known of devices; five queries, however many there are."""
    rows = (
        Device.objects.filter(pk__in=devices)
        .select_related("station__receptor")
        .only(
            "interval_s", "station__name", "station__kind", "station__geometry",
            "station__risk_source_id", "station__region", "station__reach_id",
            "station__receptor__water_class",
        )
    )  # fmt: skip
    found = {}
    for row in rows:
        station = row.station
        point = station.geometry
        found[row.pk] = DeviceFacts(
            device=row.pk,
            station=station.pk,
            station_name=station.name,
            kind=station.kind,
            park=station.risk_source_id or -station.pk,
            has_source=station.risk_source_id is not None,
            interval_s=float(row.interval_s),
            water_class=station.receptor.water_class if station.receptor else "",
            point=(point.x, point.y) if point else (float("nan"), float("nan")),
            reach=station.reach_id,
        )
    for factor in MonitoredFactor.objects.filter(device__in=devices):
        found[factor.device_id].factors[factor.code] = factor
        measure = measure_of(factor.name, factor.unit)
        if measure is not None:
            found[factor.device_id].rains[factor.code] = measure
    for device, code, cn, distance, leap, step, share, steps in OwnStep.objects.filter(
        device__in=devices
    ).values_list("device", "code", "cn", "distance", "leap", "step", "share", "steps"):
        found[device].own[code, cn] = Own(
            _known(distance), _known(leap), _known(step), _known(share), steps
        )
    for device, code, kind, times in (
        in_force().filter(device__in=devices).values_list("device", "code", "kind", "factor")
    ):
        known = found[device].lessons
        before = known.get((code, kind), 1.0)
        known[code, kind] = (
            max(before, times) if kind == "exceedance" else min(before * times, MOST_TAUGHT)
        )
    for device, digest, text, codes, tier in LearntDetector.objects.filter(
        device__in=devices
    ).values_list("device", "digest", "text", "codes", "tier"):
        detector = _detector(digest, text)
        if detector is not None:
            found[device].learnt = Learnt(detector, digest, tuple(codes), tier)
    return found


@lru_cache(maxsize=1024)
def _detector(digest: str, text: str) -> Detector | None:  # noqa: ARG001 (the digest tells two apart)
    """Return the detector of a text that was checked when it was attached; None when a newer program cannot read it."""
    try:
        return document.read(text)[0]
    except BadInput:
        return None


def _known(share: float | None) -> float:
    return float("nan") if share is None else share


MOST_TAUGHT: Final = 4.0
"""However often somebody dismisses, a change of ten natural steps is told."""


def in_force() -> QuerySet[Lesson]:
    """Return the lessons that count now."""
    return Lesson.objects.filter(undone_at=None).filter(Q(until=None) | Q(until__gt=timezone.now()))
