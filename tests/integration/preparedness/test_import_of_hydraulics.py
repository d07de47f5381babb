"""Sections, gauges and tests come in whole or not at all, with every bad line named; the same file twice changes nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shangyou.cli import server
from shangyou.core.models import User
from shangyou.core.registers import importing
from shangyou.core.rights import Role
from shangyou.preparedness import store, survey
from shangyou.preparedness.models import Gauge, Reach, RiverSection, TravelTest
from shangyou.preparedness.registers import gauges, river_sections, travel_tests

pytestmark = pytest.mark.usefixtures("world")

LONG = """编号,河流,里程 (km),高程基准,水位 (m),过水面积 (m2),水面宽 (m),水力半径 (m),糙率
CS-1,长江,655,吴淞高程,150,2000,500,3.9,0.035
CS-1,,,,160,8000,640,,0.034
CS-1,,,,175,19000,760,,
CS-2,长江,640,吴淞高程,150,2600,560,,
CS-2,,,,175,21000,800,,
"""

HEC = """Geom Title=示例
River Reach=长江,主城
Type RM Length L Ch R = 1 ,655    ,500,500,500
#Sta/Elev= 4
       0     190       0     150     600     150     600     190
#Mann= 1 , 0 , 0
       0    .035       0
"""

MIKE = """1
长江
          655000
COORDINATES
    0
FLOW DIRECTION
    0
DATUM
      1.50
SECTION ID
    CS655
RESISTANCE NUMBERS
   0  1     0.033     1.000     1.000    1.000    1.000
PROFILE        4
     0.000   188.500     1.000     <#1>     0     0.000     0
     0.000   148.500     1.000     <#0>     0     0.000     0
   600.000   148.500     1.000     <#2>     0     0.000     0
   600.000   188.500     1.000     <#4>     0     0.000     0
LEVEL PARAMS
   0  0    0.000  0    0.000  20
*******************************
"""


@pytest.fixture
def bring(db):
    officer = User.objects.create_user("surveyor", None, Role.CITY_DUTY)

    def run(register, text, name="a.csv"):
        content = text if isinstance(text, bytes) else text.encode()
        return importing.run(register, officer, name, content, "zh", commit=True)

    return run


def sections_of(answer):
    return [(e["row"], e["column"], e["message"]) for e in answer["errors"]]


def test_a_long_table_becomes_sections_and_the_same_file_changes_nothing(bring):
    answer = bring(river_sections.REGISTER, LONG)
    assert (answer["errors"], answer["creates"]) == ([], 2)
    row = RiverSection.objects.get(code="CS-1")
    assert (row.reach.code, row.datum, row.geometry is not None) == ("CJ09", "wusong", True)
    assert [(r.stage_m, r.area_m2, r.radius_m, r.roughness) for r in row.table] == [
        (150, 2000, 3.9, 0.035), (160, 8000, None, 0.034), (175, 19000, None, None),
    ]  # fmt: skip
    again = bring(river_sections.REGISTER, LONG)
    assert (again["creates"], again["updates"]) == (0, 0)


@pytest.mark.parametrize(("name", "text"), [("a.g01", HEC), ("a.txt", MIKE)])
def test_files_of_river_models_become_sections(bring, name, text):
    answer = bring(river_sections.REGISTER, text, name)
    assert (answer["errors"], answer["creates"]) == ([], 1)
    row = RiverSection.objects.get(source=name)
    assert (row.reach.code, row.datum, row.status) == ("CJ09", "unknown", "unverified")
    # a box 600 m wide: at 10 m depth 6,000 m2, whatever the datum
    middle = next(r for r in row.table if r.area_m2 == pytest.approx(6000.0))
    assert (middle.stage_m, middle.width_m) == (160.0, 600.0)
    radius = 6000 / 600  # walls of the survey's ends are wetted too and are left out of A / W
    n = 0.035 if name == "a.g01" else 0.033
    plain = 6000 * (6000 / 620) ** (2 / 3) / n
    assert middle.conveyance_m3_s == pytest.approx(plain, rel=1e-3)
    assert middle.roughness == pytest.approx(n * (radius / (6000 / 620)) ** (2 / 3), rel=1e-3)
    again = bring(river_sections.REGISTER, text, name)
    assert (again["creates"], again["updates"]) == (0, 0)


def test_every_bad_line_is_named_and_nothing_is_kept(bring):
    bad = """编号,河流,河段,里程,高程基准,水位,过水面积,水面宽
A,长江,,655,吴淞高程,150,2000,500
A,,,,,149,8000,640
A,,,,,175,19000,0
B,长江,CJ99,,吴淞高程,150,2000,500
B,,,,,160,abc,500
C,没有的江,,12,吴淞高程,150,2000,500
C,,,13,吴淞高程,160,3000,500
,长江,,655,吴淞高程,150,2000,500
"""
    before = RiverSection.objects.count()
    found = sections_of(bring(river_sections.REGISTER, bad))
    assert RiverSection.objects.count() == before
    said = {row: [m for r, _, m in found if r == row] for row, _, _ in found}
    assert "水位应逐行升高：149 不大于上一行的 150" in said[3][0]
    assert "水面宽应大于 0" in said[4][0]
    assert any("没有找到“CJ99”" in m for m in said[5])
    assert "“abc”不是有限的数字" in said[6][0]
    assert any("没有找到“没有的江”" in m for m in said[7])
    assert "与同一编号前面的行不一致" in said[8][0]
    assert said[9] == ["必填。"]


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        (("长江,655", "长江,999"), "河段", "断面要落在一个河段上"),
        (("吴淞高程", "黄河高程"), "高程基准", "只能是：吴淞高程"),
        (("175,19000", "175,7000"), "断面表", "过水面积应逐行升高"),
        (("3.9,", "9.9,"), "断面表", "水力半径 9.9 m 应大于 0"),
        (("160,8000", "160,inf"), "断面表", "“inf”不是有限的数字"),
    ],
)
def test_what_is_wrong_with_a_section_is_said(bring, change, column, words):
    found = sections_of(bring(river_sections.REGISTER, LONG.replace(*change)))
    assert any(words in message for _, _, message in found), found
    assert column in {c for _, c, _ in found}


def test_a_table_far_from_the_pool_has_the_wrong_datum(bring):
    low = LONG.replace(",150,", ",50,").replace(",160,", ",60,").replace(",175,", ",75,")
    found = sections_of(bring(river_sections.REGISTER, low))
    assert all("核对高程基准" in message for _, _, message in found)
    assert {row for row, _, _ in found} == {2, 5}


def test_a_rating_comes_a_point_a_line(bring):
    text = """站码,名称,河流,里程,高程基准,流量,水位
ZT,朱沱,长江,804,吴淞高程,3000,196.5
ZT,,,,,10000,201
ZT,,,,,40000,213
"""
    assert bring(gauges.REGISTER, text)["creates"] == 1
    assert [(p.discharge_m3_s, p.stage_m) for p in Gauge.objects.get(code="ZT").points] == [
        (3000, 196.5), (10000, 201), (40000, 213),
    ]  # fmt: skip
    found = sections_of(bring(gauges.REGISTER, text.replace("10000,201", "10000,196")))
    assert [(row, "逐行升高" in message) for row, _, message in found] == [(3, True)]


def test_a_reservoir_level_outside_its_range_is_refused(bring):
    text = "编号,名称,类别,高程基准,人工读数时间,人工读数水位\nTGD,坝前,三峡坝前,吴淞高程,2026-11-20T08:00:00+08:00,{}\n"
    (fault,) = sections_of(bring(gauges.REGISTER, text.format(181.2)))
    assert "坝前水位应在 145–175 m 之间" in fault[2]
    assert bring(gauges.REGISTER, text.format(172.3))["creates"] == 1


TESTS = """编号,类别,河段,终点河段,日期,流量,前锋历时,峰值历时,尾部历时
T1,示踪试验,CJ02,CJ08,2024-03-05,3300,28,31,40
"""


def test_a_travel_test_knows_its_length(bring):
    assert bring(travel_tests.REGISTER, TESTS)["creates"] == 1
    row = TravelTest.objects.get(code="T1")
    assert row.length_m == pytest.approx(144_000, rel=0.01)
    assert row.region == Reach.objects.get(code="CJ02").region


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("28,31", "33,31"), "峰值（31 h）早于前锋（33 h）"),
        (("31,40", "31,20"), "尾部（20 h）早于峰值（31 h）"),
        (("3300", "0"), "流量应大于 0"),
        (("CJ08", "CJ01"), "终点应在起点下游"),
        (("CJ02", "CJ77"), "没有找到“CJ77”"),
        (("28,31,40", ",,"), "峰值历时与流速至少填一项"),
        (("28,31,40", ",0.5,"), "核对距离与时间"),
        (("2024", "2099"), "不能晚于今天"),
    ],
)
def test_what_is_wrong_with_a_test_is_said(bring, change, words):
    before = TravelTest.objects.count()
    found = sections_of(bring(travel_tests.REGISTER, TESTS.replace(*change)))
    assert any(words in message for _, _, message in found), found
    assert TravelTest.objects.count() == before


def test_a_table_of_velocities_is_results_of_a_model(bring):
    text = "河段,流量,流速\nCJ02,3000,1.30\nCJ02,9000,2.02\nCJ03,3000,1.28\n"
    answer = bring(travel_tests.REGISTER, text)
    assert (answer["errors"], answer["creates"]) == ([], 3)
    row = TravelTest.objects.get(code="CJ02-9000")
    assert (row.kind, row.velocity_m_s) == ("model", 2.02)
    assert bring(travel_tests.REGISTER, text)["creates"] == 0


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (
            "a.txt",
            MIKE.replace("PROFILE        4", "PROFILE        9").replace("0.033", "0,033"),
            {13, 14},
        ),
        (
            "a.g01",
            HEC.replace("#Sta/Elev= 4", "#Sta/Elev= 5").replace("   .035", "   .O35"),
            {4, 7},
        ),
        ("a.g01", HEC.replace("190       0     150", "150       0     150"), {3}),
    ],
)
def test_a_broken_model_file_names_its_lines(bring, name, text, lines):
    before = RiverSection.objects.count()
    found = sections_of(bring(river_sections.REGISTER, text, name))
    assert {row for row, _, _ in found} == lines
    assert not any(message.startswith("第") for _, _, message in found)
    assert RiverSection.objects.count() == before


def test_the_command_line_imports_by_short_names(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(server, "_django", lambda: True)
    monkeypatch.setattr(server, "_migrated", lambda: True)
    good, bad = tmp_path / "s.csv", tmp_path / "t.csv"
    good.write_text(LONG, encoding="utf-8")
    bad.write_text(TESTS.replace("28,31", "33,31"), encoding="gb18030")
    assert server.import_(["sections", str(good)]) == 0
    assert "新建 2" in capsys.readouterr().out
    assert server.import_(["tests", str(bad)]) == 2
    assert "第 2 行" in capsys.readouterr().err
    assert not TravelTest.objects.filter(code="T1").exists()


def test_the_dialog_of_the_web_takes_model_files_too(caller):
    officer = caller("city_duty")
    answer = officer.upload("/registers/river_sections/import?commit=true", "a.g01", HEC.encode())
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["creates"] == 1


def test_a_path_is_surveyed_in_three_queries(bring):
    network = store.network()
    path = network.downstream_path("CJ02", 0.0)
    with CaptureQueriesContext(
        connection,
    ) as first:
        few = survey.along(network, path)
    rows = "".join(
        f"M-{i},长江,{800 - i},吴淞高程,{200 - i / 5},1000,300\nM-{i},,,,{230 - i / 5},9000,500\n"
        for i in range(60)
    )
    bring(river_sections.REGISTER, "编号,河流,里程,高程基准,水位,面积,水面宽\n" + rows)
    bring(travel_tests.REGISTER, TESTS)
    with CaptureQueriesContext(connection) as second:
        many = survey.along(network, path)
    assert len(first) == len(second) == 3
    count = lambda s: sum(len(v) for v in s.sections.values())  # noqa: E731
    assert count(many) == count(few) + 60
    assert [t.code for t in many.tests] == ["T1"]
    assert many.tests[0].seconds == 31 * 3600


def test_the_demo_rows_are_to_be_verified_and_no_test_of_them_counts():
    rows = [*RiverSection.objects.filter(demo=True), *Gauge.objects.filter(demo=True)]
    assert len(rows) > 20
    assert {row.status for row in rows} == {"unverified"}
    assert not TravelTest.objects.filter(demo=True, in_use=True).exists()
    assert Gauge.objects.filter(demo=True, reading_at=None).count() == Gauge.objects.count()


def test_demo_sections_hold_as_much_water_as_the_columns_say():
    """So the travel times of the three regimes stay what they are, whichever of the two is read."""
    network = store.network()
    for row in RiverSection.objects.filter(demo=True).select_related("reach"):
        hydraulics = network.reaches[row.reach.code].hydraulics
        for level in row.table:
            section = hydraulics.section(hydraulics.discharge_dry_m3_s * 1e-6, level.stage_m)
            assert level.area_m2 == pytest.approx(section.width_m * section.depth_m, rel=1e-3)


def test_a_reading_lies_in_the_past(bring):
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()
    text = f"编号,名称,河流,里程,高程基准,人工读数时间,人工读数流量\nX,朱沱,长江,804,未注明,{tomorrow},5000\n"
    (fault,) = sections_of(bring(gauges.REGISTER, text))
    assert "读数时间不能晚于现在" in fault[2]
