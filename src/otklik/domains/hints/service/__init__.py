"""The verbs of hints, one capability a file."""
