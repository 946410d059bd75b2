"""refusals: what the gate did not let into the ledger.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0049"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "delivery_refusals",
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("identity_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_delivery_refusals_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_refusals")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_delivery_refusals_workspace_id_key")),
    )
    op.create_index("ix_delivery_refusals_identity", "delivery_refusals", ["identity_id", "id"])
    op.create_index("ix_delivery_refusals_at", "delivery_refusals", ["at"])
    protect(op.get_bind(), ["delivery_refusals"])
