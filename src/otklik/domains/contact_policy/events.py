"""What happened to contact policy."""

from otklik.platform.events import Event


class PolicyChanged(Event, frozen=True, kw_only=True):
    """From now on other caps or other hours hold; what waits is judged by them when it goes."""
