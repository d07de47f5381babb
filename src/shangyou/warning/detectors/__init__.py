"""What watches the telemetry: one vectorised pass per micro-batch, each answer with its words."""
