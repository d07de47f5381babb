"""Whether fire or blast may reach a point: then the toxic dose is not what people leave for."""

import numpy as np

from shangyou.response.models import GasAssessment
from shangyou.science.catalogue import model
from shangyou.science.messages import Sentence

# Pockets of a cloud burn where its mean is half the lower flammable limit (ALOHA takes 60 %).
POCKET_SHARE = 0.5


def warning(
    assessment: GasAssessment, x_m: float, y_m: float, highest_mg_m3: float
) -> Sentence | None:
    """Return what to do first at a point x_m east and y_m north of the leak; None where nothing burns.

    `highest_mg_m3` is the high estimate of the concentration there.
    """
    zone = next((z for z in assessment.answer["zones"] if z["threshold"] == "LFL"), None)
    if zone is not None and highest_mg_m3 >= POCKET_SHARE * zone["concentration_mg_m3"]:
        return Sentence(
            "该点可能在可燃气云内：先按火灾爆炸处置，熄灭一切火源，未着火前向侧风、上风方向撤离；"
            "下面只比较中毒。",
            "This point may lie within the flammable cloud: put out every flame and spark, leave "
            "across and against the wind before it lights; what follows compares the toxic dose only.",
        )
    reached = [
        spec.title
        for fire in assessment.fires.all()
        if (spec := model(fire.model)) is not None
        and np.hypot(x_m - fire.east_m, y_m - fire.north_m)
        <= max((ring["distance_m"]["p95"] or 0.0 for ring in fire.answer["rings"]), default=0.0)
    ]
    if not reached:
        return None
    names = list(dict.fromkeys(reached))
    zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    return Sentence(
        f"该点在{zh}的影响范围内：先按火灾爆炸撤离到范围以外，或进入坚固建筑背向一侧、远离玻璃；"
        "下面只比较中毒。",
        f"This point lies within reach of: {en}. Get people beyond it, or behind solid walls and away "
        "from glass; what follows compares the toxic dose only.",
    )
