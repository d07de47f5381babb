"""Django finds an application's models here; each lives in its own file."""

from shangyou.warning.commands import Command
from shangyou.warning.duty.models import (
    Attendance,
    DutyEntry,
    DutyHoliday,
    Handover,
    HandoverAcceptance,
    Meeting,
    MeetingItem,
    RoundCall,
)
from shangyou.warning.keys.models import CameraLogin, DeviceKey
from shangyou.warning.registers.cameras import Camera
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station
from shangyou.warning.situation.models import Situation, SituationStep, Tip, TipSeries, TipStep
from shangyou.warning.states import DeviceState
from shangyou.warning.warnings.models import PublicWarning, WarningStep

__all__ = [
    "Attendance",
    "Camera",
    "CameraLogin",
    "Command",
    "Device",
    "DeviceKey",
    "DeviceState",
    "DutyEntry",
    "DutyHoliday",
    "Handover",
    "HandoverAcceptance",
    "Meeting",
    "MeetingItem",
    "MonitoredFactor",
    "PublicWarning",
    "RoundCall",
    "Situation",
    "SituationStep",
    "Station",
    "Tip",
    "TipSeries",
    "TipStep",
    "WarningStep",
]
