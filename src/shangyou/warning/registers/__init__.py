"""The registers of 风险预警, one file each; a register joins by being listed here."""

from shangyou.core.registers.declaration import Register
from shangyou.warning.registers import cameras, devices, factors, stations

REGISTERS: tuple[Register, ...] = (
    stations.REGISTER,
    devices.REGISTER,
    factors.REGISTER,
    cameras.REGISTER,
)
