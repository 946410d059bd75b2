"""The verbs of the visitor's side, one capability a file."""
