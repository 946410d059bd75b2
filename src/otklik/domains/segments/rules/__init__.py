"""Decisions about segments: what a rule may say, what it hangs on, which days it means. No I/O, clock or session."""
