"""The verbs of targets, one capability a file."""
