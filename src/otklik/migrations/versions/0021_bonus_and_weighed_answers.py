"""bonus and weighed answers.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    _rules_and_months()
    _closings()
    op.add_column("responses", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("responses", sa.Column("full_working_seconds", sa.Double(), nullable=True))
    op.add_column("responses", sa.Column("letters", sa.BigInteger(), nullable=True))
    protect(op.get_bind(), ["bonus_rules", "bonus_months", "bonus_closings"])


def _rules_and_months() -> None:
    op.create_table(
        "bonus_rules",
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bonus_rules_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_bonus_rules")),
    )
    op.create_table(
        "bonus_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_bonus_months_month_begins")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["operators.id"], name=op.f("fk_bonus_months_closed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bonus_months_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "month", name=op.f("pk_bonus_months")),
    )


def _closings() -> None:
    op.create_table(
        "bonus_closings",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("in_hours", sa.Boolean(), nullable=False),
        sa.Column("working_seconds", sa.Double(), nullable=True),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(waiting_since IS NULL) = (working_seconds IS NULL)", name=op.f("ck_bonus_closings_wait_whole")
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_bonus_closings_channel_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_bonus_closings_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_bonus_closings_operator_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bonus_closings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonus_closings")),
    )
    op.create_index("ix_bonus_closings_closed", "bonus_closings", ["workspace_id", "closed_at"], unique=False)
    op.create_index(
        "ix_bonus_closings_conversation",
        "bonus_closings",
        ["conversation_id", "closed_at"],
        unique=False,
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
