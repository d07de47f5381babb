"""Who is called for a division at an hour: the roster first, the holders of the role where it names nobody."""

import datetime as dt

import pytest
from django.utils import timezone

from shangyou.core.duty import on_duty, shift_for
from shangyou.core.models import DutyShift, User
from shangyou.core.rights import Role

FULING, WANZHOU = "500102", "500101"
pytestmark = pytest.mark.django_db


@pytest.fixture
def account(organisation_of):
    def give(username, role, tier="city", division="500000", covers=(), *, active=True):
        return User.objects.create_user(
            username, None, role, name=username, is_active=active,
            organisation=organisation_of(tier, division, covers),
        )  # fmt: skip

    return give


def shift(organisation, officers, leader=None, *, hours=(-1, 11), now=None):
    now = now or timezone.now()
    made = DutyShift.objects.create(
        organisation=organisation,
        duty_name="、".join(map(str, officers)) or "外聘",
        begins_at=now + dt.timedelta(hours=hours[0]),
        ends_at=now + dt.timedelta(hours=hours[1]),
        leader=leader,
        leader_name=str(leader or ""),
    )
    made.officers.set(officers)
    return made


def names(users):
    return [user.username for user in users]


def test_without_a_roster_whoever_holds_the_role(account):
    account("c1", Role.CITY_DUTY)
    account("c2", Role.CITY_DUTY, active=False)
    account("b1", Role.COMMANDER)
    account("s1", Role.SUB_CENTRE, "sub_centre", WANZHOU, [WANZHOU, FULING])
    account("d1", Role.DISTRICT, "district", FULING)
    account("d2", Role.DISTRICT, "district", WANZHOU)
    found = on_duty(FULING, timezone.now())
    assert names(found.local) == ["d1", "s1"]
    assert names(found.city) == ["c1"]
    assert names(found.leaders) == ["b1"]
    assert on_duty("500000", timezone.now()).local == ()


def test_the_roster_names_whom_to_call_at_that_hour(account):
    one, two = account("c1", Role.CITY_DUTY), account("c2", Role.CITY_DUTY)
    boss = account("b1", Role.COMMANDER)
    account("b2", Role.COMMANDER)
    local, other = (account(n, Role.DISTRICT, "district", FULING) for n in ("d1", "d2"))
    account("s1", Role.SUB_CENTRE, "sub_centre", WANZHOU, [WANZHOU, FULING])
    now = timezone.now()
    shift(one.organisation, [one], boss, hours=(-1, 11), now=now)
    shift(one.organisation, [two], None, hours=(11, 23), now=now)
    shift(local.organisation, [other], hours=(-1, 11), now=now)
    found = on_duty(FULING, now)
    # the sub-centre keeps no roster: its officers stand behind the district's
    assert (names(found.local), names(found.city), names(found.leaders)) == (
        ["d2", "s1"], ["c1"], ["b1"],
    )  # fmt: skip
    # a shift holds from its first moment to the last before its end
    later = on_duty(FULING, now + dt.timedelta(hours=11))
    assert (names(later.city), names(later.leaders)) == (["c2"], ["b1", "b2"])
    assert names(later.local) == ["d1", "d2", "s1"]
    assert names(on_duty(FULING, now + dt.timedelta(days=9)).city) == ["c1", "c2"]


def test_a_shift_that_names_nobody_who_can_log_in_falls_back(account):
    one = account("c1", Role.CITY_DUTY)
    gone = account("c2", Role.CITY_DUTY, active=False)
    shift(one.organisation, [gone], gone)
    shift(one.organisation, [])
    found = on_duty(FULING, timezone.now())
    assert (names(found.city), names(found.leaders)) == (["c1"], [])


def test_three_queries_however_many_are_on_duty(account, django_assert_num_queries):
    for number in range(12):
        own = account(f"d{number}", Role.DISTRICT, "district", f"5001{number:02d}")
        shift(own.organisation, [own], account(f"b{number}", Role.COMMANDER))
    account("c1", Role.CITY_DUTY)
    with django_assert_num_queries(3):
        found = on_duty("500103", timezone.now())
        assert names(found.local) == ["d3"]
        assert [str(user.organisation) for user in found.local]


def test_the_screen_names_the_own_desk_before_the_citys(account, django_assert_num_queries):
    city, local = account("c1", Role.CITY_DUTY), account("d1", Role.DISTRICT, "district", FULING)
    guest = account("g1", Role.DISTRICT, "district", WANZHOU)
    shift(city.organisation, [city])
    shift(local.organisation, [local])
    with django_assert_num_queries(3):
        shown = [shift_for(user, timezone.now()).duty_name for user in (city, local, guest)]
    assert shown == ["c1", "d1", "c1"]
