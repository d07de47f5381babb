"""A device's key over the API: set by those who keep the register, shown to nobody, noted, used over HTTP."""

import base64

import pytest
from django.db import connection
from django.utils import timezone

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Sm4
from shangyou.core.models import AuditEntry, RowChange
from shangyou.core.rights import Role
from shangyou.warning.keys.sealing import Sealer
from shangyou.warning.models import DeviceKey

from .conftest import BEIJING

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdeffedcba9876543210"


def test_a_key_is_set_noted_never_shown_and_taken_away(device, caller):
    one = device("SEALED")
    officer = caller(Role.DISTRICT)
    path = f"/warning/devices/{one.pk}/key"
    assert officer.get(path).json()["has_key"] is False
    answer = officer.send("PUT", path, {"key": KEY.upper()})
    assert answer.status_code == 200, answer.content
    assert answer.json()["has_key"] is answer.json()["opens"] is True
    assert answer.json()["set_by"] == officer.user.name
    kept = bytes(DeviceKey.objects.get(pk=one.pk).sealed)
    assert bytes.fromhex(KEY) not in kept
    shown = [
        officer.get(path).content,
        officer.get(f"/registers/devices/rows/{one.pk}").content,
        officer.get("/registers/devices/export.csv").content,
        officer.get(f"/warning/stations/{one.station_id}").content,
        str(list(AuditEntry.objects.values())).encode(),
        str(list(RowChange.objects.values())).encode(),
    ]
    for text in shown:
        assert KEY not in text.decode().lower()
    assert AuditEntry.objects.filter(action="device.key", object_id=str(one.pk)).count() == 1
    assert officer.delete(path).json()["has_key"] is False
    assert not DeviceKey.objects.exists()


@pytest.mark.parametrize("key", ["", "0" * 32, KEY[:-1], KEY + "0", "g" * 32, "０" * 32, "x" * 65])
def test_what_is_no_key_is_refused_in_a_sentence(device, caller, key):
    one = device("SEALED")
    answer = caller(Role.CITY_DUTY).send("PUT", f"/warning/devices/{one.pk}/key", {"key": key})
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"][0]["field"].endswith("key")
    assert key == "" or key not in answer.content.decode()


def test_who_may_not_change_the_device_may_not_touch_its_key(device, caller):
    one = device("SEALED", region="500101")
    path = f"/warning/devices/{one.pk}/key"
    for role, status in ((None, 401), (Role.DISTRICT, 404), (Role.EXPERT, 403), (Role.DEPOT, 403)):
        someone = caller(role)
        for answer in (
            someone.get(path), someone.send("PUT", path, {"key": KEY}), someone.delete(path),
        ):  # fmt: skip
            assert answer.status_code == status, (role, answer.content)
    assert caller(Role.CITY_DUTY).get("/warning/devices/999999/key").status_code == 404


def test_a_key_sealed_under_a_secret_that_is_gone_says_so(device, caller, settings):
    one = device("SEALED")
    officer = caller(Role.CITY_DUTY)
    officer.send("PUT", f"/warning/devices/{one.pk}/key", {"key": KEY})
    settings.SEALING_SECRET = "a new one"  # noqa: S105
    assert officer.get(f"/warning/devices/{one.pk}/key").json()["opens"] is False
    settings.SEALING_SECRET = ""
    with pytest.raises(ValueError, match="secret"):
        Sealer(settings.SEALING_SECRET)


def test_over_http_frames_are_deciphered_and_those_that_are_not_are_kept(device, caller):
    one = device("HTTPKEY")
    one.password = "abc123"  # noqa: S105
    one.save()
    officer = caller(Role.CITY_DUTY)
    officer.send("PUT", f"/warning/devices/{one.pk}/key", {"key": KEY})
    at = timezone.now().astimezone(BEIJING)

    def packet(n, key, *, encrypted=True):
        values = [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, {"w01018-Rtd": f"{n}.5"}]
        qn = hj212.request_number(at)[:-1] + str(n)
        found = hj212.Frame(
            qn, "21", "2011", "abc123", "HTTPKEY", 9, 2025, values, encrypted=encrypted
        )
        return hj212.encode(found, Sm4(key))

    right, wrong = bytes.fromhex(KEY), bytes(15) + b"\x01"
    body = packet(1, right) + packet(2, wrong) + packet(3, right, encrypted=False)
    answer = caller(None).client.generic(
        "POST", "/api/v1/ingest/hj212", body, content_type="application/octet-stream",
        headers={"authorization": "Basic " + base64.b64encode(b"HTTPKEY:abc123").decode()},
    )  # fmt: skip
    assert answer.status_code == 200
    assert [f.qn[-1] for f in hj212.Decoder().feed(answer.content)] == ["1"]
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values" FROM warning_reading WHERE device_id = %s', [one.pk])
        assert cursor.fetchall() == [([1.5],)]
        cursor.execute(
            "SELECT reason FROM warning_quarantine WHERE device_id = %s ORDER BY 1", [one.pk]
        )
        assert [row[0] for row in cursor.fetchall()] == ["key", "plain"]
    frames = officer.get(f"/warning/devices/{one.pk}/frames").json()
    told = " ".join(row["explanation"] for row in frames["set_aside"])
    assert "密钥" in told
    assert "未加密" in told
