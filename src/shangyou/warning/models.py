"""Django finds an application's models here; each lives in its own file."""

from shangyou.warning.commands import Command
from shangyou.warning.keys.models import CameraLogin, DeviceKey
from shangyou.warning.registers.cameras import Camera
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station
from shangyou.warning.states import DeviceState
from shangyou.warning.warnings.models import PublicWarning, WarningStep

__all__ = [
    "Camera",
    "CameraLogin",
    "Command",
    "Device",
    "DeviceKey",
    "DeviceState",
    "MonitoredFactor",
    "PublicWarning",
    "Station",
    "WarningStep",
]
