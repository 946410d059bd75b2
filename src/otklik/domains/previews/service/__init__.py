"""Verbs of previews."""
