"""Gas alarms and incidents in the air: what an alarm brings along, whom it may reach, what becomes of it."""
