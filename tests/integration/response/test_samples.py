"""Samples over the API: entered all or none, corrected, exported, and correcting a forecast."""

import io
import json
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from docx import Document

from shangyou.response import runs
from shangyou.response.models import Forecast, Sample

from .conftest import body

AGE = timedelta(days=5)


@pytest.fixture(scope="module")
def old_incident(opened_once, django_db_blocker):
    """Open a spill of five days ago once: its first sections have been passed."""
    from shangyou.core.models import User

    with django_db_blocker.unblock():
        client = Client(headers={"accept-language": "zh"})
        officer = User.objects.get(username="city_duty-500102")
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        call = body(started_at=(timezone.localtime() - AGE).isoformat())
        answer = client.post("/api/v1/incidents", call, content_type="application/json")
        assert answer.status_code == 201, answer.content.decode()
        incident = answer.json()
        forecast = client.get(f"/api/v1/forecasts/{incident['current_forecast']}").json()
        return incident, forecast


@pytest.fixture
def spill(old_incident, caller):
    return caller("city_duty"), *old_incident


def passed(forecast):
    """Give the first receptor whose median peak has gone by, with that time and value."""
    now = timezone.now()
    for row in forecast["receptors"]:
        peak = row["peak_time"]["p50"]
        if peak and datetime.fromisoformat(peak) < now - timedelta(hours=1):
            return row
    raise AssertionError("nothing has been passed in five days")


def entry(*rows, key=None):
    return {"idempotency_key": key or str(uuid.uuid4()), "rows": list(rows)}


def sample(row, **changes):
    return {
        "place": row["id"],
        "time": row["peak_time"]["p50"],
        "value": row["peak_mg_l"]["p50"],
    } | changes


def ratio(band):
    return band["p95"] / band["p05"]


class TestEntering:
    def test_a_form_sent_twice_is_stored_once(self, spill):
        officer, incident, forecast = spill
        form = entry(sample(passed(forecast)))
        first = officer.post(f"/incidents/{incident['id']}/samples", form)
        again = officer.post(f"/incidents/{incident['id']}/samples", form)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["stored"] == again.json()["stored"]
        assert again.json()["total"] == 1

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"time": "2020-01-01 00:00"}, "time", "早于泄漏开始"),
            ({"time": "2099-01-01 00:00"}, "time", "将来"),
            ({"time": "昨天"}, "time", "日期和时间"),
            ({"value": -1}, "value", "大于 0"),
            ({"value": 2e6}, "value", "1000000"),
            ({"value": "1e999"}, "value", "大于 0"),
            ({"value": [1]}, "value", "大于 0"),
            ({"value": "很多"}, "value", "大于 0"),
            ({"value": "未检出"}, "detection_limit", "检出限"),
            ({"value": "ND", "detection_limit": -2}, "detection_limit", "大于 0"),
            ({"unit": "ppm"}, "unit", "mg/L"),
            ({"place": "没有的断面"}, "place", "没有断面"),
            ({"place": None}, "place", "缺少采样断面"),
            ({"place": None, "point": {"lon": 109.0, "lat": 32.0}}, "place", ""),
        ],
    )
    def test_bad_cells_have_a_sentence_each_and_nothing_is_stored(
        self, spill, changes, field, words
    ):
        officer, incident, forecast = spill
        good = sample(passed(forecast))
        answer = officer.post(f"/incidents/{incident['id']}/samples", entry(good, good | changes))
        assert answer.status_code == 422
        problems = answer.json()["problems"]
        assert [p["field"] for p in problems] == [f"rows.1.{field}"]
        assert words in problems[0]["message"]
        assert not Sample.objects.filter(incident=incident["id"]).exists()

    @pytest.mark.parametrize(
        ("value", "limit"), [("<0.002", 0.002), ("0.002L", 0.002), ("＜ 2", 2.0), ("未检出", 0.05)]
    )
    def test_not_detected_is_written_in_several_ways(self, spill, value, limit):
        officer, incident, forecast = spill
        row = sample(passed(forecast), value=value, detection_limit=0.05)
        answer = officer.post(f"/incidents/{incident['id']}/samples", entry(row))
        stored = answer.json()["rows"][0]
        assert stored["concentration_mg_l"] is None
        assert stored["detection_limit_mg_l"] == pytest.approx(limit)

    def test_rights_are_those_of_role_and_region(self, spill, caller):
        _, incident, forecast = spill
        address, form = f"/incidents/{incident['id']}/samples", entry(sample(passed(forecast)))
        assert caller("expert").post(address, form).status_code == 403
        assert caller("read_only").post(address, form).status_code == 403
        assert caller("monitoring").post(address, form).status_code == 201

    def test_rows_can_neither_be_changed_nor_deleted(self, spill):
        officer, incident, forecast = spill
        officer.post(f"/incidents/{incident['id']}/samples", entry(sample(passed(forecast))))
        row = Sample.objects.get(incident=incident["id"])
        for refuse in (row.delete, row.save):
            with pytest.raises(IntegrityError), transaction.atomic():
                refuse()


class TestCorrecting:
    def test_a_correction_keeps_the_old_row_and_can_be_undone(self, spill):
        officer, incident, forecast = spill
        address = f"/incidents/{incident['id']}/samples"
        first = officer.post(address, entry(sample(passed(forecast), value=3.0))).json()
        pk = first["stored"][0]
        assert officer.post(f"{address}/{pk}/correct", {"value": 0.3}).status_code == 422
        change = {"value": 0.3, "reason": "小数点错"}
        rows = officer.post(f"{address}/{pk}/correct", change).json()["rows"]
        assert [(r["concentration_mg_l"], r["state"]) for r in rows] == [
            (3.0, "superseded"),
            (0.3, "counts"),
        ]
        assert officer.post(f"{address}/{pk}/correct", change).status_code == 409
        rows = officer.post(f"{address}/{rows[1]['id']}/undo").json()["rows"]
        assert [r["concentration_mg_l"] for r in rows if r["state"] == "counts"] == [3.0]
        last = rows[-1]["id"]
        gone = officer.post(f"{address}/{last}/correct", {"withdraw": True, "reason": "错瓶"})
        assert "counts" not in {r["state"] for r in gone.json()["rows"]}

    def test_the_table_for_spreadsheets_has_every_row(self, spill):
        officer, incident, forecast = spill
        address = f"/incidents/{incident['id']}/samples"
        officer.post(address, entry(sample(passed(forecast)), sample(passed(forecast), value="<1")))
        text = officer.get(f"{address}.csv").content.decode("utf-8-sig")
        assert len(text.splitlines()) == 3
        assert "未检出" in text
        assert passed(forecast)["name"] in text


class TestFirstReport:
    def written(self, officer, incident):
        answer = officer.get(f"/incidents/{incident['id']}/reports/first.docx")
        document = Document(io.BytesIO(answer.content))
        cells = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
        every = [[c.text for c in row.cells] for table in document.tables for row in table.rows]
        return cells, every

    def test_it_says_what_was_measured_and_leaves_out_what_was_withdrawn(self, spill):
        officer, incident, forecast = spill
        cells, _ = self.written(officer, incident)
        assert "尚无监测数据" in cells["监测数据"]
        row = passed(forecast)
        earlier = (datetime.fromisoformat(row["peak_time"]["p50"]) - timedelta(hours=1)).isoformat()
        address = f"/incidents/{incident['id']}/samples"
        stored = officer.post(
            address, entry(sample(row, value=0.321), sample(row, value=0.987, time=earlier))
        ).json()["rows"]
        wrong = next(r["id"] for r in stored if r["concentration_mg_l"] == 0.987)
        officer.post(f"{address}/{wrong}/correct", {"withdraw": True, "reason": "瓶号写错"})
        cells, every = self.written(officer, incident)
        assert "1 个结果" in cells["监测数据"]
        assert "0.321 mg/L" in cells["监测数据"]
        assert [r for r in every if r[-1] == "0.321 mg/L" and r[0] == row["name"]]
        assert not [r for r in every if "0.987 mg/L" in r]


class TestForecast:
    def corrected(self, spill, factor):
        officer, incident, forecast = spill
        row = passed(forecast)
        form = entry(sample(row, value=factor * row["peak_mg_l"]["p50"]))
        officer.post(f"/incidents/{incident['id']}/samples", form)
        answer = officer.post(f"/forecasts/{forecast['id']}/correct")
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def test_bands_downstream_tighten_and_shift(self, spill):
        officer, incident, before = spill
        after = self.corrected(spill, 2.0)
        assert after["based_on"] == before["id"]
        fit = after["update"]["samples"][0]
        assert fit["prior_mg_l"]["p50"] < fit["posterior_mg_l"]["p50"]
        assert after["update"]["posterior_misfit"] < after["update"]["prior_misfit"]
        old = {row["id"]: row for row in before["receptors"]}
        sampled = fit["receptor"]
        below = [
            r
            for r in after["receptors"]
            if r["peak_mg_l"]["p05"] and r["distance_km"] > old[sampled]["distance_km"]
        ][:5]
        assert below
        for row in below:
            assert row["peak_mg_l"]["p50"] > old[row["id"]]["peak_mg_l"]["p50"]
            assert ratio(row["peak_mg_l"]) < ratio(old[row["id"]]["peak_mg_l"])
        assert officer.get(f"/forecasts/{after['id']}/plume").json()["points"]
        # the old one stays what it was, and current
        assert officer.get(f"/forecasts/{before['id']}").json()["current"] is True
        assert incident["current_forecast"] == before["id"]

    def test_it_is_reproduced_from_its_stored_case(self, spill):
        after = self.corrected(spill, 1.5)
        stored = Forecast.objects.get(pk=after["id"])
        again = runs.run(json.loads(stored.inputs), model=stored.model, seed=stored.seed)
        assert again.inputs_sha256 == stored.inputs_sha256
        assert again.answer == stored.answer

    def test_samples_that_contradict_the_assumptions_are_said_to_on_screen(self, spill, caller):
        officer, incident, forecast = spill
        row = passed(forecast)
        high = 300.0 * row["peak_mg_l"]["p50"]
        hours = [
            (datetime.fromisoformat(row["peak_time"]["p50"]) + timedelta(hours=h)).isoformat()
            for h in (-1, 0, 1)
        ]
        rows = [sample(row, value=high, time=hour) for hour in hours]
        officer.post(f"/incidents/{incident['id']}/samples", entry(*rows))
        made = officer.post(f"/forecasts/{forecast['id']}/correct").json()
        said = " ".join(made["warnings"])
        assert "实测与预设相矛盾" in said or "平均相差" in said
        assert "receptors:" not in said
        stored = Forecast.objects.get(pk=made["id"])
        assert all(sentence["zh"] and sentence["en"] for sentence in stored.validity)
        assert any("samples" in sentence["en"].lower() for sentence in stored.validity)

    def test_without_samples_it_is_refused_in_a_sentence(self, spill):
        officer, _, forecast = spill
        answer = officer.post(f"/forecasts/{forecast['id']}/correct")
        assert answer.status_code == 422
        assert "样品" in answer.json()["message"]

    def test_a_sample_at_a_clicked_point_counts(self, spill):
        officer, incident, forecast = spill
        row = passed(forecast)
        point = sample(row, place=None, point=row["point"])
        officer.post(f"/incidents/{incident['id']}/samples", entry(point))
        after = officer.post(f"/forecasts/{forecast['id']}/correct").json()
        assert after["update"]["samples"][0]["receptor"].startswith("samples:")
        key = after["update"]["samples"][0]["receptor"]
        assert officer.get(f"/forecasts/{after['id']}/receptors/{key}/series").status_code == 200


def test_a_key_used_for_another_incident_is_refused_by_its_field(spill, opened_once):
    officer, incident, forecast = spill
    form = entry(sample(passed(forecast)))
    assert officer.post(f"/incidents/{incident['id']}/samples", form).status_code == 201
    answer = officer.post(f"/incidents/{opened_once['id']}/samples", form)
    assert answer.status_code == 409
    (problem,) = answer.json()["problems"]
    assert problem["field"] == "idempotency_key"
    assert "已用于另一起事件的样品" in problem["message"]
