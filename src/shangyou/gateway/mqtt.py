"""MQTT beside TCP: the same packets as payloads, acknowledged to the broker once they are stored.

A message is acknowledged by hand (QoS 1): a broker that keeps the session sends again what this process
had not stored when it died.
"""

import asyncio
import logging
import time
import urllib.parse
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from shangyou.codecs.hj212 import Decoder
from shangyou.gateway.reception import Reception
from shangyou.warning.telemetry.rows import Row
from shangyou.warning.telemetry.times import UNIX_TO_2000_US

log = logging.getLogger("shangyou.gateway")

TOPIC: Final = "hj212/#"
REPLIES: Final = "reply"
_USUAL_PORT: Final = 1883


class Message:
    """One message on its way to the store; acknowledged when all its frames are there."""

    def __init__(self, listener: "MqttListener", message: Any) -> None:
        self._listener, self._message = listener, message
        self.address = f"mqtt:{message.topic}"[:45]
        self.left = 0

    def send(self, data: bytes) -> None:
        """Publish the protocol's own answers below the topic they came from."""
        self._listener.client.publish(f"{self._message.topic}/{REPLIES}", data, qos=0)

    def stored(self) -> None:
        """Count one stored frame; after the last, tell the broker."""
        self.left -= 1
        if self.left == 0:
            self.acknowledge()

    def acknowledge(self) -> None:
        """Tell the broker that it need not send this again."""
        self._listener.client.ack(self._message.mid, self._message.qos)


class MqttListener:
    """Subscribes, and hands what comes to the reception on the gateway's own loop."""

    def __init__(self, url: str, name: str, reception: Reception) -> None:
        self._reception = reception
        self._loop = asyncio.get_running_loop()
        parts = urllib.parse.urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or _USUAL_PORT
        self._topic = parts.path.strip("/") or TOPIC
        # the name stays the same over restarts: the broker keeps what came meanwhile under it
        self.client: Any = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"shangyou-{name}",
            clean_session=False,
            manual_ack=True,
        )
        if parts.username:
            self.client.username_pw_set(parts.username, parts.password)
        if parts.scheme == "mqtts":
            self.client.tls_set()
        self.client.on_connect = self._connected
        self.client.on_message = self._arrived

    def start(self) -> None:
        """Connect, now or when the broker is there, on the library's own thread."""
        self.client.reconnect_delay_set(1, 10)
        self.client.connect_async(self._host, self._port, keepalive=30)
        self.client.loop_start()

    def stop(self) -> None:
        """Disconnect; what is not acknowledged stays with the broker."""
        self.client.disconnect()
        self.client.loop_stop()

    def _connected(self, client: Any, *_: object) -> None:
        log.info("MQTT: subscribed to %s at %s:%d", self._topic, self._host, self._port)
        client.subscribe(self._topic, qos=1)

    def _arrived(self, _client: Any, _data: object, message: Any) -> None:
        self._loop.call_soon_threadsafe(self._take, message)

    def _take(self, message: Any) -> None:
        carried = Message(self, message)
        if message.topic.endswith(f"/{REPLIES}"):
            carried.acknowledge()
            return
        decoder = Decoder(self._reception.cipher_of)
        packets = decoder.feed(bytes(message.payload)) + decoder.finish()
        before = self._reception.committer.added
        # held until all frames are in: the first might be stored before the second is read
        carried.left = 1
        # each message is a sender of its own: several of a device are no contest for its number
        begun_us = time.time_ns() // 1000 - UNIX_TO_2000_US
        for packet in packets:
            self._reception.take(packet, carried, carried.address, begun_us=begun_us)
        carried.left += self._reception.committer.added - before
        carried.stored()

    @staticmethod
    def told(batch: list[Row]) -> None:
        """Take note of a stored batch."""
        for row in batch:
            if isinstance(row.connection, Message):
                row.connection.stored()
