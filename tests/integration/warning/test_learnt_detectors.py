"""A trained detector attached to a device: checked, followed live, told in words, taken up, removed."""

import json

import numpy as np
import pytest

from shangyou.cli.main import main
from shangyou.core.models import AuditEntry
from shangyou.core.rights import Role
from shangyou.science.inference.event_detection import document, training
from shangyou.warning import detection, rollups
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors.live import Live
from shangyou.warning.models import Alarm, Decision, Device, LearntDetector, MonitoredFactor

from .conftest import BASE, Sending
from .test_detectors import MINUTE

pytestmark = pytest.mark.django_db
PH, CONDUCTIVITY, AMMONIA = "w01001", "w01014", "w21003"
LEVEL = np.array([7.9, 390.0, 0.14])
FIVE = 5 * MINUTE


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])


def water(rows, seed=1):
    generator = np.random.default_rng(seed)
    return LEVEL * (1 + 0.004 * generator.standard_normal((rows, 3)))


@pytest.fixture(scope="module")
def text():
    """Give a document whose signals are called as the export of readings calls its columns."""
    detector = training.train(
        water(500), interval_s=300.0, quality=("pH值 w01001 无量纲", CONDUCTIVITY, "氨氮")
    )
    return document.write(detector, trained_on={"rows": 500, "first": "a", "last": "b"})


@pytest.fixture
def river(device):
    one = device("LEARNT", interval_s=300)
    for code, name in ((PH, "pH值"), (CONDUCTIVITY, "电导率"), (AMMONIA, "氨氮")):
        MonitoredFactor.objects.create(device=one, code=code, name=name, region=one.region)
    return one


def send(rows, begin=0):
    sender = Sending("LEARNT")
    for n, row in enumerate(rows):
        values = dict(zip((PH, CONDUCTIVITY, AMMONIA), np.round(row, 4).tolist(), strict=True))
        sender.send(BASE + (begin + n) * FIVE, values)


def follow():
    batches = rollups.claim()
    rollups.count(batches)
    return [f for f in detection.detect(batches) if f.kind == "learnt"]


def attach(officer, device, text):
    return officer.upload(f"/warning/devices/{device.pk}/detector", "d.json", text.encode())


def polluted(rows, seed=2):
    """All three signals leave their past by an amount none of the other rules would speak of."""
    return water(rows, seed) * np.array([0.97, 1.06, 1.1])


def test_it_is_attached_shown_weighed_exported_removed_and_noted(river, caller, text):
    officer = caller(Role.CITY_DUTY)
    path = f"/warning/devices/{river.pk}/detector"
    assert officer.get(path).json() == {"attached": None, "may_change": True}
    answer = attach(officer, river, text)
    assert answer.status_code == 200, answer.content
    shown = answer.json()["attached"]
    assert [s["code"] for s in shown["signals"]] == [PH, CONDUCTIVITY, AMMONIA]
    assert shown["signals"][0]["title"] == "pH值"
    assert (shown["tier"], shown["set_by"]) == (1, officer.user.name)
    assert shown["trained"] == {"rows": "500", "first": "a", "last": "b"}
    assert officer.send("PUT", path, {"tier": 2}).json()["attached"]["tier"] == 2
    assert officer.send("PUT", path, {"tier": 3}).status_code == 400
    assert officer.get(f"{path}/file").content.decode() == text
    assert officer.delete(path).json()["attached"] is None
    assert officer.get(f"{path}/file").status_code == 404
    assert officer.send("PUT", path, {"tier": 1}).status_code == 404
    noted = AuditEntry.objects.filter(action="device.detector", object_id=str(river.pk))
    assert [json.loads(e.detail)["detector"] for e in noted.order_by("number")] == [
        "attached", "weighed", "exported", "removed",
    ]  # fmt: skip


def test_who_may_not_change_the_device_changes_nothing(river, caller, text):
    path = f"/warning/devices/{river.pk}/detector"
    attach(caller(Role.CITY_DUTY), river, text)
    for role, status in (
        (None, 401),
        (Role.EXPERT, 403),
        (Role.DEPOT, 403),
        (Role.ENTERPRISE, 403),
    ):
        someone = caller(role)
        for answer in (
            attach(someone, river, text), someone.send("PUT", path, {"tier": 2}),
            someone.delete(path), someone.get(f"{path}/file"),
        ):  # fmt: skip
            assert answer.status_code == status, (role, answer.content)
    assert caller(Role.EXPERT).get(path).json()["may_change"] is False
    assert caller(Role.DEPOT).get(path).status_code == 403
    Device.objects.filter(pk=river.pk).update(region="500101")
    assert caller(Role.DISTRICT).get(path).status_code == 404
    assert LearntDetector.objects.get().tier == 1


def changed(text, **more):
    return json.dumps(json.loads(text) | more)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda text: "nothing", "JSON"),
        (lambda text: "{}", "检测器文件"),
        (lambda text: "[" * 100_000, "JSON"),
        (lambda text: text[:-40], "JSON"),
        (lambda text: text.replace('"氨氮"', '"总锑"'), "“总锑” 不是该设备登记的因子"),
        (lambda text: text.replace('"氨氮"', '"w01014 again"'), "同为一个因子"),
        (lambda text: changed(text, interval_s=60.0), "重新训练"),
        (lambda text: changed(text, version="9.0"), "版本"),
        (lambda text: changed(text, usual=[[1.0]]), "不完整"),
        (lambda text: changed(text, note="\u0000"), ""),
        (lambda text: text + " " * 1_000_000, "超过"),
    ],
)
def test_what_this_device_cannot_be_followed_by_is_refused_in_a_sentence(
    river, caller, text, make, says
):
    answer = attach(caller(Role.CITY_DUTY), river, make(text))
    if not says:
        assert answer.status_code == 200
        return
    assert answer.status_code == 400, answer.content
    assert says in answer.content.decode()
    assert not LearntDetector.objects.exists()


def test_bytes_that_are_no_text_are_refused(river, caller):
    officer = caller(Role.CITY_DUTY)
    for content in (b"\xff\xfe\x00", b"\x00" * 10, b""):
        answer = officer.upload(f"/warning/devices/{river.pk}/detector", "d.json", content)
        assert answer.status_code in (400, 422)


def test_live_it_says_in_words_what_the_single_rules_pass_over(river, caller, text):
    attach(caller(Role.CITY_DUTY), river, text)
    send(water(400, 3))
    assert follow() == []
    send(polluted(12), begin=400)
    (found,) = follow()
    assert not Decision.objects.exclude(kind="learnt").filter(tier__gte=1).exists()
    assert (found.detail["tier"], found.detail["alarm"]) == (1, True)
    for word in ("学习评分器", "电导率升高", "pH值降低"):
        assert word in found.detail["say"].zh
    alarm = Alarm.objects.get()
    assert (alarm.tier, alarm.escalate_at) == (Alarm.Tier.HINT, None)
    assert alarm.signals[0]["kind"] == "learnt"


def test_what_counts_as_a_warning_is_one_and_ends_when_the_event_does(river, caller, text):
    officer = caller(Role.CITY_DUTY)
    attach(officer, river, text)
    officer.send("PUT", f"/warning/devices/{river.pk}/detector", {"tier": 2})
    send(water(400, 3))
    send(polluted(12), begin=400)
    (begun,) = follow()
    send(water(40, 4), begin=412)
    (ended,) = follow()
    assert (begun.detail["tier"], ended.detail["tier"]) == (2, 0)
    alarm = Alarm.objects.get()
    assert alarm.tier == Alarm.Tier.WARNING
    assert alarm.back_at is not None
    shown = officer.get(f"/warning/stations/{river.station_id}/decisions").json()["rows"]
    assert {row["kind_title"] for row in shown} & {"学习评分"}


def test_after_a_restart_it_stands_where_the_store_says(river, caller, text):
    attach(caller(Role.CITY_DUTY), river, text)
    send(water(400, 3))
    follow()
    send(polluted(6), begin=400)
    assert len(follow()) == 1
    detection.DETECTORS[0].forget()
    send(polluted(6, 5), begin=406)
    assert follow() == []  # the event goes on: it is not told again
    send(water(40, 4), begin=412)
    assert [f.detail["tier"] for f in follow()] == [0]
    assert Alarm.objects.get().state == Alarm.State.ENDED


def test_whoever_is_not_taken_up_at_once_is_in_the_next_micro_batch(
    river, caller, text, monkeypatch
):
    attach(caller(Role.CITY_DUTY), river, text)
    send(water(400, 3))
    monkeypatch.setattr("shangyou.warning.detectors.learnt.watching.AT_ONCE", 0)
    follow()
    send(polluted(3), begin=400)
    assert follow() == []
    monkeypatch.setattr("shangyou.warning.detectors.learnt.watching.AT_ONCE", 1)
    send(polluted(6, 5), begin=403)
    follow()  # its past is read up to here: the event is known to go on
    send(water(40, 4), begin=409)
    assert [f.detail["tier"] for f in follow()] == [0]


def test_attached_replaced_or_removed_while_running_it_is_followed_from_then_on(
    river, caller, text, monkeypatch
):
    monkeypatch.setattr("shangyou.warning.detectors.memory.ASK_S", 0.0)
    send(water(400, 3))
    assert follow() == []
    officer = caller(Role.CITY_DUTY)
    attach(officer, river, text)
    send(water(2, 6), begin=400)
    follow()
    send(polluted(6), begin=402)
    assert len(follow()) == 1
    officer.delete(f"/warning/devices/{river.pk}/detector")
    send(water(40, 4), begin=408)
    assert follow() == []


def test_of_a_device_that_reports_more_often_some_readings_are_passed_over(river, caller, text):
    Device.objects.filter(pk=river.pk).update(interval_s=60)
    attach(caller(Role.CITY_DUTY), river, text)
    sender = Sending("LEARNT")
    calm, bad = water(400, 3), polluted(12)
    for n, row in enumerate([*calm, *bad]):
        for minute in (0, 1, 2):
            values = dict(zip((PH, CONDUCTIVITY, AMMONIA), row.tolist(), strict=True))
            sender.send(BASE + n * FIVE + minute * MINUTE, values)
    assert len(follow()) == 1


def test_flagged_readings_are_missing_ones(river, caller, text):
    attach(caller(Role.CITY_DUTY), river, text)
    send(water(400, 3))
    follow()
    sender = Sending("LEARNT")
    for n, row in enumerate(polluted(12)):
        values = dict(zip((PH, CONDUCTIVITY, AMMONIA), row.tolist(), strict=True))
        sender.send(BASE + (400 + n) * FIVE, values, flags=dict.fromkeys(values, "C"))
    assert follow() == []


def test_a_document_of_an_earlier_program_stops_nobody_and_says_so(river, caller, text):
    officer = caller(Role.CITY_DUTY)
    attach(officer, river, text)
    old = text.replace('"version": "1.0.0"', '"version": "0.9.0"')
    LearntDetector.objects.update(text=old, digest="of another")
    send(water(3, 3))
    assert follow() == []
    shown = officer.get(f"/warning/devices/{river.pk}/detector").json()["attached"]
    assert "重新训练" in shown["trouble"]
    assert attach(officer, river, text).json()["attached"]["trouble"] is None


def test_from_export_to_training_to_the_station_page(river, caller, tmp_path):
    """The whole way an operator goes, with the file names and columns as they come."""
    send(water(400, 3))
    follow()
    officer = caller(Role.CITY_DUTY)
    until = (BASE + 400 * FIVE).isoformat().replace("+", "%2B")
    exported = officer.get(
        f"/warning/devices/{river.pk}/export.csv?step=raw"
        f"&from={BASE.isoformat().replace('+', '%2B')}&to={until}"
    )
    assert exported.status_code == 200, exported.content
    source, target = tmp_path / "LEARNT.csv", tmp_path / "D.json"
    source.write_bytes(exported.content)
    columns = exported.content.decode("utf-8-sig").splitlines()[0].split(",")
    # whose they are, when, and the factors
    given = ["--csv", str(source), "--time", columns[1], "--quality", ",".join(columns[2:])]
    assert main(["detect", "train", *given, "-o", str(target)]) == 0
    answer = attach(officer, river, target.read_text(encoding="utf-8"))
    assert answer.status_code == 200, answer.content
    shown = answer.json()["attached"]
    assert [s["code"] for s in shown["signals"]] == [PH, CONDUCTIVITY, AMMONIA]
    assert shown["trained"]["rows"] == "400"
