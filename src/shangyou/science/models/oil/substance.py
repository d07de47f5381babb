"""The oil of a case at the temperature of its water."""

import math
from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.oil.case import Inputs, OwnOil
from shangyou.science.models.oil.library import COLD_K, REFERENCE_K, WARM_K, OilRecord, find
from shangyou.science.processes import oil_weathering

DEFAULT_TEMPERATURE_K = 288.15
# What a sheet of cuts leaves unsaid does not boil in any weather.
RESIDUE_K = 1200.0


@dataclass(frozen=True, slots=True, eq=False)
class OilAtHand:
    """Numbers of the fresh oil; arrays over its cuts."""

    name: str
    temperature_k: float
    density_kg_m3: float
    viscosity_m2_s: float
    emulsion_onset: float
    most_water: float
    fraction: Floats
    cut_density_kg_m3: Floats
    molar_mass_kg_mol: Floats
    vapour_pressure_pa: Floats

    @property
    def buoyancy(self) -> float:
        """1 - ρ/ρ_w, kept above zero: oil that would sink is warned of, not computed."""
        return max(1.0 - self.density_kg_m3 / oil_weathering.WATER_DENSITY_KG_M3, 0.005)


def temperature(inputs: Inputs) -> float:
    """Return the temperature of the water [K]."""
    given = inputs.water_temperature_k
    return DEFAULT_TEMPERATURE_K if given is None else given


def oil_at_hand(inputs: Inputs) -> OilAtHand:
    """Return the oil a case names or describes."""
    water_k = temperature(inputs)
    if isinstance(inputs.oil, OwnOil):
        return _own(inputs.oil, water_k)
    record = find(inputs.oil)
    if record is None:
        raise BadInput(
            [Problem("$.oil", Sentence(f"没有油品“{inputs.oil}”", f"no oil '{inputs.oil}'"))]
        )
    return _recorded(record, water_k)


def _own(oil: OwnOil, water_k: float) -> OilAtHand:
    cuts = [(cut.boiling_point_k, cut.fraction) for cut in oil.cuts]
    return _made(
        "—",
        water_k,
        density=oil.density_kg_m3,
        viscosity=oil.viscosity_m2_s,
        emulsion=(oil.emulsion_onset, oil.most_water),
        cuts=cuts,
    )


def _recorded(record: OilRecord, water_k: float) -> OilAtHand:
    thinning = math.log(record.viscosity_cold_m2_s / record.viscosity_warm_m2_s) / (
        1.0 / COLD_K - 1.0 / WARM_K
    )
    viscosity = record.viscosity_cold_m2_s * math.exp(thinning * (1.0 / water_k - 1.0 / COLD_K))
    expansion = 1.0 - oil_weathering.DENSITY_PER_KELVIN * (water_k - REFERENCE_K)
    return _made(
        record.name,
        water_k,
        density=record.density_kg_m3 * expansion,
        viscosity=viscosity,
        emulsion=(record.emulsion_onset, record.most_water),
        cuts=list(record.cuts),
    )


def _made(
    name: str,
    water_k: float,
    *,
    density: float,
    viscosity: float,
    emulsion: tuple[float, float],
    cuts: list[tuple[float, float]],
) -> OilAtHand:
    total = sum(share for _, share in cuts)
    if total < 1.0:
        cuts = [*cuts, (RESIDUE_K, 1.0 - total)]
    table = np.array([cut for cut in cuts if cut[1] > 0])
    fraction = table[:, 1] / table[:, 1].sum()
    cut_density = oil_weathering.cut_density(table[:, 0], fraction, density)
    return OilAtHand(
        name=name,
        temperature_k=water_k,
        density_kg_m3=density,
        viscosity_m2_s=viscosity,
        emulsion_onset=emulsion[0],
        most_water=emulsion[1],
        fraction=fraction,
        cut_density_kg_m3=cut_density,
        molar_mass_kg_mol=oil_weathering.molar_mass(table[:, 0]),
        vapour_pressure_pa=oil_weathering.vapour_pressure(table[:, 0], cut_density, water_k),
    )
