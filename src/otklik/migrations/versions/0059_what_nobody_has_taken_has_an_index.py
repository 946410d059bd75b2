"""Conversations without an operator are walked in their order: of the index by operators nobody is no place.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.create_index(
        "ix_conversations_unassigned",
        "conversations",
        ["workspace_id", "shelf", "last_message_at", "id"],
        unique=False,
        postgresql_where=sa.text("assignee_id IS NULL"),
    )
