"""One file per theory."""
