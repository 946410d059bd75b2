"""Since when goods cannot be bought.

Of those that cannot be bought already nobody knows it, and what old code takes away meanwhile it does not say of: such
goods are told of as back however soon that is, as before.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"


def upgrade() -> None:
    op.add_column("goods", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
