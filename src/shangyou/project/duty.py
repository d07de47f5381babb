"""What the duty reads of every wing: open matters at a hand-over, sections of a situation analysis. Listed once."""

from shangyou.response.duty_items import CLOCKS, INCIDENTS, OPEN_INCIDENTS
from shangyou.warning.alarms.open_items import ALARMS
from shangyou.warning.duty.open_items import Provider
from shangyou.warning.duty.providers import PROVIDERS as WARNING
from shangyou.warning.situation.providers import OVERDUE, RISKS, STATIONS, STOCK, WARNINGS
from shangyou.warning.situation.sections import Section

OPEN_ITEMS: tuple[Provider, ...] = (OPEN_INCIDENTS, *WARNING, ALARMS)

SITUATION_SECTIONS: tuple[Section, ...] = (
    WARNINGS,
    INCIDENTS,
    STATIONS,
    RISKS,
    STOCK,
    CLOCKS,
    OVERDUE,
)
