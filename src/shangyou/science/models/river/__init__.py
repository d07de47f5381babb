"""The parts of the river-transport model."""
