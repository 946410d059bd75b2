"""A catalogue of goods, what people looked at, the feed, and news to be told.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    _goods()
    _feeds()
    _news()
    _seen()
    protect(op.get_bind(), ["goods", "goods_feeds", "goods_news", "goods_seen"])


def _goods() -> None:
    op.create_table(
        "goods",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("image_url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("category", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("old_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("available", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feed_round", sa.Uuid(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_goods_currency_iso")),
        sa.CheckConstraint("source IN ('feed', 'api', 'file')", name=op.f("ck_goods_source_known")),
        sa.CheckConstraint("length(category) <= 200", name=op.f("ck_goods_category_length")),
        sa.CheckConstraint("length(image_url) <= 2000", name=op.f("ck_goods_image_url_length")),
        sa.CheckConstraint("length(product) BETWEEN 1 AND 200", name=op.f("ck_goods_product_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 300", name=op.f("ck_goods_title_length")),
        sa.CheckConstraint("length(url) <= 2000", name=op.f("ck_goods_url_length")),
        sa.CheckConstraint("price_minor >= 0 AND old_price_minor >= 0", name=op.f("ck_goods_prices_positive")),
        sa.CheckConstraint("price_minor IS NULL OR currency IS NOT NULL", name=op.f("ck_goods_price_whole")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_goods_stock_positive")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_goods_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "product", name=op.f("pk_goods")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_goods_category", "goods", ["workspace_id", "category", "product"], unique=False)


def _feeds() -> None:
    op.create_table(
        "goods_feeds",
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("every_hours", sa.BigInteger(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'idle'"), nullable=False),
        sa.Column("round", sa.Uuid(), nullable=True),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("etag", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("modified", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("last_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loaded", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("gone", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refusals", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("format IN ('yml', 'csv')", name=op.f("ck_goods_feeds_format_known")),
        sa.CheckConstraint("state IN ('idle', 'waiting', 'loading')", name=op.f("ck_goods_feeds_state_known")),
        sa.CheckConstraint("every_hours BETWEEN 1 AND 24", name=op.f("ck_goods_feeds_every_hours_of_a_day")),
        sa.CheckConstraint("length(url) <= 2000", name=op.f("ck_goods_feeds_url_length")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_goods_feeds_revision_positive")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_goods_feeds_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_goods_feeds")),
    )


def _news() -> None:
    op.create_table(
        "goods_news",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("properties", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_to", sa.Uuid(), nullable=True),
        sa.Column("told", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('price_dropped', 'back_in_stock')", name=op.f("ck_goods_news_kind_known")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_goods_news_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_news")),
    )
    op.create_index("ix_goods_news_workspace", "goods_news", ["workspace_id", "id"], unique=False)


def _seen() -> None:
    op.create_table(
        "goods_seen",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bought_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_goods_seen_count_positive")),
        sa.CheckConstraint("length(product) BETWEEN 1 AND 200", name=op.f("ck_goods_seen_product_length")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_goods_seen_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "product", name=op.f("pk_goods_seen")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_goods_seen_product", "goods_seen", ["workspace_id", "product", "last_at"], unique=False)
