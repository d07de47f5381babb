"""The registers of 应急准备, one file each; a register joins by being listed here."""

from shangyou.core.registers.declaration import Register
from shangyou.preparedness.registers import (
    air_receptors,
    depots,
    districts,
    experts,
    gauges,
    reaches,
    receptors,
    response_spaces,
    risk_sources,
    river_sections,
    rivers,
    source_substances,
    stock,
    teams,
    travel_tests,
)

REGISTERS: tuple[Register, ...] = (
    receptors.REGISTER,
    air_receptors.REGISTER,
    risk_sources.REGISTER,
    source_substances.REGISTER,
    response_spaces.REGISTER,
    depots.REGISTER,
    stock.REGISTER,
    teams.REGISTER,
    experts.REGISTER,
    rivers.REGISTER,
    reaches.REGISTER,
    districts.REGISTER,
    river_sections.REGISTER,
    gauges.REGISTER,
    travel_tests.REGISTER,
)
