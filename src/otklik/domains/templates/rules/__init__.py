"""Decisions about templates, pure: markup, checks, haste that must be true."""
