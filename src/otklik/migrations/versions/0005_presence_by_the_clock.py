"""presence by the clock.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("operators", sa.Column("break_ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("operators", sa.Column("active_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("operators", sa.Column("idle", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column(
        "workspaces", sa.Column("away_after_minutes", sa.BigInteger(), server_default=sa.text("10"), nullable=True)
    )
    op.create_check_constraint(
        op.f("ck_workspaces_away_after_bounded"), "workspaces", "away_after_minutes BETWEEN 1 AND 480"
    )
