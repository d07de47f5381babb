"""Notifications over a real SMTP server and a real HTTP server on loopback."""

import json
import socketserver
import threading
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django.utils import timezone

from shangyou.core.models import Notification
from shangyou.core.notifications import outbox, sending
from shangyou.core.notifications.channels import CHANNELS
from shangyou.core.notifications.outbox import Message, Recipient


class SmtpHandler(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a sender needs."""

    def handle(self):
        self.wfile.write(b"220 loopback\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(part)
                self.server.got.append(message_from_bytes(b"".join(lines)))
                self.wfile.write(b"250 taken\r\n")
            elif word == b"RCPT" and b"nobody" in line:
                self.wfile.write(b"450 try later\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


class HttpHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


def _serve(server):
    server.got = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def smtp(settings):
    server = _serve(socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpHandler))
    settings.NOTIFICATIONS = {
        **settings.NOTIFICATIONS,
        "email": {
            "host": "127.0.0.1", "port": server.server_address[1], "user": "", "password": "",
            "from": "duty@cq.example", "tls": False,
        },
    }  # fmt: skip
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def web(settings):
    server = _serve(ThreadingHTTPServer(("127.0.0.1", 0), HttpHandler))
    server.answers = []
    url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.NOTIFICATIONS = {
        **settings.NOTIFICATIONS,
        **{
            name: {**settings.NOTIFICATIONS[name], "url": f"{url}/{name}", "secret": "s3"}
            for name in ("webhook", "government", "sms", "voice")
        },
    }
    yield server
    server.shutdown()
    server.server_close()


def message(**changes):
    facts = {
        "subject": "水质预警 “黄色”",
        "body": '第一行\n"引号" \\ 反斜杠',
        "about_kind": "warning",
        "about_id": "7",
    }
    return Message(**{**facts, **changes})


def put(channel, address="u@cq.example", cause="warning:7:published", **changes):
    with transaction.atomic():
        return outbox.put(
            cause, message(**changes), [Recipient(channel=channel, address=address, person="张某")]
        )


@pytest.mark.django_db
def test_a_mail_arrives_whole_with_its_link(smtp):
    (row,) = put("email")
    assert sending.send_due() == 1
    row.refresh_from_db()
    assert (row.state, row.problem) == ("sent", "")
    (mail,) = smtp.got
    assert str(make_header(decode_header(mail["Subject"]))) == "水质预警 “黄色”"
    text = mail.get_payload(decode=True).decode()
    assert "反斜杠" in text
    assert sending.link_of(row) in text


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["webhook", "government", "sms", "voice"])
def test_an_http_channel_sends_json_that_no_text_can_break(web, channel):
    (row,) = put(channel)
    sending.send_due()
    ((path, headers, body),) = web.got
    assert path == f"/{channel}"
    assert headers["Idempotency-Key"] == row.token
    assert headers["Authorization"] == "Bearer s3"
    assert any('"引号" \\ 反斜杠' in str(leaf) for leaf in _leaves(body))


def _leaves(value):
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value]


@pytest.mark.django_db
def test_the_same_cause_tells_a_person_once():
    assert len(put("desk")) == 1
    assert put("desk") == []
    assert len(put("desk", cause="warning:7:lifted")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_is_undone_tells_nobody():
    def deed():
        with transaction.atomic():
            outbox.put("x", message(), [Recipient(channel="desk", person="李某")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        deed()
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_a_server_in_trouble_is_tried_again_later_and_a_refusal_is_not(web):
    (row,) = put("webhook")
    web.answers[:] = [503, 200]
    now = timezone.now()
    sending.send_due(now)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "503" in row.problem
    assert sending.send_due(now + timedelta(seconds=9)) == 0
    assert sending.send_due(now + timedelta(seconds=11)) == 1
    row.refresh_from_db()
    assert row.state == "sent"
    (refused,) = put("webhook", cause="other")
    web.answers[:] = [422]
    sending.send_due()
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == ("failed", 1)
    assert sending.again(refused)
    assert sending.send_due() == 1


@pytest.mark.django_db
def test_a_temporary_refusal_by_mail_is_tried_again(smtp):
    (row,) = put("email", address="nobody@cq.example")
    sending.send_due()
    row.refresh_from_db()
    assert row.state == "waiting"
    assert "邮件服务器" in row.problem


@pytest.mark.django_db
@pytest.mark.parametrize("channel", sorted(set(CHANNELS) - {"desk"}))
def test_a_channel_that_is_not_configured_says_so(channel, settings):
    for name in ("email", "webhook", "government", "sms", "voice"):
        where = "host" if name == "email" else "url"
        settings.NOTIFICATIONS = {
            **settings.NOTIFICATIONS, name: {**settings.NOTIFICATIONS[name], where: ""}
        }  # fmt: skip
    (row,) = put(channel)
    sending.send_due()
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.problem.startswith("未配置")


@pytest.mark.django_db
def test_a_poison_row_stops_nobody_else(web):
    (bad,) = put("webhook", cause="bad")
    Notification.objects.filter(pk=bad.pk).update(channel="pigeon")
    (good,) = put("webhook", cause="good")
    sending.send_due()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("waiting", "sent")


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_sent_by_the_next(web):
    (row,) = put("webhook")
    now = timezone.now()
    Notification.objects.filter(pk=row.pk).update(
        state="sending", attempts=1, next_try_at=now + sending.HELD_FOR
    )
    assert sending.send_due(now) == 0
    assert sending.send_due(now + sending.HELD_FOR + timedelta(seconds=1)) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 2)


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_message_once(web):
    with transaction.atomic():
        outbox.put(
            "many",
            message(),
            [Recipient(channel="webhook", address=str(i), person=str(i)) for i in range(60)],
        )

    def work():
        from django.db import connection

        while sending.send_due(most=5):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(int(body["to"]) for _, _, body in web.got) == list(range(60))


@pytest.mark.django_db
def test_the_link_is_the_receipt_and_the_first_reading_counts():
    (row,) = put("desk")
    first = timezone.now()
    assert outbox.read(row.token, first).read_at == first
    assert outbox.read(row.token, first + timedelta(hours=1)).read_at == first
    assert outbox.read("no-such-token", first) is None
