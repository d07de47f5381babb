"""Risk grades by HJ 941 for the demo world: Q from what each made-up enterprise holds, M and E made up."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Final

from shangyou.preparedness.demo.risks import substances
from shangyou.preparedness.registers.risk_sources import ROUTES, RiskSource
from shangyou.reference.risk_levels import QUANTITY_LEVELS
from shangyou.reference.substances import by_key

SEED: Final = 20211204
# HJ 941 grades enterprises; bridges, roads and pipelines have guides of their own.
GRADED: Final = frozenset({"enterprise", "port", "oil_depot"})
GRADED_ON: Final = dt.date(2026, 3, 1)


def give(sources: Sequence[RiskSource]) -> None:
    """Grade the made-up enterprises in place, the same every time; real sites are nobody's to grade."""
    chance = random.Random(SEED)  # noqa: S311 (a demo world, not a secret)
    ratio: dict[int, float] = {}
    numbers = {source.code: n for n, source in enumerate(sources)}
    for held in substances(numbers, list(sources)):
        found = by_key(held.substance)
        critical = found.critical_quantities if found else ()
        if critical:
            ratio[held.risk_source_id] = (
                ratio.get(held.risk_source_id, 0.0)
                + held.quantity_t / critical[0].critical_quantity_t
            )
    for number, source in enumerate(sources):
        if source.kind not in GRADED or not source.code.startswith("RSX"):
            continue
        level = quantity_level(ratio.get(number, 0.0))
        for route in ROUTES:
            process, receptor = chance.choice((1, 1, 2, 2, 3)), chance.choice((1, 2, 2, 3, 3))
            code = "Q0" if level == "Q0" else f"{level}-M{process}-E{receptor}"
            setattr(source, f"{route}_code", code)
        source.graded_on = GRADED_ON
        # grades follow from codes; a place that was read from the facts is settled already
        source.grade()


def quantity_level(ratio: float) -> str:
    """Return the level of Q, the sum of quantities over their critical ones."""
    return next(
        level.key for level in QUANTITY_LEVELS if level.below is None or ratio < level.below
    )
