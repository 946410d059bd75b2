"""What MAX tells, read for the provider `max`."""
