"""A gas or volatile liquid: what a release, a plume and a lung need to know of it."""

import math
from dataclasses import dataclass

GAS_CONSTANT = 8.314462618  # J/(mol K), CODATA 2018
AMBIENT_PA = 101_325.0
# ppm to mg/m3 at 25 degrees C and one atmosphere: 24.45 litres a mole, as thresholds are published.
LITRES_PER_MOLE = 24.45
# Duration of the AEGL that are typed in; others follow by toxic load within these bounds [min].
AEGL_MINUTES = 60.0
AEGL_SHORTEST, AEGL_LONGEST = 10.0, 480.0
# ten Berge et al. 1986; NRC 2001: n = 3 towards shorter and 1 towards longer times where unknown.
UNKNOWN_SHORTER, UNKNOWN_LONGER = 3.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GasSubstance:
    """Properties in SI units; None where the tables know none."""

    cas: str
    name_zh: str
    name_en: str
    molar_mass_kg_mol: float
    freezing_point_k: float | None = None
    boiling_point_k: float | None = None
    critical_temperature_k: float | None = None
    critical_pressure_pa: float | None = None
    heat_of_vaporisation_j_kg: float | None = None
    vapour_heat_capacity_j_kg_k: float | None = None
    liquid_heat_capacity_j_kg_k: float | None = None
    liquid_density_kg_m3: float | None = None
    antoine: tuple[float, float, float] | None = None
    heat_of_combustion_j_kg: float | None = None
    lfl_fraction: float | None = None
    ufl_fraction: float | None = None
    toxic_exponent: float | None = None
    surface_resistance_s_m: float | None = None
    hj169_mg_m3: tuple[float | None, float | None] = (None, None)
    aegl_ppm: tuple[float | None, float | None, float | None] = (None, None, None)
    idlh_ppm: float | None = None
    pac_mg_m3: tuple[float | None, float | None] = (None, None)
    """Current PAC-3 and PAC-2 where they differ from the legal endpoints by more than a tenth."""

    @property
    def gamma(self) -> float | None:
        """Ratio of heat capacities of the ideal gas."""
        if self.vapour_heat_capacity_j_kg_k is None:
            return None
        molar = self.vapour_heat_capacity_j_kg_k * self.molar_mass_kg_mol
        return molar / (molar - GAS_CONSTANT)

    def vapour_pressure_pa(self, temperature_k: float) -> float | None:
        """Return the saturation pressure [Pa] by Antoine's equation; None where it is not known."""
        if self.antoine is None:
            return None
        a, b, c = self.antoine
        return math.exp(min(a - b / max(temperature_k + c, 1.0), 20.0))

    def gas_density_kg_m3(self, temperature_k: float, pressure_pa: float = AMBIENT_PA) -> float:
        """Return the density of the pure gas [kg/m3], ideal."""
        return pressure_pa * self.molar_mass_kg_mol / (GAS_CONSTANT * temperature_k)

    def mg_m3(self, ppm: float) -> float:
        """Return a concentration of parts per million as milligrams a cubic metre at 25 °C."""
        return ppm * self.molar_mass_kg_mol * 1000.0 / LITRES_PER_MOLE

    def threshold_mg_m3(self, name: str) -> float | None:
        """Return the concentration of a threshold by its name [mg/m3]; None where there is none.

        Names: HJ169-1, HJ169-2, AEGL-1 to 3 with minutes (AEGL-3-30), IDLH, PAC-2, PAC-3, LFL, UFL.
        """
        if name in ("HJ169-1", "HJ169-2"):
            return self.hj169_mg_m3[int(name[-1]) - 1]
        if name in ("PAC-3", "PAC-2"):
            return self.pac_mg_m3[3 - int(name[-1])] or self.hj169_mg_m3[3 - int(name[-1])]
        if name == "IDLH":
            return None if self.idlh_ppm is None else self.mg_m3(self.idlh_ppm)
        if name in ("LFL", "UFL"):
            share = self.lfl_fraction if name == "LFL" else self.ufl_fraction
            return None if share is None else self.mg_m3(share * 1e6)
        return self._aegl(name)

    def _aegl(self, name: str) -> float | None:
        word, _, rest = name.partition("-")
        level, _, minutes = rest.partition("-")
        if word != "AEGL" or level not in ("1", "2", "3"):
            return None
        try:
            duration = float(minutes or AEGL_MINUTES)
        except ValueError:
            return None
        ppm = self.aegl_ppm[int(level) - 1]
        if ppm is None or not AEGL_SHORTEST <= duration <= AEGL_LONGEST:
            return None
        shorter = duration < AEGL_MINUTES
        n = self.toxic_exponent or (UNKNOWN_SHORTER if shorter else UNKNOWN_LONGER)
        # discomfort does not add up with time: AEGL-1 is the same for every duration
        factor = 1.0 if level == "1" else (AEGL_MINUTES / duration) ** (1.0 / n)
        return self.mg_m3(ppm) * factor
