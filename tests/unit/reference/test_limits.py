import pytest

from shangyou.reference import surface_water
from shangyou.reference.substances import SUBSTANCES, applicable_limit, by_key, limits_of


def at(key, kind="intake", water_class=3, use=""):
    return applicable_limit(by_key(key), kind, water_class, use)


def test_a_specific_item_at_an_intake():
    answer = at("98-95-3")
    assert answer.limit.value_mg_l == 0.017
    assert answer.limit.standard == "GB 3838-2002"
    assert "表3" in answer.limit.clause.zh
    assert answer.limit.status == "secondary"
    assert answer.assumption is None


@pytest.mark.parametrize(
    ("water_class", "limit"), [(1, 0.15), (2, 0.5), (3, 1.0), (4, 1.5), (5, 2.0)]
)
def test_table_1_follows_the_water_class(water_class, limit):
    assert at("ammonia-nitrogen", "section", water_class).limit.value_mg_l == limit


@pytest.mark.parametrize(
    ("kind", "name", "limit"),
    [
        ("intake", "Ⅱ", 0.1),
        ("reserve", "Ⅱ", 0.1),
        ("fishery", "Ⅱ", 0.1),
        ("section", "Ⅲ", 0.2),
        ("province_boundary", "Ⅲ", 0.2),
        ("district_boundary", "Ⅲ", 0.2),
    ],
)
def test_an_unknown_class_is_assumed_and_said(kind, name, limit):
    answer = applicable_limit(by_key("total-phosphorus"), kind)
    assert answer.limit.value_mg_l == limit
    assert name in answer.assumption.zh
    assert name in answer.assumption.en


def test_a_class_that_does_not_matter_is_not_called_an_assumption():
    assert applicable_limit(by_key("71-43-2"), "intake").assumption is None


def test_a_compound_is_judged_by_what_the_standard_counts():
    # 0.005 mg/L of cadmium, 112.41 of the 208.47 g/mol of the sulfate
    answer = at("10124-36-4")
    assert answer.limit.value_mg_l == pytest.approx(0.005 * 208.47 / 112.41, rel=2e-3)
    assert "镉" in answer.limit.counted_as.zh
    assert "cadmium" in answer.limit.counted_as.en


def test_of_several_components_the_strictest_counts():
    # copper(I) cyanide: copper 1 mg/L / 0.7095, cyanide 0.2 mg/L / 0.2905
    answer = at("544-92-3")
    assert answer.limit.value_mg_l == pytest.approx(0.2 / 0.2905, rel=2e-3)


def test_a_part_that_only_the_tap_standard_knows_still_counts():
    # ammonium perchlorate: ammonia nitrogen has a limit in GB 3838, perchlorate only in GB 5749
    answer = at("7790-98-9")
    assert answer.limit.value_mg_l == pytest.approx(0.07 / 0.8465, rel=2e-3)
    assert answer.limit.standard == "GB 5749-2022"


def test_an_isomer_has_the_limit_of_its_sum():
    assert at("95-47-6").limit.value_mg_l == 0.5
    assert at("95-47-6").limit.counted_as is not None


def test_the_tap_limit_is_the_fall_back_and_says_so():
    answer = at("34256-82-1")
    assert answer.limit.standard == "GB 5749-2022"
    assert answer.limit.status == "unverified"
    assert "GB 3838-2002" in answer.reason.zh


def test_a_stricter_tap_limit_is_mentioned():
    assert "0.001" in at("75-01-4").reason.zh


def test_away_from_an_intake_table_3_is_for_reference():
    assert "参考" in at("71-43-2", "section").reason.zh
    assert "参考" not in at("71-43-2", "section", 3, "饮用水源 渔业用水").reason.zh


@pytest.mark.parametrize("key", ["7664-93-9", "7647-01-0", "1310-73-2", "7719-12-2"])
def test_acid_and_alkali_are_judged_by_ph(key):
    answer = at(key)
    assert answer.limit is None
    assert "pH 6–9" in answer.reason.zh


def test_without_any_limit_it_says_what_to_do():
    answer = at("67-56-1")
    assert answer.limit is None
    assert "需核实" in answer.reason.zh


@pytest.mark.parametrize("key", ["dissolved-oxygen", "ph", "water-temperature", "total-nitrogen"])
def test_what_is_no_ceiling_is_no_limit(key):
    assert at(key).limit is None


def test_a_water_class_out_of_range_is_refused():
    with pytest.raises(ValueError, match="1 to 5"):
        at("71-43-2", water_class=6)


def test_every_limit_is_positive_for_every_substance_and_place():
    for substance in SUBSTANCES:
        for kind in ("intake", "section", "reserve"):
            answer = applicable_limit(substance, kind)
            assert answer.reason.zh
            assert answer.reason.en
            assert answer.limit is None or answer.limit.value_mg_l > 0.0


def test_every_numbered_item_of_gb_3838_is_a_limit_somewhere():
    with_limit = {s.key for s in SUBSTANCES if applicable_limit(s, "intake").limit}
    numbered = {
        item.key
        for item in surface_water.ITEMS
        if item.unit == "mg/L" and item.key not in ("dissolved-oxygen", "total-nitrogen")
    }
    assert len(numbered) == 104
    assert numbered <= with_limit


def test_the_card_lists_every_class():
    limits = limits_of(by_key("7440-43-9"))
    assert [limit.value_mg_l for limit in limits] == [0.001, 0.005, 0.005, 0.005, 0.01, 0.005]
