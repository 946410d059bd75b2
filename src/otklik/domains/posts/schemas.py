"""Wire shapes of posts. What comes in is bounded here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.posts.models import ADDRESS_MAX, LABEL_MAX, MARK_MAX, TEXT_MAX, TITLE_MAX, URL_MAX

PICTURES_MAX = 10
COMMUNITIES_MAX = 50

PostState = Literal["draft", "scheduled", "started"]
CopyState = Literal["draft", "waiting", "publishing", "published", "failed", "unknown"]
Title = Annotated[str, Meta(min_length=1, max_length=TITLE_MAX)]
Text = Annotated[str, Meta(max_length=TEXT_MAX)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class CommunityIn(Shape, frozen=True, kw_only=True):
    channel_id: UUID
    address: Annotated[str, Meta(max_length=ADDRESS_MAX)] = ""
    """A name, a link or a number; of a channel that has a page of its own nothing is asked."""


class CommunityOut(Shape, frozen=True, kw_only=True):
    id: UUID
    channel_id: UUID
    kind: str
    """Of the channel."""
    title: str
    url: str
    text_max: int
    """Characters of a post there."""


class ChosenIn(Shape, frozen=True, kw_only=True):
    community_id: UUID
    text: Text | None = None
    """Words for this community alone; null: the post's."""


class PostIn(Shape, frozen=True, kw_only=True):
    title: Title
    text: Text = ""
    picture_ids: Annotated[Sequence[UUID], Meta(max_length=PICTURES_MAX)] = ()
    button_label: Annotated[str, Meta(max_length=LABEL_MAX)] = ""
    button_url: Annotated[str, Meta(max_length=URL_MAX)] = ""
    utm_campaign: Annotated[str, Meta(max_length=MARK_MAX)] = ""
    communities: Annotated[Sequence[ChosenIn], Meta(max_length=COMMUNITIES_MAX)] = ()


class PostSaved(PostIn, frozen=True, kw_only=True):
    revision: int
    """Of the post that was changed."""


class PublishIn(Shape, frozen=True, kw_only=True):
    revision: int
    at: datetime | None = None
    """Null: now."""


class ThereIn(Shape, frozen=True, kw_only=True):
    url: Annotated[str, Meta(max_length=URL_MAX)] = ""
    """Where it was found."""


class PictureOut(Shape, frozen=True, kw_only=True):
    id: UUID
    name: str
    size: int


class CopyOut(Shape, frozen=True, kw_only=True):
    id: UUID
    community_id: UUID | None
    title: str
    kind: str
    text: str | None
    state: CopyState
    code: str
    """Why it failed, or is not known, or goes again."""
    url: str
    published_at: datetime | None


class PostOut(Shape, frozen=True, kw_only=True):
    id: UUID
    title: str
    text: str
    pictures: Sequence[PictureOut]
    button_label: str
    button_url: str
    utm_campaign: str
    state: PostState
    publish_at: datetime | None
    copies: Sequence[CopyOut]
    revision: int
    updated_at: datetime
