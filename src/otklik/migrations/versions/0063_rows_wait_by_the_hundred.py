"""Rows of a batch wait by the hundred: an entry a row cost as much as the row.

Old code goes on: what it lets wait in `mass_queue` is taken over by the next node that starts (`mass_blocks.adopt`).

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    op.create_table(
        "mass_waiting",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_waiting_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "due_at", "first_id", name=op.f("pk_mass_waiting")),
    )
    protect(op.get_bind(), ["mass_waiting"])
