"""Fire and blast: what the four models share."""
