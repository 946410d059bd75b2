"""What happened to the catalogue. Kept, and read in the audit trail."""

from otklik.platform.events import Event


class FeedChanged(Event, frozen=True, kw_only=True):
    """Somebody set up where goods are read from."""

    enabled: bool
    every_hours: int


class FeedLoaded(Event, frozen=True, kw_only=True):
    """A feed or a file was gone through; `code` where it failed, or something of it was not done."""

    source: str
    loaded: int
    gone: int
    refused: int
    code: str
