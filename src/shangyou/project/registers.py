"""Every register of the house, listed once."""

from shangyou.core.register_list import REGISTERS as CORE
from shangyou.core.registers.declaration import Register
from shangyou.preparedness.registers import REGISTERS as PREPAREDNESS
from shangyou.warning.registers import REGISTERS as WARNING

REGISTERS: tuple[Register, ...] = (*PREPAREDNESS, *WARNING, *CORE)
