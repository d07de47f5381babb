"""Gases by CAS number, Chinese or English name."""

from functools import cache

from shangyou.science.messages import Sentence
from shangyou.science.models.gas.corrections import ANTOINE, LIQUID_HEAT, STATUS_ZH, VAPOUR_HEAT
from shangyou.science.models.gas.records import RECORDS
from shangyou.science.models.gas.substance import GasSubstance

SOURCE_PHYSICAL = "chemicals, thermo (see records.py); corrections.py where they are wrong"
SOURCE_TOXIC = "HJ 169-2018 H.1; EPA/NAC AEGL; NIOSH IDLH"
ALIASES = {
    "氯气": "7782-50-5",
    "液氯": "7782-50-5",
    "氨气": "7664-41-7",
    "液氨": "7664-41-7",
    "lpg": "68476-85-7",
    "石油气": "68476-85-7",
    "盐酸": "7647-01-0",
    "氢氟酸": "7664-39-3",
    "天然气": "74-82-8",
    "lng": "74-82-8",
    "natural gas": "74-82-8",
    "氢气": "1333-74-0",
}


def _record(line: str) -> GasSubstance:
    cas, zh, en, _formula, *rest = line.split("|")
    values = [float(text) if text.strip() else None for text in rest]
    molar, melting, boiling, critical_t, critical_p, vaporisation, gas, liquid, *more = values
    at_boiling, at_20, a, b, c, combustion, *people = more
    hj1, hj2, aegl1, aegl2, aegl3, idlh, lfl, ufl, exponent, resistance, pac3, pac2 = people
    if molar is None:
        raise ValueError(f"{cas} has no molar mass")
    antoine = None if a is None or b is None or c is None else (a, b, c)
    if cas in ANTOINE and isinstance(mended := ANTOINE[cas].value, tuple):
        antoine = mended
    if cas in LIQUID_HEAT and isinstance(mended := LIQUID_HEAT[cas].value, float):
        liquid = mended
    if cas in VAPOUR_HEAT and isinstance(mended := VAPOUR_HEAT[cas].value, float):
        gas = mended
    # a liquid at home in a tank is as dense as at 20 degrees; a colder one as at its boiling point
    warm = boiling is not None and boiling > 293.15
    return GasSubstance(
        cas=cas,
        name_zh=zh,
        name_en=en,
        molar_mass_kg_mol=molar,
        freezing_point_k=melting,
        boiling_point_k=boiling,
        critical_temperature_k=critical_t,
        critical_pressure_pa=critical_p,
        heat_of_vaporisation_j_kg=vaporisation,
        vapour_heat_capacity_j_kg_k=gas,
        liquid_heat_capacity_j_kg_k=liquid,
        liquid_density_kg_m3=(at_20 if warm else None) or at_boiling,
        antoine=antoine,
        heat_of_combustion_j_kg=combustion,
        lfl_fraction=None if lfl is None else lfl / 100.0,
        ufl_fraction=None if ufl is None else ufl / 100.0,
        toxic_exponent=exponent,
        surface_resistance_s_m=resistance,
        hj169_mg_m3=(hj1, hj2),
        aegl_ppm=(aegl1, aegl2, aegl3),
        idlh_ppm=idlh,
        pac_mg_m3=(pac3, pac2),
    )


@cache
def substances() -> dict[str, GasSubstance]:
    """Return every substance by its CAS number."""
    found = map(_record, RECORDS.strip().splitlines())
    return {substance.cas: substance for substance in found}


def find(text: str) -> GasSubstance | None:
    """Return the substance a text means: CAS number, name or alias; None where there is none."""
    wanted = " ".join(text.split()).casefold()
    known = substances()
    if wanted in known:
        return known[wanted]
    if wanted in ALIASES:
        return known[ALIASES[wanted]]
    return next((s for s in known.values() if wanted in (s.name_zh, s.name_en.casefold())), None)


def doubt(substance: GasSubstance) -> tuple[Sentence, ...]:
    """Return what is to be said of the properties a tank or pool takes from this substance."""
    known = LIQUID_HEAT.get(substance.cas)
    if known is None:
        return ()
    return (
        Sentence(
            f"{substance.name_zh}的液体比热取 {known.value:g} J/(kg·K)（{known.source}；"
            f"{STATUS_ZH[known.status]}）。",
            f"The heat capacity of liquid {substance.name_en} is taken as {known.value:g} J/(kg K) "
            f"({known.source}; {known.status}).",
        ),
    )
