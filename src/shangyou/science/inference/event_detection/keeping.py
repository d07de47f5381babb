"""Where a series or a fleet stands, as text: another process goes on from there, bit for bit."""

import json
from typing import Any

import numpy as np

from shangyou.science.inference.event_detection.detector import VERSION, Detector, State
from shangyou.science.inference.event_detection.fleet import Fleet
from shangyou.science.inference.event_detection.series import Series
from shangyou.science.messages import BadInput, Problem, Sentence

_ALARMS = ("recent", "active", "armed", "age", "quiet", "number")


def keep(series: Series) -> str:
    """Return the state of one station."""
    return json.dumps(
        {
            "version": VERSION,
            "state": _state(series.state),
            "last_s": _packed(np.array([series.last_s])),
            "last": [series.last_score, series.last_event, series.last_number],
        }
    )


def resume(detector: Detector, text: str) -> Series:
    """Return the series `keep` wrote; BadInput when it belongs to another detector."""
    series = Series(detector)
    try:
        kept = json.loads(text)
        _restore(series.state, kept["state"])
        series.last_s = float(_unpacked(kept["last_s"], np.empty(1))[0])
        score, event, number = kept["last"]
        series.last_score, series.last_event = float(score), bool(event)
        series.last_number = int(number)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused() from None
    return series


def keep_fleet(fleet: Fleet) -> str:
    """Return the state of all stations."""
    return json.dumps(
        {"version": VERSION, "state": _state(fleet.state), "last_s": _packed(fleet.last_s)}
    )


def resume_fleet(detector: Detector, stations: int, text: str) -> Fleet:
    """Return the fleet `keep_fleet` wrote; BadInput when it belongs to another detector."""
    fleet = Fleet(detector, stations)
    try:
        kept = json.loads(text)
        _restore(fleet.state, kept["state"])
        fleet.last_s = _unpacked(kept["last_s"], fleet.last_s)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused() from None
    return fleet


def _state(state: State) -> dict[str, str]:
    arrays = {name: _packed(getattr(state.alarms, name)) for name in _ALARMS}
    return {"past": _packed(state.past), "rows_held": _packed(state.age), **arrays}


def _restore(state: State, kept: dict[str, str]) -> None:
    state.past = _unpacked(kept["past"], state.past)
    state.age = _unpacked(kept["rows_held"], state.age)
    for name in _ALARMS:
        like = getattr(state.alarms, name)
        setattr(state.alarms, name, _unpacked(kept[name], like))


def _packed(array: Any) -> str:
    return np.ascontiguousarray(array).tobytes().hex()


def _unpacked(text: str, like: Any) -> Any:
    """Return the array of the text; ValueError when it has not the size of `like`."""
    return np.frombuffer(bytes.fromhex(text), dtype=like.dtype).reshape(like.shape).copy()


def _refused() -> BadInput:
    return BadInput(
        [
            Problem(
                "$",
                Sentence(
                    "保存的状态与检测器不符，请从头开始",
                    "the state that was kept does not belong to this detector: start afresh",
                ),
            )
        ]
    )
