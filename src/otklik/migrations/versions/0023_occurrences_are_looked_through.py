"""occurrences are looked through.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column(
        "automation_occurrences", sa.Column("apart", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_index(
        "ix_automation_occurrences_waiting",
        "automation_occurrences",
        ["workspace_id", "id"],
        unique=False,
        postgresql_where=sa.text("NOT apart"),
    )
