"""Tables of goods, of what people looked at, of the feed, and of news that people are still to be told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, DependentRow, Identified, TenantRow
from otklik.platform.keeping import NAMES_FILE

TITLE_MAX = 300
TEXT_MAX = 200
URL_MAX = 2000


class Good(TenantRow, Base):
    """One product of the shop, as the shop last said."""

    __tablename__ = "goods"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "product"),
        CheckConstraint(f"length(product) BETWEEN 1 AND {TEXT_MAX}", name="product_length"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"),
        CheckConstraint(f"length(url) <= {URL_MAX}", name="url_length"),
        CheckConstraint(f"length(image_url) <= {URL_MAX}", name="image_url_length"),
        CheckConstraint(f"length(category) <= {TEXT_MAX}", name="category_length"),
        CheckConstraint("price_minor >= 0 AND old_price_minor >= 0", name="prices_positive"),
        CheckConstraint("price_minor IS NULL OR currency IS NOT NULL", name="price_whole"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_iso"),
        CheckConstraint("stock >= 0", name="stock_positive"),
        CheckConstraint("source IN ('feed', 'api', 'file')", name="source_known"),
        Index("ix_goods_category", "workspace_id", "category", "product"),
        {"postgresql_with": {"fillfactor": 80}},
    )

    product: Mapped[str]
    """The shop's own id: what lines of purchases and the property `product` of events hold."""
    title: Mapped[str]
    url: Mapped[str] = mapped_column(server_default=sql("''"))
    image_url: Mapped[str] = mapped_column(server_default=sql("''"))
    category: Mapped[str] = mapped_column(server_default=sql("''"))
    price_minor: Mapped[int | None]
    """Null: the shop names none."""
    old_price_minor: Mapped[int | None]
    """As the shop says it; to be shown struck through."""
    currency: Mapped[str | None]
    """ISO 4217."""
    available: Mapped[bool] = mapped_column(server_default=sql("true"))
    gone_at: Mapped[datetime | None]
    """Since when it cannot be bought; null: it can, or nobody knows since when."""
    stock: Mapped[int | None]
    """Pieces; null: the shop does not say."""
    source: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    """When something of it changed; a load that says the same leaves it."""
    feed_round: Mapped[UUID | None]
    """The load in which it was last seen; null: no feed ever held it, so none takes it away."""


class GoodSeen(DependentRow, Base):
    """A person looked at a product, put it in the cart or bought it. `contact_id` is the root."""

    __tablename__ = "goods_seen"
    __table_args__ = (
        PrimaryKeyConstraint("contact_id", "product"),
        CheckConstraint(f"length(product) BETWEEN 1 AND {TEXT_MAX}", name="product_length"),
        CheckConstraint("count >= 0", name="count_positive"),
        Index("ix_goods_seen_product", "workspace_id", "product", "last_at"),
        {"postgresql_with": {"fillfactor": 80}},
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    product: Mapped[str]
    """It may be one that the catalogue does not hold, or not any more."""
    category: Mapped[str] = mapped_column(server_default=sql("''"))
    """As the catalogue had it when it was last looked at."""
    count: Mapped[int]
    """How often it was looked at."""
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    """When it was last looked at or put in the cart; of what was only bought, when."""
    carted_at: Mapped[datetime | None]
    bought_at: Mapped[datetime | None]
    """When it was last put in the cart, and bought."""


class Feed(TenantRow, Base):
    """Where a company's goods are read from by the clock, and how the last load went, by a file too."""

    __tablename__ = "goods_feeds"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id"),
        CheckConstraint(f"length(url) <= {URL_MAX}", name="url_length"),
        CheckConstraint("format IN ('yml', 'csv')", name="format_known"),
        CheckConstraint("every_hours BETWEEN 1 AND 24", name="every_hours_of_a_day"),
        CheckConstraint("state IN ('idle', 'waiting', 'loading')", name="state_known"),
        CheckConstraint("revision >= 1", name="revision_positive"),
    )

    url: Mapped[str] = mapped_column(server_default=sql("''"))
    """Empty: only files were loaded."""
    format: Mapped[str]
    every_hours: Mapped[int]
    enabled: Mapped[bool] = mapped_column(server_default=sql("true"))
    state: Mapped[str] = mapped_column(server_default=sql("'idle'"))
    round: Mapped[UUID | None]
    """The load that waits or runs; what another one still writes is refused."""
    file_key: Mapped[str | None] = mapped_column(info=NAMES_FILE)
    """Of a load from a file, until it ends."""
    file_name: Mapped[str] = mapped_column(server_default=sql("''"))
    """Of the last load, where it was a file."""
    etag: Mapped[str] = mapped_column(server_default=sql("''"))
    modified: Mapped[str] = mapped_column(server_default=sql("''"))
    """What the server called the version that is in: it answers in short while there is no newer."""
    last_started_at: Mapped[datetime | None]
    last_finished_at: Mapped[datetime | None]
    loaded: Mapped[int] = mapped_column(server_default=sql("0"))
    """Of the last load: goods taken in, gone from the feed, refused."""
    gone: Mapped[int] = mapped_column(server_default=sql("0"))
    refused: Mapped[int] = mapped_column(server_default=sql("0"))
    refusals: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))  # Any: of schemas.FeedRefusal
    """The first of those refused: where, which, why."""
    code: Mapped[str] = mapped_column(server_default=sql("''"))
    """Why the last load failed, or what of it was not done."""
    revision: Mapped[int] = mapped_column(server_default=sql("1"))
    """Grows with each change of what people set: whoever saves says which one they began from."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class News(Identified, TenantRow, Base):
    """A price fell or something is there again: kept until all who looked at it were told."""

    __tablename__ = "goods_news"
    __table_args__ = (
        CheckConstraint("kind IN ('price_dropped', 'back_in_stock')", name="kind_known"),
        Index("ix_goods_news_workspace", "workspace_id", "id"),
    )

    kind: Mapped[str]
    product: Mapped[str]
    properties: Mapped[dict[str, Any]]
    """Of the events that people get: the good as it was then."""
    at: Mapped[datetime]
    told_to: Mapped[UUID | None]
    """The last person told, in order of ids."""
    told: Mapped[int] = mapped_column(server_default=sql("0"))


class Circles(TenantRow, Base):
    """By which segments a company's customers are told apart for recommendations, and how it was last counted."""

    __tablename__ = "goods_circles"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id"),
        CheckConstraint("cardinality(segment_ids) <= 5 AND cardinality(counted_ids) <= 5", name="segments_few"),
    )

    segment_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    counted_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Of the last count: bit `n` of a circle says whether they are in its `n`-th segment."""
    buyers: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))  # Any: whole numbers by circle
    asked_at: Mapped[datetime | None]
    """Somebody asked for a count that is not done yet."""
    counted_at: Mapped[datetime | None]


class Top(TenantRow, Base):
    """What is bought most, by scope: `all`, `popular` (lately), of a category, in a circle; see `picks`."""

    __tablename__ = "goods_tops"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "scope", "place"),
        CheckConstraint("place >= 1", name="place_from_one"),
        CheckConstraint("buyers >= 0", name="buyers_positive"),
    )

    scope: Mapped[str]
    place: Mapped[int]
    product: Mapped[str]
    buyers: Mapped[int]
