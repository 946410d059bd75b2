"""Segments know which revision they are of: who saves does not overwrite what another saved since.

Old code leaves it as it is.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    op.add_column("segments", sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    op.create_check_constraint(op.f("ck_segments_revision_positive"), "segments", "revision >= 1")
