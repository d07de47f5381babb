"""One station's series with its times: repeated, late, missing and irregular rows put right."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.detector import Answer, Detector, State

# A step between rows is a gap when it is this much longer than usual.
GAP = 1.5


@dataclass(slots=True)
class Series:
    """Follows one station; `step` takes any number of rows, in the order they arrived."""

    detector: Detector
    state: State = field(init=False)
    last_s: float = field(default=float("-inf"), init=False)
    last_score: float = field(default=0.0, init=False)
    last_event: bool = field(default=False, init=False)
    last_number: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.state = State(self.detector)

    def step(self, times_s: Floats, values: Floats) -> tuple[Answer, NDArray[np.bool_]]:
        """Judge rows.

        Parameters
        ----------
        times_s : array (rows,)
            Seconds since any fixed moment; NaN where the time cannot be read.
        values : array (rows, signals)
            In the order of `detector.signals`, NaN where nothing valid was measured.

        Returns
        -------
        Answer, array (rows,) of bool
            The answer with arrays (rows, 1, …), and which rows were judged. A row that is not
            later than one before it, or has no time, is not judged: it stands at the last answer.

        """
        judged, silent = self._arrange(times_s)
        rows, signals = values.shape
        answer = Answer(
            np.zeros((rows, 1)),
            np.zeros((rows, 1), dtype=bool),
            np.zeros((rows, 1), dtype=np.int64),
            np.full((rows, 1, signals, self.detector.usual.shape[-1]), np.nan),
        )
        kept = np.nonzero(judged)[0]
        begins = np.nonzero(silent[kept] > 0)[0]
        for begin, end in zip([0, *begins], [*begins, kept.size], strict=True):
            at = kept[begin:end]
            if not at.size:
                continue
            if silent[at[0]]:
                self.state.skip(silent[at[:1]])
            part = self.state.step(values[at, None, :])
            answer.score[at], answer.event[at] = part.score, part.event
            answer.number[at], answer.relative[at] = part.number, part.relative
        self._stand(answer, judged)
        return answer, judged

    def _arrange(self, times_s: Floats) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return which rows are judged, and the rows of silence before each."""
        known = np.isfinite(times_s)
        latest = np.maximum.accumulate(np.where(known, times_s, -np.inf))
        before = np.maximum(np.concatenate([[self.last_s], latest[:-1]]), self.last_s)
        judged = known & (times_s > before)
        with np.errstate(invalid="ignore"):
            steps = (times_s - before) / self.detector.interval_s
        gap = judged & np.isfinite(steps) & (steps > GAP)
        most = self.detector.memory.lead
        silent = np.where(gap, np.minimum(np.round(np.where(gap, steps, 1.0)) - 1, most), 0)
        if times_s.size:
            self.last_s = max(self.last_s, float(latest[-1]))
        return judged, silent.astype(np.int64)

    def _stand(self, answer: Answer, judged: NDArray[np.bool_]) -> None:
        for row in range(judged.size):
            if judged[row]:
                self.last_score = float(answer.score[row, 0])
                self.last_event = bool(answer.event[row, 0])
                self.last_number = int(answer.number[row, 0])
            else:
                answer.score[row, 0] = self.last_score
                answer.event[row, 0] = self.last_event
                answer.number[row, 0] = self.last_number
