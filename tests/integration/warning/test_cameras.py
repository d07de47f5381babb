"""Cameras over the API: whose are shown where, who may look, and that looking is noted."""

import re
import time

import pytest
from django.contrib.gis.geos import Point

from shangyou.core.models import AuditEntry
from shangyou.core.rights import Role
from shangyou.preparedness.models import Receptor, RiskSource
from shangyou.warning.media import watching
from shangyou.warning.models import Camera, CameraLogin, Station

pytestmark = pytest.mark.django_db
HERE = (107.40, 29.70)
DEGREE_M = 111_195.0  # of latitude on the sphere that PostGIS measures on


def at(north_m=0.0):
    return Point(HERE[0], HERE[1] + north_m / DEGREE_M, srid=4326)


@pytest.fixture
def camera(db):
    def give(code, north_m=0.0, **more):
        given = {"kind": "pattern", "region": "500102", "geometry": at(north_m)} | more
        return Camera.objects.create(code=code, name=f"摄像机 {code}", **given)

    return give


@pytest.fixture
def station(db):
    def give(code, **more):
        given = {"kind": "outfall", "region": "500102", "geometry": at()} | more
        return Station.objects.create(code=code, name=f"站 {code}", **given)

    return give


@pytest.fixture
def driver(settings, tmp_path):
    """The server's own driver, in a directory of the test."""
    settings.CAMERAS = settings.CAMERAS | {"directory": tmp_path, "most": 2, "idle_s": 20.0}
    for cached in (watching.ffmpeg, watching._platform):
        cached.cache_clear()
    yield watching.ffmpeg
    watching.ffmpeg().close_all()
    for cached in (watching.ffmpeg, watching._platform):
        cached.cache_clear()


def codes(answer):
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["rows"]]


def test_the_nearest_come_by_distance_and_end_at_the_given_one(camera, caller):
    for code, north_m in (("FAR", 2500), ("MID", 900), ("NEAR", -300), ("HERE", 0)):
        camera(code, north_m)
    camera("GONE", 100, state="removed")
    camera("NOWHERE", geometry=None)
    officer = caller(Role.CITY_DUTY)
    lon, lat = HERE
    answer = officer.get("/cameras/near", lon=lon, lat=lat)
    assert codes(answer) == ["HERE", "NEAR", "MID"]
    assert [row["distance_m"] for row in answer.json()["rows"]] == pytest.approx(
        [0, 300, 900], abs=2
    )
    assert codes(officer.get("/cameras/near", lon=lon, lat=lat, m=400)) == ["HERE", "NEAR"]
    assert codes(officer.get("/cameras/near", lon=lon, lat=lat, m=5000))[-1] == "FAR"
    # east and west count as far as they are, though a degree of longitude is shorter here
    Camera.objects.filter(code="MID").update(geometry=Point(lon + 0.02, lat, srid=4326))  # 1,932 m
    assert "MID" in codes(officer.get("/cameras/near", lon=lon, lat=lat, m=1950))
    assert "MID" not in codes(officer.get("/cameras/near", lon=lon, lat=lat, m=1910))


def test_those_of_the_same_owner_come_first_however_far(camera, station, caller):
    works = RiskSource.objects.create(code="RS-T", name="厂", kind="enterprise", region="500102")
    section = Receptor.objects.create(
        code="RC-T", name="断面", kind="control_section", region="500102"
    )
    outfall = station("ST-OUT", risk_source=works, receptor=section)
    other = station("ST-2", risk_source=works, geometry=at(9000))
    camera("OWN", 20_000, station=outfall)
    camera("WORKS", 8000, risk_source=works)
    camera("SECTION", 7000, receptor=section)
    camera("SISTER", 9000, station=other)
    camera("STRANGER", 100)
    camera("OWN2", geometry=None, station=outfall)
    officer = caller(Role.CITY_DUTY)
    found = officer.get("/cameras/near", station=outfall.pk)
    assert codes(found) == ["SECTION", "WORKS", "SISTER", "OWN", "OWN2", "STRANGER"]
    same = {row["code"]: row["same_owner"] for row in found.json()["rows"]}
    assert [code for code, own in same.items() if not own] == ["STRANGER"]
    assert set(codes(officer.get("/cameras/near", risk_source=works.pk, m=1))) == {
        "WORKS", "OWN", "OWN2", "SISTER",
    }  # fmt: skip
    assert codes(officer.get("/cameras/near", lon=HERE[0], lat=HERE[1], m=200)) == ["STRANGER"]


@pytest.mark.parametrize(
    "query",
    [{}, {"lon": 107}, {"lat": 29}, {"lon": "nan", "lat": 29}, {"lon": 200, "lat": 29},
     {"lon": 107, "lat": 29, "m": 0}, {"lon": 107, "lat": 29, "m": 1e9}, {"station": "x"}],
)  # fmt: skip
def test_a_place_that_is_none_is_refused_in_a_sentence(caller, query):
    answer = caller(Role.CITY_DUTY).get("/cameras/near", **query)
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"][0]["message"]


def test_who_may_look_is_the_table_of_rights_and_a_district_sees_its_own(camera, caller, driver):
    mine, theirs = camera("MINE"), camera("THEIRS", region="500101")
    lon, lat = HERE
    for role in Role:
        answer = caller(role).get("/cameras/near", lon=lon, lat=lat)
        if role in (Role.ENTERPRISE, Role.DEPOT, Role.READ_ONLY):
            assert answer.status_code == 403, role
            assert caller(role).post(f"/cameras/{mine.pk}/watch").status_code == 403
        elif role == Role.DISTRICT:
            assert codes(answer) == ["MINE"]
            assert caller(role).post(f"/cameras/{theirs.pk}/watch").status_code == 404
        elif role != Role.SUB_CENTRE:
            assert codes(answer) == ["MINE", "THEIRS"], role
    assert caller(None).post(f"/cameras/{mine.pk}/watch").status_code == 401
    assert not AuditEntry.objects.filter(action="camera.watched").exists()


def watched(someone, one, seconds=20.0):
    """Watch until it is live; return the last answer."""
    answer = someone.post(f"/cameras/{one.pk}/watch").json()
    until = time.monotonic() + seconds
    while answer["state"] == "connecting" and time.monotonic() < until:
        time.sleep(0.2)
        answer = someone.get(f"/cameras/{one.pk}/live/{answer['token']}").json()
    return answer


def test_a_picture_is_served_to_the_one_who_watches_and_noted(camera, caller, driver):
    one = camera("LIVE")
    officer, other = caller(Role.CITY_DUTY), caller(Role.EXPERT)
    answer = watched(officer, one)
    assert answer["state"] == "live", answer
    path = answer["playlist"].removeprefix("/api/v1")
    playlist = officer.get(path)
    assert playlist.status_code == 200
    assert playlist["Content-Type"] == "application/vnd.apple.mpegurl"
    assert playlist["Cache-Control"] == "no-store"
    base = path.rpartition("/")[0]
    names = re.findall(r"^\d{6}\.m4s$", playlist.content.decode(), re.MULTILINE)
    for name, box in (("init.mp4", b"ftyp"), (names[-1], b"moof")):
        part = officer.client.get(f"/api/v1{base}/{name}", headers={"accept-encoding": "gzip"})
        assert part.status_code == 200
        assert box in part.content[:400]
        assert not part.has_header("Content-Encoding")
    # the address is good for this person alone, for this camera alone, and for our files alone
    assert other.get(path).status_code == 404
    assert caller(None).get(path).status_code == 401
    second = camera("SECOND")
    assert officer.get(path.replace(f"/{one.pk}/", f"/{second.pk}/")).status_code == 404
    for name in ("..%2f..%2fsettings.py", "live.m3u8.tmp", "stdout"):
        assert officer.get(f"{base}/{name}").status_code == 404
    assert officer.get(path.replace(answer["token"], "x:y:z")).status_code == 404
    entries = AuditEntry.objects.filter(action="camera.watched")
    assert [(e.actor_id, e.object_id, e.region) for e in entries] == [
        (officer.user.pk, str(one.pk), "500102")
    ]
    # rights that end, end the picture
    type(officer.user).objects.filter(pk=officer.user.pk).update(role=Role.READ_ONLY)
    assert officer.get(path).status_code == 403


def test_more_than_allowed_are_told_so(camera, caller, driver):
    officer = caller(Role.CITY_DUTY)
    states = [officer.post(f"/cameras/{camera(code).pk}/watch").json()["state"] for code in "ABC"]
    assert states == ["connecting", "connecting", "busy"]


def test_a_camera_that_cannot_be_shown_says_why(camera, caller, driver, settings):
    officer = caller(Role.CITY_DUTY)
    settings.CAMERAS = settings.CAMERAS | {"ffmpeg": "no-such-program", "hosts": ("10.0.0.1",)}
    watching.ffmpeg.cache_clear()

    def said(**more):
        one = camera(f"C{Camera.objects.count()}", **more)
        answer = officer.post(f"/cameras/{one.pk}/watch").json()
        return answer["state"], answer["sentence"]

    assert said()[0] == "missing"
    assert "ffmpeg" in said()[1]
    state, sentence = said(kind="rtsp", address="rtsp://10.0.0.9/1")
    assert (state, "SHANGYOU_CAMERA_HOSTS" in sentence) == ("refused", True)
    state, sentence = said(kind="platform", address="50010200001320000001")
    assert (state, "SHANGYOU_CAMERA_PLATFORM" in sentence) == ("missing", True)
    state, sentence = said(state="fault")
    assert (state, "故障" in sentence) == ("refused", True)


def test_a_platform_camera_gets_the_platform_s_address(camera, caller, driver, settings):
    settings.CAMERAS = settings.CAMERAS | {"platform": "/media/{id}/hls.m3u8"}
    watching._platform.cache_clear()
    one = camera("GB", kind="platform", address="50010200001320000001")
    answer = caller(Role.CITY_DUTY).post(f"/cameras/{one.pk}/watch").json()
    assert (answer["state"], answer["playlist"]) == ("live", "/media/50010200001320000001/hls.m3u8")


def test_a_login_is_sealed_never_shown_and_given_to_the_driver_alone(
    camera, caller, driver, settings
):
    one = camera("LOGIN", kind="rtsp", address="rtsp://10.0.0.1/1")
    officer = caller(Role.DISTRICT)
    path = f"/cameras/{one.pk}/login"
    answer = officer.send("PUT", path, {"user": "operator", "password": "p@ss:wörd"})
    assert answer.json() == {"has_login": True}
    assert watching.source_of(one).login == ("operator", "p@ss:wörd")
    shown = [
        officer.get(f"/cameras/{one.pk}"),
        officer.get(f"/registers/cameras/rows/{one.pk}"),
        officer.get("/registers/cameras/export.csv"),
        officer.post(f"/cameras/{one.pk}/watch"),
    ]
    for text in (*(a.content.decode() for a in shown), str(list(AuditEntry.objects.values()))):
        assert "p@ss" not in text
        assert '"operator"' not in text
    assert b"p@ss" not in bytes(CameraLogin.objects.get(pk=one.pk).sealed)
    # sealed for this camera: moved to another row it is worth nothing
    other = camera("OTHER", kind="rtsp", address="rtsp://10.0.0.1/2")
    CameraLogin.objects.create(camera=other, sealed=CameraLogin.objects.get(pk=one.pk).sealed)
    answer = officer.post(f"/cameras/{other.pk}/watch").json()
    assert (answer["state"], "取流账号" in answer["sentence"]) == ("refused", True)
    assert caller(Role.EXPERT).send("PUT", path, {"user": "a", "password": "b"}).status_code == 403
    for body in (
        {"user": "", "password": "b"},
        {"user": "a\nb", "password": "c"},
        {"user": "x" * 65, "password": ""},
    ):
        assert officer.send("PUT", path, body).status_code in (400, 422), body
    assert officer.send("PUT", path, {"user": "", "password": ""}).json() == {"has_login": False}
    assert watching.source_of(one).login is None


def test_a_camera_stands_where_its_owner_does_and_wrong_ones_are_told_so(station, caller):
    officer = caller(Role.CITY_DUTY)
    outfall = station("ST-OWNER")
    works = RiskSource.objects.create(code="RS-T", name="厂", kind="enterprise", region="500102")

    def create(**more):
        values = {"code": "C-1", "name": "一号", "kind": "pattern", "state": "in_use"} | more
        return officer.post("/registers/cameras/rows", {"values": values})

    def problem(**more):
        answer = create(**more)
        assert answer.status_code == 422, answer.content
        (only,) = answer.json()["problems"]
        return only["field"].rpartition(".")[2], only["message"]

    assert problem(station=outfall.pk, risk_source=works.pk)[0] == "risk_source"
    for address in ("", "10.0.0.1", "file:///etc/passwd", "rtsp://10.0.0.1/a b", "rtsp://中文/1"):
        assert problem(kind="rtsp", address=address)[0] == "address"
    field, message = problem(kind="rtsp", address="rtsp://admin:12345@10.0.0.1/1")
    assert (field, "取流账号" in message, "12345" in message) == ("address", True, False)
    assert problem(kind="platform", address="rtsp://10.0.0.1/1")[0] == "address"
    assert problem(kind="pattern", address="rtsp://10.0.0.1/1")[0] == "address"
    assert problem(looks_deg=361)[0] == "looks_deg"
    made = create(station=outfall.pk)
    assert made.status_code == 201, made.content
    one = Camera.objects.get(code="C-1")
    assert (one.region, one.geometry.coords) == ("500102", outfall.geometry.coords)
    for code, kind, address in (
        ("C-2", "rtsp", "rtsp://10.0.0.1:554/Streaming/Channels/101?transport=tcp"),
        ("C-3", "platform", "50010200001320000001/50010200001310000001"),
    ):
        assert create(code=code, kind=kind, address=address).status_code == 201
