"""The demo world: its counts, its facts, and that loading it again changes nothing."""

import time
from collections import Counter

import pytest

from shangyou.core.models import Organisation
from shangyou.preparedness import store
from shangyou.preparedness.demo import load
from shangyou.preparedness.demo.facts import facts
from shangyou.preparedness.demo.geography import outlines
from shangyou.preparedness.models import (
    Depot,
    District,
    Expert,
    Reach,
    Receptor,
    ResponseSpace,
    RiskSource,
    River,
    SourceSubstance,
    StockItem,
    Team,
)
from shangyou.preparedness.registers import REGISTERS
from shangyou.preparedness.registers.stock import CLASSES
from shangyou.reference import substances
from shangyou.reference.treatment import DOSES

pytestmark = pytest.mark.usefixtures("world")


def test_the_counts_of_the_plan():
    assert District.objects.count() == 38
    assert River.objects.count() == 26
    assert Reach.objects.count() == 89
    assert Receptor.objects.filter(code__startswith="RC").count() == 127
    assert RiskSource.objects.count() == 300
    assert RiskSource.objects.filter(code__regex=r"^RS\d").count() == 76
    assert Counter(Depot.objects.values_list("tier", flat=True)) == {
        "city": 1,
        "sub_centre": 7,
        "district": 35,
    }
    teams = list(Team.objects.values_list("people", flat=True))
    assert (len(teams), sum(teams)) == (48, 1106)
    assert Expert.objects.count() == 77
    assert ResponseSpace.objects.count() == 120
    tiers = Counter(Organisation.objects.filter(demo=True).values_list("tier", flat=True))
    assert (tiers["city"], tiers["sub_centre"], tiers["district"]) == (1, 7, 38)


def test_loading_again_adds_nothing_and_keeps_changes():
    Receptor.objects.filter(code="RC074").update(name="改过的名称")
    started = time.monotonic()
    assert set(load().values()) == {0}
    assert time.monotonic() - started < 5
    assert Receptor.objects.get(code="RC074").name == "改过的名称"


def test_everything_is_marked_as_demonstration():
    for register in REGISTERS:
        assert not register.model._default_manager.filter(demo=False).exists(), register.name
        assert not register.model._default_manager.filter(source="").exists(), register.name


def test_facts_keep_their_status_and_source():
    rows = {row.code: row for row in Receptor.objects.all()}
    for fact in facts("receptors"):
        row = rows[fact["code"]]
        assert (row.status, row.source) == (fact["status"], fact["source"])
        assert row.position_status == fact["position_status"]
    reaches = {row.code: row for row in Reach.objects.all()}
    for fact in facts("reaches"):
        row = reaches[fact["code"]]
        assert (row.status, row.source) == (fact["status"], fact["source"])
        assert row.discharge_flood_m3_s == fact.number("discharge_flood_m3_s")


def test_what_was_made_up_says_so():
    for model in (RiskSource, ResponseSpace):
        for row in model.objects.filter(source__startswith="示意：").only("name"):
            assert "示意" in row.name
    for model in (Depot, Team, Expert):
        for row in model.objects.only("name"):
            assert "示意" in row.name


def test_telephones_are_obviously_fictitious():
    for model, field in (
        (Receptor, "contact_phone"),
        (RiskSource, "contact_phone"),
        (Depot, "contact_phone"),
        (Team, "contact_phone"),
        (Expert, "phone"),
        (ResponseSpace, "contact_phone"),
        (Organisation, "duty_phone"),
    ):
        phones = set(model._default_manager.values_list(field, flat=True)) - {""}
        assert all(phone.startswith("000-") for phone in phones)


def test_every_receptor_with_a_chainage_lies_on_its_river():
    network = store.network()
    unplaced = []
    for row in Receptor.objects.select_related("river", "reach"):
        if row.reach is None:
            unplaced.append(row.code)
            continue
        assert row.reach.river_id == row.river_id
        assert 0 <= row.distance_m <= row.reach.length_m
        found = network.locate(row.geometry.x, row.geometry.y)
        if found.reach == row.reach.code and row.bank in {"left", "right"}:
            assert found.bank == row.bank
        assert network.chainage(row.reach.code, row.distance_m) == pytest.approx(
            row.chainage_km, abs=0.01
        )
    # 23 on no registered river; 西湾 is far upstream; 长脚, 西门水厂, 巫峡口 lie beyond the reaches
    assert len(unplaced) == 27
    assert {"RC044", "RC111", "RC034"} <= set(unplaced)


def test_intakes_with_a_known_bank_stand_on_it():
    intake = Receptor.objects.get(code="RC074")  # 丰收坝, left bank, K686+600
    assert (intake.kind, intake.bank, intake.position) == ("intake", "left", 0.05)
    assert store.network().locate(intake.geometry.x, intake.geometry.y).bank == "left"


def test_rivers_are_joined_in_the_registers():
    assert River.objects.get(name="嘉陵江").flows_into.name == "长江"
    assert River.objects.get(name="琼江").flows_into.name == "涪江"
    assert River.objects.get(name="长江").flows_into is None
    assert Reach.objects.get(code="WJ09").downstream.code == "CJ17"
    assert Reach.objects.filter(downstream__isnull=True).count() == 3


def test_stock_covers_the_seven_classes_and_the_reagents_that_can_be_kept():
    held = set(StockItem.objects.values_list("supply_class", flat=True))
    assert held == set(CLASSES)
    for depot in Depot.objects.filter(tier__in=("city", "sub_centre")):
        classes = set(depot.stock.values_list("supply_class", flat=True))
        assert classes == set(CLASSES), depot.name
    # liquefied chlorine, sulfuric acid and ferrate are fetched from makers, not kept in a depot
    fetched = {"液氯", "硫酸", "高铁酸钾", "聚合氯化铝铁", "亚硫酸氢钠"}
    names = " ".join(StockItem.objects.values_list("item", flat=True).distinct())
    other_words = {"过氧化氢": "双氧水", "氢氧化钙": "石灰"}
    for dose in DOSES:
        reagent = dose.reagent.zh
        assert reagent in fetched or other_words.get(reagent, reagent) in names, reagent


def test_no_stock_is_expired_when_loaded():
    from django.utils import timezone

    assert not StockItem.objects.filter(expires_on__lte=timezone.localdate()).exists()


def test_substances_held_are_known_to_the_reference():
    for key, name in set(SourceSubstance.objects.values_list("substance", "name")):
        assert substances.by_cas(key) or substances.by_key(key), (key, name)


def test_every_row_obeys_its_registers_rules():
    for register in REGISTERS:
        rows = register.model._default_manager.select_related(
            *[f for f in ("river", "reach", "downstream") if hasattr(register.model, f)]
        )
        for row in rows:
            assert list(register.rules(row)) == [], (register.name, str(row))


def test_district_borders_follow_the_outlines():
    if not outlines():
        pytest.skip("web/public/demo/chongqing-districts.geojson was not built")
    assert District.objects.filter(geometry__isnull=True).count() == 0
    borders = Receptor.objects.filter(kind="district_boundary")
    assert 30 <= borders.count() <= 60
    assert set(borders.values_list("status", flat=True)) == {"estimated"}
    names = " ".join(borders.values_list("name", flat=True))
    for known in ("涪陵—丰都界", "丰都—忠县界", "忠县—万州界", "奉节—巫山界", "武隆—涪陵界"):
        assert known in names


def test_province_borders_go_in_and_out():
    rows = Receptor.objects.filter(kind="province_boundary")
    assert rows.count() == 14
    assert set(rows.filter(crosses="outbound").values_list("river__name", flat=True)) == {
        "长江",
        "濑溪河",
        "酉水河",
    }
    sides = dict(rows.values_list("name", "neighbour"))
    assert sides["鳊鱼溪(渝鄂界)"] == "420000"
    assert sides["里耶(渝湘界)"] == "430000"
    assert sides["高洞电站(渝川界)"] == "510000"
    assert sides["万木(黔渝界)"] == "520000"
    assert all(sides.values())
