"""Detectors that were trained (`shangyou detect train`) and attached to a device by those who keep it."""
