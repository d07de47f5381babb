"""Which theory a release asks for, and why (HJ 169-2018 annex G)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shangyou.science.messages import Sentence
from shangyou.science.models.gas.air import CALM_M_S, Air
from shangyou.science.models.gas.case import Inputs
from shangyou.science.models.gas.density import density_of
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import GasSubstance

GRAVITY: Final = 9.81
# HJ 169-2018 annex G.2: at and above these a gas is heavy.
CONTINUOUS_LIMIT: Final = 1.0 / 6.0
SUDDEN_LIMIT: Final = 0.04
# Between half and twice the limit both theories are run and joined, so that nothing jumps.
JOIN: Final = 2.0
# Tables of widths are taken only when they are asked for: they know no weight and no calm.
TABLES: Final = {
    "gbt3840": Sentence(
        "按要求用 GB/T 3840-91 扩散参数的高斯烟羽；不计气体重量和沉降。",
        "As asked: the Gaussian plume with the widths of GB/T 3840-91; weight and deposition are left out.",
    ),
    "briggs_rural": Sentence(
        "按要求用 Briggs 1973 乡村扩散参数的高斯烟羽；不计气体重量和沉降。",
        "As asked: the Gaussian plume with the rural widths of Briggs 1973; weight and deposition are left out.",
    ),
    "briggs_urban": Sentence(
        "按要求用 Briggs 1973 城市扩散参数的高斯烟羽；不计气体重量和沉降。",
        "As asked: the Gaussian plume with the urban widths of Briggs 1973; weight and deposition are left out.",
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A theory, its Richardson number, and how much of the heavy-gas answer is taken (0 to 1)."""

    name: str
    heavy: float
    richardson: float
    limit: float
    density_kg_m3: float
    why: Sentence


def choose(inputs: Inputs, source: SourceTerm, substance: GasSubstance, air: Air) -> Choice:
    """Return the theory for a release."""
    density = density_of(source, substance)
    wind = max(float(air.wind_at(10.0)[0]), 0.1)
    sudden = source.sudden_kg > 0.0
    limit = SUDDEN_LIMIT if sudden else CONTINUOUS_LIMIT
    number = _richardson(source, density, air.density_kg_m3, wind)
    calm = float(air.wind_10m_m_s[0]) < CALM_M_S
    if inputs.theory == "calm" or (inputs.theory == "auto" and calm):
        why = Sentence(
            f"10 m 风速 {air.wind_10m_m_s[0]:.2g} m/s 低于 {CALM_M_S:g} m/s：烟羽理论不适用，"
            "用静风积分烟团（HJ/T 2.2-93），各方向相同。",
            f"The wind at 10 m is {air.wind_10m_m_s[0]:.2g} m/s, below {CALM_M_S:g} m/s: no plume "
            "forms; puffs that grow where they are (HJ/T 2.2-93), the same in every direction.",
        )
        return Choice("calm-puff", 0.0, number, limit, density, why)
    if inputs.theory in TABLES:
        return Choice("gas-plume", 0.0, number, limit, density, TABLES[inputs.theory])
    heavy = _share(number / limit)
    if inputs.theory != "auto":
        heavy = 1.0 if inputs.theory == "dense" else 0.0
    name = "dense-gas" if heavy >= 0.5 else "gas-plume"
    word = ("重", "heavy") if heavy >= 0.5 else ("轻质或中性", "light or neutral")
    why = Sentence(
        f"里查森数 {number:.3g}（判据 {limit:.3g}，HJ 169-2018 附录 G）：按{word[0]}气体计算；"
        f"泄漏物密度 {density:.3g} kg/m³，空气 {air.density_kg_m3:.3g} kg/m³。",
        f"Richardson number {number:.3g} (limit {limit:.3g}, HJ 169-2018 annex G): taken as {word[1]} "
        f"gas; released at {density:.3g} kg/m3 into air of {air.density_kg_m3:.3g} kg/m3.",
    )
    return Choice(name, heavy, number, limit, density, why)


def _richardson(source: SourceTerm, density: float, air: float, wind: float) -> float:
    """Return Ri of annex G: eq. G.2 for a release that lasts, G.3 for a sudden one; 0 for light gas."""
    excess = max((density - air) / air, 0.0)
    if source.sudden_kg > 0.0:
        volume = source.sudden_kg / density
        return float(GRAVITY * volume ** (1.0 / 3.0) / wind**2 * excess)
    flow = float(source.rate_kg_s.max(initial=0.0)) / density
    # where no source is drawn: the width at which the gas moves off with the wind
    width = max(source.diameter_m, float(np.sqrt(flow / wind)), 0.1)
    return float((GRAVITY * flow / width * excess) ** (1.0 / 3.0) / wind)


def _share(ratio: float) -> float:
    """Return a smooth 0 to 1 as Ri passes from half to twice its limit."""
    if ratio <= 0.0:
        return 0.0
    t = float(np.clip((np.log(ratio) / np.log(JOIN) + 1.0) / 2.0, 0.0, 1.0))
    return t * t * (3.0 - 2.0 * t)
