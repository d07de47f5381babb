"""The map, the rivers and the substances over HTTP, with rights, languages and constant query counts."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shangyou.core.models import Organisation, User
from shangyou.core.rights import Role

pytestmark = pytest.mark.usefixtures("world")

ADDRESSES = (
    "/map/layers",
    "/map/base",
    "/rivers",
    "/rivers/locate?lon=106.59&lat=29.57",
    "/rivers/hydrology?date=2026-01-15",
    "/nearby?lon=106.59&lat=29.57",
    "/substances?search=苯",
    "/substances/71-43-2",
)


def client_of(role, organisation=None):
    user = User.objects.create_user(f"test-{role}", None, role, organisation=organisation)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def city(world):
    return client_of(Role.CITY_DUTY)


def get(client, address, **headers):
    return client.get(f"/api/v1{address}", headers=headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_reads_without_logging_in(address):
    assert get(Client(), address).status_code == 401


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_in_both_languages(city, address):
    for language in ("zh", "en"):
        answer = get(city, address, accept_language=language)
        assert answer.status_code == 200, answer.content
        assert answer.json()


def test_layers_have_marks_that_differ_and_no_warning_colours(city):
    rows = {row["id"]: row for row in get(city, "/map/layers").json()["rows"]}
    assert next(iter(rows)) == "receptors"
    assert rows["receptors"]["group"] == "受体"
    assert rows["risk_sources"]["count"] == 300
    assert rows["depots"]["count"] == 43
    for row in rows.values():
        marks = [(e["shape"], e["colour"]) for e in row["legend"]]
        assert len(marks) == len(set(marks)), row["id"]
        for _, colour in marks:
            red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
            # red, orange, yellow and blue fills belong to the legal warning levels
            assert not (red > 190 and blue < 90)
            assert not (blue > 170 and red < 90 and green < 130)


def test_layers_leave_out_what_a_user_may_not_see():
    enterprise = Organisation.objects.get(tier="enterprise")
    rows = get(client_of(Role.ENTERPRISE, enterprise), "/map/layers").json()["rows"]
    assert {row["id"]: row["count"] for row in rows} == {"risk_sources": 9}


def test_a_district_counts_its_own():
    district = Organisation.objects.get(tier="district", division_code="500102")
    rows = get(client_of(Role.DISTRICT, district), "/map/layers").json()["rows"]
    count = {row["id"]: row["count"] for row in rows}
    assert 0 < count["risk_sources"] < 300


def test_the_base_is_labelled_schematic(city):
    answer = get(city, "/map/base").json()
    west, south, east, north = answer["bounds"]
    assert west < 106.5 < east
    assert south < 29.5 < north
    assert "示意" in answer["label"]
    assert answer["districts"] in (None, "/demo/chongqing-districts.geojson")


def test_rivers_are_listed_with_their_reaches(city):
    rows = get(city, "/rivers").json()["rows"]
    assert len(rows) == 26
    assert {r["name"]: r["reaches"] for r in rows}["长江"] == 28


def test_a_point_is_located(city):
    answer = get(city, "/rivers/locate?lon=106.50&lat=29.43").json()
    assert answer["river"] == "长江"
    assert answer["chainage_km"] == pytest.approx(686.6, abs=0.2)
    assert answer["label"].startswith("长江 K686+")
    assert answer["bank"] in ("left", "right")
    assert answer["discharge_m3_s"] > 1000
    assert "三峡坝前水位" in answer["regime"]
    english = get(city, "/rivers/locate?lon=106.50&lat=29.43", accept_language="en").json()
    assert "Three Gorges pool" in english["regime"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lon=108.7&lat=31.95", "超过 5 km"),
        ("lon=400&lat=30", "经度应在"),
        ("lon=nan&lat=30", "经度应在"),
        ("lon=abc&lat=30", "数字"),
        ("lat=30", "必填"),
    ],
)
def test_a_bad_point_is_refused_in_a_sentence(city, query, sentence):
    answer = get(city, f"/rivers/locate?{query}")
    assert answer.status_code == 422
    assert sentence in answer.json()["message"]


def test_hydrology_of_a_date(city):
    winter = get(city, "/rivers/hydrology?date=2026-01-15").json()
    assert (winter["season"], winter["status"]) == ("dry", "estimated")
    assert winter["pool_level_m"] == pytest.approx(172, abs=0.5)
    assert get(city, "/rivers/hydrology?date=2026-07-20").json()["season"] == "flood"
    assert get(city, "/rivers/hydrology").status_code == 200
    assert get(city, "/rivers/hydrology?date=yesterday").status_code == 422
    assert dt.date(2026, 1, 15)


def test_what_is_near_is_near_and_in_order(city):
    answer = get(city, "/nearby?lon=107.02&lat=29.81&radius_m=8000").json()
    distances = [row["distance_m"] for row in answer["rows"]]
    assert distances
    assert distances == sorted(distances)
    assert max(distances) <= 8000
    assert "长寿经开区(晏家组团)" in [row["title"] for row in answer["rows"]]
    for radius in ("0", "-5", "1e9", "nan"):
        assert get(city, f"/nearby?lon=107&lat=29.8&radius_m={radius}").status_code == 422
    assert get(city, "/nearby?lon=999&lat=29.8").status_code == 422


@pytest.mark.parametrize("word", ["苯", "benzene", "71-43-2", "1114"])
def test_benzene_is_found_by_any_of_its_names(city, word):
    rows = get(city, f"/substances?search={word}").json()["rows"]
    assert rows[0]["key"] == "71-43-2"


def test_the_card_of_a_substance(city):
    card = get(city, "/substances/71-43-2").json()
    assert card["name_zh"] == "苯"
    assert card["un"] == "1114"
    assert any(row["unit"] == "kg/m³" for row in card["properties"])
    assert all(row["source"] and row["status"] for row in card["properties"])
    assert any(row["value_mg_l"] == 0.01 for row in card["limits"])
    assert card["techniques"]
    assert card["behaviour"]
    unknown = get(city, "/substances/nothing-like-it")
    assert unknown.status_code == 404
    assert "没有找到物质" in unknown.json()["message"]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/map/layers", 9),
        ("/map/base", 3),
        ("/rivers", 4),
        ("/rivers/locate?lon=106.59&lat=29.57", 5),
        ("/nearby?lon=106.59&lat=29.57&radius_m=50000", 6),
        ("/substances?search=a&limit=100", 3),
    ],
)
def test_queries_do_not_grow_with_the_rows(city, address, most):
    get(city, address)  # the network is built once per process
    with CaptureQueriesContext(connection) as queries:
        assert get(city, address).status_code == 200
    assert len(queries) <= most, [q["sql"][:80] for q in queries]
