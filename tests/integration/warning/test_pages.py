"""What the stations' pages are given: states, values, series, frames in words, commands."""

import datetime as dt
import io
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shangyou.core.rights import Role
from shangyou.warning.alarms.models import Decision
from shangyou.warning.models import Command, Device, MonitoredFactor, Station

from .conftest import BASE, BEIJING, roll_up

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def heard(
    device, *, ago_s=0, data_ago_s=None, flags="", values=(7.0,), item="w01018-Rtd", connected=True
):
    """What a gateway writes of a device."""
    now = timezone.now()
    at = now - dt.timedelta(seconds=data_ago_s if data_ago_s is not None else ago_s)
    with connection.cursor() as cursor:
        cursor.execute("SELECT warning_layout_of(%s::text[])", [[item]])
        layout = cursor.fetchone()[0]
        cursor.execute(
            """INSERT INTO warning_devicestate (device_id, heard_at, address, gateway, connected, at,
                   received_at, cn, layout, flags, "values")
               VALUES (%s, %s, '127.0.0.1', 'g', %s, %s, %s, 2011, %s, %s, %s)""",
            [device.pk, now - dt.timedelta(seconds=ago_s), connected, at, at, layout, flags, list(values)],
        )  # fmt: skip


def board(caller, role=Role.CITY_DUTY, **more):
    answer = caller(role, **more).get("/warning/stations")
    assert answer.status_code == 200, answer.content
    return {row["code"]: row for row in answer.json()["rows"]}


def test_states_follow_what_was_heard_and_when(device, caller):
    heard(device("ON"), ago_s=30)
    heard(device("SILENT"), ago_s=400)
    heard(device("STALE"), ago_s=20, data_ago_s=4000)
    heard(device("MAINT"), ago_s=20, flags="M")
    device("NEVER")
    down = device("PLANNED")
    heard(down, ago_s=20)
    Station.objects.filter(pk=down.station_id).update(
        maintenance_until=timezone.now() + dt.timedelta(hours=1)
    )
    heard(device("SLOW", interval_s=3600), ago_s=4000)
    found = {code: row["state"] for code, row in board(caller).items()}
    assert found == {
        "ST-ON": "online",
        "ST-SILENT": "silent",
        "ST-STALE": "stale",
        "ST-MAINT": "maintenance",
        "ST-NEVER": "silent",
        "ST-PLANNED": "maintenance",
        "ST-SLOW": "online",
    }


def test_values_carry_name_unit_and_limit(device, caller):
    one = device("LIMIT")
    MonitoredFactor.objects.create(
        device=one, code="w21003", name="氨氮", unit="mg/L", limit_high=1.0
    )
    heard(one, values=(1.5,), item="w21003-Rtd")
    (value,) = board(caller)["ST-LIMIT"]["values"]
    assert (value["name"], value["unit"], value["value"], value["over"]) == (
        "氨氮",
        "mg/L",
        1.5,
        "high",
    )


def test_more_stations_ask_no_more_questions(device, caller):
    duty = caller(Role.CITY_DUTY)
    for n in range(3):
        heard(device(f"A{n}"))
    with CaptureQueriesContext(connection) as few:
        duty.get("/warning/stations")
    for n in range(30):
        heard(device(f"B{n}"))
    with CaptureQueriesContext(connection) as many:
        duty.get("/warning/stations")
    assert len(many) == len(few)
    assert len(many) < 12


def test_a_district_sees_its_own_stations_alone(device, caller):
    device("HERE")
    there = device("THERE", region="500101")
    district = caller(Role.DISTRICT)
    assert set(board(caller, Role.DISTRICT)) == {"ST-HERE"}
    assert district.get(f"/warning/stations/{there.station_id}").status_code == 404
    for path in ("series?factor=w01018", "frames", "commands", "export.csv"):
        assert district.get(f"/warning/devices/{there.pk}/{path}").status_code == 404, path
    assert (
        district.post(f"/warning/devices/{there.pk}/commands", {"kind": "set_time"}).status_code
        == 404
    )
    nobody = caller(None)
    assert nobody.get("/warning/stations").status_code == 401
    assert caller(Role.ENTERPRISE).get("/warning/stations").status_code == 403


def test_a_series_is_readings_hours_or_days_by_its_length(sending, caller):
    device = sending()
    pk = Device.objects.get(mn="TEST1").pk
    MonitoredFactor.objects.create(device_id=pk, code="w01018", limit_high=20.0)
    for n in range(150):
        device.send(BASE + n * MINUTE, {"w01018": float(n % 10)})
    device.send(BASE + 200 * MINUTE, {"w01018": 99}, flags={"w01018": "M"})
    roll_up()
    duty = caller(Role.CITY_DUTY)

    def ask(hours, **more):
        end = BASE + dt.timedelta(hours=hours)
        answer = duty.get(
            f"/warning/devices/{pk}/series",
            **{"factor": "w01018", "from": BASE.isoformat(), "to": end.isoformat(), **more},
        )
        assert answer.status_code == 200, answer.content
        return answer.json()

    raw = ask(24)
    assert (raw["step"], len(raw["time"]), raw["limit_high"]) == ("raw", 151, 20.0)
    assert raw["flag"][-1] == "M"
    hours = ask(24 * 10)
    assert hours["step"] == "hour"
    assert hours["count"] == [60, 60, 30, 0]
    assert hours["left_out"] == [0, 0, 0, 1]
    assert hours["value"] == [4.5, 4.5, 4.5, None]
    days = ask(24 * 200)
    assert (days["step"], days["count"], days["low"], days["high"]) == ("day", [150], [0], [9])
    assert ask(24, factor="w99999")["time"] == []
    wrong = duty.get(f"/warning/devices/{pk}/series", **{"factor": "w01018", "from": "x"})
    assert wrong.status_code in (400, 422)
    swapped = duty.get(
        f"/warning/devices/{pk}/series",
        **{"factor": "w01018", "from": BASE.isoformat(), "to": (BASE - MINUTE).isoformat()},
    )
    assert swapped.status_code == 400


def test_frames_are_shown_with_words(sending, caller):
    device = sending()
    pk = Device.objects.get(mn="TEST1").pk
    MonitoredFactor.objects.create(device_id=pk, code="w21003", plausible_low=0, plausible_high=40)
    now = timezone.now().astimezone(BEIJING).replace(microsecond=0)
    device.send(now - MINUTE, {"w21003": 0.5}, received=now)
    device.send(now + dt.timedelta(hours=2), {"w21003": 0.5}, received=now)
    device.send(now - dt.timedelta(days=900), {"w21003": 0.5}, received=now)
    device.send(now - 2 * MINUTE, {"w21003": 500.0}, received=now)
    device.send(now - 3 * MINUTE, {"w21003": 90_000.0}, received=now)
    device.send(now - 4 * MINUTE, {"w21003": "--"}, received=now)
    device.send(now, {"w21003": 0.6}, received=now, qn="20010101000000000")
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO warning_quarantine (at, mn, address, reason, raw)
               VALUES (now(), 'TEST1', '10.0.0.9', 'password', '##0001'),
                      (now(), 'TEST1', '10.0.0.9', 'crc_wrong', %s),
                      (now(), 'OTHER', '10.0.0.9', 'unknown_device', '##')""",
            [b"##0300\xff\xfe\x00"],
        )
    duty = caller(Role.CITY_DUTY)
    found = duty.get(f"/warning/devices/{pk}/frames").json()
    words = ["".join(row["explanations"]) for row in found["rows"]]
    assert sum("时钟偏快" in w for w in words) == 1
    assert sum("一年以上" in w for w in words) == 1
    assert sum("疑似单位不符" in w for w in words) == 1
    assert sum("超出该因子的合理范围" in w for w in words) == 1
    assert sum("不是数字" in w for w in words) == 1
    assert [row["counted"] for row in found["rows"]].count(False) == 2
    assert all(row["raw"] for row in found["rows"])
    assert {row["reason"] for row in found["set_aside"]} == {"password", "crc_wrong"}
    assert all(row["explanation"] for row in found["set_aside"])
    english = caller(Role.CITY_DUTY, language="en").get(
        f"/warning/devices/{pk}/frames", marked="true"
    )
    marked = english.json()["rows"]
    assert "fast" in "".join("".join(row["explanations"]) for row in marked)
    assert len(marked) < len(found["rows"])
    unknown = duty.get("/warning/quarantine").json()["rows"]
    assert [row["mn"] for row in unknown if row["reason"] == "unknown_device"] == ["OTHER"]
    assert caller(Role.READ_ONLY).get("/warning/quarantine").status_code == 403
    roll_up()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(count), sum(left_out) FROM warning_hour WHERE device_id = %s", [pk]
        )
        # two bad clocks are not there at all; unit, range and no number are left out
        assert cursor.fetchone() == (2, 3)


def test_commands_are_queued_and_refused_with_a_sentence(device, caller):
    one = device("CMD")
    duty, reader = caller(Role.CITY_DUTY), caller(Role.READ_ONLY)
    path = f"/warning/devices/{one.pk}/commands"
    assert reader.post(path, {"kind": "set_time"}).status_code == 403
    assert duty.post(path, {"kind": "set_time"}).status_code == 200
    now = timezone.now()
    asked = {
        "kind": "resend_minutes",
        "from": (now - dt.timedelta(hours=3)).isoformat(),
        "to": now.isoformat(),
    }
    rows = duty.post(path, asked).json()["rows"]
    assert [row["state"] for row in rows] == ["queued", "queued"]
    assert duty.post(path, {"kind": "dance"}).status_code == 400
    assert duty.post(path, asked | {"to": asked["from"]}).status_code == 400
    long = asked | {"from": (now - dt.timedelta(days=30)).isoformat()}
    assert "7 天" in duty.post(path, long).json()["message"]
    for _ in range(18):
        duty.post(path, {"kind": "set_time"})
    assert duty.post(path, {"kind": "set_time"}).status_code == 409
    assert Command.objects.count() == 20


def test_a_password_is_set_and_shown_nowhere(device, caller):
    one = device("PW")
    duty = caller(Role.CITY_DUTY)
    assert (
        duty.send("PUT", f"/warning/devices/{one.pk}/password", {"password": "s3cret"}).status_code
        == 200
    )
    one.refresh_from_db()
    assert one.password == "s3cret"  # noqa: S105
    shown = [
        duty.get(f"/warning/stations/{one.station_id}"),
        duty.get(f"/registers/devices/rows/{one.pk}"),
        duty.get("/registers/devices/export.csv"),
        duty.get("/audit"),
    ]
    assert all(a.status_code == 200 and b"s3cret" not in a.content for a in shown)
    assert (
        duty.send("PUT", f"/warning/devices/{one.pk}/password", {"password": "a;b"}).status_code
        == 400
    )


def test_a_table_of_readings_comes_in_once_and_goes_out(device, caller):
    one = device("CSV1")
    for code in ("w01018", "w21003"):
        MonitoredFactor.objects.create(device=one, code=code, unit="mg/L", name=code)
    duty = caller(Role.CITY_DUTY)
    # of these days: what is older than a year is set aside as a clock that is wrong
    begin = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    begin -= dt.timedelta(days=7)
    lines = "mn,time,factor,value,flag\n" + "".join(
        f"CSV1,{(begin + n * MINUTE).isoformat()},{code},{n},N\n"
        for n in range(120)
        for code in ("w01018", "w21003")
    )
    answer = duty.upload("/warning/readings", "a.csv", lines.encode())
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"frames": 120, "stored": 120, "known_already": 0}
    again = duty.upload("/warning/readings", "a.csv", lines.encode()).json()
    assert again == {"frames": 120, "stored": 0, "known_already": 120}
    roll_up()
    period = {"from": begin.isoformat(), "to": (begin + dt.timedelta(days=3)).isoformat()}
    table = duty.get(f"/warning/devices/{one.pk}/export.xlsx", **period)
    sheet = openpyxl.load_workbook(io.BytesIO(table.content)).active
    rows = list(sheet.values)
    assert len(rows) == 3
    assert rows[0][:2] == ("站点 station", "时间 time")
    assert rows[1][2:] == (29.5, 29.5)
    whose = f"{one.station.code} {one.station.name}"
    assert {row[0] for row in rows[1:]} == {whose}
    answer = duty.get(f"/warning/devices/{one.pk}/export.csv", **period, step="raw")
    assert quote(whose) in answer["Content-Disposition"]
    text = answer.content.decode()
    assert len(text.splitlines()) == 121
    assert all(line.startswith(f"{whose},2026") for line in text.splitlines()[1:])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"mn,time\n", "首行缺少列"),
        (b"mn,time,factor,value\nNONE,2026-11-20T08:00:00,w01018,1\n", "未登记"),
        (b"mn,time,factor,value\nCSV2,yesterday,w01018,1\n", "时间应为"),
        (b"mn,time,factor,value\nCSV2,2026-11-20T08:00:00,w01018,nan\n", "值应为数字"),
        (b"mn,time,factor,value\nCSV2,2026-11-20T08:00:00,,1\n", "因子编码"),
        (b"mn,time,factor,value,flag\nCSV2,2026-11-20T08:00:00,w01018,1,Q\n", "标记应为"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_broken_table_is_refused_whole_in_a_sentence(device, caller, content, says):
    device("CSV2")
    answer = caller(Role.CITY_DUTY).upload("/warning/readings", "a.csv", content)
    assert answer.status_code == 400, answer.content
    assert says in answer.content.decode()


def test_a_device_may_send_its_packets_over_http(device, caller):
    import base64

    from shangyou.codecs import hj212

    one = device("HTTP1")
    one.password = "abc123"  # noqa: S105
    one.save()
    device("OPEN1")
    at = timezone.now().astimezone(BEIJING)

    def packet(mn, pw, n):
        return hj212.encode(
            hj212.Frame(
                hj212.request_number(at + n * MINUTE), "21", "2011", pw, mn, 5, 2017,
                [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, {"w01018-Rtd": "1"}],
            )
        )  # fmt: skip

    client = caller(None).client

    def send(mn, password, body):
        key = base64.b64encode(f"{mn}:{password}".encode()).decode()
        return client.generic(
            "POST", "/api/v1/ingest/hj212", body, content_type="application/octet-stream",
            headers={"authorization": f"Basic {key}"},
        )  # fmt: skip

    mixed = (
        packet("HTTP1", "abc123", 1)
        + b"junk"
        + packet("OPEN1", "abc123", 2)
        + packet("HTTP1", "x", 3)
    )
    answer = send("HTTP1", "abc123", mixed)
    assert answer.status_code == 200
    assert [f.cn for f in hj212.Decoder().feed(answer.content)] == ["9014"]
    assert (
        len(hj212.Decoder().feed(send("HTTP1", "abc123", packet("HTTP1", "abc123", 1)).content))
        == 1
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM warning_reading")
        assert cursor.fetchone() == (1,)
    for mn, password in (("HTTP1", "wrong"), ("HTTP1", ""), ("OPEN1", ""), ("NOBODY", "abc123")):
        assert send(mn, password, packet("HTTP1", "abc123", 9)).status_code == 401
    assert client.generic("POST", "/api/v1/ingest/hj212", b"").status_code == 401


def test_what_is_changing_stands_on_the_board_until_the_detector_says_it_is_over(device, caller):
    one = device("JUMP")
    heard(one, ago_s=10)
    now = timezone.now()

    def decided(ago, tier, kind="change", code="w21003"):
        at = now - ago
        said = {"zh": "氨氮突升", "en": "ammonia jumps"}
        return Decision.objects.create(
            device=one, code=code, at=at, made_at=at, kind=kind, tier=tier, text=said
        )

    decided(dt.timedelta(hours=7), 2, code="w01018")
    decided(dt.timedelta(minutes=9), 3, kind="exceedance")
    assert board(caller)["ST-JUMP"]["changes"] == []
    decided(dt.timedelta(minutes=8), 1)
    decided(dt.timedelta(minutes=5), 2)
    (change,) = board(caller)["ST-JUMP"]["changes"]
    assert (change["name"], change["tier"], change["tier_title"]) == ("氨氮", 2, "预警")
    assert board(caller, language="en")["ST-JUMP"]["changes"][0]["text"] == "ammonia jumps"
    decided(dt.timedelta(minutes=1), 0)
    assert board(caller)["ST-JUMP"]["changes"] == []
