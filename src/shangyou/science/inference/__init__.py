"""From observations back to causes."""
