"""Rows that a parent of the same workspace takes along: the check of a second foreign key cost more than the row.

Phase: pre.
"""

from alembic import op

revision = "0060"
down_revision = "0059"

TABLES = ("mass_messages", "mass_queue", "contact_paces")


def upgrade() -> None:
    for table in TABLES:
        op.drop_constraint(f"fk_{table}_workspace_id", table, type_="foreignkey")
