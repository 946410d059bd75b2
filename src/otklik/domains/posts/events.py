"""What happened to posts."""

from uuid import UUID

from otklik.platform.events import Event


class CommunityAdded(Event, frozen=True, kw_only=True):
    """Posts may be published there from now on."""

    community_id: UUID
    title: str


class CommunityRemoved(Event, frozen=True, kw_only=True):
    community_id: UUID
    title: str


class PostStarted(Event, frozen=True, kw_only=True):
    """Somebody published a post, or let it be published later."""

    post_id: UUID
    title: str
    communities: int
