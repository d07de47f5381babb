"""What clings to suspended matter, and how fast that settles.

Linear partition; Koc from Kow after Karickhoff, Brown & Scott 1979 (Koc = 0.63 Kow); deposition after Krone 1962,
which stops where the bed shear exceeds a critical stress. Originals not seen: unverified.
"""

WATER_DENSITY_KG_M3 = 1000.0
KOC_PER_KOW_M3_KG = 0.63e-3
ORGANIC_CARBON_SHARE = 0.02
"""Of suspended matter of large silty rivers: 1 to 3 % (our judgement)."""
SETTLING_M_S = 1e-5
"""Fine silt of about 4 micrometres by Stokes's law; coarser grains leave sooner (our judgement)."""
CRITICAL_STRESS_PA = 0.1
"""Cohesive sediment deposits below 0.06 to 0.1 Pa (Krone 1962)."""
METAL_PARTITION_M3_KG = 50.0
"""10^4.7 l/kg: near the medians of cadmium and copper in Allison & Allison 2005, EPA/600/R-05/074."""
METAL_SORBS_ABOVE_PH = 6.0
"""In more acid water metals stay dissolved: no settling is counted there (safe side)."""
SIGMA = 0.9
"""Of ln k: partition alone scatters by a factor of two to three (our judgement)."""


def partition(*, log_kow: float | None = None, koc_m3_kg: float | None = None) -> float:
    """Return the partition coefficient of an organic substance [m3 per kg of suspended matter]."""
    if koc_m3_kg is None:
        if log_kow is None:
            return 0.0
        koc_m3_kg = KOC_PER_KOW_M3_KG * 10.0**log_kow
    return ORGANIC_CARBON_SHARE * koc_m3_kg


def dissolved_share(partition_m3_kg: float, suspended_sediment_kg_m3: float) -> float:
    """Return the share of the mass that is truly dissolved."""
    return 1.0 / (1.0 + partition_m3_kg * suspended_sediment_kg_m3)


def settling_rate(*, dissolved: float, shear_velocity_m_s: float, depth_m: float) -> float:
    """Return the first-order loss to the bed [1/s] of dissolved and sorbed mass together."""
    stress = WATER_DENSITY_KG_M3 * shear_velocity_m_s**2
    stays = max(0.0, 1.0 - stress / CRITICAL_STRESS_PA)
    return (1.0 - dissolved) * stays * SETTLING_M_S / depth_m
