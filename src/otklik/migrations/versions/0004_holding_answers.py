"""holding answers.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "holding_rules",
        sa.Column("recognise", sa.Boolean(), nullable=False),
        sa.Column("phrases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("follow_minutes", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("cardinality(phrases) <= 200", name=op.f("ck_holding_rules_phrases_count")),
        sa.CheckConstraint("follow_minutes BETWEEN 1 AND 120", name=op.f("ck_holding_rules_follow_minutes_range")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_holding_rules_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_holding_rules")),
    )
    op.add_column("messages", sa.Column("holding", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    protect(op.get_bind(), ["holding_rules"])
