"""The parts of the river-oil-spill model."""
