"""Numbers in, numbers out: no framework, no files, no clock, no network, no logging."""
