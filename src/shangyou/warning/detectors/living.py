"""Biotoxicity monitors of a micro-batch: behaviours, the water they live in, the chemistry beside them."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from shangyou.science.inference.event_detection import biotoxicity
from shangyou.science.inference.event_detection.biotoxicity import Surroundings, Tier
from shangyou.science.messages import Sentence
from shangyou.warning.detectors import facts
from shangyou.warning.detectors.memory import Memory
from shangyou.warning.detectors.seam import Finding, Readings

KEPT: Final = biotoxicity.BASELINE_ROWS + biotoxicity.LEAST_ROWS
TEMPERATURE, OXYGEN = "w01010", "w01009"
# The protocol has no codes for living sensors: makers use their own, and the register names them.
_FEEDING, _BACTERIA = ("投喂", "喂食"), ("发光", "抑制")
_FLAGGED: Final = "maintenance"
CALM: Final = 6


@dataclass(slots=True)
class Aquarium:
    """The last rows of one monitor: time and values by code."""

    rows: deque[tuple[float, dict[str, float]]] = field(default_factory=lambda: deque(maxlen=KEPT))
    told: int = 0
    calm: int = 0


def watch(
    memory: Memory,
    aquaria: dict[int, Aquarium],
    readings: Readings,
    place: np.ndarray,
    *,
    quiet: bool,
) -> list[Finding]:
    """Judge every new row of every biotoxicity monitor; there are few of them."""
    rows: dict[int, dict[float, dict[str, float]]] = {}
    for i in np.flatnonzero(place >= 0):
        series = memory.series[place[i]]
        device = memory.devices.get(series.device)
        if device is None or device.kind != "biotoxicity" or not series.code:
            continue
        if not readings.live[i]:
            continue
        row = rows.setdefault(series.device, {}).setdefault(float(readings.at_s[i]), {})
        # a flagged value says that somebody works at the instrument
        row[series.code if readings.good[i] else _FLAGGED] = float(readings.value[i])
    found = []
    for device_id, by_time in rows.items():
        aquarium = aquaria.setdefault(device_id, Aquarium())
        for at_s in sorted(by_time):
            if aquarium.rows and at_s <= aquarium.rows[-1][0]:
                continue
            aquarium.rows.append((at_s, by_time[at_s]))
            if not quiet:
                found += _judge(memory, device_id, aquarium)
    return found


def _judge(memory: Memory, device_id: int, aquarium: Aquarium) -> list[Finding]:
    device = memory.devices[device_id]
    codes = sorted(
        {
            code
            for _, row in aquarium.rows
            for code in row
            if code != _FLAGGED
            and facts.natural_of(code) is None
            and not any(word in device.name(code).zh for word in _FEEDING)
        }
    )
    if not codes:
        return []
    times_s = np.array([at for at, _ in aquarium.rows])

    def column(code: str) -> np.ndarray:
        return np.array([row.get(code, np.nan) for _, row in aquarium.rows])

    behaviour = np.stack([column(code) for code in codes], axis=1)
    feeding = [
        code for code, factor in device.factors.items() if any(w in factor.name for w in _FEEDING)
    ]
    near = memory.chemistry_s.get(device.station, -np.inf)
    around = Surroundings(
        temperature_k=column(TEMPERATURE),
        oxygen_mg_l=column(OXYGEN),
        chemistry=np.abs(times_s - near) <= biotoxicity.TOGETHER_S,
        feeding=np.any([column(c) > 0 for c in feeding], axis=0)
        if feeding
        else np.zeros(times_s.size, dtype=bool),
        maintenance=np.isfinite(column(_FLAGGED)),
    )
    window = times_s >= times_s[-1] - biotoxicity.TOGETHER_S
    stands = np.array([not any(w in device.name(c).zh for w in _BACTERIA) for c in codes])
    z = biotoxicity.robust_z(behaviour)
    answer = biotoxicity.assess(
        times_s[window], z[window], _part(around, window), stands_alone=stands
    )
    tier = int(answer.tier[-1])
    aquarium.calm = aquarium.calm + 1 if tier == Tier.QUIET else 0
    if aquarium.calm >= CALM:
        aquarium.told = 0
    if tier <= aquarium.told:
        return []
    aquarium.told = tier
    odd = [code for code, u in zip(codes, answer.unusual[-1], strict=True) if u]
    names = [device.name(code) for code in odd]
    say = answer.reasons[-1]
    chemistry = bool(around.chemistry[-1])
    series = next(s for s in memory.series if s.device == device_id and s.code in (odd or codes))
    detail = {
        "tier": tier + (1 if chemistry and tier == Tier.WARNING else 0),
        "alarm": True,
        "say": Sentence(
            f"{'、'.join(n.zh for n in names)}：{say.zh}",
            f"{', '.join(n.en for n in names)}: {say.en}",
        ),
        "station": device.station,
        "code": (odd or codes)[0],
        "name": names[0] if names else device.name(codes[0]),
        "unit": device.unit((odd or codes)[0]),
        "value": float(behaviour[-1, codes.index((odd or codes)[0])]),
        "interval_s": device.interval_s,
    }
    return [Finding(device_id, series.item, float(times_s[-1]), "biotoxicity", float(tier), detail)]


def _part(around: Surroundings, window: np.ndarray) -> Surroundings:
    return Surroundings(
        around.temperature_k[window], around.oxygen_mg_l[window], around.chemistry[window],
        around.feeding[window], around.maintenance[window],
    )  # fmt: skip
