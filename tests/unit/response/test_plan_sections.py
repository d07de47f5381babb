"""Each section of the plan on the worked situation and at its edges."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shangyou.response.planning import (
    experts,
    intakes,
    notify,
    sampling,
    spaces,
    supplies,
    teams,
    treatment,
)
from shangyou.response.planning.build import build
from shangyou.response.planning.facts import Band, ReportClock, Times
from shangyou.response.planning.lines import Line
from shangyou.science.messages import Sentence


def only(section):
    assert len(section.lines) == 1
    return section.lines[0]


class TestIntakes:
    def test_closes_an_hour_before_the_early_exceedance_until_the_late_end(self, worked):
        line = only(intakes.plan(worked.SITUATION))
        assert line.verb.zh == "关闭"
        assert line.start == line.by == worked.after(4.5)
        assert line.until == worked.after(14)
        assert "93 %" in line.what.zh
        assert any("GB 3838-2002" in b.title.zh for b in line.because)
        assert "30 倍" in line.effect.zh

    def test_never_asks_for_a_closure_in_the_past(self, worked):
        soon = replace(worked.INTAKE, above_from=worked.times(0.5, 1, 2))
        line = only(intakes.plan(replace(worked.SITUATION, receptors=(soon,))))
        assert line.start == worked.NOW
        # the front itself is due before half an hour has passed
        assert line.by == worked.after(0.5)

    def test_an_unlikely_exceedance_is_watched_not_closed(self, worked):
        unlikely = replace(worked.INTAKE, probability_above=0.2)
        line = only(intakes.plan(replace(worked.SITUATION, receptors=(unlikely,))))
        assert "加密监测" in line.verb.zh

    @pytest.mark.parametrize(("probability", "lines"), [(0.04, 0), (0.05, 1), (0.5, 1)])
    def test_the_levels_hold_at_their_edges(self, worked, probability, lines):
        intake = replace(worked.INTAKE, probability_above=probability)
        section = intakes.plan(replace(worked.SITUATION, receptors=(intake,)))
        assert len(section.lines) == lines

    def test_without_a_limit_it_says_so_and_samples(self, worked):
        intake = replace(worked.INTAKE, limit=None, probability_above=None)
        line = only(intakes.plan(replace(worked.SITUATION, receptors=(intake,))))
        assert "没有适用的水质限值" in line.what.zh
        assert line.start == worked.after(5)

    def test_no_intake_is_said(self, worked):
        section = intakes.plan(replace(worked.SITUATION, receptors=(worked.SECTION,)))
        assert section.lines == ()
        assert "没有登记的取水口" in section.empty.zh

    def test_an_assumed_bank_is_said_in_the_line(self, worked):
        said = Sentence("岸别未知，按泄漏同岸计", "bank not known")
        intake = replace(worked.INTAKE, bank="", assumption=said)
        line = only(intakes.plan(replace(worked.SITUATION, receptors=(intake,))))
        assert "岸别未知，按泄漏同岸计" in line.where.zh
        assert (said, "estimated") in [(b.title, b.status) for b in line.because]

    def test_an_end_beyond_the_window_is_said(self, worked):
        intake = replace(worked.INTAKE, above_until=Times())
        line = only(intakes.plan(replace(worked.SITUATION, receptors=(intake,))))
        assert line.until is None
        assert "超出预报时段" in line.what.zh


class TestSpaces:
    def test_in_time_with_its_share(self, worked):
        line = only(spaces.plan(worked.SITUATION))
        assert line.verb.zh == "启用"
        assert line.start == worked.NOW + timedelta(hours=1.5)
        # order no later than the early front less travel and readiness
        assert line.by == worked.after(4) - timedelta(hours=1.5)
        # 500,000 of 50 m3/s x 4 h = 720,000 m3
        assert "可容 69 %" in line.effect.zh
        assert line.where.zh == "綦江 K30+250"

    def test_all_late_says_by_how_much(self, worked):
        late = replace(worked.SPACE, ready_s=6 * 3600.0)
        line = only(spaces.plan(replace(worked.SITUATION, spaces=(late,))))
        assert line.verb.zh == "来不及"
        # ready at 03:10 + 6.5 h = 09:40; front at 03:00 + 4 h = 07:00
        assert "晚 2 小时 40 分" in line.what.zh
        assert line.by is None

    def test_too_small_to_matter(self, worked):
        small = replace(worked.SPACE, capacity_m3=1000.0)
        assert only(spaces.plan(replace(worked.SITUATION, spaces=(small,)))).verb.zh == "不适用"

    def test_without_capacity_it_does_not_invent_an_effect(self, worked):
        unknown = replace(worked.SPACE, capacity_m3=None)
        line = only(spaces.plan(replace(worked.SITUATION, spaces=(unknown,))))
        assert "未知" in line.effect.zh

    def test_none_on_the_path(self, worked):
        assert "没有登记的应急空间" in spaces.plan(replace(worked.SITUATION, spaces=())).empty.zh


class TestTreatment:
    def test_amount_and_jar_test(self, worked):
        line = only(treatment.plan(worked.SITUATION))
        assert "14.4–28.8 t" in line.means.zh
        assert "烧杯试验" in line.means.zh
        assert line.status == "unverified"

    def test_a_large_river_is_not_dosed_across(self, worked):
        big = replace(worked.SITUATION.release, discharge_m3_s=5000.0)
        line = only(treatment.plan(replace(worked.SITUATION, release=big)))
        assert "不宜全断面投加" in line.where.zh

    def test_unknown_substance(self, worked):
        unknown = replace(worked.SITUATION.substance, known=False)
        section = treatment.plan(replace(worked.SITUATION, substance=unknown))
        assert section.lines == ()
        assert "物质不详" in section.empty.zh


class TestSupplies:
    def test_nearest_first_until_covered(self, worked):
        lines = supplies.plan(worked.SITUATION).lines
        assert [line.what.zh for line in lines] == ["粉末活性炭 10 t", "粉末活性炭 18.8 t"]

    def test_shortage_is_said_plainly(self, worked):
        needs = (worked.need(worked.stock("近", 10_000, 30)),)
        lines = supplies.plan(replace(worked.SITUATION, needs=needs)).lines
        assert "仍缺 18.8 t" in lines[-1].what.zh

    def test_nothing_in_any_depot(self, worked):
        lines = supplies.plan(replace(worked.SITUATION, needs=(worked.need(),))).lines
        assert "仍缺 28.8 t" in lines[0].what.zh

    def test_an_open_amount_names_the_nearest_holdings(self, worked):
        holdings = [
            worked.stock(name, 100, minutes) for name, minutes in zip("abc", (3, 1, 2), strict=True)
        ]
        needs = (worked.need(*holdings, quantity=None),)
        lines = supplies.plan(replace(worked.SITUATION, needs=needs)).lines
        assert [line.where.zh for line in lines] == ["b库", "c库"]


class TestTeamsAndExperts:
    def test_two_soonest_of_each_skill(self, worked):
        names = [line.what.zh for line in teams.plan(worked.SITUATION).lines]
        assert names == [
            "监测一队（应急监测，12 人）",
            "监测二队（应急监测，12 人）",
            "处置一队（危化品处置，12 人）",
        ]

    def test_no_team(self, worked):
        assert teams.plan(replace(worked.SITUATION, teams=())).empty is not None

    def test_more_fitting_skills_first_and_none_without(self, worked):
        names = [line.what.zh for line in experts.plan(worked.SITUATION).lines]
        assert names == ["专家乙（水处理、有机物）", "专家甲（水处理）"]

    def test_no_expert(self, worked):
        assert experts.plan(replace(worked.SITUATION, experts=())).empty is not None


class TestNotify:
    def clock(self, worked):
        return ReportClock(
            key="city",
            title=Sentence("初报", "first report"),
            recipient=Sentence("市生态环境局", "city bureau"),
            deadline=worked.NOW + timedelta(hours=4),
            clause="令17第三条",
            status="verified",
            reason=Sentence("一般事件", "ordinary"),
        )

    def test_clocks_neighbours_operators_and_province(self, worked):
        section = notify.plan(worked.SITUATION, (self.clock(worked),))
        keys = {line.key for line in section.lines}
        assert keys == {
            "report:city",
            "notify:district:500116",
            "notify:province:boundaries:3",
            "notify:intake:receptors:1",
            "notify:water",
        }
        office = next(line for line in section.lines if line.key == "notify:district:500116")
        assert office.who.zh == "江津区生态环境局 023-00000002"
        assert office.by == worked.NOW + timedelta(hours=2)

    def test_a_near_front_shortens_the_notice(self, worked):
        near = replace(worked.INTAKE, arrival=worked.times(2.0, 3, 4))
        section = notify.plan(replace(worked.SITUATION, receptors=(near,)), ())
        call = next(line for line in section.lines if line.key.startswith("notify:intake"))
        assert call.by == worked.after(1.0)

    def test_the_own_district_is_not_told_as_a_neighbour(self, worked):
        section = notify.plan(replace(worked.SITUATION, receptors=(worked.INTAKE,)), ())
        assert {line.key for line in section.lines} == {"notify:intake:receptors:1", "notify:water"}

    def test_the_province_below_is_called_by_its_own_number(self, worked):
        border = replace(worked.BORDER, neighbour_code="420000")
        bureau = replace(
            worked.OFFICE,
            name="湖北省生态环境厅",
            role="province_neighbour",
            division_code="420000",
        )
        situation = replace(worked.SITUATION, receptors=(border,), organisations=(bureau,))
        lines = {line.key: line for line in notify.plan(situation, ()).lines}
        call = lines["notify:province:boundaries:3"]
        assert call.what.zh.startswith("湖北省生态环境厅：前锋最早")
        assert call.who.zh == "湖北省生态环境厅 023-00000002"

    def test_ships_go_to_the_maritime_authority(self, worked):
        release = replace(worked.SITUATION.release, from_vessel=True)
        section = notify.plan(replace(worked.SITUATION, release=release, receptors=()), ())
        ship = next(line for line in section.lines if line.key == "notify:maritime")
        assert "第七十八条" in ship.because[0].title.zh

    def test_lines_are_in_order_of_deadline(self, worked):
        lines = notify.plan(worked.SITUATION, (self.clock(worked),)).lines
        assert [line.by for line in lines] == sorted(line.by for line in lines)


class TestSampling:
    def test_upstream_release_and_every_reached_place(self, worked):
        lines = sampling.plan(worked.SITUATION).lines
        assert [line.key for line in lines] == [
            "sample:upstream",
            "sample:release",
            "sample:receptors:1",
            "sample:receptors:2",
            "sample:boundaries:3",
        ]
        by_key = {line.key: line for line in lines}
        assert "消减断面" in by_key["sample:receptors:2"].what.zh
        assert by_key["sample:receptors:1"].start == worked.after(4)
        assert by_key["sample:receptors:1"].status == "unverified"

    def test_what_the_plume_does_not_reach_is_not_sampled(self, worked):
        far = replace(worked.INTAKE, arrival=Times(), peak_mg_l=Band(None, None, None))
        lines = sampling.plan(replace(worked.SITUATION, receptors=(far,))).lines
        assert len(lines) == 2

    def test_an_unknown_substance_is_scanned_for(self, worked):
        unknown = replace(worked.SITUATION.substance, known=False)
        lines = sampling.plan(replace(worked.SITUATION, substance=unknown)).lines
        assert "全扫描" in lines[0].means.zh


def test_nothing_is_overdue_when_the_plan_is_made(worked):
    past = worked.times(-2, -1, 0)
    passed = replace(worked.INTAKE, arrival=past, above_from=past)
    release = replace(worked.SITUATION.release, from_vessel=True, from_enterprise=True)
    situation = replace(worked.SITUATION, receptors=(passed, worked.SECTION), release=release)
    lines = [line for section in build(situation).sections for line in section.lines]
    timed = [line.by for line in lines if line.by is not None]
    assert len(timed) > 10
    assert min(timed) == situation.at_once == worked.NOW + timedelta(minutes=30)
    assert all(line.by is None for line in lines if line.key.startswith("grade:"))


def test_a_line_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="no reason"):
        Line(key="x", verb=Sentence("", ""), what=Sentence("", ""), because=())
