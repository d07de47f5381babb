"""Stations of the demo world, 示意数据: the sections and intakes of the registers, with made-up devices."""

from collections.abc import Callable, Iterator
from typing import Final

from django.contrib.gis.geos import Point
from django.db import transaction

from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.reference.surface_water import BY_KEY
from shangyou.warning import demo_air, demo_rain, demo_rivers
from shangyou.warning.registers.cameras import Camera
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station

KINDS: Final = ("national_section", "intake", "reservoir_source")
SOURCE: Final = "示意：设备与数据均为虚构 demonstration: devices and readings are made up"
_CLASSES: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_USUAL_CLASS: Final = 3
# code, name, unit, key of GB 3838 (None: no limit by class), plausible from, to, detection limit
_WATER: Final = (
    ("w01010", "水温", "℃", None, -2.0, 45.0, None),
    ("w01001", "pH值", "无量纲", "ph", 2.0, 12.5, None),
    ("w01009", "溶解氧", "mg/L", "dissolved-oxygen", 0.0, 25.0, None),
    ("w01014", "电导率", "μS/cm", None, 5.0, 20_000.0, None),
    ("w01003", "浊度", "NTU", None, 0.0, 6000.0, None),
    ("w01019", "高锰酸盐指数", "mg/L", "permanganate-index", 0.0, 150.0, 0.5),
    ("w21003", "氨氮", "mg/L", "ammonia-nitrogen", 0.0, 60.0, 0.025),
    ("w21011", "总磷", "mg/L", "total-phosphorus", 0.0, 20.0, 0.01),
)
_EFFLUENT: Final = (
    ("w01018", "化学需氧量", "mg/L", 100.0, 0.0, 5000.0),
    ("w21003", "氨氮", "mg/L", 15.0, 0.0, 500.0),
    ("w01001", "pH值", "无量纲", 9.0, 0.0, 14.0),
)
"""Limits of GB 8978-1996 table 4, class 1, for other discharges; unverified."""
_OUTFALLS: Final = 12
_WATCHED_SECTIONS: Final = 6


def load(say: Callable[[str], None] = print) -> dict[str, int]:
    """Load what is missing; return the rows created per register."""
    with transaction.atomic():
        created = {
            "stations": _keep_stations(),
            "devices": _keep_devices(),
            "monitored_factors": _keep_factors(),
        }
        created["monitored_factors"] += demo_rain.keep(SOURCE)
        for more in (demo_air.load(), demo_rivers.load()):
            for register, count in more.items():
                created[register] += count
        created["cameras"] = _keep_cameras()
    say(f"示意监测站 demo stations: {sum(created.values())} 行 rows")
    return created


def _keep_stations() -> int:
    there = set(Station.objects.values_list("code", flat=True))
    new = [row for row in (*_sections(), *_outfalls()) if row.code not in there]
    Station.objects.bulk_create(new)
    return len(new)


def _sections() -> Iterator[Station]:
    receptors = Receptor.objects.filter(demo=True, kind__in=KINDS).order_by("code")
    for receptor in receptors:
        yield Station(
            code=f"WS{receptor.code[2:]}",
            name=f"{receptor.name}水质自动站"[:128],
            kind="surface_water",
            river_id=receptor.river_id,
            reach_id=receptor.reach_id,
            distance_m=receptor.distance_m,
            chainage_km=receptor.chainage_km,
            bank=receptor.bank,
            geometry=receptor.geometry,
            receptor=receptor,
            region=receptor.region,
            status="estimated",
            source=SOURCE,
            demo=True,
        )


def _outfalls() -> Iterator[Station]:
    for source in RiskSource.objects.filter(demo=True).order_by("code")[:_OUTFALLS]:
        point = source.geometry
        yield Station(
            code=f"PS{source.code[2:]}",
            name=f"{source.name}总排口"[:128],
            kind="outfall",
            river_id=source.river_id,
            reach_id=source.reach_id,
            distance_m=source.distance_m,
            chainage_km=source.chainage_km,
            bank=source.bank,
            geometry=Point(point.x, point.y, srid=4326) if point else None,
            risk_source=source,
            region=source.region,
            status="estimated",
            source=SOURCE,
            demo=True,
        )


def _keep_devices() -> int:
    stations = Station.objects.filter(demo=True, devices__isnull=True).select_related("receptor")
    new = [
        Device(
            mn=(station.receptor and station.receptor.station_code) or f"DEMO{station.code}",
            station=station,
            system_code="21" if station.kind == "surface_water" else "32",
            interval_s=60,
            region=station.region,
            status="estimated",
            source=SOURCE,
            demo=True,
        )
        for station in stations
    ]
    Device.objects.bulk_create(new)
    return len(new)


def _keep_factors() -> int:
    devices = Device.objects.filter(demo=True, factors__isnull=True).select_related(
        "station__receptor"
    )
    new = [row for device in devices for row in _factors(device)]
    MonitoredFactor.objects.bulk_create(new)
    return len(new)


def _factors(device: Device) -> Iterator[MonitoredFactor]:
    station = device.station
    common = {"device": device, "region": device.region, "source": SOURCE, "demo": True}
    if station.kind == "outfall":
        for code, name, unit, limit, low, high in _EFFLUENT:
            yield MonitoredFactor(
                code=code, name=name, unit=unit, limit_high=limit,
                limit_low=6.0 if code == "w01001" else None,
                plausible_low=low, plausible_high=high, **common,
            )  # fmt: skip
        return
    receptor = station.receptor
    water_class = _CLASSES.get(receptor.water_class if receptor else "", _USUAL_CLASS)
    for code, name, unit, key, low, high, detection in _WATER:
        bound = BY_KEY[key].of_class(water_class) if key else None
        least = bound if key == "dissolved-oxygen" else None
        most = None if key == "dissolved-oxygen" else bound
        if key == "ph":
            least, most = 6.0, 9.0  # GB 3838-2002 table 1
        yield MonitoredFactor(
            code=code, name=name, unit=unit, limit_low=least, limit_high=most,
            plausible_low=low, plausible_high=high, detection_limit=detection, **common,
        )  # fmt: skip


def _keep_cameras() -> int:
    """Put a camera that gives a test pattern at each outfall, at some sections and in the chemical park."""
    there = set(Camera.objects.values_list("code", flat=True))
    stations = Station.objects.filter(demo=True).order_by("code")
    watched = (
        *stations.filter(kind__in=("outfall", "gas")),
        *stations.filter(kind="surface_water")[:_WATCHED_SECTIONS],
    )
    new = [
        Camera(
            code=f"CM{station.code}",
            name=f"{station.name}摄像机"[:128],
            kind="pattern",
            station=station,
            geometry=station.geometry,
            region=station.region,
            status="estimated",
            source="示意：测试图像 demonstration: a test pattern",
            demo=True,
        )
        for station in watched
        if f"CM{station.code}" not in there
    ]
    Camera.objects.bulk_create(new)
    return len(new)
