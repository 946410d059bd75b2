"""Liquid as marketers write it: sandboxed, with filters for Russian, parsed once and joined quickly for many."""
