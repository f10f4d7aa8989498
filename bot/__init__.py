"""The outside world: connectors, services, the command line and the Discord face."""
