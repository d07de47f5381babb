"""风险预警: from telemetry to alarms and warnings."""
