"""What else fits an alarm: the station above one travel time ago, maintenance, temperature, oxygen, a storm."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils import timezone

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import biotoxicity, upstream
from shangyou.science.inference.event_detection.natural import NaturalState, Nature
from shangyou.science.inference.event_detection.upstream import Origin
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import rainfall
from shangyou.warning.alarms.links import Neighbour
from shangyou.warning.alarms.signals import said
from shangyou.warning.detectors import facts, history
from shangyou.warning.detectors.facts import DeviceFacts
from shangyou.warning.detectors.words import figure
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.stations import Station

LOOK_BACK: Final = dt.timedelta(hours=2)
AFTER_MAINTENANCE: Final = dt.timedelta(hours=2)
TEMPERATURE, OXYGEN, TURBIDITY, CONDUCTIVITY = "w01010", "w01009", "w01003", "w01014"
SAME_PLACE_M: Final = 1000.0
STORM_TURBIDITY, STORM_CONDUCTIVITY = 1.5, 0.9
"""Rain washes the banks and thins the water: turbidity up by half, conductivity down by a tenth (ours)."""


@dataclass(frozen=True, slots=True)
class About:
    """What an alarm is about: a factor of a device at a time, with its neighbours on the river."""

    station: Station
    device: int
    code: str
    at: dt.datetime
    above: list[Neighbour]
    below: list[Neighbour]


def of(about: About) -> list[dict[str, Any]]:
    """Return what else fits, each with its words and whether it is a harmless explanation."""
    found = _maintenance(about.station, about.at)
    found += _water(about.device, about.at)
    rained = rainfall.fits(facts.read([about.device])[about.device], about.code, about.at)
    if any(one["explains"] for one in rained):
        # measured rain and its sign in the water are one explanation, not two
        found = [one | {"explains": one["explains"] and one["kind"] != "storm"} for one in found]
    found += rained
    found += _from_above(about)
    found += [_next_below(about.at, n) for n in about.below[:1]]
    return found


def _fit(kind: str, text: Sentence, *, explains: bool, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "text": said(text), "explains": explains, **more}


def _maintenance(station: Station, at: dt.datetime) -> list[dict[str, Any]]:
    until = station.maintenance_until
    if until is None or not at - AFTER_MAINTENANCE <= until <= at:
        return []
    clock = f"{timezone.localtime(until):%H:%M}"
    text = Sentence(
        f"该站 {clock} 刚结束维护，仪器可能尚未稳定",
        f"maintenance of the station ended at {clock}: the instrument may not have settled",
    )
    return [_fit("maintenance", text, explains=True)]


def _water(device: int, at: dt.datetime) -> list[dict[str, Any]]:
    """Judge the ordinary signals of the same station over the last two hours; they explain others."""
    series = _series([device], at - LOOK_BACK, at + dt.timedelta(seconds=1))
    found = []
    temperature = series.get((device, TEMPERATURE))
    if temperature is not None and np.ptp(temperature[1]) >= biotoxicity.TEMPERATURE_STEP_K:
        step = float(np.ptp(temperature[1]))
        found.append(
            _fit(
                "temperature",
                Sentence(
                    f"2 小时内水温变化 {step:.1f} ℃",
                    f"water temperature moved {step:.1f} °C within two hours",
                ),
                explains=True,
            )
        )
    oxygen = series.get((device, OXYGEN))
    if oxygen is not None and oxygen[1][-1] < biotoxicity.LOW_OXYGEN_MG_L:
        found.append(
            _fit(
                "oxygen",
                Sentence(
                    f"溶解氧 {figure(float(oxygen[1][-1]))} mg/L，低于 4 mg/L，耗氧污染或底层水上翻均可能",
                    f"oxygen is {figure(float(oxygen[1][-1]))} mg/L, below 4: oxygen-consuming pollution or bottom water",
                ),
                explains=False,
            )
        )
    turbidity, conductivity = series.get((device, TURBIDITY)), series.get((device, CONDUCTIVITY))
    if turbidity is not None and conductivity is not None:
        thick, thin = (
            float(x[1][-1] / max(np.median(x[1]), 1e-9)) for x in (turbidity, conductivity)
        )
        if thick >= STORM_TURBIDITY and thin <= STORM_CONDUCTIVITY:
            found.append(
                _fit(
                    "storm",
                    Sentence(
                        "浊度上升而电导率下降，符合降雨冲刷",
                        "turbidity up and conductivity down, as when rain washes the banks",
                    ),
                    explains=True,
                )
            )
        else:
            found.append(
                _fit(
                    "no_storm",
                    Sentence(
                        "浊度与电导率未见降雨冲刷特征",
                        "turbidity and conductivity show no sign of rain",
                    ),
                    explains=False,
                )
            )
    return found


def _from_above(about: About) -> list[dict[str, Any]]:
    """Compare with the stations above, shifted by the travel time."""
    device, code, at, above = about.device, about.code, about.at, about.above
    if not above:
        return []
    found = []
    devices = list(
        Device.objects.filter(
            station__in=[n.station.pk for n in above], factors__code=code
        ).values_list("pk", "station_id")
    )
    known = facts.read([device, *(pk for pk, _ in devices)])
    nearest = above[0]
    # two stations at one place say the same thing
    apart = [
        n
        for i, n in enumerate(above)
        if all(abs(n.metres - m.metres) > SAME_PLACE_M for m in above[:i])
    ]
    for neighbour in apart:
        theirs = [pk for pk, station in devices if station == neighbour.station.pk]
        early, middle, late = (dt.timedelta(seconds=s) for s in neighbour.link.travel_s)
        origin = Origin.UNKNOWN
        if theirs:
            origin = _origin(about, theirs[0], neighbour, known)
        if origin is Origin.UNKNOWN and neighbour is not nearest:
            continue
        hours = middle.total_seconds() / 3600
        text = upstream.SENTENCES[origin]
        lead = Sentence(
            f"上游 {neighbour.station.name}（{neighbour.metres / 1000:.0f} km，约 {hours:.1f} h 前）：",
            f"{neighbour.station.name} above ({neighbour.metres / 1000:.0f} km, about {hours:.1f} h earlier): ",
        )
        found.append(
            _fit(
                "upstream",
                Sentence(lead.zh + text.zh, lead.en + text.en),
                explains=False,
                agrees=origin is Origin.FROM_ABOVE,
                station=neighbour.station.pk,
                **{"from": (at - late).isoformat(), "to": (at - early).isoformat()},
            )
        )
    return found


def _origin(
    about: About, other: int, neighbour: Neighbour, known: dict[int, DeviceFacts]
) -> Origin:
    device, code, at = about.device, about.code, about.at
    early, _, late = (dt.timedelta(seconds=s) for s in neighbour.link.travel_s)
    lead = dt.timedelta(seconds=max(known[other].interval_s * 8, 3 * 3600.0))
    mine = _series([device], at - max(lead, LOOK_BACK), at + dt.timedelta(seconds=1)).get(
        (device, code)
    )
    spacing = dt.timedelta(seconds=known[other].interval_s)
    theirs = _series([other], at - late - spacing - lead, at - early + spacing).get((other, code))
    if mine is None or theirs is None:
        return Origin.UNKNOWN
    here, there = _changes(mine, known[device], code), _changes(theirs, known[other], code)
    answer = upstream.origin(mine[0][-1:], here[-1:], theirs[0], there, neighbour.link)
    return Origin(int(answer[0]))


def _changes(series: tuple[Floats, Floats], device: DeviceFacts, code: str) -> Floats:
    """Return the natural steps of every reading from where it stood."""
    state = NaturalState(Nature.of((device.nature(code),), np.array([device.interval_s])))
    zero = np.zeros(1, dtype=np.int64)
    out = np.full(series[0].size, np.nan)
    for i, (at_s, value) in enumerate(zip(*series, strict=True)):
        if at_s > state.last_s[0]:
            out[i] = state.step(zero, np.array([at_s]), np.array([value])).times[0]
    return out


def _series(
    devices: list[int], begin: dt.datetime, end: dt.datetime
) -> dict[tuple[int, str], tuple[Floats, Floats]]:
    """Return times and values by device and code, the finest kind of data of each."""
    readings = history.between(devices, begin, end)
    names = history.names(np.unique(readings.item).tolist())
    found: dict[tuple[int, str], tuple[int, tuple[Floats, Floats]]] = {}
    keys = np.stack([readings.device, readings.item, readings.cn], axis=1)
    for device, item, cn in np.unique(keys, axis=0).tolist():
        code = facts.watched(names.get(item, ""), cn)
        if code is None:
            continue
        rank = facts.FINEST.index(cn)
        at = (readings.device == device) & (readings.item == item) & (readings.cn == cn)
        if found.get((device, code), (99,))[0] > rank:
            found[device, code] = (rank, (readings.at_s[at], readings.value[at]))
    return {key: pair for key, (_, pair) in found.items()}


def _next_below(at: dt.datetime, neighbour: Neighbour) -> dict[str, Any]:
    early, middle, late = (
        timezone.localtime(at + dt.timedelta(seconds=s)) for s in neighbour.link.travel_s
    )
    text = Sentence(
        f"若属实，下游 {neighbour.station.name} 预计 {middle:%m-%d %H:%M} 前后出现"
        f"（{early:%m-%d %H:%M}–{late:%m-%d %H:%M}）",
        f"if real, {neighbour.station.name} below should see it about {middle:%m-%d %H:%M} "
        f"({early:%m-%d %H:%M} to {late:%m-%d %H:%M})",
    )
    return _fit("downstream", text, explains=False, station=neighbour.station.pk)
