"""The telemetry store: frames to rows, rows to PostgreSQL. No Django, for the gateway carries none."""
