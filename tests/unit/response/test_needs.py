"""From the substance to amounts of reagent, and to what the depots are asked for."""

import pytest

from shangyou.reference import substances
from shangyou.response import needs


def water(**changes):
    facts = {
        "mass_kg": 1000.0,
        "discharge_m3_s": 20.0,
        "width_m": 60.0,
        "volume_m3": 200_000.0,
        "concentration_mg_l": 5.0,
        "target_mg_l": 0.01,
    }
    return needs.Water(**(facts | changes))


def of(key, **changes):
    return needs.techniques(substances.by_key(key), water(**changes))


def by_key(found, key):
    return next(technique for technique in found if technique.key == key)


def test_an_unknown_substance_has_no_technique():
    assert needs.techniques(None, water()) == ()


def test_by_mass_the_table_is_followed():
    technique = by_key(of("7664-93-9"), "sulfuric-acid-neutralise")
    soda = next(r for r in technique.reagents if r.name.en == "sodium carbonate")
    # 1.08 kg per kg H2SO4, treatment table
    assert soda.low_kg == pytest.approx(1080.0, rel=0.01)


def test_an_isotherm_beyond_reason_is_called_impractical_and_asks_for_nothing():
    # benzene hardly adsorbs: 5 to 0.01 mg/L needs kilograms of carbon in a litre
    carbon = by_key(of("71-43-2"), "benzene-pac")
    assert carbon.reagents == ()
    assert "不宜单独采用" in carbon.impractical.zh


def test_a_large_river_is_not_computed_by_its_volume():
    small = by_key(of("108-88-3", concentration_mg_l=1.0, target_mg_l=0.7), "toluene-pac")
    large = by_key(
        of("108-88-3", concentration_mg_l=1.0, target_mg_l=0.7, discharge_m3_s=5000.0),
        "toluene-pac",
    )
    assert small.reagents
    assert large.reagents == ()
    assert large.impractical is None


def test_what_can_be_weighed_out_is_shown_even_when_it_ranks_low():
    cadmium = of("7440-43-9", mass_kg=200.0)
    assert "cadmium-sulfide" in [technique.key for technique in cadmium]
    asked = needs.wanted(cadmium, water(), floats=False)
    assert asked[0][0].stock_key == "sodium_sulfide"
    # 0.694 kg per kg, up to 1.5 times over, treatment table
    assert asked[0][0].quantity == pytest.approx(200 * 0.694 * 1.5, rel=0.01)


def test_without_an_amount_the_depots_are_still_asked_who_holds_it():
    benzene = of("71-43-2", discharge_m3_s=19_000.0)
    carbon = needs.wanted(benzene, water(), floats=False)[0][0]
    assert (carbon.stock_key, carbon.quantity) == ("activated_carbon", None)


def test_neutralisers_are_alternatives():
    found = of("7664-93-9")
    asked = needs.wanted(found, water(), floats=False)
    keys = {item.stock_key for item in asked[0]}
    assert {"sodium_hydroxide", "lime", "sodium_carbonate"} <= keys
    assert all(len(alternatives) == 1 for alternatives in asked[1:])


def test_what_floats_asks_for_a_boom_twice_the_width():
    asked = [i for a in needs.wanted((), water(width_m=60.0), floats=True) for i in a]
    boom = next(item for item in asked if item.stock_key == "boom")
    assert (boom.quantity, boom.unit) == (120.0, "m")
    wide = [i for a in needs.wanted((), water(width_m=5000.0), floats=True) for i in a]
    assert next(i for i in wide if i.stock_key == "boom").quantity == needs.LONGEST_BOOM_M


def test_the_alternative_the_depots_can_cover_is_taken(worked):
    little = worked.need(worked.stock("甲", 10, 1))
    enough = worked.need(worked.stock("乙", 99_999, 1))
    assert needs.best_covered([little, enough]) is enough


def test_a_stock_row_matches_by_key_name_and_unit():
    carbon = needs.Wanted("粉末活性炭", "activated_carbon", 1.0, "kg", needs.BOOM_RULE)
    suit = needs.Wanted("轻型防化服", "", 1.0, "套", needs.PROTECTION_RULE)
    assert needs.matches(carbon, reagent="activated_carbon", name="粉末活性炭", unit="kg")
    assert not needs.matches(carbon, reagent="activated_carbon", name="粉末活性炭", unit="m3")
    assert needs.matches(suit, reagent="", name="轻型防化服（示意）", unit="套")
    assert not needs.matches(suit, reagent="", name="重型防化服", unit="套")
