"""风险预警: stations and their telemetry, what is seen in it, and who is told."""
