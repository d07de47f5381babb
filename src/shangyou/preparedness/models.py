"""Django finds an application's models here; each lives in its register's file."""

from shangyou.preparedness.registers.air_receptors import AirReceptor
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.districts import District
from shangyou.preparedness.registers.experts import Expert
from shangyou.preparedness.registers.gauges import Gauge
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.response_spaces import ResponseSpace
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.preparedness.registers.river_sections import RiverSection
from shangyou.preparedness.registers.rivers import River
from shangyou.preparedness.registers.source_substances import SourceSubstance
from shangyou.preparedness.registers.stock import StockItem
from shangyou.preparedness.registers.teams import Team
from shangyou.preparedness.registers.travel_tests import TravelTest

__all__ = [
    "AirReceptor",
    "Depot",
    "District",
    "Expert",
    "Gauge",
    "Reach",
    "Receptor",
    "ResponseSpace",
    "RiskSource",
    "River",
    "RiverSection",
    "SourceSubstance",
    "StockItem",
    "Team",
    "TravelTest",
]
