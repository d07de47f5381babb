"""Addresses of streams: which are taken, from which hosts, and how they are shown without secrets."""

import ipaddress
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from shangyou.science.messages import Sentence

SCHEMES: Final = ("rtsp", "rtsps", "http", "https")
LONGEST: Final = 300
_FORM: Final = Sentence(
    f"地址应为 {'、'.join(SCHEMES)} 地址，例如 rtsp://10.20.3.4:554/Streaming/Channels/101。",
    f"The address must begin with {', '.join(SCHEMES)}, such as rtsp://10.20.3.4:554/Streaming/Channels/101.",
)
_SECRET: Final = Sentence(
    "地址中不能有用户名和口令；请在“取流账号”中单独设置。",
    "No user name or password in the address; set them separately as the camera's log-in.",
)


def _split(address: str) -> SplitResult | None:
    # what a shell, a log or ffmpeg's own syntax would read as something else is no address
    if not address.isascii() or not address.isprintable() or any(c in address for c in " \"'\\|<>"):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or not parts.hostname or len(address) > LONGEST:
        return None
    return parts


def address_problem(address: str) -> Sentence | None:
    """Say what is wrong with the form of an address, None where nothing is."""
    parts = _split(address)
    if parts is None:
        return _FORM
    if "@" in parts.netloc:
        return _SECRET
    return None


def host_problem(address: str, hosts: Iterable[str]) -> Sentence | None:
    """Say why a host may not be asked: it is not on the list of names and networks of the settings."""
    parts = _split(address)
    if parts is None:
        return _FORM
    host = parts.hostname or ""
    if _listed(host, hosts):
        return None
    return Sentence(
        f"主机 {host} 不在允许取流的名单中；请管理员将它加入 SHANGYOU_CAMERA_HOSTS。",
        f"The host {host} is not on the list of cameras' hosts; the administrator adds it to SHANGYOU_CAMERA_HOSTS.",
    )


def _listed(host: str, hosts: Iterable[str]) -> bool:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host in {one.lower() for one in hosts}
    for one in hosts:
        try:
            if number in ipaddress.ip_network(one, strict=False):
                return True
        except ValueError:
            continue
    return False


def with_login(address: str, login: tuple[str, str] | None) -> str:
    """Put a user name and a password into an address; for the driver alone, never for an answer."""
    if login is None:
        return address
    parts = urlsplit(address)
    user, password = (quote(word, safe="") for word in login)
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.netloc}"))


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Take every secret, as it is and as it stands in an address, out of a text."""
    for secret in secrets:
        for form in {secret, quote(secret, safe="")}:
            if form:
                text = text.replace(form, "***")
    return text
