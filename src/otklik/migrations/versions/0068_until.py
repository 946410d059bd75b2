"""Messages that are worth nothing after a moment.

Old code knows nothing of it: what it plans keeps, and what it sends goes however late.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    op.add_column("ledger", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mass_messages", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
