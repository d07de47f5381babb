"""A rain gauge for one section of the demo world, 示意数据: it explains what rain moves."""

from typing import Final

from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor

CODE: Final = "yl"
"""HJ 212 has no code for rain; this is one of a maker's own, known by its name and unit."""


def keep(source: str) -> int:
    """Put a gauge beside the instruments of the first section; return the rows created."""
    device = Device.objects.filter(demo=True, station__kind="surface_water").order_by("pk").first()
    if device is None:
        return 0
    _, created = MonitoredFactor.objects.get_or_create(
        device=device,
        code=CODE,
        defaults={
            "name": "雨强",
            "unit": "mm/h",
            "plausible_low": 0.0,
            "plausible_high": 300.0,
            "region": device.region,
            "source": source,
            "demo": True,
        },
    )
    return int(created)
