"""What burns or explodes after a leak, worked out from the leak: each model's inputs and the assumptions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shangyou.response.gas import specs
from shangyou.response.gas.fire_source import Leak
from shangyou.science.catalogue import model
from shangyou.science.messages import Sentence

# The order in which a duty officer meets them: what is likely first, what is worst last.
MODELS = ("pool-fire", "jet-fire", "vapour-cloud", "fireball")
# GHS: a gas of category 1 burns at 13 % in air or less; others are hard to light.
EASY_LFL = 0.13
# HJ 169-2018 annex F: a liquid spreads down to about a centimetre on a smooth yard.
POOL_DEPTH_M = 0.01
SMALLEST_POOL_M, LARGEST_POOL_M = 0.5, 300.0
# A jet whose opening nobody measured: the velocity only sets the share that is radiated.
JET_M_S = 100.0
FASTEST_JET_M_S = 2000.0
# CCPS 1994: a vessel bursts at 1.21 times the pressure at which its relief valve opens.
BURST_RATIO = 1.21
# Road tankers of liquefied gas are built for the vapour pressure at 50 °C (TSG R0005).
DESIGN_K = 323.15
COLD_STORE_PA = 1.0e6
LOWEST_BURST_PA, HIGHEST_BURST_PA = 1.05e5, 2.0e7
# Near the ground the cloud moves at about half the wind at 10 m: our estimate, on the safe side.
NEAR_GROUND = 0.5
LEAST_KG, MOST_KG = 1.0, 1e7
ROOM_K = 293.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The inputs of one model as the leak gives them; without inputs, why the leak gives none."""

    model: str
    inputs: Mapping[str, Any] | None
    east_m: float = 0.0
    north_m: float = 0.0
    words: tuple[Sentence, ...] = ()


def derive(leak: Leak) -> list[Derived]:
    """Return what follows from a leak for each model."""
    makers = {
        "pool-fire": _pool,
        "jet-fire": _jet,
        "vapour-cloud": _cloud,
        "fireball": _fireball,
    }
    return [_with_what_is_known(makers[name](leak), leak) for name in MODELS]


def _with_what_is_known(derived: Derived, leak: Leak) -> Derived:
    """Add what the leak knows of the air and the hole, as far as the model asks for it."""
    if derived.inputs is None:
        return derived
    spec = model(derived.model)
    asked = set() if spec is None else {field["path"] for field in specs.fields_of(spec)}
    known = {
        "air.temperature_k": leak.air_temperature_k,
        "air.humidity": leak.relative_humidity,
        "height_m": leak.height_m,
        "phase": "two-phase" if leak.drops else "gas",
    }
    # the wind tilts a pool's flame; along a jet nobody knows it
    if derived.model == "pool-fire":
        known["wind_speed_m_s"] = leak.wind_m_s
    inputs: dict[str, Any] = dict(derived.inputs)
    for path, value in known.items():
        if path in asked:
            *outer, last = path.split(".")
            at = inputs
            for part in outer:
                at = at.setdefault(part, {})
            at.setdefault(last, value)
    return replace(derived, inputs=inputs)


def _none(model: str, zh: str, en: str) -> Derived:
    return Derived(model=model, inputs=None, words=(Sentence(zh, en),))


def _pool(leak: Leak) -> Derived:
    area = leak.pool_area_m2
    words: tuple[Sentence, ...] = ()
    if area is None:
        density = leak.substance.liquid_density_kg_m3
        if leak.pooled_kg <= 0.0 or density is None:
            return _none(
                "pool-fire",
                "泄漏后没有液体留在地面，不形成池火；如现场见到液池，请填直径后计算。",
                "No liquid stays on the ground, so no pool burns; if there is a pool, give its width.",
            )
        area = leak.pooled_kg / (density * POOL_DEPTH_M)
        words = (
            Sentence(
                f"液池按留在地面的 {leak.pooled_kg:.3g} kg 铺成 1 cm 厚估算；有围堰时改为围堰的当量直径。",
                f"The pool is the {leak.pooled_kg:.3g} kg left on the ground, 1 cm deep; within a bund "
                "give the width of the bund.",
            ),
        )
    diameter = float(np.clip(math.sqrt(4.0 * area / math.pi), SMALLEST_POOL_M, LARGEST_POOL_M))
    return Derived(model="pool-fire", inputs={"diameter_m": round(diameter, 2)}, words=words)


def _jet(leak: Leak) -> Derived:
    if leak.rate_kg_s < 0.01 or leak.is_pool:
        return _none(
            "jet-fire",
            "没有带压喷出的气流，不形成喷射火。",
            "Nothing leaves under pressure, so no jet burns.",
        )
    velocity = float(np.clip(leak.jet_velocity_m_s or JET_M_S, 1.0, FASTEST_JET_M_S))
    words: tuple[Sentence, ...] = ()
    if not leak.jet_velocity_m_s:
        words = (
            Sentence(
                f"喷射速度不详，按 {JET_M_S:.0f} m/s 计（只影响辐射份额）。",
                f"The velocity of the jet is unknown; {JET_M_S:.0f} m/s are assumed (it only sets the "
                "share radiated).",
            ),
        )
    return Derived(
        model="jet-fire",
        inputs={
            "rate_kg_s": round(leak.rate_kg_s, 4),
            "velocity_m_s": round(velocity, 1),
        },
        words=(
            *words,
            Sentence(
                "喷射方向不定：以泄漏点为圆心，各方向都按正前方计。",
                "Where the jet points is not known: every direction is taken as straight ahead.",
            ),
        ),
    )


def _cloud(leak: Leak) -> Derived:
    reach = leak.lfl_distance_m
    if reach is None:
        return _none(
            "vapour-cloud",
            "空气中达不到燃烧下限，不形成蒸气云爆炸。",
            "The air nowhere reaches the lower flammable limit, so no cloud explodes.",
        )
    moving = leak.rate_kg_s * reach / (NEAR_GROUND * max(leak.wind_m_s, 0.5))
    mass = min(leak.airborne_kg, leak.sudden_kg + moving)
    if mass < LEAST_KG:
        return _none(
            "vapour-cloud",
            "可燃范围内不足 1 kg，不计算爆炸。",
            "Less than 1 kg lies within the flammable limits; no explosion is computed.",
        )
    east, north = (0.0, 0.0) if leak.calm else (leak.towards[0], leak.towards[1])
    half = 0.0 if leak.calm else reach / 2.0
    return Derived(
        model="vapour-cloud",
        inputs={"mass_kg": float(f"{min(mass, MOST_KG):.4g}")},
        east_m=round(east * half, 1),
        north_m=round(north * half, 1),
        words=(
            Sentence(
                f"可燃质量按到达燃烧下限（{reach:.0f} m）之前在空中的全部估算，偏大；"
                f"爆心取泄漏点下风 {half:.0f} m 处，点火点不同则整体移动。",
                f"The flammable mass is all that is in the air as far as the lower flammable limit "
                f"({reach:.0f} m), which is too much rather than too little; the middle is put "
                f"{half:.0f} m downwind and moves with the place of ignition.",
            ),
        ),
    )


def _fireball(leak: Leak) -> Derived:
    boiling = leak.substance.boiling_point_k
    if boiling is None or boiling > ROOM_K:
        return _none(
            "fireball",
            "常温下不是液化气体，容器受火一般不形成火球。",
            "It is no liquefied gas at room temperature: a vessel in a fire gives no fireball.",
        )
    mass = leak.vessel_kg
    if mass is None or mass < LEAST_KG:
        return _none(
            "fireball",
            "不知道容器里有多少液化气体；火球请填容器内质量后计算。",
            "How much liquefied gas the vessel holds is not known; give the mass to compute a fireball.",
        )
    critical = leak.substance.critical_temperature_k
    if critical is not None and critical < DESIGN_K:
        design, said = COLD_STORE_PA, ("低温储罐设计压力 1.0 MPa", "1.0 MPa, a cold store's design")
    else:
        vapour = leak.substance.vapour_pressure_pa(DESIGN_K)
        design = vapour if vapour is not None else COLD_STORE_PA
        said = ("50 ℃ 饱和蒸气压", "the vapour pressure at 50 °C")
    burst = max(BURST_RATIO * design, leak.vessel_pa or 0.0)
    return Derived(
        model="fireball",
        inputs={
            "mass_kg": float(f"{min(mass, MOST_KG):.4g}"),
            "burst_pressure_pa": float(f"{np.clip(burst, LOWEST_BURST_PA, HIGHEST_BURST_PA):.4g}"),
        },
        words=(
            Sentence(
                f"最不利情况：容器满装受火爆裂。爆裂压力按{said[0]}的 {BURST_RATIO:g} 倍；知道设计压力时请改。",
                f"The worst case: the vessel as filled bursts in a fire, at {BURST_RATIO:g} times "
                f"{said[1]}; give the design pressure where it is known.",
            ),
        ),
    )
