"""What a fire gives off (HJ 169-2018 annex F, eq. F.14 and F.15)."""


def sulfur_dioxide_kg_h(fuel_kg_h: float, sulfur_fraction: float) -> float:
    """Return sulfur dioxide [kg/h] of a fuel [kg/h] with a share of sulfur [-] (eq. F.14)."""
    return 2.0 * fuel_kg_h * sulfur_fraction


def carbon_monoxide_kg_s(fuel_t_s: float, carbon_fraction: float, unburnt_fraction: float) -> float:
    """Return carbon monoxide [kg/s] of a fuel [t/s] (eq. F.15).

    `carbon_fraction` is usually 0.85, `unburnt_fraction` 0.015 to 0.06 [-].
    """
    return 2330.0 * unburnt_fraction * carbon_fraction * fuel_t_s
