"""parts of a message.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "ledger_parts",
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'accepted'"), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('accepted', 'delivered', 'read', 'failed')", name=op.f("ck_ledger_parts_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_ledger_parts_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledger.id"], name=op.f("fk_ledger_parts_ledger_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_ledger_parts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_parts")),
        sa.UniqueConstraint("ledger_id", "external_id", name=op.f("uq_ledger_parts_ledger_id_external_id")),
    )
    op.create_index("ix_ledger_parts_external", "ledger_parts", ["channel_id", "external_id"], unique=False)
    protect(op.get_bind(), ["ledger_parts"])
