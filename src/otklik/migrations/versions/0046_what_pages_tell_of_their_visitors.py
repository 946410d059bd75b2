"""What pages tell of their visitors: by which key.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.add_column("visitor_sessions", sa.Column("facts_key", sa.Text(), nullable=True))
    op.create_index(
        "ix_visitor_sessions_facts_key",
        "visitor_sessions",
        ["workspace_id", "facts_key"],
        postgresql_where=sa.text("facts_key IS NOT NULL"),
    )
