"""Settings, addresses, the application object."""
