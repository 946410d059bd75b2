"""The window for free text is counted from when the customer wrote by the provider's clock, not from when we were told.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Empty for conversations of before: for them it is `last_inbound_at`."""
    op.add_column("conversations", sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True))
