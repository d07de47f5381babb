"""MQTT into the same store, against a real Mosquitto."""

import os
import shutil
import subprocess
import time

import paho.mqtt.client as paho
import pytest
from tests.systems import eventually

from shangyou.codecs import hj212

from .conftest import Running, device_id, frame, moment, register
from .test_killing import free_port

BROKER = os.environ.get("SHANGYOU_MOSQUITTO") or shutil.which(
    "mosquitto", path="/usr/sbin:/usr/bin"
)
pytestmark = pytest.mark.skipif(BROKER is None, reason="mosquitto is not installed")


@pytest.fixture
def broker(tmp_path):
    port = free_port()
    settings = tmp_path / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\n")
    process = subprocess.Popen([BROKER, "-c", settings], stderr=subprocess.DEVNULL)
    yield port
    process.terminate()
    process.wait(10)


def publisher(port):
    client = paho.Client(paho.CallbackAPIVersion.VERSION2)
    for _ in range(50):
        try:
            client.connect("127.0.0.1", port)
        except OSError:
            time.sleep(0.1)
        else:
            break
    client.loop_start()
    return client


def stored(sql, mn):
    return sql("SELECT count(*) FROM warning_reading WHERE device_id = %s", device_id(sql, mn))[0][
        0
    ]


def test_messages_are_stored_once_and_those_of_a_killed_gateway_come_again(broker, database, sql):
    register(sql, "MQ_1")
    port = free_port()
    running = Running(database, port, options=["--mqtt", f"mqtt://127.0.0.1:{broker}"])
    sender = publisher(broker)
    # the first message may come before the subscription
    eventually(
        lambda: sender.publish("hj212/MQ_1", b"", qos=1).wait_for_publish(1) or _first(sender, sql)
    )
    packets = [hj212.encode(frame("MQ_1", moment(n), {"w01018": n})) for n in range(300)]
    for n, packet in enumerate(packets):
        sender.publish("hj212/MQ_1", packet, qos=1)
        if n == 150:
            running.kill()
            running = Running(database, port, options=["--mqtt", f"mqtt://127.0.0.1:{broker}"])
    for packet in packets[:20]:
        sender.publish("hj212/MQ_1", packet + packet, qos=1)
    sender.publish("hj212/MQ_1", b"garbage", qos=1)
    eventually(lambda: stored(sql, "MQ_1") == 301, 20)
    time.sleep(0.5)
    assert stored(sql, "MQ_1") == 301
    assert not sql(
        "SELECT 1 FROM warning_reading WHERE device_id = %s AND marks & 63 <> 0",
        device_id(sql, "MQ_1"),
    ), "messages of one device are no contest for its number"
    sender.loop_stop()
    assert running.stop() == 0


def _first(sender, sql):
    sender.publish("hj212/MQ_1", hj212.encode(FIRST), qos=1)
    time.sleep(0.3)
    return stored(sql, "MQ_1")


FIRST = frame("MQ_1", moment(-60), {"w01018": 1})
