"""One register per file."""
