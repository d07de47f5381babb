"""When not to believe a gas forecast, in sentences a duty officer understands."""

from collections.abc import Iterator, Sequence

from shangyou.science.messages import Sentence
from shangyou.science.models.gas.air import CALM_M_S, Air
from shangyou.science.models.gas.answer import Zone
from shangyou.science.models.gas.case import Inputs
from shangyou.science.models.gas.substance import GasSubstance
from shangyou.science.models.gas.substances import find
from shangyou.science.models.gas.theory import Choice

LIGHT_WIND_M_S = 1.5
LEGAL_DIFFERS = 0.10


def outside_validity(inputs: Inputs) -> Iterator[Sentence]:
    """Yield what can be said before the model has run."""
    weather = inputs.weather
    if weather.wind_speed_m_s < CALM_M_S:
        yield Sentence(
            f"风速低于 {CALM_M_S:g} m/s：气体去向不定，影响区画成圆；按地形低处和可能的来风两侧都作防护。",
            f"The wind is below {CALM_M_S:g} m/s: where the gas goes is not known and zones are drawn "
            "as circles; protect low ground and every side.",
        )
    elif weather.wind_speed_m_s < LIGHT_WIND_M_S:
        yield Sentence(
            "风速低于 1.5 m/s：风向摆动大，影响区的方向只供参考，宜按圆形范围准备。",
            "The wind is below 1.5 m/s and swings: the direction of the zones is a guide only; be ready "
            "all round.",
        )
    if (
        weather.stability is None
        and weather.solar_elevation_deg is None
        and weather.obukhov_length_m is None
    ):
        yield Sentence(
            "没有云量、时刻或稳定度：按中性（D 类）计算；晴夜实际距离可能远好几倍。",
            "No cloud, hour or stability was given: neutral air (class D) is assumed; on a clear night "
            "the distances may be several times longer.",
        )
    if (
        inputs.release.kind in ("continuous", "jet")
        and inputs.release.duration_s is None
        and inputs.release.mass_kg is None
    ):
        yield Sentence(
            "泄漏持续时间不详：按 60 min 计算。",
            "How long it leaks is unknown: 60 minutes are assumed.",
        )
    substance = find(inputs.substance)
    if substance is not None:
        yield from _thresholds(inputs.thresholds, substance)
    sloping = inputs.terrain is not None and inputs.terrain.slope > 0.0
    ground = ("开阔坡面", "an open slope") if sloping else ("平坦开阔地面", "flat open ground")
    if inputs.terrain is not None and inputs.terrain.valley_width_m is not None:
        ground = ("两侧直壁的平直山谷", "a straight valley between two walls")
    yield Sentence(
        f"{ground[0]}的结果：山谷、街道、建筑之间的气体走低处、绕障碍，近处可能更浓。",
        f"These are answers for {ground[1]}: in valleys and between buildings gas follows low ground "
        "and goes round obstacles, and may be stronger nearby.",
    )


def _thresholds(names: Sequence[str], substance: GasSubstance) -> Iterator[Sentence]:
    absent = [name for name in names if substance.threshold_mg_m3(name) is None]
    if absent:
        yield Sentence(
            f"{substance.name_zh}没有下列阈值，不画其影响区：{'、'.join(absent)}。",
            f"{substance.name_en} has no {', '.join(absent)}; these zones are not drawn.",
        )
    for name, current in zip(("HJ169-1", "HJ169-2"), substance.pac_mg_m3, strict=True):
        legal = substance.threshold_mg_m3(name)
        if name in names and legal and current and abs(current / legal - 1.0) > LEGAL_DIFFERS:
            yield Sentence(
                f"{name}：法定值 {legal:g} mg/m³（HJ 169-2018 表 H.1）用于本次计算；现行 PAC 为 {current:g} mg/m³。",
                f"{name}: the legal value {legal:g} mg/m3 (HJ 169-2018 table H.1) is used; the current "
                f"PAC is {current:g} mg/m3.",
            )


def after_the_run(
    inputs: Inputs, air: Air, choice: Choice, zones: Sequence[Zone], notes: Sequence[Sentence]
) -> Iterator[Sentence]:
    """Yield what only the run shows."""
    yield from notes
    if 0.0 < choice.heavy < 1.0:
        yield Sentence(
            f"里查森数 {choice.richardson:.3g} 接近判据 {choice.limit:.3g}：重气与轻气两种理论均已计算并加权衔接。",
            f"Richardson number {choice.richardson:.3g} lies near the limit {choice.limit:.3g}: both "
            "theories were run and joined.",
        )
    if choice.name == "dense-gas":
        yield Sentence(
            "大量重气泄漏：外场试验中本模型的浓度在实测的 0.7 至 1.2 倍之间（远处偏低），一次试验的 5 % 浓度距离与实测相差 4 %"
            "（Desert Tortoise 4、Burro 8），以现场监测为准。",
            "A large release of heavy gas: in field trials this model gave 0.7 to 1.2 times the level seen "
            "(too little far away), and in one trial a distance to 5 % within 4 % (Desert Tortoise 4, Burro 8); go by measurements.",
        )
    if air.light and choice.name != "calm-puff" and inputs.weather.wind_direction_sd_deg is None:
        yield Sentence(
            "弱风夜间：湍流按弱风修正，结果的不确定性加大。",
            "A light wind: its eddies were corrected for calm nights, and the doubt is larger.",
        )
    for zone in zones:
        if zone.beyond:
            yield Sentence(
                f"{zone.threshold} 超出计算范围（30 km）；更远处的结果没有验证。",
                f"{zone.threshold} reaches beyond 30 km, which is as far as is computed; nothing "
                "verifies it there.",
            )
