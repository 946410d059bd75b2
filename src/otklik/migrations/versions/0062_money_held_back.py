"""A batch knows that its owner has a budget, and a message by another channel than mail what is held back for it.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    op.add_column("mass_batches", sa.Column("limited", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("mass_messages", sa.Column("held_micros", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE mass_batches SET limited = true FROM campaigns"
        " WHERE mass_batches.owner = 'campaign' AND campaigns.id = mass_batches.owner_id"
        " AND campaigns.plan ->> 'budget_micros' IS NOT NULL AND campaigns.state NOT IN ('finished', 'stopped')"
    )
