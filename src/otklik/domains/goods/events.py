"""What happened to the catalogue."""

from otklik.platform.events import Event


class FeedChanged(Event, frozen=True, kw_only=True):
    """Somebody set up where goods are read from."""

    enabled: bool
    every_hours: int


class FeedLoaded(Event, frozen=True, kw_only=True):
    """A feed or a file was gone through; `code` where it failed, or something of it was not done.

    Not kept: the feed itself says how its last load went, and one an hour tells nobody anything.
    """

    kept = False
    source: str
    loaded: int
    gone: int
    refused: int
    code: str


class CirclesChosen(Event, frozen=True, kw_only=True):
    """Somebody chose by how many segments customers are told apart for recommendations."""

    segments: int
