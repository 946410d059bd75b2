"""Schema changes, small and marked `pre` (before the new code) or `post` (after the old code is gone)."""
