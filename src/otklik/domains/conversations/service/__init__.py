"""The verbs of the inbox, one capability a file."""
