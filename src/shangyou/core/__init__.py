"""What every wing needs."""
