"""messages to a person are found by their address.

Phase: pre.
"""

from alembic import op

revision = "0036"
down_revision = "0030"


def upgrade() -> None:
    op.create_index("ix_ledger_identity", "ledger", ["identity_id", "id"], unique=False)
