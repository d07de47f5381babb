"""The file of a detector: one JSON document, versioned, readable by people and programs."""

import json
from typing import Any, Final

import numpy as np

from shangyou.science.inference.event_detection.change import QUANTITIES
from shangyou.science.inference.event_detection.combination import NAMES
from shangyou.science.inference.event_detection.detector import VERSION, Detector
from shangyou.science.inference.event_detection.grouping import BOUND, Rules
from shangyou.science.inference.event_detection.scorer import DEPTH, Scorer
from shangyou.science.messages import BadInput, Problem, Sentence

KIND: Final = "shangyou-detector"
NOTE: Final = (
    "usual: 99th percentile of each quantity, in the unit of the signal; scorer: trees of depth 3, "
    "log-odds of an event; rules: log-odds and rows. 常见幅度、决策树与报警规则。"
)

LEAST_INTERVAL_S, MOST_INTERVAL_S = 1.0, 86_400.0
MOST_ROWS, MOST_TREES, MOST_SIGNALS = 1_000_000, 2000, 64
"""Training writes 180 trees."""


def write(detector: Detector, **remarks: object) -> str:
    """Return the document of a detector; remarks (how it was trained) change no answer."""
    trees = detector.scorer
    if not isinstance(trees, Scorer):
        raise TypeError("a file holds the detector of one station")
    return json.dumps(
        {
            "kind": KIND,
            "version": VERSION,
            "note": NOTE,
            "interval_s": detector.interval_s,
            "quality": detector.quality,
            "operational": detector.operational,
            "events_learnt": detector.events_learnt,
            "rules": {
                "begin_log_odds": detector.rules.begin,
                "end_log_odds": detector.rules.end,
                "time_out_rows": detector.rules.time_out_rows,
                "together_rows": detector.rules.together_rows,
            },
            "quantities": QUANTITIES,
            "usual": detector.usual.tolist(),
            "scorer": {
                "features": NAMES,
                "base": trees.base,
                "feature": trees.feature.tolist(),
                "threshold": trees.threshold.tolist(),
                "leaf": trees.leaf.tolist(),
            },
            **remarks,
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def read(text: str) -> tuple[Detector, dict[str, Any]]:
    """Return a detector and its whole document.

    Raises
    ------
    BadInput
        When the text is no detector of this version.

    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused("$", "不是有效的 JSON", "is not valid JSON") from None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise _refused(
            "$.kind",
            f"不是检测器文件（应为 {KIND}）",
            f"is not the file of a detector ({KIND} is needed)",
        )
    version = str(document.get("version"))
    if version.split(".", maxsplit=1)[0] != VERSION.split(".")[0]:
        raise _refused(
            "$.version",
            f"检测器版本为 {version}，本程序读取 {VERSION}，请重新训练",
            f"is {version}; this program reads {VERSION}: train it again",
        )
    try:
        detector = _detector(document)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        where = f"$.{error.args[0]}" if isinstance(error, KeyError) else "$"
        raise _refused(
            where,
            "检测器文件不完整或已损坏，请重新训练",
            "the file of the detector is incomplete or damaged: train it again",
        ) from None
    return detector, document


def _detector(document: dict[str, Any]) -> Detector:
    rules, trees = document["rules"], document["scorer"]
    quality = tuple(str(name) for name in document["quality"])
    operational = tuple(str(name) for name in document["operational"])
    usual = np.array(document["usual"], dtype=np.float64)
    scorer = Scorer(
        float(trees["base"]),
        np.array(trees["feature"], dtype=np.int64),
        np.array(trees["threshold"], dtype=np.float64),
        np.array(trees["leaf"], dtype=np.float64),
    )
    count = len(scorer.leaf)
    whole = (
        quality
        and usual.shape == (len(quality) + len(operational), len(QUANTITIES))
        and scorer.feature.shape == scorer.threshold.shape == (count, 2**DEPTH - 1)
        and scorer.leaf.shape == (count, 2**DEPTH)
        and (usual > 0).all()
        and np.isfinite(usual).all()
        and np.isfinite(scorer.threshold).all()
        and np.isfinite(scorer.leaf).all()
        and np.isfinite(scorer.base)
        and (scorer.feature >= -1).all()
        and (scorer.feature < len(NAMES)).all()
        and float(document["interval_s"]) > 0
    )
    if not whole or not _sensible(document):
        raise ValueError(document["kind"])
    return Detector(
        interval_s=float(document["interval_s"]),
        quality=quality,
        operational=operational,
        usual=usual,
        scorer=scorer,
        rules=Rules(
            float(rules["begin_log_odds"]),
            float(rules["end_log_odds"]),
            int(rules["time_out_rows"]),
            int(rules["together_rows"]),
        ),
        events_learnt=int(document["events_learnt"]),
    )


def _sensible(document: dict[str, Any]) -> bool:
    """Tell whether pace and rules are such as training writes; who follows them need not ask again."""
    rules = document["rules"]
    begin, end = float(rules["begin_log_odds"]), float(rules["end_log_odds"])
    names = [*document["quality"], *document["operational"]]
    return (
        LEAST_INTERVAL_S <= float(document["interval_s"]) <= MOST_INTERVAL_S
        and -BOUND < end <= begin < BOUND
        and 1 <= int(rules["time_out_rows"]) <= MOST_ROWS
        and 0 <= int(rules["together_rows"]) <= MOST_ROWS
        and int(document["events_learnt"]) >= 0
        and len(document["scorer"]["leaf"]) <= MOST_TREES
        and len(names) <= MOST_SIGNALS
        and len(set(names)) == len(names)
    )


def _refused(path: str, zh: str, en: str) -> BadInput:
    return BadInput([Problem(path, Sentence(zh, en))])
