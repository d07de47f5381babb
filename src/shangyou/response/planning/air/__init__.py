"""The plan of an incident in the air."""
