"""A package of its own, lest another distribution's `tests` be taken for it."""
