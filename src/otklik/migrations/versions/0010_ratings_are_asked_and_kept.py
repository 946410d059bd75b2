"""ratings are asked and kept.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    _settings()
    _ratings()
    op.add_column("conversations", sa.Column("bad_rating_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("remark_until", sa.DateTime(timezone=True), nullable=True))
    protect(op.get_bind(), ["rating_settings", "ratings"])
    op.execute("ALTER TABLE messages DROP CONSTRAINT ck_messages_kind_known")
    op.execute(
        "ALTER TABLE messages ADD CONSTRAINT ck_messages_kind_known"
        " CHECK (kind IN ('message', 'note', 'event', 'auto_reply', 'bounce', 'remark'))"
    )


def _settings() -> None:
    op.create_table(
        "rating_settings",
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("delay_minutes", sa.BigInteger(), nullable=False),
        sa.Column("pause_days", sa.BigInteger(), nullable=False),
        sa.Column("comment_minutes", sa.BigInteger(), nullable=False),
        sa.Column("bad_up_to", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("scale IN ('stars', 'thumbs')", name=op.f("ck_rating_settings_scale_known")),
        sa.CheckConstraint("bad_up_to BETWEEN 1 AND 4", name=op.f("ck_rating_settings_bad_bounded")),
        sa.CheckConstraint("comment_minutes BETWEEN 0 AND 60", name=op.f("ck_rating_settings_comment_bounded")),
        sa.CheckConstraint("delay_minutes BETWEEN 0 AND 1440", name=op.f("ck_rating_settings_delay_bounded")),
        sa.CheckConstraint("pause_days BETWEEN 0 AND 365", name=op.f("ck_rating_settings_pause_bounded")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rating_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_rating_settings")),
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("helper_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("bad_up_to", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("bad", sa.Boolean(), nullable=True),
        sa.Column("comment", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("scale IN ('stars', 'thumbs')", name=op.f("ck_ratings_scale_known")),
        sa.CheckConstraint(
            "(score IS NULL) = (rated_at IS NULL) AND (score IS NULL) = (bad IS NULL)",
            name=op.f("ck_ratings_rated_whole"),
        ),
        sa.CheckConstraint("length(comment) <= 4000", name=op.f("ck_ratings_comment_length")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_ratings_score_bounded")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_ratings_channel_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_ratings_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_ratings_message_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_ratings_operator_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_ratings_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_ratings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("conversation_id", "closed_at", name="uq_ratings_conversation_id_closed_at"),
    )
    op.create_index("ix_ratings_asked", "ratings", ["workspace_id", "asked_at", "id"], unique=False)
    op.create_index(
        "ix_ratings_rated",
        "ratings",
        ["workspace_id", "asked_at", "id"],
        unique=False,
        postgresql_where=sa.text("score IS NOT NULL"),
    )
