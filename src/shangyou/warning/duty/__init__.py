"""值守 24-hour duty: roster, hand-over, log, round-calls, meetings."""
