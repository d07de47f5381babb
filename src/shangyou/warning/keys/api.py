"""The SM4 key of a device: set and taken away by those who keep the register, shown to nobody."""

import re
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from shangyou.codecs.openssl import CipherUnavailableError, NotAuthenticError
from shangyou.core import audit
from shangyou.core.http import NotFound, ProblemError, require
from shangyou.core.models import User
from shangyou.core.rights import restrict
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.keys.models import DeviceKey
from shangyou.warning.keys.sealing import Sealer, WrongKeyError, about_device
from shangyou.warning.registers.devices import Device

router = Router(tags=["warning"])

CHANGE: Final = "register.devices.change"
_KEY: Final = re.compile(r"[0-9A-Fa-f]{32}", re.ASCII)
_FORM: Final = Sentence(
    "密钥应为 32 位十六进制数（16 字节 SM4 密钥），且不全相同。",
    "The key is 32 hexadecimal digits (an SM4 key of 16 bytes), not all the same.",
)
_NO_CIPHER: Final = Sentence(
    "这台服务器的 OpenSSL 不支持 SM4，不能使用密钥；请管理员安装 libssl3。",
    "This server's OpenSSL has no SM4, so keys cannot be used; the administrator installs libssl3.",
)


class Key(Schema):
    """An SM4 key in hexadecimal."""

    key: str = Field(max_length=64)


def _device(request: HttpRequest, device_id: int) -> tuple[User, Device]:
    user = require(request, "register.devices.list")
    rows = restrict(Device.objects.all(), user, "register.devices.list")
    row = rows.filter(pk=device_id).first()
    if row is None:
        raise NotFound
    return require(request, CHANGE, region=row.region), row


def _state(device: Device) -> dict[str, Any]:
    kept = DeviceKey.objects.select_related("set_by").filter(pk=device.pk).first()
    if kept is None:
        return {"has_key": False, "opens": None, "set_at": None, "set_by": None}
    try:
        Sealer(settings.SEALING_SECRET).open(bytes(kept.sealed), about_device(device.pk))
    except (WrongKeyError, NotAuthenticError, CipherUnavailableError):
        opens = False
    else:
        opens = True
    by = kept.set_by.name if kept.set_by else None
    return {"has_key": True, "opens": opens, "set_at": kept.set_at, "set_by": by}


@router.get("/warning/devices/{device_id}/key")
def key_state(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Say whether a device has a key, who set it when, and whether it can still be opened."""
    return _state(_device(request, device_id)[1])


@router.put("/warning/devices/{device_id}/key")
def set_key(request: HttpRequest, device_id: int, body: Key) -> dict[str, Any]:
    """Set a device's key; from then on its data must come encrypted, and the gateway knows within 3 s."""
    user, device = _device(request, device_id)
    given = body.key.strip()
    if not _KEY.fullmatch(given) or len(set(given.lower())) == 1:
        raise ProblemError(400, [Problem("key", _FORM)])
    try:
        sealed = Sealer(settings.SEALING_SECRET).seal(bytes.fromhex(given), about_device(device.pk))
    except CipherUnavailableError:
        raise ProblemError(503, [Problem("key", _NO_CIPHER)]) from None
    with transaction.atomic():
        DeviceKey.objects.update_or_create(
            device=device, defaults={"sealed": sealed, "set_by": user}
        )
        _note(user, device, "set")
    return _state(device)


@router.delete("/warning/devices/{device_id}/key")
def remove_key(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Take a device's key away; its data then come plain again."""
    user, device = _device(request, device_id)
    with transaction.atomic():
        if DeviceKey.objects.filter(pk=device.pk).delete()[0]:
            _note(user, device, "removed")
    return _state(device)


def _note(user: User, device: Device, done: str) -> None:
    audit.record(user, "device.key", "devices", str(device.pk), {"key": done}, region=device.region)
