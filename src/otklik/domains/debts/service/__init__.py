"""The verbs of debts, one capability a file; `refresh` is what everybody else calls."""
