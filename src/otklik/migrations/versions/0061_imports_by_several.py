"""Which blocks of an import are in, where several write them in any order.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    op.add_column(
        "imports",
        sa.Column("loaded", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
    )
