"""Reports: one file each, from an incident to a Word file."""
