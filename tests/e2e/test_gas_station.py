"""Weather of a station on the gas page, and an assessment of an incident, in a real browser."""

import subprocess

from tests.e2e.conftest import ROOT

# What a gateway leaves of two stations with wind: one that reports, one that stopped hours ago.
STATIONS = """
import datetime as dt
from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station

CODES = ("a01007", "a01008", "a01001")
with connection.cursor() as cursor:
    items = []
    for code in CODES:
        cursor.execute(
            "INSERT INTO warning_item (name) VALUES (%s) ON CONFLICT (name) DO UPDATE "
            "SET name = EXCLUDED.name RETURNING id", [f"{code}-Rtd"])
        items.append(cursor.fetchone()[0])
    cursor.execute(
        "INSERT INTO warning_layout (items) VALUES (%s) ON CONFLICT (items) DO UPDATE "
        "SET items = EXCLUDED.items RETURNING id", [items])
    layout = cursor.fetchone()[0]
    for name, east, minutes, values in (
        ("示意测风站", 0.02, 1, [1.7, 63.0, 16.5]), ("陈旧测风站", 0.04, 400, [5.0, 200.0, 25.0]),
    ):
        station = Station.objects.create(
            code=f"QX{minutes}", name=name, kind="air", region="500102", source="试验", demo=True,
            geometry=Point(107.36 + east, 29.72, srid=4326))
        device = Device.objects.create(
            mn=f"QX{minutes}".ljust(24, "0"), station=station, system_code="22", interval_s=600,
            region="500102", source="试验")
        for code in CODES:
            MonitoredFactor.objects.create(
                device=device, code=code, region="500102", source="试验")
        at = timezone.now() - dt.timedelta(minutes=minutes)
        cursor.execute(
            "INSERT INTO warning_devicestate (device_id, heard_at, address, gateway, connected, at,"
            " received_at, cn, layout, flags, values, marks, frames, marked)"
            " VALUES (%s, %s, '', '', true, %s, %s, 2011, %s, 'NNN', %s, 0, 1, 0)",
            [device.pk, at, at, at, layout, values])
"""


def test_a_station_gives_its_wind_and_an_incident_its_place(system, browse):
    subprocess.run(
        [ROOT / ".venv/bin/python", ROOT / "manage.py", "shell", "-c", STATIONS],
        check=True,
        env=system.environment,
        capture_output=True,
    )
    browse("gas_station.mjs", seconds=120)
