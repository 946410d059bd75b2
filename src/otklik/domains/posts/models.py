"""Tables of posts, of the communities they go to, and of what became of each post in each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

TITLE_MAX = 200
TEXT_MAX = 10_000
LABEL_MAX = 64
URL_MAX = 2000
MARK_MAX = 100
ADDRESS_MAX = 200


class PostCommunity(Identified, TenantRow, Base):
    """A place that a channel of the company may post to."""

    __tablename__ = "post_communities"
    __table_args__ = (
        CheckConstraint(f"length(address) BETWEEN 1 AND {ADDRESS_MAX}", name="address_length"),
        CheckConstraint(f"length(title) <= {TITLE_MAX}", name="title_length"),
        CheckConstraint(f"length(url) <= {URL_MAX}", name="url_length"),
        Index("uq_post_communities_address", "workspace_id", "channel_id", "address", unique=True),
    )

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    address: Mapped[str]
    """As the provider knows it for ever."""
    title: Mapped[str]
    url: Mapped[str] = mapped_column(server_default=sql("''"))
    created_at: Mapped[datetime]


class Post(Identified, TenantRow, Base):
    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"),
        CheckConstraint(f"length(text) <= {TEXT_MAX}", name="text_length"),
        CheckConstraint(f"length(button_label) <= {LABEL_MAX}", name="button_label_length"),
        CheckConstraint(f"length(button_url) <= {URL_MAX}", name="button_url_length"),
        CheckConstraint(f"length(utm_campaign) <= {MARK_MAX}", name="utm_campaign_length"),
        CheckConstraint("state IN ('draft', 'scheduled', 'started')", name="state_known"),
        CheckConstraint("(state = 'scheduled') <= (publish_at IS NOT NULL)", name="scheduled_at_a_moment"),
        Index("ix_posts_updated", "workspace_id", "updated_at", "id"),
    )

    title: Mapped[str]
    """For colleagues; nobody else sees it."""
    text: Mapped[str]
    picture_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    button_label: Mapped[str] = mapped_column(server_default=sql("''"))
    button_url: Mapped[str] = mapped_column(server_default=sql("''"))
    utm_campaign: Mapped[str] = mapped_column(server_default=sql("''"))
    """Put on links with `utm_source` and `utm_medium`; empty: links stay as they are."""
    state: Mapped[str]
    publish_at: Mapped[datetime | None]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PostCopy(Identified, TenantRow, Base):
    """A post in one community."""

    __tablename__ = "post_copies"
    __table_args__ = (
        CheckConstraint(f"length(text) <= {TEXT_MAX}", name="text_length"),
        CheckConstraint(
            "state IN ('draft', 'waiting', 'publishing', 'published', 'failed', 'unknown')", name="state_known"
        ),
        Index("uq_post_copies_community", "post_id", "community_id", unique=True),
        Index("ix_post_copies_community", "community_id"),
    )

    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("post_communities.id", ondelete="SET NULL"))
    title: Mapped[str]
    """Of the community when it was chosen: it may be gone."""
    kind: Mapped[str]
    """Of its channel."""
    text: Mapped[str | None]
    """Words for this community alone; null: the post's."""
    state: Mapped[str]
    code: Mapped[str] = mapped_column(server_default=sql("''"))
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    external_id: Mapped[str] = mapped_column(server_default=sql("''"))
    url: Mapped[str] = mapped_column(server_default=sql("''"))
    published_at: Mapped[datetime | None]
    place: Mapped[int]
    """In the order they were chosen."""
