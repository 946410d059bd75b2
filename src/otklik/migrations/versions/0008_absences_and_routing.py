"""absences and routing.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _absences()
    _absence_indexes()
    _absence_moves()
    _rules()
    _profiles_and_turns()
    _queue()
    protect(
        op.get_bind(),
        [
            "routing_desks",
            "absences",
            "routing_profiles",
            "routing_rules",
            "routing_turns",
            "absence_moves",
            "routing_queue",
        ],
    )


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'planned'"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("deputy_operator_id", sa.Uuid(), nullable=True),
        sa.Column("deputy_team_id", sa.Uuid(), nullable=True),
        sa.Column("copies", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("text_ru", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("text_en", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("operator_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="ex_absences_overlap",
        ),
        sa.CheckConstraint("kind IN ('holiday', 'illness', 'other')", name=op.f("ck_absences_kind_known")),
        sa.CheckConstraint("state IN ('planned', 'begun', 'ended')", name=op.f("ck_absences_state_known")),
        sa.CheckConstraint("deputy_operator_id <> operator_id", name=op.f("ck_absences_deputy_other")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_absences_period_forward")),
        sa.CheckConstraint(
            "length(text_ru) <= 1000 AND length(text_en) <= 1000", name=op.f("ck_absences_texts_length")
        ),
        sa.CheckConstraint(
            "num_nonnulls(deputy_operator_id, deputy_team_id) <= 1", name=op.f("ck_absences_deputy_one")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["operators.id"], name=op.f("fk_absences_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deputy_operator_id"], ["operators.id"], name=op.f("fk_absences_deputy_operator_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deputy_team_id"], ["teams.id"], name=op.f("fk_absences_deputy_team_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_absences_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_absences_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )


def _absence_indexes() -> None:
    op.create_index(
        "ix_absences_begun", "absences", ["workspace_id"], unique=False, postgresql_where=sa.text("state = 'begun'")
    )
    op.create_index(
        "ix_absences_deputy",
        "absences",
        ["deputy_operator_id"],
        unique=False,
        postgresql_where=sa.text("deputy_operator_id IS NOT NULL"),
    )
    op.create_index("ix_absences_period", "absences", ["workspace_id", "starts_at", "id"], unique=False)


def _absence_moves() -> None:
    op.create_table(
        "absence_moves",
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["absence_id"], ["absences.id"], name=op.f("fk_absence_moves_absence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_absence_moves_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_absence_moves_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_absence_moves_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_absence_moves_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("absence_id", "conversation_id", name=op.f("pk_absence_moves")),
    )
    op.create_index("ix_absence_moves_conversation_id", "absence_moves", ["conversation_id"], unique=False)


def _rules() -> None:
    op.create_table(
        "routing_rules",
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("gives_team_id", sa.Uuid(), nullable=True),
        sa.Column("last_operator_days", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("topics", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("priority", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("weight_percent", sa.BigInteger(), server_default=sa.text("100"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "way IN ('by_hand', 'round_robin', 'load', 'skill', 'language')", name=op.f("ck_routing_rules_way_known")
        ),
        sa.CheckConstraint("last_operator_days BETWEEN 0 AND 365", name=op.f("ck_routing_rules_last_operator_bounded")),
        sa.CheckConstraint("num_nonnulls(team_id, channel_id) <= 1", name=op.f("ck_routing_rules_scope_one")),
        sa.CheckConstraint("priority BETWEEN 0 AND 9", name=op.f("ck_routing_rules_priority_bounded")),
        sa.CheckConstraint("weight_percent BETWEEN 0 AND 1000", name=op.f("ck_routing_rules_weight_bounded")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_routing_rules_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["gives_team_id"], ["teams.id"], name=op.f("fk_routing_rules_gives_team_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_routing_rules_team_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_routing_rules_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rules")),
    )
    op.create_index("ix_routing_rules_channel_id", "routing_rules", ["channel_id"], unique=False)
    op.create_index("ix_routing_rules_team_id", "routing_rules", ["team_id"], unique=False)
    op.create_index(
        "uq_routing_rules_scope",
        "routing_rules",
        ["workspace_id", "team_id", "channel_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def _profiles_and_turns() -> None:
    op.create_table(
        "routing_profiles",
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 0 AND 200", name=op.f("ck_routing_profiles_capacity_bounded")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_routing_profiles_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_routing_profiles_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_routing_profiles")),
    )
    op.create_table(
        "routing_desks",
        sa.Column("last_turn", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_routing_desks_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_routing_desks")),
    )
    op.create_table(
        "routing_turns",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_routing_turns_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["routing_rules.id"], name=op.f("fk_routing_turns_rule_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_routing_turns_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rule_id", "operator_id", name=op.f("pk_routing_turns")),
    )


def _queue() -> None:
    op.create_table(
        "routing_queue",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skipped_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_routing_queue_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skipped_id"], ["operators.id"], name=op.f("fk_routing_queue_skipped_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_routing_queue_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_routing_queue")),
    )
    op.create_index("ix_routing_queue_workspace_id", "routing_queue", ["workspace_id"], unique=False)
