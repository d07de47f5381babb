"""Real rivers come in by import: rows first, their links to each other second, then what lies on them."""

import csv
import io

import pytest

from shangyou.core.models import User
from shangyou.core.registers import exporting, importing
from shangyou.core.registers.orm import all_rows
from shangyou.core.rights import Role
from shangyou.preparedness import store
from shangyou.preparedness.models import (
    Gauge,
    Reach,
    Receptor,
    ResponseSpace,
    RiskSource,
    River,
    RiverSection,
    SourceSubstance,
    TravelTest,
)
from shangyou.preparedness.registers import reaches, receptors, rivers

pytestmark = pytest.mark.usefixtures("world")


def without(table, *titles):
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    kept = [i for i, head in enumerate(rows[0]) if head.split(" (")[0] not in titles]
    text = io.StringIO()
    csv.writer(text).writerows([[row[i] for i in kept] for row in rows])
    return text.getvalue().encode()


def test_an_empty_system_takes_in_a_whole_river_network():
    officer = User.objects.create_user("importer", None, Role.CITY_DUTY)
    registers = (rivers.REGISTER, reaches.REGISTER, receptors.REGISTER)
    files = {r.name: exporting.write(r, all_rows(r.model), "csv", "zh") for r in registers}
    before = {code: r.downstream for code, r in store.network().reaches.items()}

    hydraulics = (RiverSection, Gauge, TravelTest)
    for model in (SourceSubstance, RiskSource, ResponseSpace, Receptor, *hydraulics):
        model.objects.all().delete()
    Reach.objects.update(downstream=None)
    River.objects.update(flows_into=None)
    Reach.objects.all().delete()
    River.objects.all().delete()

    def bring(register, table):
        answer = importing.run(register, officer, "a.csv", table, "zh", commit=True)
        assert answer["errors"] == []
        return answer["creates"], answer["updates"]

    assert bring(rivers.REGISTER, without(files["rivers"], "汇入")) == (26, 0)
    assert bring(rivers.REGISTER, files["rivers"]) == (0, 23)
    assert bring(reaches.REGISTER, without(files["reaches"], "下游河段")) == (89, 0)
    assert bring(reaches.REGISTER, files["reaches"]) == (0, 86)
    # a receptor needs no more than its river and chainage
    count, _ = bring(receptors.REGISTER, without(files["receptors"], "河段", "距河段起点"))
    assert count == Receptor.objects.count()
    assert {code: r.downstream for code, r in store.network().reaches.items()} == before
    intake = Receptor.objects.get(code="RC074")
    assert (intake.reach.code, intake.bank) == ("CJ07", "left")
