"""The routers of all wings on the one API."""

from ninja import NinjaAPI

from shangyou.core.registers.api import router as registers
from shangyou.core.session import router as session
from shangyou.core.system import router as system
from shangyou.preparedness.api import router as preparedness
from shangyou.response.air.api import router as air
from shangyou.response.alarm_incident import router as alarm_incident
from shangyou.response.api import router as response
from shangyou.response.gas_api import router as gas
from shangyou.response.handover_api import router as handover
from shangyou.response.oil_api import router as oil
from shangyou.response.options_api import router as options
from shangyou.response.plan_api import router as plans
from shangyou.response.samples_api import router as samples
from shangyou.warning.alarms.api import router as alarms
from shangyou.warning.api import router as warning
from shangyou.warning.detectors.learnt.api import router as learnt
from shangyou.warning.duty.api import router as duty
from shangyou.warning.duty.work_api import router as duty_work
from shangyou.warning.keys.api import router as keys
from shangyou.warning.media.api import router as cameras
from shangyou.warning.situation.api import router as situations
from shangyou.warning.warnings.api import router as warnings

ROUTERS = (
    session,
    system,
    registers,
    preparedness,
    response,
    plans,
    gas,
    oil,
    options,
    samples,
    handover,
    warning,
    warnings,
    duty,
    duty_work,
    situations,
    cameras,
    keys,
    alarm_incident,
    air,
    alarms,
    learnt,
)


def wire(api: NinjaAPI) -> None:
    """Put every wing's router on the API."""
    for router in ROUTERS:
        api.add_router("", router)
