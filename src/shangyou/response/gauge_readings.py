"""What the gauges of a path read: telemetry where it is live and fresh, else what somebody typed, and how old it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from shangyou.preparedness.hydraulic_tables import LARGEST_DISCHARGE_M3_S
from shangyou.preparedness.survey import StoredGauge
from shangyou.response.planning.wording import clock, duration, figure
from shangyou.science.messages import Sentence
from shangyou.warning.models import DeviceState, MonitoredFactor
from shangyou.warning.series import Period, points

FRESH_TELEMETRY = timedelta(hours=2)
FRESH_TYPED = timedelta(hours=24)
"""How old a reading may be. The level of a large river in flood moves by decimetres an hour, a person reads twice a day."""

LOOK_BACK = timedelta(hours=36)
"""Readings as they came are looked at so far back; an older one is named by its time alone."""

NORMAL_FLAG = "N"
TO_CUBIC_METRES: Mapping[str, float] = {
    "": 1.0, "m3/s": 1.0, "m³/s": 1.0, "立方米/秒": 1.0, "l/s": 1e-3, "升/秒": 1e-3,
    "m3/h": 1 / 3600, "m³/h": 1 / 3600,
}  # fmt: skip
TO_METRES: Mapping[str, float] = {"": 1.0, "m": 1.0, "米": 1.0, "cm": 0.01, "mm": 0.001}


Course = tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a gauge said and when; a discharge may follow from its rating."""

    gauge: StoredGauge
    at: datetime
    age: timedelta
    typed: bool
    stage_m: float | None
    discharge_m3_s: float | None
    rated: bool = False
    stages: Course = ()
    """How the stage went since the spill [m], a value an hour; empty where typed."""
    flows: Course = ()
    """How the discharge went of late [m3/s], from before the spill on: what passed then is on its way downstream."""
    earlier: Course = ()
    """How the stage went of late, from before the spill on [m]."""

    @property
    def words(self) -> Sentence:
        """For example 寸滩 流量 12 300 m³/s（遥测，11-26 14:00，12 分钟前）."""
        values = []
        if self.stage_m is not None:
            values.append(Sentence(f"水位 {self.stage_m:.2f} m", f"stage {self.stage_m:.2f} m"))
        if self.discharge_m3_s is not None:
            q = figure(self.discharge_m3_s)
            by = Sentence("（查关系曲线）", " (by its rating)") if self.rated else Sentence("", "")
            values.append(Sentence(f"流量 {q} m³/s{by.zh}", f"discharge {q} m³/s{by.en}"))
        how = Sentence("人工", "typed") if self.typed else Sentence("遥测", "telemetry")
        when, old = clock(self.at), duration(self.age.total_seconds())
        return Sentence(
            f"{self.gauge.name} {'、'.join(v.zh for v in values)}"
            f"（{how.zh}，{when.zh}，{old.zh}前）",
            f"{self.gauge.name} {', '.join(v.en for v in values)} "
            f"({how.en}, {when.en}, {old.en} ago)",
        )


@dataclass(frozen=True, slots=True)
class Readings:
    """The usable reading of each gauge, and a sentence for each that cannot be used."""

    usable: tuple[Reading, ...]
    refused: tuple[Sentence, ...]

    def of(self, gauge: StoredGauge) -> Reading | None:
        """Return a gauge's reading, if there is one."""
        return next((r for r in self.usable if r.gauge.code == gauge.code), None)


def read(gauges: Iterable[StoredGauge], now: datetime, since: datetime) -> Readings:
    """Return the latest reading of each gauge that is fresh enough for a forecast made now, and its course since a spill.

    Two queries find the telemetry of all gauges, two more read each factor that has one.
    """
    gauges = tuple(gauges)
    heard, refused = _telemetry(gauges, now, since)
    usable: list[Reading] = []
    for gauge in gauges:
        candidates = [heard.get(gauge.code), _typed(gauge, now)]
        for reading in candidates:
            if reading is None:
                continue
            said = _unusable(reading)
            if said is None:
                usable.append(_with_rating(reading))
                break
            refused.append(said)
    return Readings(tuple(usable), tuple(refused))


def _typed(gauge: StoredGauge, now: datetime) -> Reading | None:
    at = gauge.typed_at
    if at is None or (gauge.typed_stage_m is None and gauge.typed_discharge_m3_s is None):
        return None
    return Reading(
        gauge=gauge,
        at=at,
        age=max(now - at, timedelta()),
        typed=True,
        stage_m=gauge.typed_stage_m,
        discharge_m3_s=gauge.typed_discharge_m3_s,
    )


def _unusable(reading: Reading) -> Sentence | None:
    """Say why a reading is not used; None where it may be."""
    most = FRESH_TYPED if reading.typed else FRESH_TELEMETRY
    words = reading.words
    if reading.age > most:
        limit = duration(most.total_seconds())
        return Sentence(
            f"{words.zh}：已超过 {limit.zh}，未采用",
            f"{words.en}: older than {limit.en}, not used",
        )
    low, high = reading.gauge.levels
    if reading.stage_m is not None and not low <= reading.stage_m <= high:
        return Sentence(
            f"{words.zh}：水位应在 {low:g}–{high:g} m 之间，未采用",
            f"{words.en}: the stage must lie between {low:g} and {high:g} m, not used",
        )
    flow = reading.discharge_m3_s
    if flow is not None and not 0.0 < flow <= LARGEST_DISCHARGE_M3_S:
        return Sentence(
            f"{words.zh}：流量应大于 0、不超过 {LARGEST_DISCHARGE_M3_S:g} m³/s，未采用",
            f"{words.en}: the discharge must be above 0 and at most {LARGEST_DISCHARGE_M3_S:g} m³/s, "
            "not used",
        )
    return None


def _with_rating(reading: Reading) -> Reading:
    """Put in the discharge that the gauge's own rating gives for its stage, inside the rating only."""
    rating = reading.gauge.rating
    if reading.discharge_m3_s is not None or reading.stage_m is None or len(rating) < 2:
        return reading
    stages = [point.stage_m for point in rating]
    if not stages[0] <= reading.stage_m <= stages[-1]:
        return reading
    flows = [point.discharge_m3_s for point in rating]
    flow = float(np.interp(reading.stage_m, stages, flows))
    if flow <= 0.0:
        return reading
    inside = all(stages[0] <= z <= stages[-1] for _, z in reading.earlier)
    course = tuple((at, float(np.interp(z, stages, flows))) for at, z in reading.earlier)
    return replace(reading, discharge_m3_s=flow, rated=True, flows=course if inside else ())


def _telemetry(
    gauges: tuple[StoredGauge, ...], now: datetime, since: datetime
) -> tuple[dict[str, Reading], list[Sentence]]:
    linked = {g.station: g for g in gauges if g.station}
    if not linked:
        return {}, []
    wanted = {f for g in linked.values() for f in (g.stage_factor, g.discharge_factor) if f}
    factors = list(
        MonitoredFactor.objects.filter(
            device__station__code__in=linked, device__enabled=True, code__in=wanted
        )
        .select_related("device__station")
        .order_by("device_id", "code")
    )
    found: dict[str, dict[str, Course]] = {}
    for factor in factors:
        gauge = linked[factor.device.station.code]
        units, name = TO_METRES, "stage"
        if factor.code == gauge.discharge_factor:
            units, name = TO_CUBIC_METRES, "discharge"
        elif factor.code != gauge.stage_factor:
            continue
        scale = units.get(factor.unit.strip().lower())
        course = _course(factor.device_id, factor.code, now, scale) if scale else ()
        kept = found.setdefault(gauge.code, {})
        # of two devices at one gauge the one heard last speaks
        if course and (name not in kept or kept[name][-1][0] < course[-1][0]):
            kept[name] = course
    readings = {
        g.code: _reading(g, found[g.code], now, since) for g in linked.values() if found.get(g.code)
    }
    silent = {s: g for s, g in linked.items() if g.code not in readings}
    return readings, list(_silent(silent, now))


def _silent(silent: Mapping[str, StoredGauge], now: datetime) -> Iterable[Sentence]:
    """Say of linked gauges without a point of late when they were last heard."""
    if not silent:
        return
    states = DeviceState.objects.filter(device__station__code__in=silent, at__isnull=False)
    last: dict[str, datetime] = {}
    for code, at in states.values_list("device__station__code", "at"):
        if at is not None:
            last[code] = max(at, last.get(code, at))
    for code, gauge in silent.items():
        newest = last.get(code)
        if newest is None:
            yield Sentence(
                f"{gauge.name} 遥测没有数据", f"{gauge.name} telemetry holds no readings"
            )
        else:
            old = duration(max(now - newest, timedelta()).total_seconds())
            yield Sentence(
                f"{gauge.name} 遥测最近一次是 {old.zh}前，未采用",
                f"{gauge.name} telemetry was last heard {old.en} ago, not used",
            )


def _course(device: int, code: str, now: datetime, scale: float) -> Course:
    """Return the values that their device calls normal: the last of each hour, oldest first."""
    series = points(device, code, Period.of(now - LOOK_BACK, now))
    flags = series["flag"] or [NORMAL_FLAG] * len(series["time"])
    hourly: dict[datetime, tuple[datetime, float]] = {}
    for at, value, flag in zip(series["time"], series["value"], flags, strict=True):
        if value is not None and flag == NORMAL_FLAG:
            hourly[at.replace(minute=0, second=0, microsecond=0)] = (at, float(value) * scale)
    return tuple(hourly[hour] for hour in sorted(hourly))


def _reading(
    gauge: StoredGauge, courses: Mapping[str, Course], now: datetime, since: datetime
) -> Reading:
    newest = max(course[-1][0] for course in courses.values())
    # stage and discharge of one device come together; where one of them stopped, the other speaks alone
    together = {k: c for k, c in courses.items() if newest - c[-1][0] <= FRESH_TELEMETRY}
    at = min(course[-1][0] for course in together.values())
    stages, flows = together.get("stage", ()), together.get("discharge", ())
    return Reading(
        gauge=gauge,
        at=at,
        age=max(now - at, timedelta()),
        typed=False,
        stage_m=stages[-1][1] if stages else None,
        discharge_m3_s=flows[-1][1] if flows else None,
        stages=_since(stages, since),
        flows=flows,
        earlier=stages,
    )


def _since(course: Course, since: datetime) -> Course:
    """Return the part of a course that a spill has seen: from the last value before it on."""
    before = [i for i, (at, _) in enumerate(course) if at <= since]
    return course[before[-1] if before else 0 :]
