"""Properties of a vapour and its liquid that no table gives: by corresponding states.

Reid, Prausnitz & Poling 1987, The Properties of Gases and Liquids, 4th edition. Typed from memory, 需核实: the tests hold them
against measured values of six substances.
"""

import math

GAS_CONSTANT = 8.314462618


def viscosity_pa_s(
    temperature_k: float, molar_mass_kg_mol: float, critical_k: float, critical_pa: float
) -> float:
    """Return the viscosity of a dilute gas [Pa s]; Yoon & Thodos 1970, ibid. eq. 9-4.13."""
    reduced = temperature_k / critical_k
    scale = critical_k ** (1 / 6) / (
        math.sqrt(molar_mass_kg_mol * 1e3) * (critical_pa / 101_325.0) ** (2 / 3)
    )
    micropoise = (
        4.610 * reduced**0.618
        - 2.040 * math.exp(-0.449 * reduced)
        + 1.940 * math.exp(-4.058 * reduced)
        + 0.1
    ) / scale
    return float(micropoise * 1e-7)


def conductivity_w_m_k(
    viscosity: float, heat_capacity_j_kg_k: float, molar_mass_kg_mol: float
) -> float:
    """Return the conductivity of a gas [W/(m K)]; Eucken, ibid. eq. 10-3.2."""
    return viscosity * (heat_capacity_j_kg_k + 1.25 * GAS_CONSTANT / molar_mass_kg_mol)


def surface_tension_n_m(
    temperature_k: float, boiling_k: float, critical_k: float, critical_pa: float
) -> float:
    """Return the surface tension of a liquid [N/m]; Brock & Bird 1955, ibid. eq. 12-3.6 and 12-3.7."""
    reduced, boiling = min(temperature_k / critical_k, 0.999), boiling_k / critical_k
    bar = critical_pa / 1e5
    shape = 0.1196 * (1.0 + boiling * math.log(bar / 1.01325) / (1.0 - boiling)) - 0.279
    return float(
        bar ** (2 / 3) * critical_k ** (1 / 3) * shape * (1.0 - reduced) ** (11 / 9) * 1e-3
    )
