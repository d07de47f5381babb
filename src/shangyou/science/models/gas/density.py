"""How heavy what is released is, drops and all."""

from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GAS_CONSTANT, GasSubstance


def density_of(source: SourceTerm, substance: GasSubstance) -> float:
    """Return the density [kg/m3] of what is released, drops and all."""
    temperature = float(source.temperature_k[0])
    drops = float(source.aerosol_fraction[0])
    vapour = AMBIENT_PA * substance.molar_mass_kg_mol / (GAS_CONSTANT * temperature)
    return 1.0 / ((1.0 - drops) / vapour + drops / (substance.liquid_density_kg_m3 or 1000.0))
