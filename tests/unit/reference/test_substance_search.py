import time

import pytest

from shangyou.reference import substances
from shangyou.reference.substances import SUBSTANCES, by_cas, by_key, search, unknown


@pytest.mark.parametrize(
    ("text", "cas"),
    [
        ("benzene", "71-43-2"),
        ("BENZENE ", "71-43-2"),
        ("苯", "71-43-2"),
        ("71-43-2", "71-43-2"),
        ("1114", "71-43-2"),
        ("UN1114", "71-43-2"),
        ("un 1114", "71-43-2"),
        ("硝基苯", "98-95-3"),
        ("sulphuric acid", "7664-93-9"),
        ("浓硫酸", "7664-93-9"),
        ("盐酸", "7647-01-0"),
        ("烧碱", "1310-73-2"),
        ("氯气", "7782-50-5"),
        ("液氨", "7664-41-7"),
        ("黄磷", "12185-10-3"),
        ("7723-14-0", "12185-10-3"),
        ("氰化钠", "143-33-9"),
        ("苯酚", "108-95-2"),
        ("phenol", "108-95-2"),
        ("苯胺", "62-53-3"),
        ("二甲苯", "1330-20-7"),
        ("汽油", "8006-61-9"),
        ("柴油", "68334-30-5"),
        ("镉", "7440-43-9"),
        ("ＤＤＴ", "50-29-3"),
        ("aluminum chloride", "7446-70-0"),
        ("氨", "7664-41-7"),
        ("氯", "7782-50-5"),
        ("HCl", "7647-01-0"),
        ("NaOH", "1310-73-2"),
        ("Tl", "7440-28-0"),
        ("铬", "18540-29-9"),
        ("机油", "74869-22-0"),
    ],
)
def test_the_substance_meant_comes_first(text, cas):
    assert search(text)[0].cas == cas


def test_exact_comes_before_prefix_before_inside():
    names = [s.name_zh for s in search("苯酚", 50)]
    assert names[0] == "苯酚"
    assert names.index("苯酚") < names.index("2-氯苯酚")


def test_it_gives_no_more_than_asked_and_nothing_for_nonsense():
    assert len(search("氯", 7)) == 7
    assert search("没有这种东西") == ()
    assert len(search("", 5)) == 5


def test_lookup_by_key_and_cas():
    assert by_key("71-43-2") is by_cas("71-43-2")
    assert by_cas("3194-55-6").name_zh == "六溴环十二烷"
    assert by_cas("1-1-1") is None
    assert by_key("petroleum").cas is None


def test_the_sentence_for_an_unknown_name_repeats_it():
    sentence = unknown("某某酸")
    assert "某某酸" in sentence.zh
    assert "某某酸" in sentence.en


def test_a_search_is_quick():
    start = time.perf_counter()
    for _ in range(20):
        substances.search("氯")
    assert (time.perf_counter() - start) / 20 < 0.05


def test_names_are_there_and_tell_substances_apart():
    assert all(s.name_zh and s.name_en for s in SUBSTANCES)
    assert len({s.name_zh for s in SUBSTANCES}) == len(SUBSTANCES)
    assert len({s.name_en for s in SUBSTANCES}) == len(SUBSTANCES)
    assert len({s.cas for s in SUBSTANCES if s.cas}) == sum(1 for s in SUBSTANCES if s.cas)


def test_english_names_are_english():
    assert [s.name_en for s in SUBSTANCES if not s.name_en.isascii()] == []


def test_counts():
    assert len(SUBSTANCES) == 781
    assert sum(1 for s in SUBSTANCES if s.cas) == 741
    assert sum(1 for s in SUBSTANCES if s.un_number) == 553
    for s in SUBSTANCES:
        assert (s.un_number is None) == (s.un_status is None)
        assert s.un_number is None or (len(s.un_number) == 4 and s.un_number.isdigit())


def test_what_cannot_be_spilled_comes_last():
    assert search("酸")[0].can_be_spilled
    assert search("pH")[0].key == "ph"
    assert not by_key("ph").can_be_spilled
    assert by_key("petroleum").can_be_spilled
