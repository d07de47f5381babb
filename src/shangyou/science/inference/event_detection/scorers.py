"""The scorers of many stations in one pass: each station's row past its own trees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.scorer import DEPTH, Scorer


@dataclass(frozen=True, slots=True)
class Scorers:
    """Trees of several stations, filled up with trees that say nothing to the largest number.

    Attributes
    ----------
    base : array (stations,)
        Log-odds before any tree.
    feature, threshold : arrays (stations, trees, 2**DEPTH - 1)
    leaf : array (stations, trees, 2**DEPTH)
        As in `Scorer`.

    """

    base: Floats
    feature: NDArray[np.int64]
    threshold: Floats
    leaf: Floats

    @classmethod
    def of(cls, scorers: list[Scorer]) -> "Scorers":
        """Return the scorers of stations, in order."""
        most = max((len(s.leaf) for s in scorers), default=0)
        nodes = 2**DEPTH - 1
        feature = np.full((len(scorers), most, nodes), -1, dtype=np.int64)
        threshold = np.zeros((len(scorers), most, nodes))
        leaf = np.zeros((len(scorers), most, nodes + 1))
        for i, one in enumerate(scorers):
            count = len(one.leaf)
            feature[i, :count], threshold[i, :count] = one.feature, one.threshold
            leaf[i, :count] = one.leaf
        return cls(np.array([s.base for s in scorers]), feature, threshold, leaf)

    def taken(self, mine: NDArray[np.int64]) -> "Scorers":
        """Return the scorers of some stations."""
        return Scorers(self.base[mine], self.feature[mine], self.threshold[mine], self.leaf[mine])

    def log_odds(self, features: Floats) -> Floats:
        """Return the log-odds of an event (rows, stations) for features (rows, stations, features).

        The same to the last bit as each station's `Scorer` alone.
        """
        return np.stack([self._row(row) for row in features])

    def _row(self, x: Floats) -> Floats:
        stations, trees = self.leaf.shape[:2]
        station, tree = np.arange(stations)[:, None], np.arange(trees)[None, :]
        node = np.zeros((stations, trees), dtype=np.int64)
        for level in range(DEPTH):
            at = node + (2**level - 1)
            asked = self.feature[station, tree, at]
            right = x[station, np.maximum(asked, 0)] >= self.threshold[station, tree, at]
            node = 2 * node + (right & (asked >= 0))
        # tree after tree, as one station's scorer does
        sums = self.leaf[station, tree, node].cumsum(axis=1)[:, -1]
        return np.asarray(self.base + sums, dtype=np.float64)
