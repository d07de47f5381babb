"""Which action is best, and by how much."""
