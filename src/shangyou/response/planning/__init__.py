"""The response plan as pure functions: facts in, lines with their reasons out; one file a section."""
