"""messages in doubt are found by their thread.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_index(
        "ix_ledger_in_doubt",
        "ledger",
        ["channel_id", "thread_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('handed', 'unknown')"),
    )
