"""A chemical park of the demo world that watches its air: gas sensors, a fence, and a mast; all made up."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib.gis.geos import Point

from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station

PARK: Final = "RS001"
"""The demo world's chemical park, 长寿经开区; sensors and readings are invented."""
SOURCE: Final = "示意：设备与数据均为虚构 demonstration: devices and readings are made up"
METRES_A_DEGREE: Final = 111_320.0

# code, name, unit, first level, plausible to, detection limit. First levels are occupational limits
# of GBZ 2.1-2019 table 1 (chlorine MAC 1, ammonia PC-STEL 30, hydrogen sulphide MAC 10 mg/m3),
# as GB/T 50493-2019 5.5.2 asks at most; unverified.
CHLORINE: Final = ("a21022", "氯气", "mg/m³", 1.0, 300.0, 0.05)
AMMONIA: Final = ("a21001", "氨", "mg/m³", 30.0, 3000.0, 0.5)
SULPHIDE: Final = ("a21028", "硫化氢", "mg/m³", 10.0, 1500.0, 0.1)
# HJ 212-2017 annex B: what a mast measures.
MAST: Final = (
    ("a01007", "风速", "m/s", None, 60.0, None),
    ("a01008", "风向", "°", None, 360.0, None),
    ("a01001", "温度", "℃", None, 55.0, None),
    ("a01002", "湿度", "%", None, 100.0, None),
    ("a01006", "气压", "kPa", None, 110.0, None),
)
LOWEST: Final = {"a01001": -40.0, "a01006": 50.0}

Measured = tuple[str, str, str, float | None, float, float | None]


@dataclass(frozen=True, slots=True)
class Post:
    """One station of the park: where it stands from the middle of the park, and what it measures."""

    code: str
    name: str
    east_m: float
    north_m: float
    factors: tuple[Measured, ...]


POSTS: Final = (
    Post("GS001", "长寿经开区中控楼气体与气象站（示意）", 0.0, 0.0, (CHLORINE, AMMONIA, *MAST)),
    Post("GS002", "长寿经开区氯碱装置区气体传感器（示意）", 420.0, 180.0, (CHLORINE,)),
    Post("GS003", "长寿经开区氨罐区气体传感器（示意）", -380.0, 240.0, (AMMONIA, SULPHIDE)),
    Post("GS004", "长寿经开区东厂界气体传感器（示意）", 900.0, 60.0, (CHLORINE, AMMONIA)),
)


def load() -> dict[str, int]:
    """Load what is missing of the park; return the rows created per register."""
    park = RiskSource.objects.filter(code=PARK, demo=True, geometry__isnull=False).first()
    if park is None:
        return {}
    posts = {post.code: post for post in POSTS}
    return {
        "stations": _keep(Station, "code", (_station(post, park) for post in POSTS)),
        "devices": _keep(
            Device, "mn", (_device(s) for s in Station.objects.filter(code__in=posts))
        ),
        "monitored_factors": _keep_factors(posts),
    }


def _keep(model: type, key: str, rows: Iterator) -> int:  # type: ignore[type-arg]
    there = set(model.objects.values_list(key, flat=True))  # type: ignore[attr-defined]
    new = [row for row in rows if getattr(row, key) not in there]
    model.objects.bulk_create(new)  # type: ignore[attr-defined]
    return len(new)


def _station(post: Post, park: RiskSource) -> Station:
    middle = park.geometry or Point(0.0, 0.0)  # load() asks for a park with a place
    latitude = middle.y + post.north_m / METRES_A_DEGREE
    longitude = middle.x + post.east_m / METRES_A_DEGREE / math.cos(math.radians(latitude))
    return Station(
        code=post.code,
        name=post.name,
        kind="gas",
        risk_source=park,
        geometry=Point(round(longitude, 6), round(latitude, 6), srid=4326),
        contact_name=park.contact_name,
        contact_phone=park.contact_phone,
        region=park.region,
        status="estimated",
        source=SOURCE,
        demo=True,
    )


def _device(station: Station) -> Device:
    return Device(
        mn=f"DEMO{station.code}",
        station=station,
        system_code="31",  # air pollution source
        interval_s=60,
        region=station.region,
        status="estimated",
        source=SOURCE,
        demo=True,
    )


def _keep_factors(posts: dict[str, Post]) -> int:
    devices = Device.objects.filter(
        station__code__in=posts, demo=True, factors__isnull=True
    ).select_related("station")
    new = [
        MonitoredFactor(
            device=device,
            code=code,
            name=name,
            unit=unit,
            limit_high=first,
            plausible_low=LOWEST.get(code, 0.0),
            plausible_high=most,
            detection_limit=detection,
            region=device.region,
            source=SOURCE,
            demo=True,
        )
        for device in devices
        for code, name, unit, first, most, detection in posts[device.station.code].factors
    ]
    MonitoredFactor.objects.bulk_create(new)
    return len(new)
