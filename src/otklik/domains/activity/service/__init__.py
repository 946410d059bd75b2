"""The verbs of activity, one capability a file."""
