"""macros automations and uses of replies.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _automations()
    _macros()
    _webhook_calls()
    _snippet_uses()
    _automation_occurrences()
    _automation_replies()
    _automation_runs()
    _automation_waits()
    op.add_column("snippets", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    protect(
        op.get_bind(),
        [
            "automations",
            "macros",
            "webhook_calls",
            "snippet_uses",
            "automation_occurrences",
            "automation_replies",
            "automation_runs",
            "automation_waits",
        ],
    )


def _automations() -> None:
    op.create_table(
        "automations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("after_minutes", sa.BigInteger(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fired_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "trigger <> 'no_answer' OR after_minutes IS NOT NULL", name=op.f("ck_automations_minutes_with_no_answer")
        ),
        sa.CheckConstraint("after_minutes BETWEEN 1 AND 10080", name=op.f("ck_automations_minutes_within_a_week")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_automations_name_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_automations_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automations")),
    )
    op.create_index("ix_automations_order", "automations", ["workspace_id", "position", "id"], unique=False)


def _macros() -> None:
    op.create_table(
        "macros",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("used_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_macros_name_length")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_macros_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_macros_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macros")),
    )
    op.create_index("ix_macros_name", "macros", ["workspace_id", "name", "id"], unique=False)
    op.create_index(op.f("ix_macros_team_id"), "macros", ["team_id"], unique=False)


def _webhook_calls() -> None:
    op.create_table(
        "webhook_calls",
        sa.Column("automation_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'planned'"), nullable=False),
        sa.Column("detail", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'done', 'failed')", name=op.f("ck_webhook_calls_state_known")),
        sa.ForeignKeyConstraint(
            ["automation_id"], ["automations.id"], name=op.f("fk_webhook_calls_automation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_webhook_calls_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_calls")),
    )
    op.create_index("ix_webhook_calls_at", "webhook_calls", ["at"], unique=False)
    op.create_index("ix_webhook_calls_automation_id", "webhook_calls", ["automation_id", "at"], unique=False)


def _snippet_uses() -> None:
    op.create_table(
        "snippet_uses",
        sa.Column("snippet_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_snippet_uses_count_positive")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_snippet_uses_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["snippet_id"], ["snippets.id"], name=op.f("fk_snippet_uses_snippet_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_snippet_uses_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snippet_id", "operator_id", "day", name=op.f("pk_snippet_uses")),
    )
    op.create_index("ix_snippet_uses_day", "snippet_uses", ["workspace_id", "day"], unique=False)


def _automation_occurrences() -> None:
    op.create_table(
        "automation_occurrences",
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("in_group", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("chain", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_automation_occurrences_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_automation_occurrences_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automation_occurrences")),
    )
    op.create_index(
        "ix_automation_occurrences_conversation_id", "automation_occurrences", ["conversation_id"], unique=False
    )


def _automation_replies() -> None:
    op.create_table(
        "automation_replies",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("automation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["automation_id"], ["automations.id"], name=op.f("fk_automation_replies_automation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_automation_replies_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_automation_replies_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "automation_id", name=op.f("pk_automation_replies")),
    )
    op.create_index("ix_automation_replies_automation_id", "automation_replies", ["automation_id"], unique=False)


def _automation_runs() -> None:
    op.create_table(
        "automation_runs",
        sa.Column("automation_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "result IN ('fired', 'not_matched', 'own_chain', 'too_deep')", name=op.f("ck_automation_runs_result_known")
        ),
        sa.ForeignKeyConstraint(
            ["automation_id"], ["automations.id"], name=op.f("fk_automation_runs_automation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_automation_runs_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_automation_runs_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automation_runs")),
    )
    op.create_index("ix_automation_runs_at", "automation_runs", ["at"], unique=False)
    op.create_index("ix_automation_runs_conversation_id", "automation_runs", ["conversation_id"], unique=False)
    op.create_index(
        "ix_automation_runs_fired",
        "automation_runs",
        ["automation_id", "at", "id"],
        unique=False,
        postgresql_where=sa.text("result = 'fired'"),
    )
    op.create_index("ix_automation_runs_log", "automation_runs", ["automation_id", "at", "id"], unique=False)


def _automation_waits() -> None:
    op.create_table(
        "automation_waits",
        sa.Column("automation_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["automation_id"], ["automations.id"], name=op.f("fk_automation_waits_automation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_automation_waits_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_automation_waits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automation_waits")),
        sa.UniqueConstraint(
            "automation_id", "conversation_id", name=op.f("uq_automation_waits_automation_id_conversation_id")
        ),
    )
    op.create_index("ix_automation_waits_conversation_id", "automation_waits", ["conversation_id"], unique=False)
    op.create_index("ix_automation_waits_since", "automation_waits", ["waiting_since"], unique=False)
