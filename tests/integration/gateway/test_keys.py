"""Devices with SM4 keys over real TCP: deciphered, refused in words, commanded under cipher."""

import os

from tests.systems import eventually

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Sm4
from shangyou.warning.keys.sealing import Sealer, about_device

from .conftest import device_id, frame, moment, register

KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")


def set_key(sql, mn, key=KEY, secret=None):
    """Set a key as the register does; the gateway reads the same secret from its environment."""
    device = device_id(sql, mn)
    sealer = Sealer(secret or os.environ["SHANGYOU_SECRET_KEY"])
    sql(
        """INSERT INTO warning_devicekey (device_id, sealed, set_at) VALUES (%s, %s, clock_timestamp())
           ON CONFLICT (device_id) DO UPDATE SET sealed = EXCLUDED.sealed, set_at = EXCLUDED.set_at""",
        device,
        sealer.seal(key, about_device(device)),
    )


def of_2025(mn, at, values, *, encrypted=True, cn="2011"):
    packet = frame(mn, at, values, flag=9, cn=cn)
    return hj212.Frame(
        packet.qn, packet.st, packet.cn, packet.pw, packet.mn, 9, 2025, packet.values,
        encrypted=encrypted,
    )  # fmt: skip


def under(key, packet):
    return hj212.encode(packet, Sm4(key))


def acknowledged(client, make):
    """Send until it is acknowledged: a key counts within three seconds of being set."""

    def once():
        packet, data = make()
        client.send(data)
        return not client.quiet(0.3) and packet.qn in {a.qn for a in client.got}

    eventually(once)
    client.got.clear()


def aside(sql, mn):
    rows = sql("SELECT reason, device_id, raw FROM warning_quarantine WHERE mn = %s", mn)
    return {reason: (device, bytes(raw)) for reason, device, raw in rows}


def values_of(sql, mn):
    found = sql(
        'SELECT "values" FROM warning_reading WHERE device_id = %s ORDER BY key_at',
        device_id(sql, mn),
    )
    return [row[0] for row in found]


def test_an_encrypted_frame_is_deciphered_stored_and_kept_as_it_came(client, sql):
    register(sql, "KEY_1")
    set_key(sql, "KEY_1")
    device, sent = client(), []

    def make():
        packet = of_2025("KEY_1", moment(), {"w01018": 12.5, "w21003": 0.31})
        sent.append(under(KEY, packet))
        return packet, sent[-1]

    acknowledged(device, make)
    assert [12.5, 0.31] in values_of(sql, "KEY_1")
    raw = sql("SELECT raw FROM warning_rawframe WHERE device_id = %s", device_id(sql, "KEY_1"))
    kept = bytes(raw[-1][0])
    assert kept in {data[:-2] for data in sent}
    assert b"w01018" not in kept


def test_without_a_key_with_another_and_plain_are_set_aside_under_the_device(client, sql):
    register(sql, "KEY_2", "KEY_3", "KEY_4")
    set_key(sql, "KEY_3")
    set_key(sql, "KEY_4")
    other = bytes(reversed(KEY))
    device = client()
    # KEY_4's key is known once its frames are read; then the plain one must be refused
    acknowledged(device, lambda: ((p := of_2025("KEY_4", moment(), {"w01018": 1})), under(KEY, p)))
    no_key = under(KEY, of_2025("KEY_2", moment(), {"w01018": 2}))
    wrong_key = under(other, of_2025("KEY_3", moment(), {"w01018": 3}))
    plain = hj212.encode(of_2025("KEY_4", moment(5), {"w01018": 4}, encrypted=False))
    older = hj212.encode(frame("KEY_4", moment(6), {"w01018": 5}))  # a flag of 2017 is no way round
    device.send(no_key, wrong_key, plain, older)
    assert device.quiet()
    found = eventually(lambda: "plain" in (all_ := aside(sql, "KEY_4")) and all_)
    assert found["plain"][0] == device_id(sql, "KEY_4")
    assert aside(sql, "KEY_2")["encrypted"] == (device_id(sql, "KEY_2"), no_key[:-2])
    assert aside(sql, "KEY_3")["key"] == (device_id(sql, "KEY_3"), wrong_key[:-2])
    assert [4.0] not in values_of(sql, "KEY_4")
    assert [5.0] not in values_of(sql, "KEY_4")
    assert values_of(sql, "KEY_2") == values_of(sql, "KEY_3") == []


def test_a_key_sealed_under_another_secret_leaves_the_frames_encrypted(client, sql):
    register(sql, "KEY_5")
    set_key(sql, "KEY_5", secret="not the settings'")  # noqa: S106
    device = client()

    def refused():
        device.send(hj212.encode(frame("KEY_5", moment(), {"w01018": 1})))
        device.quiet(0.2)
        return "plain" in aside(sql, "KEY_5")

    eventually(refused)
    device.send(under(KEY, of_2025("KEY_5", moment(), {"w01018": 2})))
    device.got.clear()
    assert device.quiet()
    eventually(lambda: "encrypted" in aside(sql, "KEY_5"))


def test_a_command_to_a_device_of_2025_goes_out_under_its_key(client, sql):
    register(sql, "KEY_6")
    set_key(sql, "KEY_6")
    device_row = device_id(sql, "KEY_6")
    sql(
        "UPDATE warning_device SET edition = 2025, updated_at = clock_timestamp() WHERE id = %s",
        device_row,
    )
    device = client()
    acknowledged(device, lambda: ((p := of_2025("KEY_6", moment(), {"w01018": 1})), under(KEY, p)))
    device.decoder = hj212.Decoder(lambda mn: Sm4(KEY) if mn == "KEY_6" else None)
    sql(
        """INSERT INTO warning_command (device_id, kind, begins_at, ends_at, state, qn, gateway, tries,
               code, asked_at)
           VALUES (%s, 'resend_minutes', now() - interval '1 hour', now(), 'queued', '', '', 0, '', now())""",
        device_row,
    )
    (command,) = device.receive(seconds=15)
    assert (command.cn, command.encrypted) == ("2051", True)
    assert {"BeginTime", "EndTime"} <= {name for group in command.values for name in group}
    assert b"BeginTime" not in command.raw
