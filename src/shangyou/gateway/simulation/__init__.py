"""Devices that do not exist: they speak the protocol over real TCP, with all its troubles."""
