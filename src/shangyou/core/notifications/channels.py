"""How a message reaches a person; a channel joins by being listed in CHANNELS.

NotSent           the channel refused or did not answer: worth another try
└── NeverSent     no try will ever do: no address, not configured, refused for its content
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from string import Template
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from shangyou.core.models import Notification
from shangyou.science.messages import Sentence

TIMEOUT_S = 10.0


class NotSent(Exception):  # noqa: N818 (an answer of the channel, not an error of the program)
    """The channel did not take the message this time."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class NeverSent(NotSent):
    """The channel will never take this message."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach somebody."""

    name: str
    title: Sentence
    send: Callable[[Notification, str], None]


def _need(value: str, what: Sentence) -> str:
    if not value:
        raise NeverSent(Sentence(f"未配置：{what.zh}", f"not configured: {what.en}"))
    return value


def _email(message: Notification, link: str) -> None:
    facts = settings.NOTIFICATIONS["email"]
    host = _need(facts["host"], Sentence("邮件服务器", "the mail server"))
    _need(message.address, Sentence("收件地址", "the recipient's address"))
    mail = EmailMessage(
        subject=message.subject,
        body=f"{message.body}\n\n{link}",
        from_email=facts["from"],
        to=[message.address],
        headers={"Message-ID": f"<{message.token}@shangyou>"},
        connection=get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=host,
            port=facts["port"],
            username=facts["user"],
            password=facts["password"],
            use_tls=facts["tls"],
            timeout=TIMEOUT_S,
        ),
    )
    try:
        mail.send()
    except (OSError, ValueError) as error:
        raise NotSent(
            Sentence(f"邮件服务器未接收：{error}", f"the mail server refused: {error}")
        ) from error


def _over_http(name: str, title: Sentence) -> Callable[[Notification, str], None]:
    def send(message: Notification, link: str) -> None:
        facts: dict[str, Any] = settings.NOTIFICATIONS[name]
        url = _need(facts["url"], title)
        if not url.startswith(("http://", "https://")):
            raise NeverSent(
                Sentence("地址应以 http(s):// 开头", "the address must begin with http(s)://")
            )
        # each value goes in as the inside of a JSON string, so no text can break out of it
        values = {
            key: json.dumps(value, ensure_ascii=False)[1:-1]
            for key, value in {
                "key": message.token,
                "to": message.address,
                "person": message.person,
                "subject": message.subject,
                "body": message.body,
                "link": link,
            }.items()
        }
        body = Template(facts["template"]).safe_substitute(values).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.token}
        if facts["secret"]:
            headers["Authorization"] = f"Bearer {facts['secret']}"
        request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 (checked)
        _post(request)

    return send


def _post(request: urllib.request.Request) -> None:
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S):  # noqa: S310 (http or https, checked)
            return
    except urllib.error.HTTPError as error:
        sentence = Sentence(f"对方返回 {error.code}", f"answered {error.code}")
        # what is wrong with the message itself stays wrong; 408 and 429 ask for another try
        if 400 <= error.code < 500 and error.code not in (408, 429):
            raise NeverSent(sentence) from error
        raise NotSent(sentence) from error
    except (OSError, ValueError) as error:
        raise NotSent(Sentence(f"连接失败：{error}", f"no connection: {error}")) from error


def _on_the_desk(_message: Notification, _link: str) -> None:
    """Nothing to send: the desk shows the row itself."""


_WEBHOOK = Sentence("网络回调", "Webhook")
_GOVERNMENT = Sentence("渝快政", "Yukuaizheng")
_SMS = Sentence("短信", "SMS")
_VOICE = Sentence("语音电话", "Voice call")

CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        Channel("desk", Sentence("值班台", "Duty desk"), _on_the_desk),
        Channel("email", Sentence("邮件", "E-mail"), _email),
        Channel("webhook", _WEBHOOK, _over_http("webhook", _WEBHOOK)),
        Channel("government", _GOVERNMENT, _over_http("government", _GOVERNMENT)),
        Channel("sms", _SMS, _over_http("sms", _SMS)),
        Channel("voice", _VOICE, _over_http("voice", _VOICE)),
    )
}
