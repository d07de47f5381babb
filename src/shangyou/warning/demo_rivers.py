"""Gauges of the demo world that live, 示意数据: stations with stage and discharge, linked to the register of gauges."""

from collections.abc import Iterator
from typing import Final

from shangyou.preparedness.registers.gauges import Gauge
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station

SOURCE: Final = "示意：水位与流量由模拟器编造 demonstration: stage and discharge are made up"
LIVE: Final = ("SY-CJ_ZT", "SY-CJ_CT", "SY-JL_BB", "SY-WJ_WL")
"""朱沱 and 寸滩 on the Yangtze, and the last gauges of its two large tributaries."""
STAGE, DISCHARGE = "wz001", "wq001"
"""HJ 212 has no codes for the stage and the discharge of a river; these are the demo's own."""
INTERVAL_S: Final = 300
# code, name, unit, plausible from, to
_FACTORS: Final = (
    (STAGE, "水位（站零点以上）", "m", -5.0, 120.0),
    (DISCHARGE, "流量", "m3/s", 0.0, 120_000.0),
)


def load() -> dict[str, int]:
    """Load what is missing, within the caller's transaction; return the rows created per register.

    A gauge that somebody linked to another station keeps that.
    """
    there = set(Station.objects.values_list("code", flat=True))
    gauges = [g for g in Gauge.objects.filter(demo=True, code__in=LIVE) if _code(g) not in there]
    stations = Station.objects.bulk_create([_station(gauge) for gauge in gauges])
    devices = Device.objects.bulk_create([_device(station) for station in stations])
    factors = MonitoredFactor.objects.bulk_create(
        [row for device in devices for row in _factors(device)]
    )
    for gauge in gauges:
        Gauge.objects.filter(pk=gauge.pk, telemetry_station="").update(
            telemetry_station=_code(gauge), stage_factor=STAGE, discharge_factor=DISCHARGE
        )
    return {
        "stations": len(stations),
        "devices": len(devices),
        "monitored_factors": len(factors),
    }


def _code(gauge: Gauge) -> str:
    return f"HY{gauge.code.removeprefix('SY-')}"


def _station(gauge: Gauge) -> Station:
    return Station(
        code=_code(gauge),
        name=f"{gauge.name}水文站",
        kind="gauge",
        river_id=gauge.river_id,
        reach_id=gauge.reach_id,
        distance_m=gauge.distance_m,
        chainage_km=gauge.chainage_km,
        geometry=gauge.geometry,
        region=gauge.region,
        status="estimated",
        source=SOURCE,
        demo=True,
    )


def _device(station: Station) -> Device:
    return Device(
        mn=f"DEMO{station.code.replace('_', '')}",
        station=station,
        system_code="21",
        interval_s=INTERVAL_S,
        region=station.region,
        status="estimated",
        source=SOURCE,
        demo=True,
    )


def _factors(device: Device) -> Iterator[MonitoredFactor]:
    for code, name, unit, low, high in _FACTORS:
        yield MonitoredFactor(
            device=device, code=code, name=name, unit=unit, plausible_low=low, plausible_high=high,
            region=device.region, source=SOURCE, demo=True,
        )  # fmt: skip
