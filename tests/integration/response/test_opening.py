"""Opening an incident: bad input, the same form twice, who may."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shangyou.core.models import AuditEntry, Event
from shangyou.response import forecasting
from shangyou.response.models import Forecast, Incident, Plan


def moved(**delta):
    return (timezone.localtime() + timedelta(**delta)).isoformat()


BAD = [
    ({"point": {"lon": 100.0, "lat": 35.0}}, "point", "5 km"),
    ({"point": None}, "point", "缺少事发地点"),
    ({"point": {"lon": "x", "lat": 29.0}}, "point.lon", "数字"),
    ({"point": {"lon": 500, "lat": 29.0}}, "point", "经度"),
    ({"bank": "north"}, "bank", "岸别"),
    ({"substance": "no-such-thing"}, "substance", "物质表中没有"),
    ({"substance": 7}, "substance", "物质表中没有"),
    ({"amount": {"value": 0, "unit": "t"}}, "amount.value", "大于 0"),
    ({"amount": {"value": -3, "unit": "kg"}}, "amount.value", "大于 0"),
    ({"amount": {"value": 100001, "unit": "t"}}, "amount.value", "100,000 t"),
    ({"amount": {"value": 1000001, "unit": "m3"}}, "amount.value", "1,000,000 m3"),
    ({"amount": {"value": "many", "unit": "t"}}, "amount.value", "数字"),
    ({"amount": {"value": True, "unit": "t"}}, "amount.value", "数字"),
    ({"amount": {"value": 3, "unit": "buckets"}}, "amount.unit", "t、kg、m3、L"),
    ({"substance": None, "amount": {"value": 3, "unit": "m3"}}, "amount.unit", "密度未知"),
    ({"started_at": moved(hours=2)}, "started_at", "将来"),
    ({"started_at": moved(days=-31)}, "started_at", "30 天"),
    ({"started_at": "yesterday"}, "started_at", "日期和时间"),
    ({"started_at": None}, "started_at", "日期和时间"),
    ({"duration_s": -1}, "duration_s", "0–2592000"),
    ({"duration_s": 1e9}, "duration_s", "0–2592000"),
    ({"hydrology": {"pool_level_m": 144}}, "hydrology.pool_level_m", "145–175"),
    ({"hydrology": {"pool_level_m": 176}}, "hydrology.pool_level_m", "145–175"),
    ({"hydrology": {"discharge_factor": 0.05}}, "hydrology.discharge_factor", "0.1–10"),
    ({"hydrology": {"discharge_factor": 11}}, "hydrology.discharge_factor", "0.1–10"),
    ({"hydrology": {"season": "monsoon"}}, "hydrology.season", "枯水"),
    ({"drill": "yes"}, "drill", "true"),
    ({"name": "x" * 121}, "name", "120"),
    ({"description": "a\x00b"}, "description", "文字"),
    ({"idempotency_key": "abc"}, "idempotency_key", "幂等键"),
]


@pytest.mark.parametrize(("changes", "field", "words"), BAD)
def test_a_bad_field_is_named_in_one_sentence_and_nothing_is_saved(
    call, caller, changes, field, words
):
    before = Incident.objects.count()
    answer = caller("city_duty").post("/incidents", call(**changes))
    assert answer.status_code == 422, answer.content.decode()
    problems = answer.json()["problems"]
    assert [p["field"] for p in problems] == [field]
    assert words in problems[0]["message"]
    assert Incident.objects.count() == before


def test_every_problem_is_told_at_once_in_the_users_language(call, caller):
    answer = caller("city_duty", language="en").post(
        "/incidents", call(bank="x", amount={"value": -1, "unit": "t"}, duration_s=-1)
    )
    problems = answer.json()["problems"]
    assert {p["field"] for p in problems} == {"bank", "amount.value", "duration_s"}
    assert "must be left, right" in next(p["message"] for p in problems if p["field"] == "bank")


def test_numbers_that_are_none_are_refused(call, caller):
    officer = caller("city_duty")
    text = '{"point": {"lon": NaN, "lat": 29}}'
    answer = officer.client.post("/api/v1/incidents", text, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_opening_leaves_forecast_plan_clocks_log_trail_and_event(opened):
    _, incident = opened
    assert incident["number"].startswith("CQ-")
    assert incident["current_forecast"]
    assert len(incident["five_firsts"]) == 5
    assert incident["clocks"]
    assert incident["grade"]["predicted"] is True
    assert incident["grade"]["clause"].startswith("国办函〔2014〕119号")
    pk = incident["id"]
    assert Forecast.objects.filter(incident=pk).count() == 1
    assert Plan.objects.filter(incident=pk).count() == 1
    assert AuditEntry.objects.filter(object_kind="incident", object_id=str(pk)).count() == 1
    assert Event.objects.filter(topic="incidents", object_id=str(pk)).exists()


def test_the_same_form_twice_opens_one_incident(call, caller):
    officer = caller("city_duty")
    body = call()
    first, second = officer.post("/incidents", body), officer.post("/incidents", body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Incident.objects.filter(idempotency_key=body["idempotency_key"]).count() == 1
    stranger = caller("commander").post("/incidents", body)
    assert stranger.status_code == 409


def test_what_is_created_is_answered_in_the_readers_language(call, caller):
    officer = caller("city_duty", language="en")
    incident = officer.post("/incidents", call())
    assert incident.status_code == 201
    opened = incident.json()
    assert opened["substance_name"] == "benzene"
    assert opened["location_label"].endswith("left bank")
    forecast = officer.post(f"/incidents/{opened['id']}/forecasts", {"title": "again"})
    assert forecast.status_code == 201
    entry = officer.post(f"/incidents/{opened['id']}/log", {"text": "seen"})
    assert entry.status_code == 201
    for answer in (opened, forecast.json(), entry.json()):
        assert not untold(answer)


def untold(value):
    """Give the first sentence that came out in both languages instead of one."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return value
        value = list(value.values())
    if isinstance(value, list):
        return next((found for part in value if (found := untold(part))), None)
    return None


def test_warming_runs_a_forecast_and_saves_nothing(demo_world, db, monkeypatch):
    monkeypatch.setattr(forecasting.connection, "close", lambda: None)
    ran = []
    prepare = forecasting.prepare
    monkeypatch.setattr(forecasting, "prepare", lambda spill: ran.append(prepare(spill)))
    before = Forecast.objects.count()
    forecasting.warm()
    assert ran[0].rows
    assert Forecast.objects.count() == before


def test_numbers_count_up(call, caller):
    officer = caller("city_duty")
    numbers = [officer.post("/incidents", call()).json()["number"] for _ in range(2)]
    assert int(numbers[1][-4:]) == int(numbers[0][-4:]) + 1


def test_an_unknown_substance_and_amount_are_assumed_and_said(call, caller):
    officer = caller("city_duty")
    incident = officer.post("/incidents", call(substance=None, amount=None)).json()
    assert "30 t" in incident["amount_label"]
    assert incident["substance_name"] == "不详物质"
    forecast = officer.get(f"/forecasts/{incident['current_forecast']}").json()
    said = " ".join(forecast["warnings"])
    assert "物质不详" in said
    assert "泄漏量不详" in said
    assert all(r["limit"] is None for r in forecast["receptors"])
    plan = officer.get(f"/incidents/{incident['id']}/plan").json()
    treatment = next(s for s in plan["sections"] if s["key"] == "treatment")
    assert treatment["lines"] == []
    assert "物质不详" in treatment["empty"]


def test_a_volume_becomes_a_mass_by_density(call, caller):
    officer = caller("city_duty")
    incident = officer.post("/incidents", call(amount={"value": 10, "unit": "m3"})).json()
    answer = officer.get(f"/forecasts/{incident['current_forecast']}/inputs")
    mass = answer.json()["releases"][0]["mass_kg"]
    assert mass == pytest.approx(8790, rel=0.02)


def test_a_floating_substance_is_called_an_upper_bound(call, caller):
    officer = caller("city_duty")
    incident = officer.post("/incidents", call(substance="68334-30-5")).json()
    forecast = officer.get(f"/forecasts/{incident['current_forecast']}").json()
    assert any("“溢油”页" in sentence for sentence in forecast["warnings"])


def test_preview_saves_nothing_and_finds_the_duplicate(opened, call):
    officer, incident = opened
    answer = officer.post("/incidents/preview", call(idempotency_key=str(uuid.uuid4()))).json()
    assert [d["id"] for d in answer["duplicates"]] == [incident["id"]]
    assert "綦江" in answer["location"]["label"]
    assert Incident.objects.count() == 1


class TestRights:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (None, 401),
            ("read_only", 403),
            ("expert", 403),
            ("monitoring", 403),
            ("enterprise", 403),
            ("depot", 403),
            ("administrator", 403),
            ("commander", 201),
        ],
    )
    def test_who_may_open(self, call, caller, role, status):
        assert caller(role).post("/incidents", call()).status_code == status

    def test_a_district_opens_in_its_own_area_only(self, call, caller):
        own = caller("district", division="500110").post("/incidents", call())
        assert own.status_code == 201
        assert own.json()["district"]["name"] == "綦江区"
        other = caller("district", division="500101").post("/incidents", call())
        assert other.status_code == 403

    def test_a_district_sees_what_comes_down_to_it_and_changes_nothing_there(self, opened, caller):
        _, incident = opened
        path = f"/incidents/{incident['id']}"
        downstream = caller("district", division="500116")
        assert downstream.get(path).status_code == 200
        assert downstream.get("/incidents").json()["total"] == 1
        assert downstream.post(f"{path}/log", {"text": "x"}).status_code == 403
        assert downstream.get(f"{path}/plan.docx").status_code == 200
        far = caller("district", division="500241")
        assert far.get(path).status_code == 404
        assert far.get("/incidents").json()["total"] == 0
        assert far.get("/desk").json()["incidents"] == []
        assert far.get(f"/forecasts/{incident['current_forecast']}").status_code == 404
        assert far.get(f"{path}/plan.docx").status_code == 404

    def test_who_may_not_change_may_not(self, opened, caller):
        _, incident = opened
        path = f"/incidents/{incident['id']}"
        reader = caller("read_only")
        assert reader.get(path).status_code == 200
        assert reader.get(f"{path}/plan.docx").status_code == 403
        assert reader.post(f"{path}/forecasts", {}).status_code == 403
        assert reader.post(f"{path}/end", {"reason": "x"}).status_code == 403
        line = caller("city_duty").get(f"{path}/plan").json()["sections"][0]["lines"][0]["id"]
        for role in ("monitoring", "expert", "read_only"):
            answer = caller(role).patch(f"{path}/plan/lines/{line}", {"state": "accepted"})
            assert answer.status_code == 403
