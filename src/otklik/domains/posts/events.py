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


class PostHeld(Event, frozen=True, kw_only=True):
    """Somebody took a scheduled post back to the drafts."""

    post_id: UUID
    title: str


class PostDeleted(Event, frozen=True, kw_only=True):
    post_id: UUID
    title: str


class CopyTriedAgain(Event, frozen=True, kw_only=True):
    """Somebody let a post go once more to a community where it had failed, or where nobody knew (`was`)."""

    post_id: UUID
    community: str
    was: str


class CopySeen(Event, frozen=True, kw_only=True):
    """Somebody looked, and says that the post is in the community."""

    post_id: UUID
    community: str
