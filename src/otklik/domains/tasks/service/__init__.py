"""The verbs of tasks, one capability a file."""
