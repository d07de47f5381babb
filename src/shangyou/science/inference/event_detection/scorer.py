"""The learned part: a sum of small decision trees on the combined numbers.

Gradient boosting of the logistic loss with second-order leaves (Friedman 2001, Annals of
Statistics 29:1189; leaf weight -G/(H + lambda) after Chen & Guestrin 2016, eq. 5), on binned
values. Trees of depth three, stored as plain arrays: the file of a detector can be read by people.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

DEPTH: Final = 3
BINS = 48
TAILS = (0.99, 0.995, 0.998, 0.999)
TREES, RATE, SHRINK, LEAST_WEIGHT = 60, 0.1, 5.0, 5.0
ROWS_SHARE, COLUMNS_SHARE = 0.7, 0.5
# Rows scored at once: bounds the memory, changes no number.
CHUNK = 2048


@dataclass(frozen=True, slots=True)
class Scorer:
    """A sum of trees.

    Attributes
    ----------
    base : float
        Log-odds before any tree.
    feature : array (trees, 2**DEPTH - 1) of int
        Index of the number asked at each node; -1 where nothing is asked.
    threshold : array (trees, 2**DEPTH - 1)
        A row goes to the right when its number is at least this.
    leaf : array (trees, 2**DEPTH)
        Log-odds added.

    """

    base: float
    feature: NDArray[np.int64]
    threshold: Floats
    leaf: Floats

    def log_odds(self, features: Floats) -> Floats:
        """Return the log-odds of an event for an array (…, features)."""
        flat = features.reshape(-1, features.shape[-1])
        total = np.empty(flat.shape[0])
        for begin in range(0, flat.shape[0], CHUNK):
            total[begin : begin + CHUNK] = self._sum(flat[begin : begin + CHUNK])
        return total.reshape(features.shape[:-1])

    def _sum(self, x: Floats) -> Floats:
        tree = np.arange(self.leaf.shape[0])[:, None]
        node = np.zeros((self.leaf.shape[0], x.shape[0]), dtype=np.int64)
        columns = np.ascontiguousarray(x.T)
        row = np.arange(x.shape[0])[None, :]
        for level in range(DEPTH):
            at = node + (2**level - 1)
            asked = self.feature[tree, at]
            right = columns[np.maximum(asked, 0), row] >= self.threshold[tree, at]
            node = 2 * node + (right & (asked >= 0))
        # tree after tree: a pairwise sum would depend on how many rows come at once
        return np.asarray(self.base + self.leaf[tree, node].cumsum(axis=0)[-1], dtype=np.float64)


def together(scorers: list[Scorer]) -> Scorer:
    """Return the mean of several scorers as one."""
    share = 1.0 / len(scorers)
    return Scorer(
        base=share * sum(s.base for s in scorers),
        feature=np.concatenate([s.feature for s in scorers]),
        threshold=np.concatenate([s.threshold for s in scorers]),
        leaf=share * np.concatenate([s.leaf for s in scorers]),
    )


def fit(x: Floats, event: Floats, seed: int, trees: int = TREES) -> Scorer:
    """Return the scorer of rows (rows, features) with labels 0 or 1; both must occur."""
    generator = np.random.default_rng(seed)
    cuts = [_cuts(x[:, j]) for j in range(x.shape[1])]
    binned = np.stack([np.searchsorted(c, x[:, j], side="right") for j, c in enumerate(cuts)])
    base = math.log(event.sum() / (1.0 - event).sum())
    odds = np.full(x.shape[0], base)
    grown = []
    for _ in range(trees):
        probability = 1.0 / (1.0 + np.exp(-odds))
        push, weight = event - probability, probability * (1.0 - probability)
        rows = np.nonzero(np.asarray(generator.random(x.shape[0])) < ROWS_SHARE)[0]
        columns = generator.permutation(x.shape[1])[: max(1, int(COLUMNS_SHARE * x.shape[1]))]
        feature, place, node = _grow(
            binned=binned, cuts=cuts, push=push, weight=weight, rows=rows, columns=columns
        )
        g = np.bincount(node[rows], push[rows], 2**DEPTH)
        h = np.bincount(node[rows], weight[rows], 2**DEPTH)
        leaf = RATE * g / (h + SHRINK)
        odds += leaf[node]
        threshold = [
            float(cuts[f][p]) if f >= 0 else 0.0 for f, p in zip(feature, place, strict=True)
        ]
        grown.append((feature, threshold, leaf))
    return Scorer(
        base,
        np.array([g[0] for g in grown]),
        np.array([g[1] for g in grown]),
        np.array([g[2] for g in grown]),
    )


def _cuts(column: Floats) -> Floats:
    """Return the thresholds a column may be asked: even shares, denser in the tail."""
    shares = np.concatenate([np.linspace(0, 1, BINS)[1:-1], TAILS])
    return np.unique(np.quantile(column, shares))


def _grow(
    *,
    binned: NDArray[np.int64],
    cuts: list[Floats],
    push: Floats,
    weight: Floats,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return feature and cut of each node, and the leaf of every row."""
    feature = np.full(2**DEPTH - 1, -1)
    place = np.zeros(2**DEPTH - 1, dtype=np.int64)
    node = np.zeros(binned.shape[1], dtype=np.int64)
    g_rows, h_rows = push[rows], weight[rows]
    for level in range(DEPTH):
        width = 2**level
        here = node[rows]
        g, h = np.bincount(here, g_rows, width), np.bincount(here, h_rows, width)
        best = np.full(width, 1e-3)
        for j in columns:
            count = cuts[j].size + 1
            key = here * count + binned[j][rows]
            left_g = np.bincount(key, g_rows, width * count).reshape(width, count).cumsum(1)
            left_h = np.bincount(key, h_rows, width * count).reshape(width, count).cumsum(1)
            left_g, left_h = left_g[:, :-1], left_h[:, :-1]
            right_g, right_h = g[:, None] - left_g, h[:, None] - left_h
            gain = left_g**2 / (left_h + SHRINK) + right_g**2 / (right_h + SHRINK)
            gain -= (g**2 / (h + SHRINK))[:, None]
            gain[(left_h < LEAST_WEIGHT) | (right_h < LEAST_WEIGHT)] = -1.0
            where = gain.argmax(axis=1)
            reached = gain[np.arange(width), where]
            better = np.nonzero(reached > best)[0]
            best[better] = reached[better]
            feature[width - 1 + better] = j
            place[width - 1 + better] = where[better]
        at = width - 1 + node
        asked = feature[at]
        mine = binned[np.maximum(asked, 0), np.arange(binned.shape[1])]
        node = 2 * node + ((mine > place[at]) & (asked >= 0))
    return feature, place, node
