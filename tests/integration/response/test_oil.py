"""Oil runs over HTTP: run, kept once, reproducible, booms that hold; bad input; who may."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shangyou.core.models import AuditEntry
from shangyou.response.models import Incident, OilJob, OilRun
from shangyou.response.oil import job
from shangyou.science import cases
from shangyou.science.catalogue import model


def spill(**changes):
    facts = {
        "oil": "0号柴油",
        "amount": {"value": 30, "unit": "m3"},
        "wind": {"speed_m_s": 2.0, "from_deg": 45.0},
        "water_temperature_c": 15.0,
        "bank_kind": "riprap",
        "hours": 24,
        "booms": [],
        "title": "",
        "idempotency_key": str(uuid.uuid4()),
    }
    return {**facts, **changes}


def boom(opened, below_km=5.0, **changes):
    """A boom some way below the release, from its start on."""
    now = timezone.localtime()
    facts = {
        "chainage_km": opened[1]["chainage_km"] - below_km,
        "from": (now - timedelta(hours=1)).isoformat(),
        "until": (now + timedelta(hours=48)).isoformat(),
        "draught_m": 0.5,
        "length_m": None,
        "bank": None,
        "angle_deg": 30.0,
        "recovery_m3_h": 20.0,
    }
    return {**facts, **changes}


def runs_of(opened):
    return f"/incidents/{opened[1]['id']}/oil-runs"


def ran(opened, **changes):
    """Ask for a run, do the worker's part, and give the run."""
    answer = opened[0].post(runs_of(opened), spill(**changes))
    assert answer.status_code == 202, answer.content.decode()
    asked = answer.json()
    assert (asked["state"], asked["share"], asked["run"]) == ("waiting", 0.0, None)
    job.carry_out(asked["id"])
    done = opened[0].get(jobs_of(opened, asked)).json()
    assert (done["state"], done["share"], done["problems"]) == ("done", 1.0, [])
    return opened[0].get(f"{runs_of(opened)}/{done['run']}").json()


def case_of(made):
    return json.loads(OilRun.objects.get(pk=made["id"]).inputs)


def jobs_of(opened, asked):
    return f"/incidents/{opened[1]['id']}/oil-jobs/{asked['id']}"


@pytest.fixture
def made(opened):
    return ran(opened)


def test_a_run_says_where_the_oil_is_and_shows_it_on_the_map(made, opened):
    balance = made["mass_balance"]
    names = ("surface", "evaporated", "dispersed", "stranded", "recovered")
    assert sum(balance[name][-1] for name in names) == pytest.approx(1.0, abs=1e-6)
    assert balance["evaporated"][-1] > balance["evaporated"][1] >= 0
    assert made["oil"] == {"id": "AD04007", "name": "0号柴油 (GENERIC DIESEL)"}
    assert made["warnings"]
    assert not any("receptors:" in sentence for sentence in made["warnings"])
    assert AuditEntry.objects.filter(action="oil.run").exists()
    slick = opened[0].get(f"{runs_of(opened)}/{made['id']}/slick").json()
    assert len(slick["frames"]) == len(slick["times_s"]) == 60
    assert max(len(frame["lon"]) for frame in slick["frames"]) <= 400
    first, last = slick["frames"][2], slick["frames"][-1]
    assert first["lon"][0] == pytest.approx(106.65, abs=0.1)
    # the Qijiang flows north
    assert max(last["lat"]) > max(first["lat"])


def test_the_stored_case_gives_the_stored_answer(made, opened):
    inputs = opened[0].get(f"{runs_of(opened)}/{made['id']}/inputs")
    spec = model("river-oil-spill")
    again = spec.to_json(spec.solve(cases.read(spec, json.loads(inputs.content)), seed=1))
    assert json.loads(json.dumps(again)) == OilRun.objects.get(pk=made["id"]).answer
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE response_oilrun SET title = 'x'")


def test_the_same_form_twice_is_one_run_and_the_list_costs_no_more(
    made, opened, django_assert_max_num_queries
):
    form = spill(hours=6)
    first = opened[0].post(runs_of(opened), form)
    job.carry_out(first.json()["id"])
    job.carry_out(first.json()["id"])
    again = opened[0].post(runs_of(opened), form)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    assert again.json()["state"] == "done"
    with django_assert_max_num_queries(7):
        listed = opened[0].get(runs_of(opened)).json()
    assert [row["number"] for row in listed["rows"]] == [2, 1]


def test_a_boom_across_the_river_holds_and_skims_oil(made, opened):
    answer = ran(opened, booms=[boom(opened)])
    held = answer["booms_held"][0]
    assert held["caught_kg"] > 0
    assert answer["mass_balance"]["recovered"][-1] > made["mass_balance"]["recovered"][-1]


BAD = [
    ({"oil": None}, "oil"),
    ({"oil": "蜂蜜"}, "oil"),
    ({"oil": "crude oil from"}, "oil"),
    ({"amount": {"value": -1, "unit": "t"}}, "amount.value"),
    ({"amount": {"value": 1, "unit": "桶"}}, "amount.unit"),
    ({"amount": {"value": True, "unit": "t"}}, "amount.value"),
    ({"wind": {"speed_m_s": 80, "from_deg": 0}}, "wind.speed_m_s"),
    ({"wind": {"speed_m_s": 2}}, "wind.from_deg"),
    ({"water_temperature_c": 90}, "water_temperature_c"),
    ({"bank_kind": "ice"}, "bank_kind"),
    ({"bank_kind": ["mud"]}, "bank_kind"),
    ({"banks": "mud"}, "banks"),
    ({"banks": {"nowhere": ["mud", "mud"]}}, "banks.nowhere"),
    ({"banks": {"x": ["mud"]}}, "banks.x"),
    ({"banks": {"x": ["mud", "ice"]}}, "banks.x.1"),
    ({"wind": []}, "wind"),
    ({"wind": [3]}, "wind.0.at"),
    ({"wind": [{"at": "2026-03-01T08:00", "speed_m_s": 99, "from_deg": 1}]}, "wind.0.speed_m_s"),
    ({"wind": [{"at": "2026-03-01T08:00", "speed_m_s": 9, "from_deg": 1}] * 2}, "wind.1.at"),
    ({"hours": 1}, "hours"),
    ({"booms": "one"}, "booms"),
    ({"title": "x" * 200}, "title"),
    ({"idempotency_key": "k"}, "idempotency_key"),
]

BAD_BOOM = [
    ({"chainage_km": None}, "booms.0.chainage_km"),
    ({"chainage_km": 1e6}, "booms.0.chainage_km"),
    ({"point": {"lon": 0, "lat": 0}}, "booms.0.point"),
    ({"point": {"lon": "x", "lat": 29}}, "booms.0.point.lon"),
    ({"from": "now"}, "booms.0.from"),
    ({"until": "2020-01-01T00:00"}, "booms.0.until"),
    ({"draught_m": None}, "booms.0.draught_m"),
    ({"draught_m": 5.0}, "booms.0.draught_m"),
    ({"length_m": -5}, "booms.0.length_m"),
    ({"angle_deg": 1}, "booms.0.angle_deg"),
    ({"bank": "middle"}, "booms.0.bank"),
    ({"bank": ["left"]}, "booms.0.bank"),
    ({"recovery_m3_h": 1e9}, "booms.0.recovery_m3_h"),
]


@pytest.mark.parametrize(
    ("changes", "field"), [*BAD, *(({"boom": change}, field) for change, field in BAD_BOOM)]
)
def test_a_bad_field_is_named_and_nothing_is_kept(opened, changes, field):
    if "boom" in changes:
        changes = {"booms": [boom(opened, **changes["boom"])]}
    answer = opened[0].post(runs_of(opened), spill(**changes))
    assert answer.status_code == 422, answer.content.decode()
    assert field in [p["field"] for p in answer.json()["problems"]]
    assert not OilJob.objects.exists()


def test_without_an_amount_the_incidents_own_is_taken(opened):
    case = case_of(ran(opened, amount=None, hours=6))
    assert case["releases"][0]["mass_kg"] == 5000


def test_who_may(made, opened, caller):
    assert caller("read_only").post(runs_of(opened), spill()).status_code == 403
    assert caller("read_only").get(f"{runs_of(opened)}/{made['id']}").status_code == 200
    assert caller("enterprise").get(runs_of(opened)).status_code == 403
    assert caller(None).get(runs_of(opened)).status_code == 401
    elsewhere = caller("district", division="500229")
    assert elsewhere.get(f"{runs_of(opened)}/{made['id']}").status_code == 404
    assert elsewhere.post(runs_of(opened), spill()).status_code == 404


def test_oils_are_found_by_trade_name_and_id(caller):
    officer = caller("city_duty")
    assert "AD04007" in [row["id"] for row in officer.get("/oils", search="柴油").json()["rows"]]
    assert officer.get("/oils", search="AD04007").json()["rows"][0]["name"] == "GENERIC DIESEL"
    assert officer.get("/oils", search="蜂蜜").json()["rows"] == []


def test_an_ended_incident_takes_no_more_runs(opened):
    """Neither a new one, nor one that was waiting when it ended."""
    asked = opened[0].post(runs_of(opened), spill(hours=6)).json()
    Incident.objects.filter(pk=opened[1]["id"]).update(state=Incident.State.ENDED)
    answer = opened[0].post(runs_of(opened), spill())
    assert answer.status_code == 409, answer.content.decode()
    assert "已终止" in answer.json()["message"]
    job.carry_out(asked["id"])
    found = opened[0].get(jobs_of(opened, asked)).json()
    assert found["state"] == "failed"
    assert "已终止" in found["problems"][0]["message"]
    assert not OilRun.objects.exists()


def test_a_run_is_cancelled_before_and_while_it_runs(opened, monkeypatch):
    officer = opened[0]
    waiting = officer.post(runs_of(opened), spill()).json()
    assert [row["id"] for row in officer.get(runs_of(opened)).json()["jobs"]] == [waiting["id"]]
    assert officer.post(f"{jobs_of(opened, waiting)}/cancel").json()["state"] == "cancelled"
    job.carry_out(waiting["id"])
    assert officer.get(jobs_of(opened, waiting)).json()["state"] == "cancelled"
    assert officer.post(f"{jobs_of(opened, waiting)}/cancel").status_code == 409

    running = officer.post(runs_of(opened), spill()).json()
    # every word is heard at once, so that the test does not hang on the speed of the machine
    monkeypatch.setattr(job, "TELL_EVERY_S", 0.0)
    said = []
    teller = job._teller

    def telling(row):
        tell = teller(row)

        def both(share):
            if share > 0.1 and not said:
                said.append(officer.get(jobs_of(opened, running)).json())
                officer.post(f"{jobs_of(opened, running)}/cancel")
            tell(share)

        return both

    monkeypatch.setattr(job, "_teller", telling)
    job.carry_out(running["id"])
    assert said[0]["state"] == "running"
    assert 0.05 < said[0]["share"] < 0.2
    assert officer.get(jobs_of(opened, running)).json()["state"] == "cancelled"
    assert officer.get(runs_of(opened)).json()["jobs"] == []
    assert not OilRun.objects.exists()


def test_a_run_that_fell_silent_is_said_to_be_lost(opened):
    asked = opened[0].post(runs_of(opened), spill()).json()
    long_ago = timezone.now() - 2 * job.LOST_AFTER
    OilJob.objects.filter(pk=asked["id"]).update(state="running", beat_at=long_ago)
    found = opened[0].get(jobs_of(opened, asked)).json()
    assert found["state"] == "failed"
    assert "重新提交" in found["problems"][0]["message"]


def test_the_worker_finds_the_job_by_its_name(opened):
    from procrastinate.contrib.django.models import ProcrastinateJob

    asked = opened[0].post(runs_of(opened), spill()).json()
    queued = ProcrastinateJob.objects.latest("id")
    assert queued.task_name == "shangyou.response.tasks.run_oil"
    assert queued.args == {"pk": asked["id"]}


def test_each_bank_of_each_reach_and_the_wind_over_time_reach_the_case(opened):
    rows = opened[0].get(f"{runs_of(opened)}/reaches").json()["rows"]
    assert rows[0]["from_km"] == 0
    assert rows[1]["from_km"] == rows[0]["until_km"] > 0
    first, second = rows[0]["reach"], rows[1]["reach"]
    start = timezone.localtime().replace(microsecond=0)
    wind = [
        {"at": (start + timedelta(hours=h)).isoformat(), "speed_m_s": 2.0 * h, "from_deg": 90.0 * h}
        for h in (1, 2, 3)
    ]
    made = ran(opened, hours=6, banks={first: ["vegetation", "concrete_wall"]}, wind=wind)
    case = case_of(made)
    kinds = {reach["id"]: reach["bank_kind"] for reach in case["reaches"]}
    assert kinds[first] == ["vegetation", "concrete_wall"]
    assert kinds[second] == "riprap"
    assert [row[1:] for row in case["wind"]] == [[2.0, 90.0], [4.0, 180.0], [6.0, 270.0]]
    assert made["form"]["banks"] == {first: ["vegetation", "concrete_wall"]}
    assert any("未单独填写的河段" in sentence for sentence in made["warnings"])


class TestDrawingABoom:
    def ask(self, opened, status=200, **body):
        answer = opened[0].post(f"{runs_of(opened)}/boom", body)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def test_where_it_stands_it_meets_this_river_and_current(self, opened):
        found = self.ask(opened, chainage_km=opened[1]["chainage_km"] - 5)
        assert found["width_m"] > 10
        assert (
            found["current_m_s"]["p05"] < found["current_m_s"]["p50"] < found["current_m_s"]["p95"]
        )
        assert found["across_m_s"] > found["current_m_s"]["p50"]  # beneath the skirt it is faster
        flat = self.ask(opened, chainage_km=opened[1]["chainage_km"] - 5, angle_deg=10)
        assert flat["across_m_s"] < 0.25 * found["across_m_s"]
        steepest = found["steepest_deg"]
        held = self.ask(opened, chainage_km=opened[1]["chainage_km"] - 5, angle_deg=steepest)
        assert held["across_m_s"] <= found["critical_m_s"]
        assert held["holds"] == "all"

    @pytest.mark.parametrize("bank", ["left", "right"])
    @pytest.mark.parametrize("angle", [20, 45, 80])
    def test_its_line_drawn_again_gives_the_same_boom(self, opened, bank, angle):
        at = self.ask(opened, chainage_km=opened[1]["chainage_km"] - 5)
        length = round(0.6 * at["width_m"])
        place = {"point": at["point"], "angle_deg": angle, "length_m": length, "bank": bank}
        stands = self.ask(opened, **place)
        ends = [{"lon": lon, "lat": lat} for lon, lat in stands["line"]]
        again = self.ask(opened, line=ends)
        assert again["bank"] == bank
        assert again["length_m"] == pytest.approx(length, abs=2)
        # the drawn river bends between the place of the boom and the middle of its line
        assert again["angle_deg"] == pytest.approx(angle, abs=6)

    def test_a_line_from_bank_to_bank_spans_the_river(self, opened):
        at = self.ask(opened, chainage_km=opened[1]["chainage_km"] - 5, angle_deg=60)
        ends = [{"lon": lon, "lat": lat} for lon, lat in at["line"]]
        found = self.ask(opened, line=ends)
        assert (found["length_m"], found["bank"]) == (None, None)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"line": [1]}, "line"),
            ({"line": [{"lon": 1}, {"lon": 1, "lat": 2}]}, "line.0"),
            ({"line": [{"lon": 999, "lat": 1}, {"lon": 1, "lat": 2}]}, "line"),
            ({"line": [{"lon": 0, "lat": 0}, {"lon": 0, "lat": 1}]}, "point"),
            ({}, "chainage_km"),
            ({"chainage_km": 1e6}, "chainage_km"),
            ({"chainage_km": 10, "angle_deg": 1}, "angle_deg"),
        ],
    )
    def test_a_bad_line_is_named(self, opened, body, field):
        problems = self.ask(opened, 422, **body)["problems"]
        assert field in [p["field"] for p in problems]


def test_the_booms_of_a_run_lie_on_the_map(opened):
    made = ran(opened, hours=6, booms=[boom(opened, length_m=40.0, bank="left")])
    slick = opened[0].get(f"{runs_of(opened)}/{made['id']}/slick").json()
    (line,) = slick["booms"]
    assert len(line) == 2
    assert line[0] != line[1]
