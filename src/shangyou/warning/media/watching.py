"""Watching a camera: the right driver, a token that says who may see it, an entry in the trail."""

import functools
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction

from shangyou.codecs.openssl import CipherUnavailableError, NotAuthenticError
from shangyou.core import audit
from shangyou.core.models import User
from shangyou.science.messages import Sentence
from shangyou.warning.keys.models import CameraLogin
from shangyou.warning.keys.sealing import Sealer, WrongKeyError, about_camera
from shangyou.warning.media.driver import MediaDriver, Picture, Source, State
from shangyou.warning.media.ffmpeg import FfmpegDriver
from shangyou.warning.media.platform import PlatformDriver
from shangyou.warning.registers.cameras import STATES, Camera

_SALT: Final = "shangyou.camera"
TOKEN_S: Final = 12 * 3600
"""A shift; the page asks for a new one when it is over."""
LOGIN_LOST: Final = Sentence(
    "取流账号无法解密（密封密钥已更换），请重新设置该摄像机的取流账号。",
    "The camera's log-in cannot be opened (the sealing key was changed); set it again.",
)


@functools.cache
def ffmpeg() -> FfmpegDriver:
    """Give this server's driver of streams."""
    known = settings.CAMERAS
    return FfmpegDriver(
        known["directory"],
        hosts=known["hosts"],
        most=known["most"],
        idle_s=known["idle_s"],
        program=known["ffmpeg"],
    )


@functools.cache
def _platform() -> PlatformDriver:
    return PlatformDriver(settings.CAMERAS["platform"])


def driver_of(camera: Camera) -> MediaDriver:
    """Give the driver for a camera's kind."""
    return _platform() if camera.kind == "platform" else ffmpeg()


def source_of(camera: Camera) -> Source:
    """Give a camera as its driver needs it, with its log-in opened (WrongKeyError and others where it cannot be)."""
    login = None
    kept = CameraLogin.objects.filter(pk=camera.pk).first() if camera.kind == "rtsp" else None
    if kept is not None:
        plain = Sealer(settings.SEALING_SECRET).open(bytes(kept.sealed), about_camera(camera.pk))
        user, _, password = plain.decode().partition("\n")
        login = (user, password)
    return Source(camera.pk, camera.kind, camera.address, login)


def open_(camera: Camera) -> Picture:
    """Ask for a camera's picture."""
    if camera.state != "in_use":
        title = STATES[camera.state]
        return Picture.of(
            State.REFUSED,
            Sentence(f"该摄像机登记为“{title.zh}”。", f"This camera is registered as: {title.en}."),
        )
    try:
        source = source_of(camera)
    except (WrongKeyError, NotAuthenticError, CipherUnavailableError):
        return Picture.of(State.REFUSED, LOGIN_LOST)
    return driver_of(camera).open(source)


def begin(user: User, camera: Camera) -> str:
    """Note that somebody watches; return the token under which the files are served to him alone."""
    with transaction.atomic():
        audit.record(
            user, "camera.watched", "cameras", str(camera.pk),
            {"code": camera.code, "driver": driver_of(camera).name}, region=camera.region,
        )  # fmt: skip
    return signing.dumps([camera.pk, user.pk], salt=_SALT, compress=False)


def holds(token: str, user: User, camera: int) -> bool:
    """Say whether a token is this user's for this camera, and not too old."""
    try:
        given: Any = signing.loads(token, salt=_SALT, max_age=TOKEN_S)
    except signing.BadSignature:
        return False
    return bool(given == [camera, user.pk])
