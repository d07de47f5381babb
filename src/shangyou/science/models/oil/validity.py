"""When not to believe an oil forecast, in sentences a duty officer understands."""

from collections.abc import Iterator

import numpy as np

from shangyou.science.messages import Sentence
from shangyou.science.models.oil.case import Inputs, OwnOil
from shangyou.science.models.oil.river import as_river
from shangyou.science.models.oil.substance import DEFAULT_TEMPERATURE_K, oil_at_hand
from shangyou.science.models.river.setting import Setting
from shangyou.science.processes import boom_failure

# Fresh water is lighter than the sea: heavy fuel oils float barely, and sink once weathered.
_MAY_SINK_KG_M3 = 985.0
# The degrees of people begin at the melting of ice.
_ICE_K = 273.15
# Surface over cloud velocity: the coefficient of floats, as `scene.FLOAT_COEFFICIENT` at its middle.
SURFACE = 1.0 / 0.85


def outside_validity(inputs: Inputs) -> Iterator[Sentence]:
    """Say why the answer to these inputs deserves doubt."""
    yield Sentence(
        "河流溢油目前没有经实测验证的模型，蒸发、分散与滞岸的量级可参考，不宜当作精确值。",
        "No model of oil in rivers has been validated by measurements: take evaporated, dispersed "
        "and stranded shares as orders of magnitude.",
    )
    setting = Setting.of(as_river(inputs))
    yield from _left_out(inputs)
    yield from _oil(inputs)
    yield from _upstream(inputs, setting)
    yield from _booms(inputs, setting)


def _left_out(inputs: Inputs) -> Iterator[Sentence]:
    if inputs.wind is None:
        yield Sentence(
            "未给出风，按 1 m/s 计，风向未知。",
            "No wind was given: 1 m/s from anywhere is assumed.",
        )
    elif any(reach.bearing_deg is None for reach in inputs.reaches):
        yield Sentence(
            "有河段未给出流向，风相对河道的方向按未知处理。",
            "Some reaches have no direction of flow: the wind there may come from any side.",
        )
    if inputs.water_temperature_k is None:
        yield Sentence(
            f"未给出水温，按 {DEFAULT_TEMPERATURE_K - _ICE_K:g} °C 计。",
            f"No water temperature was given: {DEFAULT_TEMPERATURE_K - _ICE_K:g} °C is assumed.",
        )
    if any(reach.bank_kind is None for reach in inputs.reaches):
        yield Sentence(
            "有河段未给出岸线类型，按砾石岸计。",
            "Some reaches have no kind of bank: gravel is assumed.",
        )


def _oil(inputs: Inputs) -> Iterator[Sentence]:
    oil = oil_at_hand(inputs)
    if oil.density_kg_m3 >= _MAY_SINK_KG_M3:
        yield Sentence(
            f"该油密度 {oil.density_kg_m3:.0f} kg/m³，接近或超过水，可能下沉，模型按漂浮计算。",
            f"At {oil.density_kg_m3:.0f} kg/m3 the oil may sink in fresh water; it is computed afloat.",
        )
    if isinstance(inputs.oil, OwnOil) and sum(c.fraction for c in inputs.oil.cuts) < 0.995:
        yield Sentence(
            "馏分之和不足 1，其余按不挥发计。",
            "The cuts add up to less than one: the rest is taken not to evaporate.",
        )
    lightest = float(oil.vapour_pressure_pa.max())
    if lightest > 2e4:
        yield Sentence(
            "该油含易挥发组分，油面附近可能形成爆炸性油气，请先测可燃气体再靠近。",
            "The oil is volatile: vapour over the slick may explode; measure before approaching.",
        )


def _upstream(inputs: Inputs, setting: Setting) -> Iterator[Sentence]:
    missed = [
        r.id
        for r in inputs.receptors
        if all(
            setting.network.lengths(origin, setting.network.place(r.reach, r.distance_m)) is None
            for origin in setting.releases
        )
    ]
    if missed:
        yield Sentence(
            f"{'、'.join(missed[:5])} 不在泄漏点下游，不受影响。",
            f"{', '.join(missed[:5])}: not downstream of a release, hence not reached.",
        )


def _booms(inputs: Inputs, setting: Setting) -> Iterator[Sentence]:
    for i, boom in enumerate(inputs.booms):
        r = setting.network.number[boom.reach]
        place = setting.network.place(boom.reach, boom.distance_m)
        if all(setting.network.lengths(origin, place) is None for origin in setting.releases):
            yield Sentence(
                f"第 {i + 1} 道围油栏不在泄漏点下游，没有作用。",
                f"Boom {i + 1} is not downstream of a release and has no effect.",
            )
            continue
        e = setting.estimates[r]
        depth = max(e.depth_m, boom.draught_m / 0.8)
        surface = e.velocity.median * SURFACE
        across = float(
            np.max(boom_failure.normal_velocity(surface, boom.angle_deg, boom.draught_m, depth))
        )
        if across > boom_failure.CRITICAL_M_S:
            angle = np.degrees(np.arcsin(min(1.0, boom_failure.CRITICAL_M_S / surface)))
            yield Sentence(
                f"第 {i + 1} 道围油栏处垂直流速约 {across:.2f} m/s，超过 0.35 m/s，油会从栏下逃逸；"
                f"与水流夹角宜不大于 {angle:.0f}°。",
                f"Boom {i + 1} meets about {across:.2f} m/s across it, above 0.35 m/s: oil escapes "
                f"beneath; set it at no more than {angle:.0f} degrees to the current.",
            )
