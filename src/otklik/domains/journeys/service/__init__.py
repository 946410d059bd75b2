"""The verbs of journeys, one capability a file."""
