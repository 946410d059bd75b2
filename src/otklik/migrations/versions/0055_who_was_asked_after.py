"""Who was asked after in vain, and whose picture was sent for.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.add_column("identities", sa.Column("untold_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("identities", sa.Column("picture_tried_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("identities", sa.Column("picture_tried", sa.Text(), server_default=sa.text("''"), nullable=False))
