"""targets and their waits.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    _settings()
    _targets()
    _waits()
    protect(op.get_bind(), ["target_settings", "targets", "target_waits"])


def _settings() -> None:
    op.create_table(
        "target_settings",
        sa.Column("tier_attribute", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "length(tier_attribute) BETWEEN 1 AND 100", name=op.f("ck_target_settings_tier_attribute_length")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_target_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_target_settings")),
    )


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("first_seconds", sa.BigInteger(), nullable=True),
        sa.Column("any_seconds", sa.BigInteger(), nullable=True),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("warn_percent", sa.BigInteger(), nullable=True),
        sa.Column("reassign_percent", sa.BigInteger(), nullable=True),
        sa.Column("escalate_percent", sa.BigInteger(), nullable=True),
        sa.Column("escalate_team_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("any_seconds BETWEEN 10 AND 7776000", name=op.f("ck_targets_any_within_90_days")),
        sa.CheckConstraint("escalate_percent BETWEEN 1 AND 100", name=op.f("ck_targets_escalate_by_breach")),
        sa.CheckConstraint("first_seconds BETWEEN 10 AND 7776000", name=op.f("ck_targets_first_within_90_days")),
        sa.CheckConstraint("first_seconds IS NOT NULL OR any_seconds IS NOT NULL", name=op.f("ck_targets_some_time")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_targets_name_length")),
        sa.CheckConstraint("length(tier) BETWEEN 1 AND 200", name=op.f("ck_targets_tier_length")),
        sa.CheckConstraint("reassign_percent BETWEEN 1 AND 99", name=op.f("ck_targets_reassign_before_breach")),
        sa.CheckConstraint("warn_percent BETWEEN 1 AND 99", name=op.f("ck_targets_warn_before_breach")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_targets_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["escalate_team_id"], ["teams.id"], name=op.f("fk_targets_escalate_team_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_targets_team_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_targets_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )
    op.create_index("ix_targets_channel_id", "targets", ["channel_id"], unique=False)
    op.create_index("ix_targets_escalate_team_id", "targets", ["escalate_team_id"], unique=False)
    op.create_index("ix_targets_team_id", "targets", ["team_id"], unique=False)
    op.create_index(
        "uq_targets_conditions",
        "targets",
        [
            "workspace_id",
            sa.literal_column("coalesce(channel_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            sa.literal_column("coalesce(team_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            sa.literal_column("coalesce(lower(tier), '')"),
        ],
        unique=True,
    )


def _waits() -> None:
    op.create_table(
        "target_waits",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reassign_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("held_by_id", sa.Uuid(), nullable=True),
        sa.Column("held_team_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("outcome <> 'broken' OR broken_at IS NOT NULL", name=op.f("ck_target_waits_broken_when")),
        sa.CheckConstraint("outcome <> 'kept' OR broken_at IS NULL", name=op.f("ck_target_waits_kept_unbroken")),
        sa.CheckConstraint("outcome IN ('kept', 'broken', 'dropped')", name=op.f("ck_target_waits_outcome_known")),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_target_waits_outcome_with_end")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["operators.id"], name=op.f("fk_target_waits_answered_by_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_target_waits_channel_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_target_waits_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["held_by_id"], ["operators.id"], name=op.f("fk_target_waits_held_by_id")),
        sa.ForeignKeyConstraint(
            ["held_team_id"], ["teams.id"], name=op.f("fk_target_waits_held_team_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_target_waits_target_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_target_waits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_waits")),
    )
    op.create_index("ix_target_waits_begun", "target_waits", ["workspace_id", "started_at", "id"], unique=False)
    op.create_index(
        "ix_target_waits_broken",
        "target_waits",
        ["workspace_id", "broken_at", "id"],
        unique=False,
        postgresql_where=sa.text("broken_at IS NOT NULL"),
    )
    op.create_index("ix_target_waits_conversation_id", "target_waits", ["conversation_id"], unique=False)
    op.create_index("ix_target_waits_target_id", "target_waits", ["target_id"], unique=False)
    op.create_index(
        "uq_target_waits_running",
        "target_waits",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
