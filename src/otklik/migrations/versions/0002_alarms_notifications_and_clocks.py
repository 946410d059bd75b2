"""alarms notifications and clocks.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_alarms_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", "subject_id", name=op.f("pk_alarms")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_alarms_due", "alarms", ["due_at"], unique=False, postgresql_where=sa.text("NOT failed"))
    op.create_table(
        "notifications",
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("subject_kind", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 100", name=op.f("ck_notifications_code_length")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_notifications_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_notifications_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index("ix_notifications_at", "notifications", ["at"], unique=False)
    op.create_index("ix_notifications_own", "notifications", ["workspace_id", "operator_id", "at", "id"], unique=False)
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["workspace_id", "operator_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.add_column("conversations", sa.Column("promise_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("target_due_at", sa.DateTime(timezone=True), nullable=True))
    protect(op.get_bind(), ["alarms", "notifications"])
