"""Rows that wait stand in a lean queue; what a node handed over stands in flights, a block each.

Rows of a campaign were written five times into indexes that name their state. Now no index does, so what sending
changes stays in its page. Old code goes on: it finds what is due without an index, and rows it plans are adopted by
the next node that starts (`mass_blocks.adopt`).

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0050"
down_revision = "0047"


def upgrade() -> None:
    _queue()
    _flights()
    op.drop_index("ix_mass_messages_due", table_name="mass_messages")
    op.drop_index("ix_mass_messages_claimed", table_name="mass_messages")
    op.execute("ALTER TABLE mass_messages SET (fillfactor = 45)")
    protect(op.get_bind(), ["mass_queue", "mass_flights"])


def _queue() -> None:
    op.create_table(
        "mass_queue",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_queue_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_queue_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "due_at", "message_id", name=op.f("pk_mass_queue")),
    )
    op.execute("""
    INSERT INTO mass_queue (workspace_id, batch_id, due_at, message_id, code)
    SELECT workspace_id, batch_id, due_at, id, code FROM mass_messages WHERE state = 'planned'
    """)


def _flights() -> None:
    op.create_table(
        "mass_flights",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("records", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_flights_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_flights_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_flights")),
    )
    op.execute("""
    INSERT INTO mass_flights (id, workspace_id, batch_id, node, at, ground, ids, records)
    SELECT gen_random_uuid(), workspace_id, batch_id, claimed_by, max(handed_at), ground,
           array_agg(id ORDER BY id), array_agg(consent_record_id ORDER BY id)
    FROM mass_messages WHERE claimed_by IS NOT NULL GROUP BY workspace_id, batch_id, claimed_by, ground
    """)
