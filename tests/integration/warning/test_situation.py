"""A situation analysis from the data to approval, and a tip from issue to closing."""

import datetime as dt
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shangyou.core.models import AuditEntry, Event
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.preparedness.registers.stock import StockItem
from shangyou.warning.models import (
    DeviceState,
    Meeting,
    MeetingItem,
    MonitoredFactor,
    PublicWarning,
    Situation,
)

from .conftest import monthly, roll_up, words_of

FULING, WANZHOU, CITY = "500102", "500101", "500000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(caller, sending, device, organisation_of):
    """One of everything an analysis looks at, in Fuling; a risk source in Wanzhou."""
    now = timezone.now()
    user = caller("city_duty").user
    PublicWarning.objects.create(
        idempotency_key=uuid.uuid4(), state="published", level=2, event="water", headline="苯超标",
        description="x", divisions=[FULING], expires_at=now + timedelta(hours=5),
        drafted_by=user, drafted_at=now, published_at=now,
    )  # fmt: skip
    PublicWarning.objects.create(
        idempotency_key=uuid.uuid4(), state="published", level=2, event="water", headline="演练",
        description="x", divisions=[FULING], expires_at=now, drill=True,
        drafted_by=user, drafted_at=now, published_at=now,
    )  # fmt: skip
    sender = sending("S1")
    MonitoredFactor.objects.create(
        device=device("S1"), code="w21003", name="氨氮", unit="mg/L", limit_high=1.0, region=FULING
    )
    # one day of the city, whatever the hour of the test
    noon = timezone.localtime(now - timedelta(days=1)).replace(hour=12, minute=0, second=0)
    for hours in (0, 1, 2):
        sender.send(noon + timedelta(hours=hours), {"w21003": 2.5})
    roll_up()
    DeviceState.objects.create(
        device=device("S1"), heard_at=now - timedelta(days=1), address="", gateway="",
        connected=False,
    )  # fmt: skip
    device("S2")
    for code, region, air in (
        ("R1", FULING, "Q3-M2-E1"),
        ("R2", FULING, ""),
        ("R3", WANZHOU, "Q0"),
    ):
        source = RiskSource(code=code, name=code, kind="port", region=region, air_code=air)
        source.settle()
        source.save()
    depot = Depot.objects.create(
        code="D1", name="涪陵库", tier="district", region=FULING, geometry="POINT(107.4 29.7)"
    )
    today = timezone.localdate()
    for item, days in (("活性炭", 10), ("吸油毡", -5), ("围油栏", 400)):
        StockItem.objects.create(
            depot=depot, supply_class="containment", item=item, quantity=5, unit="t",
            expires_on=today + timedelta(days=days), region=FULING,
        )  # fmt: skip
    meeting = Meeting.objects.create(
        idempotency_key=uuid.uuid4(), organisation=organisation_of("city", CITY), kind="monthly",
        title="月调度", held_at=now - timedelta(days=9), agenda="x", made_by=user,
    )  # fmt: skip
    MeetingItem.objects.create(
        meeting=meeting, text="报清单", responsible=organisation_of("district", FULING),
        due_on=today - timedelta(days=2),
    )  # fmt: skip
    return now


def sections_of(answer):
    return {section["key"]: section for section in answer["sections"]}


def test_a_draft_is_computed_from_the_data_with_source_and_link(caller, facts):
    answer = caller("city_duty").post("/situations", monthly())
    assert answer.status_code == 201, answer.content.decode()
    found = sections_of(answer.json())
    assert list(found) == [
        "warnings",
        "incidents",
        "stations",
        "risks",
        "stock",
        "clocks",
        "overdue",
    ]
    texts = {name: [row["text"] for row in section["rows"]] for name, section in found.items()}
    assert texts["warnings"] == ["橙色预警：苯超标"]
    assert texts["incidents"] == []
    assert texts["stations"] == [
        "试验站 S1氨氮日均值超过限值 1 mg/L：1 天，最高 2.5",
        "1 个站点从未收到数据（尚未接入）",
        "试验站 S1失联",
    ]
    assert texts["risks"] == [
        "涪陵区风险源 2 处（重大 1、未评定 1）：港口码头 2",
        "万州区风险源 1 处（一般 1）：港口码头 1",
        "重大环境风险：R1（大气 Q3-M2-E1）",
    ]
    assert len(texts["stock"]) == 3
    assert "已过期" in texts["stock"][0]
    assert "活性炭" in texts["stock"][1]
    assert texts["stock"][2].startswith("涪陵区物资库（1 座）缺：污染源切断、污染物收集")
    assert texts["overdue"][0].startswith("试验单位 district 500102：报清单")
    for section in found.values():
        for row in section["rows"]:
            assert row["source"]
            assert row["link"].startswith("/")
    assert answer.json()["at_risk"] == [
        {
            "division": FULING,
            "name": "涪陵区",
            "counts": {"warnings": 1, "stations": 2, "overdue": 1},
            "total": 4,
        }
    ]


def test_a_district_is_told_of_itself_alone(caller, facts):
    wanzhou = caller("district", division=WANZHOU)
    answer = wanzhou.post("/situations", monthly(divisions=[WANZHOU]))
    found = sections_of(answer.json())
    assert [row["division"] for s in found.values() for row in s["rows"] if row["division"]] == [
        WANZHOU
    ]
    assert wanzhou.post("/situations", monthly()).status_code == 403
    assert wanzhou.post("/situations", monthly(divisions=[FULING])).status_code == 403
    assert caller("read_only").post("/situations", monthly()).status_code == 403
    # the city's own stands in nobody's list before it is approved
    made = caller("city_duty").post("/situations", monthly()).json()
    assert wanzhou.get(f"/situations/{made['id']}").status_code == 404
    Situation.objects.filter(pk=made["id"]).update(state="approved")
    assert wanzhou.get(f"/situations/{made['id']}").status_code == 200
    assert caller("depot").get("/situations").status_code == 403


def test_computing_takes_as_many_queries_for_many_as_for_few(
    caller, facts, device, django_assert_max_num_queries
):
    for number in range(40):
        device(f"X{number}")
        RiskSource.objects.create(code=f"Q{number}", name="x", kind="road", region=FULING)
    officer = caller("city_duty")
    with django_assert_max_num_queries(32):
        assert officer.post("/situations", monthly()).status_code == 201


def test_the_officer_edits_and_somebody_else_approves(caller, facts):
    officer, boss = caller("city_duty"), caller("commander")
    made = officer.post("/situations", monthly()).json()
    path = f"/situations/{made['id']}"
    empty = officer.post(f"{path}/submitted")
    assert empty.json()["problems"][0]["field"] == "judgement"
    edit = {
        "title": "十一月研判", "judgement": "总体平稳。", "measures": "补齐物资。", "version": made["version"],
        "comments": {"stock": "需补五类。"}, "dropped": ["risks:2"],
    }  # fmt: skip
    changed = officer.patch(path, edit)
    assert changed.status_code == 200, changed.content.decode()
    assert sections_of(changed.json())["stock"]["comment"] == "需补五类。"
    assert [row["kept"] for row in sections_of(changed.json())["risks"]["rows"]] == [
        True,
        False,
        True,
    ]
    assert officer.patch(path, edit).status_code == 409
    # computing anew keeps the words; the choice of rows belongs to the rows that were there
    anew = officer.post(f"{path}/computed", {"version": changed.json()["version"]})
    assert anew.json()["judgement"] == "总体平稳。"
    assert sections_of(anew.json())["stock"]["comment"] == "需补五类。"
    officer.patch(path, {**edit, "version": anew.json()["version"]})
    assert officer.post(f"{path}/approved").status_code == 403
    assert boss.post(f"{path}/approved").status_code == 409
    assert officer.post(f"{path}/submitted").json()["may"] == []
    assert boss.post(f"{path}/returned").json()["problems"][0]["field"] == "note"
    assert boss.post(f"{path}/returned", {"note": "再核"}).json()["state"] == "draft"
    officer.post(f"{path}/submitted")
    approved = boss.post(f"{path}/approved").json()
    assert (approved["state"], approved["approved_by"]) == ("approved", boss.user.name)
    assert officer.patch(path, {**edit, "version": approved["version"]}).status_code == 409
    assert officer.post(f"{path}/computed", {"version": approved["version"]}).status_code == 409
    assert [step["action"] for step in approved["steps"]] == [
        "drafted", "changed", "computed", "changed", "submitted", "returned", "submitted", "approved",
    ]  # fmt: skip
    assert officer.post(f"{path}/burnt").status_code == 404
    words = words_of(officer.get(f"{path}/file.docx").content)
    assert "总体平稳。" in words
    assert "数据概况：预警发布 1 条，突发环境事件 0 条" in words
    assert "需补五类。" in words
    assert "涪陵区风险源 2 处" in words
    assert "万州区风险源" not in words
    assert "另有 1 条未列入" in words
    assert "【未批准】" not in words
    assert AuditEntry.objects.filter(action="situation.approved").exists()
    assert Event.objects.filter(topic="situations", what="situation.approved").exists()


def test_a_season_begins_with_what_the_plan_asks_for(caller):
    officer = caller("city_duty")
    assert (
        "涉重（重金属）企业和港口码头"
        in officer.post("/situations", monthly(kind="flood")).json()["measures"]
    )
    once = monthly()
    assert officer.post("/situations", once).json()["measures"] == ""
    assert officer.post("/situations", once).status_code == 200
    assert caller("commander").post("/situations", once).status_code == 409


def test_nobody_approves_his_own(caller):
    boss = caller("commander")
    made = boss.post("/situations", monthly()).json()
    path = f"/situations/{made['id']}"
    boss.patch(path, {"title": "t", "judgement": "j", "version": 1})
    assert boss.post(f"{path}/submitted").json()["may"] == ["returned"]
    refused = boss.post(f"{path}/approved")
    assert refused.status_code == 409
    assert "另一位" in refused.json()["message"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "weekly"}, "kind"),
        ({"begins_on": "2026-02-30"}, "begins_on"),
        ({"ends_on": "2000-01-01"}, "ends_on"),
        ({"begins_on": "2020-01-01"}, "ends_on"),
        ({"divisions": []}, "divisions"),
        ({"divisions": ["999999"]}, "divisions"),
        ({"divisions": [{}]}, "divisions"),
        ({"idempotency_key": 7}, "idempotency_key"),
    ],
)
def test_a_bad_analysis_is_refused_in_a_sentence(caller, changes, field):
    answer = caller("city_duty").post("/situations", monthly(**changes))
    assert answer.status_code == 422
    assert [p["field"] for p in answer.json()["problems"]] == [field]
    assert not Situation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"judgement": 5}, "judgement"),
        ({"comments": {"nothing": "x"}}, "comments"),
        ({"comments": {"stock": 5}}, "comments"),
        ({"dropped": ["stock:99"]}, "dropped"),
        ({"version": "1"}, "version"),
    ],
)
def test_a_bad_edit_is_refused_in_a_sentence(caller, changes, field):
    officer = caller("city_duty")
    made = officer.post("/situations", monthly()).json()
    edit = {"title": "t", "judgement": "j", "measures": "m", "version": 1, **changes}
    answer = officer.patch(f"/situations/{made['id']}", edit)
    assert [p["field"] for p in answer.json()["problems"]] == [field]


def test_the_exceedances_are_read_from_the_roll_ups(facts):
    """The statement touches no reading: at ten million rows a day it would not come back."""
    from shangyou.warning.situation import providers

    today = dt.date.today()  # noqa: DTZ011 (only to fill the statement)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + providers._EXCEEDED, [today, today])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "warning_day" in plan
    assert "warning_reading" not in plan
