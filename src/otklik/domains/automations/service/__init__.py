"""The verbs of macros and automations, one capability a file."""
