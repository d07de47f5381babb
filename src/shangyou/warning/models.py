"""Django finds an application's models here; each lives in its own file."""

from shangyou.warning.alarms.models import (
    Alarm,
    AlarmStep,
    Decision,
    DetectorMark,
    Lesson,
    OwnStep,
)
from shangyou.warning.commands import Command
from shangyou.warning.detectors.learnt.models import LearntDetector
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
    "Alarm",
    "AlarmStep",
    "Attendance",
    "Camera",
    "CameraLogin",
    "Command",
    "Decision",
    "DetectorMark",
    "Device",
    "DeviceKey",
    "DeviceState",
    "DutyEntry",
    "DutyHoliday",
    "Handover",
    "HandoverAcceptance",
    "LearntDetector",
    "Lesson",
    "Meeting",
    "MeetingItem",
    "MonitoredFactor",
    "OwnStep",
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
