"""tasks with a deadline.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("source", sa.Text(), server_default=sa.text("'hand'"), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_tasks_settled_with_state")),
        sa.CheckConstraint("snoozed_until IS NULL OR state = 'open'", name=op.f("ck_tasks_snoozed_is_open")),
        sa.CheckConstraint("source IN ('hand', 'composer', 'automation')", name=op.f("ck_tasks_source_known")),
        sa.CheckConstraint(
            "state <> 'open' OR operator_id IS NOT NULL OR team_id IS NOT NULL", name=op.f("ck_tasks_owned")
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("ck_tasks_state_known")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_tasks_text_length")),
        sa.ForeignKeyConstraint(["author_id"], ["operators.id"], name=op.f("fk_tasks_author_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_tasks_contact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_tasks_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_tasks_operator_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["operators.id"], name=op.f("fk_tasks_settled_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_tasks_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_tasks_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    _indexes()
    protect(op.get_bind(), ["tasks"])


def _indexes() -> None:
    op.create_index("ix_tasks_contact", "tasks", ["contact_id", "due_at"], unique=False)
    op.create_index(
        "ix_tasks_conversation",
        "tasks",
        ["conversation_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("conversation_id IS NOT NULL"),
    )
    op.create_index(
        "ix_tasks_due",
        "tasks",
        ["workspace_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_tasks_operator",
        "tasks",
        ["workspace_id", "operator_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_tasks_settled",
        "tasks",
        ["workspace_id", "settled_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'open'"),
    )
    op.create_index(
        "ix_tasks_team",
        "tasks",
        ["workspace_id", "team_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
