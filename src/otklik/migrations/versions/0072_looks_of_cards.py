"""What a card looked like when phones were last told, so that what changed is told of.

Old code leaves it empty; such a card is told of once more than it need be.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    op.add_column("passes", sa.Column("looks", sa.Text(), server_default=sa.text("''"), nullable=False))
