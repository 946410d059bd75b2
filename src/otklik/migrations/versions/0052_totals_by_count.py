"""How often somebody did something is read from the index of roll-ups, not from the table.

Phase: pre.
"""

from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.drop_index("ix_fact_totals_name", table_name="fact_totals")
    op.create_index(
        "ix_fact_totals_name",
        "fact_totals",
        ["workspace_id", "name", "last_at", "contact_id"],
        postgresql_include=["count"],
    )
