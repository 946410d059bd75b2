"""promises and badges.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _badges()
    _promise_settings()
    _promises()
    protect(op.get_bind(), ["badges", "promise_settings", "promises"])


def _badges() -> None:
    op.create_table(
        "badges",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("weeks", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("figure IN ('median', 'p80')", name=op.f("ck_badges_figure_known")),
        sa.CheckConstraint("weeks BETWEEN 1 AND 26", name=op.f("ck_badges_weeks_sane")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_badges_channel_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_badges_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("public_id", name=op.f("uq_badges_public_id")),
    )
    op.create_index("ix_badges_channel_id", "badges", ["channel_id"], unique=False)
    op.create_index("ix_badges_workspace_id", "badges", ["workspace_id"], unique=False)


def _promise_settings() -> None:
    op.create_table(
        "promise_settings",
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_promise_settings_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_promise_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_settings")),
    )
    op.create_index("ix_promise_settings_channel_id", "promise_settings", ["channel_id"], unique=False)
    op.create_index(
        "uq_promise_settings_whose",
        "promise_settings",
        ["workspace_id", "channel_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("said", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("basis", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hour_of_week", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'running'"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("steps_done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'running') = (settled_at IS NULL)", name=op.f("ck_promises_settled_with_state")),
        sa.CheckConstraint(
            "source IN ('widget', 'autoresponder', 'form', 'badge')", name=op.f("ck_promises_source_known")
        ),
        sa.CheckConstraint("state <> 'kept' OR answered_at <= due_at", name=op.f("ck_promises_kept_in_time")),
        sa.CheckConstraint("state IN ('running', 'kept', 'broken', 'void')", name=op.f("ck_promises_state_known")),
        sa.CheckConstraint("due_at >= made_at", name=op.f("ck_promises_due_after_made")),
        sa.CheckConstraint("hour_of_week BETWEEN 0 AND 167", name=op.f("ck_promises_hour_of_week_known")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_promises_channel_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_promises_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_promises_operator_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_promises_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_promises_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("conversation_id", "waiting_since", name="uq_promises_wait"),
    )
    op.create_index("ix_promises_channel_id", "promises", ["channel_id"], unique=False)
    op.create_index("ix_promises_due", "promises", ["workspace_id", "due_at", "id"], unique=False)
    op.create_index("ix_promises_operator_id", "promises", ["operator_id"], unique=False)
    op.create_index("ix_promises_team_id", "promises", ["team_id"], unique=False)
    op.create_index(
        "ix_promises_unanswered",
        "promises",
        ["conversation_id"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
