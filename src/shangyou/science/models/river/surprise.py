"""How far samples push what was assumed, and the sentence when that is further than doubt allows."""

from collections.abc import Iterator

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.river.answer import Push, Update
from shangyou.science.models.river.ensemble import Draws, discharge_sigma, release_spread
from shangyou.science.models.river.setting import Setting

# A truth within the stated doubts lies this far out in one of seven assumptions in at most two cases
# of a hundred (normal, two-sided).
CONTRADICTED = 3.0
# Samples that no member meets within three times their own error (0.3 in the logarithm).
UNFITTED = 0.9


def pushes(setting: Setting, draws: Draws) -> tuple[Push, ...]:
    """Return how far the mean of the members lies from the prior for each assumption."""
    middle = draws.deviates.mean(axis=0)
    found = []
    if discharge_sigma(setting.inputs).any():
        found.append(Push("流量", "discharge", float(middle[0])))
    found.append(Push("流速", "velocity", _velocity(setting, draws, middle)))
    found += [
        Push("离散系数", "dispersion", float(middle[2])),
        Push("滞留区面积", "size of the dead zones", float(middle[3])),
    ]
    for i, release in enumerate(setting.inputs.releases):
        mass_sigma, start_sd = release_spread(release, setting.inputs.ensemble)
        number = f"第 {i + 1} 次泄漏" if len(setting.inputs.releases) > 1 else "泄漏"
        english = f"release {i + 1}" if len(setting.inputs.releases) > 1 else "the release"
        if mass_sigma > 0:
            found.append(Push(f"{number}质量", f"mass of {english}", float(draws.mass(i).mean())))
        if start_sd > 0:
            start = float(draws.start(i).mean())
            found.append(Push(f"{number}开始时间", f"start of {english}", start))
    return tuple(found)


def _velocity(setting: Setting, draws: Draws, middle: Floats) -> float:
    """Return the push on the velocity of the reach pushed most, in its own deviations."""
    root = np.stack([e.velocity_root for e in setting.estimates])
    own = np.concatenate((middle[1:2], draws.local_velocity().mean(axis=0)))
    spread = np.sqrt((root**2).sum(axis=1))
    shift = np.where(spread > 0, root @ own / np.where(spread > 0, spread, 1.0), 0.0)
    return float(shift[np.abs(shift).argmax()])


def contradictions(learned: Update) -> Iterator[Sentence]:
    """Say when samples and assumptions can hardly both be right."""
    worst = max(learned.pushes, key=lambda push: abs(push.deviations), default=None)
    if worst is not None and abs(worst.deviations) > CONTRADICTED:
        way_zh, way_en = ("偏低", "low") if worst.deviations > 0 else ("偏高", "high")
        if worst.name_en.startswith("start"):
            way_zh, way_en = ("偏早", "early") if worst.deviations > 0 else ("偏晚", "late")
        size = f"{abs(worst.deviations):.1f}"
        yield Sentence(
            f"实测与预设相矛盾：{worst.name_zh}似乎{way_zh}，须移动其标准差的 {size} 倍才能吻合；"
            "请核对该项、泄漏地点与时间及样品。",
            f"The samples contradict what was assumed: {worst.name_en} seems too {way_en} "
            f"({size} of its own standard deviations); check it, the place and time of the release, "
            "and the samples.",
        )
    elif learned.posterior_misfit > UNFITTED:
        factor = f"{np.exp(learned.posterior_misfit):.1f}"
        yield Sentence(
            f"修正后实测与预报仍平均相差 {factor} 倍，预设中可能有误（另有来源、地点或时间不对）。",
            f"After the update samples and forecast still differ {factor} times on average: something "
            "assumed is likely wrong (another source, the place, or the time).",
        )
