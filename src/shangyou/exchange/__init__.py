"""What partners read and write."""
