"""The rivers as they are: gauges before the season, sections before columns, tests before both, each with its source."""

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.integration.response.test_oil import spill

from shangyou.codecs.hj212 import Frame, request_number
from shangyou.gateway.simulation import rivers
from shangyou.preparedness import store
from shangyou.preparedness.hydrology import pool_level, regime
from shangyou.preparedness.models import Gauge, Reach, RiverSection, TravelTest
from shangyou.response import forecasting, river_state, river_tests
from shangyou.response.drafts import Hydrology
from shangyou.response.models import Forecast, OilRun
from shangyou.response.oil import job
from shangyou.warning import demo as stations
from shangyou.warning import demo_rivers, ingest, rollups
from shangyou.warning.models import Device, MonitoredFactor, Station
from shangyou.warning.telemetry.layouts import Layouts
from shangyou.warning.telemetry.rows import read
from shangyou.warning.telemetry.times import microseconds

pytestmark = pytest.mark.usefixtures("demo_world", "db")
DRY_DAY = dt.date(2026, 2, 1)


@pytest.fixture
def state():
    """Give the state of the rivers below 朱沱 on a dry day, as the registers say at this moment."""

    def give(code="CJ02", said=None, hours_ago=0.0, **more):
        now = timezone.now()
        network = store.network()
        path = network.downstream_path(code, 0.0)
        season = regime(day=DRY_DAY, **more)
        since = now - dt.timedelta(hours=hours_ago)
        return river_state.gather(network, path, season, said or Hydrology(), now=now, since=since)

    return give


@pytest.fixture
def telemetry():
    """Link a gauge to a device and send a value, so old."""

    def give(code, *, minutes=10, flag="N", **values):
        gauge = Gauge.objects.get(code=code)
        station = Station.objects.create(code=f"HY-{code}", name="水文遥测", kind="surface_water")
        device = Device.objects.create(mn=f"HY{code.replace('-', '')}", station=station)
        units = {"stage": ("wz001", "m"), "discharge": ("wq001", "m3/s")}
        for name in values:
            item, unit = units[name]
            MonitoredFactor.objects.create(device=device, code=item, name=name, unit=unit)
            setattr(gauge, f"{name}_factor", item)
        gauge.telemetry_station = station.code
        gauge.save()
        sender = ingest.senders([device.mn])[device.mn]
        layouts = Layouts()
        hours = max(len(v) for v in values.values() if isinstance(v, list)) if any(
            isinstance(v, list) for v in values.values()
        ) else 1  # fmt: skip
        for back in range(hours):
            at = timezone.now() - dt.timedelta(minutes=minutes + 60 * back)
            local = at.astimezone(dt.timezone(dt.timedelta(hours=8)))
            group = {}
            for name, value in values.items():
                one = value[-1 - back] if isinstance(value, list) else value
                group[f"{units[name][0]}-Rtd"] = str(one)
                group[f"{units[name][0]}-Flag"] = flag
            frame = Frame(
                request_number(at), "21", "2011", "", device.mn, 5, 2017,
                [{"DataTime": f"{local:%Y%m%d%H%M%S}"}, group], raw=f"{device.mn} {at}".encode(),
            )  # fmt: skip
            ingest.store([read(frame, sender, microseconds(at), layouts)])
        batches = rollups.claim()
        if batches:
            rollups.count(batches)
        return gauge

    return give


def typed(code, *, hours=1.0, **values):
    at = timezone.now() - dt.timedelta(hours=hours)
    Gauge.objects.filter(code=code).update(reading_at=at, **values)


def flows(found):
    return {row["id"]: row["discharge_m3_s"] for row in found.reaches()}


def of(found, title):
    return [a for a in found.assumed if a[0].zh.startswith(title)]


ZHUTUO, CUNTAN, POOL = "SY-CJ_ZT", "SY-CJ_CT", "SY-TGD"


class TestDischarge:
    def test_without_a_reading_the_season_stands_and_it_is_said(self, state):
        found = state()
        ((_, value, source, status),) = of(found, "流量依据")
        assert (value.zh, source.zh, status) == ("季节推算", "没有可用的水文站读数", "estimated")
        network = store.network()
        plain = network.case_reaches(found.now.path, found.regime)
        assert flows(found) == {row["id"]: row["discharge_m3_s"] for row in plain}

    def test_a_fresh_telemetered_discharge_is_the_discharge(self, state, telemetry):
        telemetry(CUNTAN, discharge=6000.0)
        found = state()
        assert flows(found)["CJ10"] == pytest.approx(6000.0, rel=0.02)
        ((_, value, source, status),) = of(found, "流量依据")
        assert "寸滩" in value.zh
        assert "流量 6000 m³/s（遥测" in source.zh
        assert "10 分钟前" in source.zh
        assert status == "unverified"  # the demo gauge itself is to be verified

    def test_between_two_gauges_the_ratio_changes_along_the_river(self, state, telemetry):
        plain = flows(state())
        telemetry(ZHUTUO, discharge=plain["CJ02"] * 1.5)
        telemetry(CUNTAN, discharge=plain["CJ09"] * 1.1)
        ratio = {code: q / plain[code] for code, q in flows(state()).items()}
        assert ratio["CJ02"] == pytest.approx(1.5, rel=0.05)
        assert ratio["CJ20"] == pytest.approx(1.1, rel=0.02)
        assert 1.15 < ratio["CJ05"] < 1.45
        path = [ratio[f"CJ{i:02d}"] for i in range(2, 20)]
        assert all(after <= before + 1e-4 for before, after in pairwise(path))

    def test_a_stale_gauge_falls_back_with_its_age(self, state, telemetry):
        telemetry(CUNTAN, minutes=400, discharge=9000.0)
        found = state()
        ((_, value, source, _),) = of(found, "流量依据")
        assert value.zh == "季节推算"
        assert "6 小时 40 分前" in source.zh
        assert "已超过 2 小时，未采用" in source.zh
        assert found.ratios == {}

    def test_a_typed_reading_serves_where_telemetry_is_stale(self, state, telemetry):
        telemetry(CUNTAN, minutes=400, discharge=9000.0)
        typed(CUNTAN, hours=5, reading_discharge_m3_s=5200.0)
        found = state()
        assert flows(found)["CJ10"] == pytest.approx(5200.0, rel=0.02)
        ((_, _, source, _),) = of(found, "流量依据")
        assert "（人工，" in source.zh
        assert "5 小时前" in source.zh
        assert "未采用" in source.zh

    def test_values_their_device_calls_faulty_do_not_count(self, state, telemetry):
        telemetry(CUNTAN, flag="D", discharge=9000.0)
        assert state().ratios == {}

    def test_a_stage_becomes_a_discharge_by_the_gauges_own_rating(self, state):
        Gauge.objects.filter(code=ZHUTUO).update(rating="3000 197\n10000 203\n40000 215")
        typed(ZHUTUO, reading_stage_m=200.0)
        found = state()
        assert flows(found)["CJ02"] == pytest.approx(6500.0, rel=0.02)
        assert "查关系曲线" in of(found, "流量依据")[0][2].zh

    def test_a_rating_is_not_used_in_backwater(self, state):
        Gauge.objects.filter(code="SY-CJ_QXC").update(rating="3000 140\n10000 160\n40000 180")
        typed("SY-CJ_QXC", reading_stage_m=165.0)
        assert state(pool_level_m=170.0).ratios == {}

    def test_what_the_officer_sets_comes_before_any_gauge(self, state, telemetry):
        telemetry(CUNTAN, discharge=9000.0)
        found = state(said=Hydrology(discharge_factor=2.0), discharge_factor=2.0)
        assert found.ratios == {}
        assert "未用水文站" in of(found, "流量依据")[0][2].zh

    def test_a_rising_discharge_is_taken_hour_by_hour(self, state, telemetry):
        telemetry(CUNTAN, discharge=[5000.0, 5500.0, 6000.0, 6600.0, 7200.0])
        found = state("CJ10", hours_ago=3.0)
        series = flows(found)["CJ10"]
        values = [q for _, q in series]
        assert values == sorted(values)
        assert values[-1] == pytest.approx(7200.0, rel=0.02)
        # what the gauge read an hour or two before the spill is what runs here when it begins
        assert 5000.0 <= values[0] <= 5600.0
        assert "按逐时过程计算" in of(found, "流量依据")[0][2].zh
        # spilt far above, the plume comes when all that is over
        assert isinstance(flows(state(hours_ago=3.0))["CJ10"], float)

    def test_a_discharge_that_hardly_moves_is_steady(self, state, telemetry):
        telemetry(CUNTAN, discharge=[5000.0, 5100.0, 5200.0])
        assert isinstance(flows(state(hours_ago=2.0))["CJ10"], float)


class TestSpread:
    def spreads(self, found):
        return {row["id"]: row["discharge_relative_sd"] for row in found.reaches()}

    def test_by_the_season_it_is_the_seasons(self, state):
        found = state()
        assert set(self.spreads(found).values()) == {0.30}
        assert of(found, "流量误差")[0][1].zh == "±30 %（标准差）"

    def test_a_fresh_gauge_makes_it_small_near_by(self, state, telemetry):
        telemetry(ZHUTUO, discharge=5000.0)
        found = state()
        spreads = self.spreads(found)
        assert 0.05 <= spreads["CJ02"] < 0.08 < spreads["CJ08"] <= spreads["CJ20"] <= 0.30
        assert "遥测流量 5 %（USGS" in of(found, "流量误差")[0][2].zh

    def test_what_the_officer_sets_has_a_doubt_of_its_own(self, state):
        said = state(said=Hydrology(discharge_factor=2.0), discharge_factor=2.0)
        assert set(self.spreads(said).values()) == {0.20}
        sure = Hydrology(discharge_factor=2.0, discharge_relative_sd=0.05)
        assert set(self.spreads(state(said=sure, discharge_factor=2.0)).values()) == {0.05}
        # a season alone is no more than the season
        assert set(self.spreads(state(said=Hydrology(season="dry"))).values()) == {0.30}

    def test_a_doubt_out_of_range_is_refused_by_its_field(self, opened):
        officer, incident = opened
        answer = officer.post(
            f"/incidents/{incident['id']}/forecasts",
            {"assumptions": {"discharge_relative_sd": 5.0}, "title": "x"},
        )
        assert answer.status_code == 422
        (problem,) = answer.json()["problems"]
        assert problem["field"].endswith("discharge_relative_sd")
        assert "0.01–1" in problem["message"]

    def test_a_run_says_what_the_officer_said(self, opened):
        officer, incident = opened
        answer = officer.post(
            f"/incidents/{incident['id']}/forecasts",
            {"assumptions": {"discharge_relative_sd": 0.05}, "title": "x"},
        )
        assert answer.status_code == 201, answer.content.decode()
        shown = {a["title"]: a for a in answer.json()["assumptions"]}
        assert shown["起始河段流量"]["value"].endswith("± 5 %")
        assert "本次研判设定" in shown["流量误差"]["source"]


class TestLevel:
    def test_the_pool_is_read_before_the_dam(self, state):
        typed(POOL, reading_stage_m=163.4)
        found = state()
        assert found.regime.pool_level_m == pytest.approx(163.4)
        ((_, value, source, _),) = of(found, "三峡坝前水位")
        assert value.zh == "163.40 m"
        assert "三峡坝前 水位 163.40 m（人工" in source.zh

    def test_a_level_outside_its_range_is_refused_in_a_sentence(self, state, telemetry):
        telemetry(POOL, stage=181.0)
        found = state()
        assert found.regime.pool_level_m == regime(day=DRY_DAY).pool_level_m
        assert "水位应在 145–175 m 之间，未采用" in of(found, "流量依据")[0][2].zh

    def test_a_level_the_officer_sets_stays(self, state):
        typed(POOL, reading_stage_m=163.4)
        found = state(said=Hydrology(pool_level_m=150.0), pool_level_m=150.0)
        assert found.regime.pool_level_m == 150.0


class TestSections:
    def test_the_pool_sets_the_level_of_stored_sections(self, state):
        found = state(pool_level_m=170.0, said=Hydrology(pool_level_m=170.0))
        row = next(r for r in found.reaches() if r["id"] == "CJ15")
        assert row["pool_level_m"] == 170.0
        table = {r["stage_m"]: r for r in row["section_table"]}
        assert row["width_m"] * row["depth_m"] == pytest.approx(table[170.0]["area_m2"], rel=0.002)
        assert of(found, "断面（按库水位）")
        assert all(a[3] == "unverified" for a in of(found, "断面"))

    def test_a_survey_changes_the_velocity(self, state):
        before = next(r for r in state().reaches() if r["id"] == "CJ15")
        RiverSection.objects.filter(code="SY-CJ15").update(levels="140 10000 600\n180 90000 1400")
        after = next(r for r in state().reaches() if r["id"] == "CJ15")
        assert after["width_m"] * after["depth_m"] > 1.2 * before["width_m"] * before["depth_m"]

    def test_a_gauge_on_the_reach_sets_its_level(self, state):
        Gauge.objects.filter(code=CUNTAN).update(datum="wusong")
        typed(CUNTAN, reading_stage_m=171.0, reading_discharge_m3_s=4300.0)
        gauge = Gauge.objects.select_related("reach").get(code=CUNTAN)
        found = state(pool_level_m=175.0, said=Hydrology(pool_level_m=175.0))
        row = next(r for r in found.reaches() if r["id"] == gauge.reach.code)
        assert row["stage_m"] == 171.0
        assert of(found, "断面（按实测水位）")

    def test_a_falling_stage_is_taken_hour_by_hour_and_runs(self, telemetry):
        """The stage of a reach falls by 8 m in the hours since the spill: the forecast runs on the series."""
        Gauge.objects.filter(code=CUNTAN).update(datum="wusong")
        gauge = telemetry(CUNTAN, stage=[173.0, 171.0, 169.0, 167.0, 165.0], discharge=6000.0)
        spill = forecasting._any_spill("CJ08")
        spill = replace(spill, started_at=timezone.now() - dt.timedelta(hours=4), members=100)
        RiverSection.objects.filter(reach=gauge.reach).update(levels="140 2000 500\n180 30000 900")
        prepared = forecasting.prepare(spill)
        row = next(r for r in prepared.case.document["reaches"] if r["id"] == gauge.reach.code)
        assert [z for _, z in row["stage_m"]] == [173.0, 171.0, 169.0, 167.0, 165.0]
        assert prepared.rows[0]["arrival"]["p50"] is not None

    def test_in_a_free_river_roughness_and_slope_tell_the_stage(self, state):
        reach = Reach.objects.get(code="CJ02")
        # a box 480 m wide, n 0.03; wide: h = (q n / sqrt(S))^(3/5)
        levels = "\n".join(f"{200 + h} {480 * h} 480 {h} 0.03" for h in range(1, 25))
        RiverSection.objects.create(
            code="FREE", river=reach.river, reach=reach, distance_m=1000.0, datum="unknown",
            levels=levels,
        )  # fmt: skip
        row = next(r for r in state().reaches() if r["id"] == "CJ02")
        slope = store.network().reaches["CJ02"].hydraulics.slope
        depth = (row["discharge_m3_s"] / 480 * 0.03 / slope**0.5) ** 0.6
        assert row["depth_m"] == pytest.approx(depth, rel=0.02)
        assert "section_table" not in row

    def test_sections_without_a_level_are_left_and_it_is_said(self, state):
        reach = Reach.objects.get(code="CJ02")
        RiverSection.objects.create(
            code="BARE", river=reach.river, reach=reach, distance_m=1.0, datum="unknown",
            levels="200 900 300\n220 9000 600",
        )  # fmt: skip
        found = state()
        (said,) = of(found, "断面（断面表未用）")
        assert said[1].zh.startswith("CJ02")
        assert "没有糙率" in said[2].zh

    def test_several_sections_of_a_reach_are_averaged_by_length(self, state):
        """Half of CJ15 twice as large: the mean area is one and a half times as large, and so is the time."""
        reach = Reach.objects.get(code="CJ15")
        RiverSection.objects.filter(reach=reach).delete()
        for i, area in enumerate((10_000, 20_000)):
            RiverSection.objects.create(
                code=f"H{i}", river=reach.river, reach=reach, datum="national_1985", to_wusong_m=1.7,
                distance_m=reach.length_m * (0.25 + 0.5 * i),
                levels=f"140 {area} 600\n180 {3 * area} 800",
            )  # fmt: skip
        row = next(
            r for r in state(pool_level_m=161.7, said=Hydrology(pool_level_m=161.7)).reaches()
            if r["id"] == "CJ15"
        )  # fmt: skip
        assert row["width_m"] * row["depth_m"] == pytest.approx(30_000, rel=0.002)


class TestTests:
    def make(self, **more):
        first = Reach.objects.get(code=more.pop("first", "CJ02"))
        last = Reach.objects.get(code=more.pop("last", "CJ08"))
        usual = {"tested_on": DRY_DAY, "peak_h": 40.0, "pool_level_m": 145.0}
        return TravelTest.objects.create(
            code="T1", reach=first, reach_to=last, discharge_m3_s=3300.0, **(usual | more)
        )

    def test_the_parts_add_up_to_the_time_measured(self, state):
        self.make()
        found = state(pool_level_m=145.0, said=Hydrology(pool_level_m=145.0))
        network = store.network()
        seconds = sum(
            network.reaches[code].length_m / tested.tests[0]["velocity_m_s"]
            for code, tested in found.tested.items()
        )
        assert seconds == pytest.approx(40 * 3600, rel=0.002)
        ((_, value, source, _),) = of(found, "河段试验")
        assert value.zh.startswith("144 km，1.00 m/s")
        assert source.zh.startswith("示踪试验，2026-02-01；比断面推算慢")

    def test_a_test_in_the_pool_is_carried_over_to_the_level_of_now(self, state):
        self.make(first="CJ13", last="CJ16", peak_h=100.0, pool_level_m=175.0)
        low = state(pool_level_m=155.0, said=Hydrology(pool_level_m=155.0))
        high = state(pool_level_m=175.0, said=Hydrology(pool_level_m=175.0))
        assert "换算到当前库水位" in of(low, "河段试验")[0][2].zh
        for code in ("CJ14", "CJ15"):
            assert (
                low.tested[code].tests[0]["velocity_m_s"]
                > high.tested[code].tests[0]["velocity_m_s"]
            )

    def test_a_test_off_the_path_or_out_of_use_says_nothing(self, state):
        self.make(in_use=False)
        assert state().tested == {}
        TravelTest.objects.filter(code="T1").update(in_use=True)
        assert "CJ12" not in state("CJ12").tested

    def test_it_sharpens_the_forecast(self):
        """A test twice as slow as the columns: arrivals move towards it, and the band tightens."""

        def arrival():
            spill = replace(forecasting._any_spill("CJ02"), members=100)
            rows = forecasting.prepare(spill).rows
            row = next(r for r in rows if r["reach"] == "CJ08")
            hours = {
                q: (dt.datetime.fromisoformat(row["arrival"][q]) - spill.started_at)
                / dt.timedelta(hours=1)
                for q in ("p05", "p50", "p95")
            }
            return hours["p50"], hours["p95"] / hours["p05"]

        before, wide = arrival()
        today = timezone.localdate()
        reaches = [store.network().reaches[f"CJ{i:02d}"] for i in range(2, 9)]
        first = reaches[0].hydraulics.discharge_normal_m3_s
        expected = sum(
            reach.length_m
            / river_tests.plain_velocity(
                reach.hydraulics,
                3300.0 * reach.hydraulics.discharge_normal_m3_s / first,
                pool_level(today),
            )
            for reach in reaches
        )
        self.make(peak_h=2.0 * expected / 3600.0, pool_level_m=None, tested_on=today)
        after, narrow = arrival()
        # by its weight against an estimated section: 2 ** (0.35² / (0.35² + 0.24²)) = 1.60
        assert 1.4 * before < after < 1.8 * before
        assert narrow < wide

    def test_a_surveyed_section_yields_less_to_one_test_than_an_estimated_one(self, state):
        self.make(first="CJ13", last="CJ16", peak_h=400.0, pool_level_m=175.0)
        said = {"pool_level_m": 175.0, "said": Hydrology(pool_level_m=175.0)}
        estimated = state(**said).tested["CJ15"].area_factor
        RiverSection.objects.filter(code="SY-CJ15").update(status="verified")
        surveyed = state(**said).tested["CJ15"].area_factor
        assert 1.0 < surveyed < estimated


def test_the_state_of_the_rivers_costs_a_few_queries_however_much_is_stored(state):
    with CaptureQueriesContext(connection) as few:
        state()
    reach = Reach.objects.get(code="CJ02")
    for i in range(40):
        RiverSection.objects.create(
            code=f"Q{i}", river=reach.river, reach=reach, distance_m=i * 10.0, datum="unknown",
            levels="200 900 300 - 0.03\n240 19000 600 - 0.03",
        )  # fmt: skip
        TravelTest.objects.create(
            code=f"Q{i}", reach=reach, tested_on=DRY_DAY, discharge_m3_s=3000 + i, velocity_m_s=1.3
        )
    with CaptureQueriesContext(connection) as many:
        state()
    assert len(many) == len(few) <= 6


def test_the_incident_shows_what_the_forecast_rests_on(telemetry, call, caller):
    telemetry(ZHUTUO, discharge=5100.0)
    TestTests().make()
    officer = caller("city_duty")
    answer = officer.post(
        "/incidents",
        call(
            point={"lon": 105.95, "lat": 29.1},
            hydrology={"season": None, "pool_level_m": None, "discharge_factor": None},
        ),
    )
    assert answer.status_code == 201, answer.content.decode()
    forecast = officer.get(f"/forecasts/{answer.json()['current_forecast']}").json()
    shown = {a["title"]: a for a in forecast["assumptions"]}
    assert "朱沱 流量 5100 m³/s（遥测" in shown["流量依据"]["source"]
    assert shown["河段试验 T1"]["value"].startswith("144 km")
    assert len(shown) == len(forecast["assumptions"])  # the screen tells them apart by their titles
    assert any(title.startswith("断面（") for title in shown)


def test_oil_runs_on_the_same_rivers_as_what_dissolves(telemetry, call, caller, state):
    """Gauge, section and test of the registers stand in the case of an oil run as in that of a dissolved one."""
    telemetry(ZHUTUO, discharge=5100.0)
    TestTests().make()
    officer = caller("city_duty")
    answer = officer.post(
        "/incidents",
        call(
            point={"lon": 105.95, "lat": 29.1},
            hydrology={"season": None, "pool_level_m": None, "discharge_factor": None},
        ),
    )
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    dissolved = Forecast.objects.get(pk=made["current_forecast"]).case["reaches"]
    asked = officer.post(f"/incidents/{made['id']}/oil-runs", spill(hours=6)).json()
    job.carry_out(asked["id"])
    run = OilRun.objects.get(incident=made["id"])
    oil = json.loads(run.inputs)["reaches"]
    own = {"bank_kind", "bearing_deg"}
    for floating, dissolving in zip(oil, dissolved, strict=True):
        for key, value in dissolving.items():
            if key in {"discharge_m3_s", "discharge_relative_sd"}:
                # the clock went on between the two runs
                assert floating[key] == pytest.approx(value, abs=0.01, rel=0.01)
            else:
                assert floating[key] == value, key
        assert floating.keys() - dissolving.keys() == own
    assert oil[0]["velocity_tests"]
    assert any("朱沱 流量 5100 m³/s（遥测" in w["zh"] for w in run.warnings)


def test_the_gauges_of_the_demo_world_live(state):
    """What the simulator plays for a gauge comes in as any frame does, and the forecast names it with its age."""
    stations.load(say=lambda _: None)
    assert not any(stations.load(say=lambda _: None).values())
    with connection.cursor() as cursor:
        cursor.execute(rivers.GAUGES)
        linked = {row[0]: row[1:] for row in cursor.fetchall()}
    assert len(linked) == len(demo_rivers.LIVE)
    layouts = Layouts()
    for mn, (stage, discharge, dry, normal, flood, station) in linked.items():
        source = rivers.Gauged(1, mn, stage, discharge, (dry, normal, flood), station or "寸滩")
        sender = ingest.senders([mn])[mn]
        at = timezone.localtime() - dt.timedelta(minutes=4)
        values = {f"{code}-Rtd": str(value) for code, value in source.values(at).items()}
        frame = Frame(
            request_number(at), "21", "2011", "", mn, 5, 2017,
            [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, values], raw=mn.encode(),
        )  # fmt: skip
        ingest.store([read(frame, sender, microseconds(at), layouts)])
    batches = rollups.claim()
    rollups.count(batches)
    found = state()
    ((_, value, source, _),) = of(found, "流量依据")
    assert {"朱沱", "寸滩", "北碚", "武隆"} <= set(value.zh.removesuffix(" 读数").split("、"))
    assert "4 分钟前" in source.zh
    assert found.spreads["CJ02"].relative_sd < 0.10
    assert 0.2 < found.ratios["CJ02"] < 5.0
