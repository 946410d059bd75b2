"""debts and decisions.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("snooze_ended_at", sa.DateTime(timezone=True), nullable=True))
    _decisions()
    _debts()
    protect(op.get_bind(), ["debt_decisions", "debts"])
    # what is owed already is computed by the new version's first worker
    op.execute(
        "INSERT INTO alarms (name, subject_id, workspace_id, due_at)"
        " SELECT 'debts.rebuild', id, id, now() FROM workspaces"
    )


def _decisions() -> None:
    op.create_table(
        "debt_decisions",
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(act = 'put_off') = (until IS NOT NULL)", name=op.f("ck_debt_decisions_put_off_until")),
        sa.CheckConstraint(
            "act IN ('settled', 'put_off', 'given', 'taken_back')", name=op.f("ck_debt_decisions_act_known")
        ),
        sa.CheckConstraint(
            "source_kind IN ('wait', 'promise', 'bounce', 'failure', 'snooze', 'task', 'consultation')",
            name=op.f("ck_debt_decisions_source_kind_known"),
        ),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_debt_decisions_reason_length")),
        sa.ForeignKeyConstraint(["by_id"], ["operators.id"], name=op.f("fk_debt_decisions_by_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_debt_decisions_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_debt_decisions_operator_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_debt_decisions_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_debt_decisions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_decisions")),
    )
    op.create_index("ix_debt_decisions_conversation_id", "debt_decisions", ["conversation_id"], unique=False)
    op.create_index(
        "ix_debt_decisions_debt", "debt_decisions", ["source_id", "source_kind", "since", "at", "id"], unique=False
    )


def _debts() -> None:
    op.create_table(
        "debts",
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unanswered', 'promised', 'target_broken', 'bounced', 'failed', 'snoozed', 'task',"
            " 'consultation')",
            name=op.f("ck_debts_kind_known"),
        ),
        sa.CheckConstraint(
            "source_kind IN ('wait', 'promise', 'bounce', 'failure', 'snooze', 'task', 'consultation')",
            name=op.f("ck_debts_source_kind_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'settled')", name=op.f("ck_debts_state_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_debts_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_debts_operator_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_debts_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_debts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint("source_kind", "source_id", name="uq_debts_source"),
    )
    op.create_index("ix_debts_conversation", "debts", ["conversation_id"], unique=False)
    op.create_index(
        "ix_debts_operator",
        "debts",
        ["workspace_id", "operator_id", "urgent_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_debts_team_id", "debts", ["team_id"], unique=False)
    op.create_index(
        "ix_debts_urgency",
        "debts",
        ["workspace_id", "urgent_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
