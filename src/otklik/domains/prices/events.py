"""What happened to prices."""

from otklik.platform.events import Event


class PricesChanged(Event, frozen=True, kw_only=True):
    """What messages cost from now on; those sent before keep theirs."""

    channel_kind: str
