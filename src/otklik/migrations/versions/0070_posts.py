"""Posts, the communities they go to, and what became of each in each.

Old code knows nothing of them.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    _posts()
    _communities()
    _copies()
    protect(op.get_bind(), ["posts", "post_communities", "post_copies"])


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picture_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("button_label", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("button_url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("utm_campaign", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'scheduled') <= (publish_at IS NOT NULL)", name=op.f("ck_posts_scheduled_at_a_moment")
        ),
        sa.CheckConstraint("state IN ('draft', 'scheduled', 'started')", name=op.f("ck_posts_state_known")),
        sa.CheckConstraint("length(button_label) <= 64", name=op.f("ck_posts_button_label_length")),
        sa.CheckConstraint("length(button_url) <= 2000", name=op.f("ck_posts_button_url_length")),
        sa.CheckConstraint("length(text) <= 10000", name=op.f("ck_posts_text_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_posts_title_length")),
        sa.CheckConstraint("length(utm_campaign) <= 100", name=op.f("ck_posts_utm_campaign_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_posts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_updated", "posts", ["workspace_id", "updated_at", "id"], unique=False)


def _communities() -> None:
    op.create_table(
        "post_communities",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(address) BETWEEN 1 AND 200", name=op.f("ck_post_communities_address_length")),
        sa.CheckConstraint("length(title) <= 200", name=op.f("ck_post_communities_title_length")),
        sa.CheckConstraint("length(url) <= 2000", name=op.f("ck_post_communities_url_length")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_post_communities_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_post_communities_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_communities")),
    )
    op.create_index(
        "uq_post_communities_address", "post_communities", ["workspace_id", "channel_id", "address"], unique=True
    )


def _copies() -> None:
    op.create_table(
        "post_copies",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("external_id", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'publishing', 'published', 'failed', 'unknown')",
            name=op.f("ck_post_copies_state_known"),
        ),
        sa.CheckConstraint("length(text) <= 10000", name=op.f("ck_post_copies_text_length")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["post_communities.id"], name=op.f("fk_post_copies_community_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_copies_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_post_copies_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_copies")),
    )
    op.create_index("ix_post_copies_community", "post_copies", ["community_id"], unique=False)
    op.create_index("uq_post_copies_community", "post_copies", ["post_id", "community_id"], unique=True)
