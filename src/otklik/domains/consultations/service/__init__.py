"""The verbs of consultations, one capability a file."""
