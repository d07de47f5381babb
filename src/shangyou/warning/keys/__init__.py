"""Secrets that must be kept to be used: keys of devices, log-ins of cameras; sealed at rest."""
