"""Working on an incident: log, clocks, forecasts side by side, the plan's lines, ending, the desk."""

import gzip
import io
import json

import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shangyou.core import audit
from shangyou.core.models import AuditEntry
from shangyou.response import runs
from shangyou.response.models import Forecast, Incident, LogEntry


def lines_of(officer, pk):
    plan = officer.get(f"/incidents/{pk}/plan").json()
    return [line for section in plan["sections"] for line in section["lines"]]


class TestForecasts:
    def test_receptors_are_ordered_and_complete(self, opened):
        officer, incident = opened
        forecast = officer.get(f"/forecasts/{incident['current_forecast']}").json()
        assert forecast["current"] is True
        arrivals = [r["arrival"]["p50"] for r in forecast["receptors"]]
        reached = [a for a in arrivals if a is not None]
        assert reached == sorted(reached)
        assert arrivals[: len(reached)] == reached
        assert len(reached) >= 3
        intake = next(r for r in forecast["receptors"] if r["kind"] == "intake")
        assert intake["limit"]["standard"] == "GB 3838-2002"
        assert {"p05", "p50", "p95"} == set(intake["peak_mg_l"])
        assert all(r["register"] == "receptors" for r in forecast["receptors"])
        kinds = {r["kind"] for r in forecast["receptors"]}
        assert {"intake", "section", "district_boundary"} <= kinds

    def test_the_series_carries_the_limit(self, opened):
        officer, incident = opened
        fid = incident["current_forecast"]
        receptor = officer.get(f"/forecasts/{fid}").json()["receptors"][0]
        series = officer.get(f"/forecasts/{fid}/receptors/{receptor['id']}/series").json()
        assert len(series["time"]) == len(series["p50"]) > 20
        assert series["unit"] == "mg/L"
        assert series["limit_mg_l"] == receptor["limit"]["value_mg_l"]
        assert officer.get(f"/forecasts/{fid}/receptors/nobody/series").status_code == 404

    def test_the_plume_goes_out_as_it_is_stored_to_whoever_reads_gzip(self, opened):
        officer, incident = opened
        address = f"/api/v1/forecasts/{incident['current_forecast']}/plume"
        packed = officer.client.get(address, headers={"accept-encoding": "gzip, br"})
        plain = officer.client.get(address)
        assert packed["Content-Encoding"] == "gzip"
        assert packed["Vary"] == plain["Vary"]
        assert "Accept-Encoding" in packed["Vary"]
        assert gzip.decompress(packed.content) == plain.content

    def test_the_plume_moves_down_the_river(self, opened):
        officer, incident = opened
        plume = officer.get(f"/forecasts/{incident['current_forecast']}/plume").json()
        frames, points = len(plume["times_s"]), len(plume["points"])
        assert frames <= 97
        assert len(plume["values"]) == frames
        assert {len(frame) for frame in plume["values"]} == {points}
        assert {len(p) for frame in plume["values"] for p in frame} == {len(plume["positions"])}
        assert plume["max_mg_l"] > 0

        def centre(frame):
            weights = [sum(point) for point in frame]
            return sum(i * w for i, w in enumerate(weights)) / sum(weights)

        wet = [frame for frame in plume["values"] if any(any(p) for p in frame)]
        assert centre(wet[0]) < centre(wet[len(wet) // 3])
        # the first frame after the release lies at the left bank
        left = sum(point[0] for point in wet[0])
        right = sum(point[-1] for point in wet[0])
        assert left > right

    def test_stored_inputs_and_seed_give_the_stored_answer(self, opened):
        _, incident = opened
        forecast = Forecast.objects.get(pk=incident["current_forecast"])
        again = runs.run(json.loads(forecast.inputs), model=forecast.model, seed=forecast.seed)
        assert again.inputs_sha256 == forecast.inputs_sha256
        assert again.answer == forecast.answer

    def test_another_assumption_stands_beside_the_first(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}/forecasts"
        answer = officer.post(
            path, {"assumptions": {"amount": {"value": 10, "unit": "t"}}, "title": "双倍"}
        )
        assert answer.status_code == 201, answer.content.decode()
        made = answer.json()
        assert made["current"] is False
        rows = officer.get(path).json()["rows"]
        assert [row["number"] for row in rows] == [1, 2]
        assert rows[0]["current"]
        first = officer.get(f"/forecasts/{rows[0]['id']}").json()["receptors"]
        doubled = {r["id"]: r["peak_mg_l"]["p50"] for r in made["receptors"]}
        intake = next(r for r in first if r["kind"] == "intake")
        assert doubled[intake["id"]] == pytest.approx(2 * intake["peak_mg_l"]["p50"], rel=1e-6)

    @pytest.mark.parametrize(
        ("assumptions", "field"),
        [
            ({"amount": {"value": -1, "unit": "t"}}, "assumptions.amount.value"),
            ({"bank": "up"}, "assumptions.bank"),
            ({"pool_level_m": 100}, "assumptions.pool_level_m"),
            ({"decay_per_s": -1}, "assumptions.decay_per_s"),
            ({"members": 0}, "assumptions.members"),
            ({"members": 2.5}, "assumptions.members"),
            ({"seed": -1}, "assumptions.seed"),
            ({"colour": "red"}, "assumptions.colour"),
        ],
    )
    def test_a_bad_assumption_is_named(self, opened, assumptions, field):
        officer, incident = opened
        path = f"/incidents/{incident['id']}/forecasts"
        answer = officer.post(path, {"assumptions": assumptions})
        assert answer.status_code == 422
        assert [p["field"] for p in answer.json()["problems"]] == [field]
        assert Forecast.objects.count() == 1

    def test_a_stored_forecast_and_the_log_cannot_be_changed(self, opened):
        kept = (Forecast.objects.filter(incident=opened[1]["id"]), LogEntry.objects.all())
        for rows in kept:
            with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
                rows.update(id=0)
            with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
                rows._raw_delete(rows.db)


class TestPlan:
    def test_every_line_says_why_and_how_sure(self, opened):
        officer, incident = opened
        plan = officer.get(f"/incidents/{incident['id']}/plan").json()
        assert len(plan["sections"]) == 9
        for section in plan["sections"]:
            assert section["lines"] or section["empty"]
            times = [line["by"] or line["from"] for line in section["lines"]]
            known = [t for t in times if t]
            if section["key"] not in {"treatment", "experts"}:
                assert known == sorted(known)
            for line in section["lines"]:
                assert line["because"]
                assert line["status"]
        text = json.dumps(plan, ensure_ascii=False)
        assert "NaN" not in text

    def test_accept_change_drop_and_take_back(self, opened):
        officer, incident = opened
        pk = incident["id"]
        line = lines_of(officer, pk)[1]
        path = f"/incidents/{pk}/plan/lines/{line['id']}"
        accepted = officer.patch(path, {"state": "accepted", "note": "已电话确认"}).json()
        assert (accepted["state"], accepted["note"]) == ("accepted", "已电话确认")
        changed = officer.patch(path, {"state": "changed", "text": "改为 05:00 前"}).json()
        assert changed["what"] == "改为 05:00 前"
        assert changed["proposed"] == line["what"]
        dropped = officer.patch(path, {"state": "dropped"}).json()
        assert dropped["what"] == line["what"]
        back = officer.patch(path, {"state": "proposed"}).json()
        assert back["decided_at"] is None
        log = officer.get(f"/incidents/{pk}/log").json()["rows"]
        assert sum(row["kind"] == "plan" for row in log) == 5
        assert officer.patch(path, {"state": "maybe"}).status_code == 422
        assert officer.patch(path, {"state": "changed"}).status_code == 422
        assert (
            officer.patch(f"/incidents/{pk}/plan/lines/0", {"state": "accepted"}).status_code == 404
        )

    def test_a_whole_section_is_accepted_in_one_request_all_or_none(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}/plan/lines"
        some = [line["id"] for line in lines_of(officer, incident["id"])[:4]]
        before = officer.get(f"/incidents/{incident['id']}/log").json()["total"]
        audited = AuditEntry.objects.count()
        answer = officer.patch(path, {"lines": some, "state": "accepted"})
        assert answer.status_code == 200, answer.content.decode()
        states = {line["id"]: line["state"] for line in lines_of(officer, incident["id"])}
        assert {states[pk] for pk in some} == {"accepted"}
        assert [state for pk, state in states.items() if pk not in some].count("accepted") == 0
        # every decision is in the log; the chain of audit is lengthened once
        assert officer.get(f"/incidents/{incident['id']}/log").json()["total"] == before + 4
        assert AuditEntry.objects.count() == audited + 1
        taken_back = officer.patch(path, {"lines": some, "state": "proposed"})
        assert taken_back.status_code == 200
        for wrong, status in (
            ({"lines": [*some, 0], "state": "accepted"}, 404),
            ({"lines": some, "state": "changed"}, 422),
            ({"lines": some, "state": "maybe"}, 422),
            ({"lines": [], "state": "accepted"}, 422),
            ({"lines": [some[0], some[0]], "state": "accepted"}, 422),
            ({"lines": "all", "state": "accepted"}, 422),
        ):
            assert officer.patch(path, wrong).status_code == status, wrong
        assert {line["state"] for line in lines_of(officer, incident["id"])} == {"proposed"}

    def test_a_rebuilt_plan_keeps_decisions_on_what_stayed(self, opened):
        officer, incident = opened
        pk = incident["id"]
        team = next(x for x in lines_of(officer, pk) if x["key"].startswith("expert:"))
        intake = next(x for x in lines_of(officer, pk) if x["key"].startswith("intake:"))
        for line in (team, intake):
            officer.patch(f"/incidents/{pk}/plan/lines/{line['id']}", {"state": "accepted"})
        made = officer.post(
            f"/incidents/{pk}/forecasts", {"assumptions": {"discharge_factor": 3}}
        ).json()
        rebuilt = officer.post(f"/incidents/{pk}/plan/rebuild", {"forecast": made["id"]}).json()
        assert rebuilt["version"] == 2
        assert rebuilt["forecast"] == made["id"]
        now = {x["key"]: x["state"] for s in rebuilt["sections"] for x in s["lines"]}
        assert now[team["key"]] == "accepted"
        # three times the water comes earlier: the closing time changed, so it is asked again
        assert now[intake["key"]] == "proposed"
        assert officer.get(f"/incidents/{pk}").json()["current_forecast"] == made["id"]
        for none in (0, True, 2**63, "1"):
            answer = officer.post(f"/incidents/{pk}/plan/rebuild", {"forecast": none})
            assert answer.status_code == 422


class TestClocksAndState:
    def test_a_clock_is_answered_once(self, opened):
        officer, incident = opened
        key = incident["clocks"][0]["key"]
        path = f"/incidents/{incident['id']}/clocks/{key}/done"
        first = officer.post(path)
        assert first.status_code == 200
        done = next(c for c in first.json()["clocks"] if c["key"] == key)
        assert done["done_at"]
        assert officer.post(path).status_code == 409
        other = f"/incidents/{incident['id']}/clocks/none/done"
        assert officer.post(other).status_code == 404

    def test_the_five_firsts(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}/five-firsts"
        answer = officer.post(f"{path}/report/done").json()
        assert [f["key"] for f in answer["five_firsts"] if f["done_at"]] == ["report"]
        assert officer.post(f"{path}/report/done").status_code == 409
        assert officer.post(f"{path}/dance/done").status_code == 404

    def test_a_change_on_an_old_state_is_refused(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}"
        changed = officer.patch(path, {"version": incident["version"], "name": "新名称"})
        assert changed.json()["name"] == "新名称"
        stale = officer.patch(path, {"version": incident["version"], "name": "旧"})
        assert stale.status_code == 409
        assert Incident.objects.get().name == "新名称"

    def test_an_ended_incident_takes_notes_and_nothing_else(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}"
        assert officer.post(f"{path}/end", {"reason": " "}).status_code == 422
        assert officer.post(f"{path}/end", {"reason": "连续达标"}).json()["state"] == "ended"
        assert officer.post(f"{path}/end", {"reason": "再次"}).status_code == 409
        assert officer.post(f"{path}/five-firsts/report/done").status_code == 409
        assert officer.post(f"{path}/log", {"text": "补记"}).status_code == 201
        assert officer.get("/incidents").json()["total"] == 0
        assert officer.get("/incidents", state="ended").json()["total"] == 1
        assert officer.get("/incidents", state="gone").status_code == 422

    def test_no_clock_counts_on_once_the_incident_has_ended(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}"
        assert {clock["stopped_at"] for clock in incident["clocks"]} == {None}
        done = officer.post(f"{path}/clocks/{incident['clocks'][0]['key']}/done").json()
        assert done["clocks"][0]["stopped_at"] == done["clocks"][0]["done_at"]
        ended = officer.post(f"{path}/end", {"reason": "连续达标"}).json()
        assert all(clock["stopped_at"] for clock in ended["clocks"])
        assert {line["stopped_at"] for line in lines_of(officer, incident["id"])} == {
            ended["ended_at"]
        }
        assert officer.get(f"{path}/reports").json()["rows"][0]["due"] is None
        (row,) = officer.get("/incidents", state="ended").json()["rows"]
        assert (row["next_deadline"], row["front"]) == (None, None)
        assert officer.get("/desk").json()["do_now"] == []

    def test_the_log_says_who_did_what(self, opened):
        officer, incident = opened
        path = f"/incidents/{incident['id']}/log"
        entry = officer.post(path, {"text": "现场已封控"}).json()
        assert entry["text"] == "现场已封控"
        assert officer.post(path, {"text": ""}).status_code == 422
        rows = officer.get(path).json()["rows"]
        assert [row["kind"] for row in rows] == ["note", "plan", "forecast", "state"]
        assert rows[0]["who"] == officer.user.name

    def test_the_trail_is_whole_after_all_of_it(self, opened):
        officer, incident = opened
        officer.post(f"/incidents/{incident['id']}/log", {"text": "x"})
        assert isinstance(audit.verify(), audit.Whole)
        assert LogEntry.objects.count() == 4


class TestDesk:
    def test_what_to_do_now_by_deadline(self, opened):
        officer, incident = opened
        desk = officer.get("/desk").json()
        kinds = {row["kind"] for row in desk["do_now"]}
        assert {"clock", "plan"} <= kinds
        assert [r["at"] for r in desk["do_now"]] == sorted(r["at"] for r in desk["do_now"])
        assert desk["incidents"][0]["number"] == incident["number"]
        front = desk["incidents"][0]["front"]
        # just released: the front is still at the incident, the place it reaches next is not
        assert front["at"]["lat"] == pytest.approx(desk["incidents"][0]["point"]["lat"], abs=0.02)
        assert front["point"]["lat"] > front["at"]["lat"]
        assert front["alarm"]
        assert front["probability_above"] >= 0.05
        assert min(row["left_s"] for row in desk["do_now"]) > 60
        assert desk["system"]["parts"]

    def test_the_number_of_queries_does_not_grow(self, opened, call):
        officer, _ = opened

        def queries():
            with CaptureQueriesContext(connection) as asked:
                assert officer.get("/desk").status_code == 200
                return len(asked)

        one = queries()
        officer.post("/incidents", call())
        assert one > 0
        assert queries() == one


class TestWord:
    def words(self, content):
        document = docx.Document(io.BytesIO(content))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        return "\n".join([p.text for p in document.paragraphs] + cells), document

    def test_the_plan(self, opened):
        officer, incident = opened
        line = next(x for x in lines_of(officer, incident["id"]) if x["key"].startswith("team:"))
        officer.patch(
            f"/incidents/{incident['id']}/plan/lines/{line['id']}",
            {"state": "dropped", "note": "道路中断"},
        )
        answer = officer.get(f"/incidents/{incident['id']}/plan.docx")
        assert answer.status_code == 200
        assert "filename*=UTF-8''" in answer["Content-Disposition"]
        text, document = self.words(answer.content)
        for words in (
            incident["number"],
            "国办函〔2014〕119号",
            "GB 3838-2002",
            "关闭：",
            "需核实",
            "示意数据",
            "SHA-256",
            "不采纳",
        ):
            assert words in text, words
        assert line["what"] not in text
        # A4 less the margins of GB/T 9704: no table is wider than the text
        section = document.sections[0]
        width = section.page_width - section.left_margin - section.right_margin
        for table in document.tables:
            assert sum(column.width for column in table.columns) <= width + 10_000

    def test_the_first_report_marks_what_nobody_knows(self, opened):
        officer, incident = opened
        answer = officer.get(f"/incidents/{incident['id']}/reports/first.docx")
        text, document = self.words(answer.content)
        table = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
        assert table["人员受害情况"] == "待核实"
        assert "苯" in table["主要污染物和数量"]
        assert "罐车侧翻" in table["基本过程"]
        assert table["处置情况"] == "待核实"
        assert "环境保护部令第17号" in text

    def test_what_was_accepted_is_what_was_done(self, opened):
        officer, incident = opened
        line = next(x for x in lines_of(officer, incident["id"]) if x["key"].startswith("intake:"))
        officer.patch(f"/incidents/{incident['id']}/plan/lines/{line['id']}", {"state": "accepted"})
        answer = officer.get(f"/incidents/{incident['id']}/reports/first.docx")
        _, document = self.words(answer.content)
        table = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
        assert line["what"] in table["处置情况"]


def test_reports_are_listed_with_their_deadline(opened):
    officer, incident = opened
    rows = officer.get(f"/incidents/{incident['id']}/reports").json()["rows"]
    assert [row["kind"] for row in rows] == ["first", "follow-up", "final"]
    assert rows[0]["state"] == "due"
    assert rows[0]["due"] > timezone.localtime().isoformat()
