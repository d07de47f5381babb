"""Cameras of a place and their pictures over HTTP."""

from typing import Any, Final, Literal

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shangyou.core import audit
from shangyou.core.http import NotFound, ProblemError, require, user_of
from shangyou.core.rights import allowed
from shangyou.science.messages import Problem, Sentence
from shangyou.warning import cameras
from shangyou.warning.keys.models import CameraLogin
from shangyou.warning.keys.sealing import Sealer, about_camera
from shangyou.warning.media import command, watching
from shangyou.warning.media.driver import Picture
from shangyou.warning.registers.cameras import Camera

router = Router(tags=["cameras"])

CHANGE: Final = "register.cameras.change"
_TYPES: Final = {
    "m3u8": "application/vnd.apple.mpegurl",
    "mp4": "video/mp4",
    "m4s": "video/iso.segment",
}


class Where(Schema):
    """A place, by its coordinates, by whose it is, or both."""

    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    m: float = Field(cameras.USUAL_M, ge=1, le=cameras.FARTHEST_M)
    station: int | None = None
    risk_source: int | None = None
    receptor: int | None = None


@router.get("/cameras/near")
def near(request: HttpRequest, where: Query[Where]) -> dict[str, Any]:
    """List the cameras of a place: of the same owner first, then the nearest within `m` metres."""
    user = require(request, cameras.VIEW)
    owners = (where.station, where.risk_source, where.receptor)
    if (where.lon is None) != (where.lat is None) or (where.lon is None and not any(owners)):
        raise ProblemError(
            400,
            [
                Problem(
                    "lon",
                    Sentence(
                        "应给出 lon 和 lat，或 station、risk_source、receptor 之一。",
                        "Give lon and lat, or one of station, risk_source and receptor.",
                    ),
                )
            ],
        )
    point = Point(where.lon, where.lat, srid=4326) if where.lon is not None else None
    place = cameras.Place(point, *owners)
    return {"rows": cameras.near(user, place, where.m), "m": where.m}


def _camera(request: HttpRequest, camera_id: int) -> Camera:
    row = cameras.visible(require(request, cameras.VIEW)).filter(pk=camera_id).first()
    if row is None:
        raise NotFound
    return row


def _answer(camera: Camera, picture: Picture, token: str) -> dict[str, Any]:
    playlist = picture.playlist
    if picture.run:
        playlist = f"/api/v1/cameras/{camera.pk}/live/{token}/{picture.run}/{playlist}"
    return {
        "camera": camera.pk,
        "state": str(picture.state),
        "sentence": picture.sentence,
        "token": token,
        "playlist": playlist,
        "time_ms": round(timezone.now().timestamp() * 1000),
    }


@router.get("/cameras/{camera_id}")
def one(request: HttpRequest, camera_id: int) -> dict[str, Any]:
    """Give one camera and what its user may do with it."""
    row = _camera(request, camera_id)
    may = allowed(user_of(request), CHANGE, region=row.region)
    return cameras.facts(row, None) | {
        "may_change": may,
        "has_login": CameraLogin.objects.filter(pk=row.pk).exists() if may else None,
    }


@router.post("/cameras/{camera_id}/watch")
def watch(request: HttpRequest, camera_id: int) -> dict[str, Any]:
    """Begin to watch a camera; this is noted in the trail."""
    row = _camera(request, camera_id)
    token = watching.begin(user_of(request), row)
    return _answer(row, watching.open_(row), token)


@router.get("/cameras/{camera_id}/live/{token}")
def live(request: HttpRequest, camera_id: int, token: str) -> dict[str, Any]:
    """Say how the picture stands; asking keeps it open."""
    row = _camera(request, camera_id)
    if not watching.holds(token, user_of(request), row.pk):
        raise NotFound
    return _answer(row, watching.open_(row), token)


@router.get("/cameras/{camera_id}/live/{token}/{run}/{name}")
def file(request: HttpRequest, camera_id: int, token: str, run: str, name: str) -> HttpResponse:
    """Give a playlist or a segment to the one who watches."""
    user = user_of(request)
    row = _camera(request, camera_id)
    if not watching.holds(token, user, row.pk) or not command.FILE.fullmatch(name):
        raise NotFound
    content = watching.ffmpeg().file(row.pk, run, name)
    if content is None:
        raise NotFound
    answer = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
    answer["Cache-Control"] = "no-store"
    return answer


class Login(Schema):
    """User name and password of a camera; both empty takes them away."""

    user: str = Field(max_length=64)
    password: str = Field(max_length=64)


@router.put("/cameras/{camera_id}/login")
def login(request: HttpRequest, camera_id: int, body: Login) -> dict[str, Any]:
    """Set under which name the camera is asked; it is sealed and shown nowhere again."""
    row = _camera(request, camera_id)
    user = require(request, CHANGE, region=row.region)
    if not (body.user + body.password).isprintable() or (body.password and not body.user):
        raise ProblemError(
            400,
            [
                Problem(
                    "user",
                    Sentence(
                        "用户名和口令为至多 64 个可见字符；有口令就要有用户名。",
                        "At most 64 printable characters each; a password needs a user name.",
                    ),
                )
            ],
        )
    with transaction.atomic():
        if body.user:
            sealed = Sealer(settings.SEALING_SECRET).seal(
                f"{body.user}\n{body.password}".encode(), about_camera(row.pk)
            )
            CameraLogin.objects.update_or_create(
                camera=row, defaults={"sealed": sealed, "set_by": user}
            )
        else:
            CameraLogin.objects.filter(pk=row.pk).delete()
        done: Literal["set", "removed"] = "set" if body.user else "removed"
        audit.record(
            user, "camera.login", "cameras", str(row.pk), {"login": done}, region=row.region
        )
    return {"has_login": bool(body.user)}
