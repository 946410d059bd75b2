"""Words a customer was asked for; whether hints are wanted, and by whom of which kinds.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "hint_settings",
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_hint_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_hint_settings")),
    )
    op.create_table(
        "hidden_hints",
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("cardinality(kinds) <= 20", name=op.f("ck_hidden_hints_kinds_bounded")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_hidden_hints_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_hidden_hints_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_hidden_hints")),
    )
    op.add_column(
        "conversations",
        sa.Column("expected_words", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("conversations", sa.Column("expected_until", sa.DateTime(timezone=True), nullable=True))
    protect(op.get_bind(), ["hint_settings", "hidden_hints"])
