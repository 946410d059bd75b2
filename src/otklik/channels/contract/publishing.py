"""Posts for everybody: what a provider may publish in a company's channel, group or page, and where."""

from typing import Protocol, runtime_checkable

from otklik.channels.contract.manifest import Config, Frozen
from otklik.channels.contract.outbound import OutboundMessage
from otklik.channels.contract.provider import Port


class Community(Frozen, frozen=True, kw_only=True):
    """A channel, group or page that was found, and that may be posted to."""

    address: str
    """As the provider knows it for ever, not as people call it."""
    title: str
    url: str = ""
    """Where people see it; empty where only members do."""


class Published(Frozen, frozen=True, kw_only=True):
    """The provider took the post."""

    external_id: str
    url: str = ""


@runtime_checkable
class Publishes(Protocol):
    """Posts to communities; goes with the capability `publishes`."""

    async def community(self, port: Port, config: Config, address: str) -> Community:
        """The one of that name, link or number, once it is known that it may be posted to. Raises `ChannelError`."""
        ...

    async def publish(self, port: Port, config: Config, community: Community, post: OutboundMessage) -> Published:
        """Show the post to everybody there. Raises `ChannelError`."""
        ...
