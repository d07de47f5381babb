"""What is kept of an incident: the call, the log, the clocks, the forecasts, the plans."""

from shangyou.response.models.air import AirReading
from shangyou.response.models.forecasts import Forecast
from shangyou.response.models.gas import GasAssessment, GasFire
from shangyou.response.models.incidents import Incident, NumberSeries
from shangyou.response.models.log import LogEntry
from shangyou.response.models.oil import OilJob, OilRun
from shangyou.response.models.options import ResponseOption
from shangyou.response.models.plans import Plan, PlanLine
from shangyou.response.models.samples import Sample
from shangyou.response.models.timing import Clock, FiveFirst

__all__ = [
    "AirReading",
    "Clock",
    "FiveFirst",
    "Forecast",
    "GasAssessment",
    "GasFire",
    "Incident",
    "LogEntry",
    "NumberSeries",
    "OilJob",
    "OilRun",
    "Plan",
    "PlanLine",
    "ResponseOption",
    "Sample",
]
