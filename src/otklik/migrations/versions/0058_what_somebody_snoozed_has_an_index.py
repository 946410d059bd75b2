"""What somebody put off is walked in the order in which it wakes, whatever the database believes of how much it is.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    op.create_index(
        "ix_conversations_snoozed_assignee",
        "conversations",
        ["workspace_id", "assignee_id", "snoozed_until", "id"],
        unique=False,
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
