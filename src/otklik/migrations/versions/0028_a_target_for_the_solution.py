"""A target may say by when a conversation is to be closed.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("target_waits", sa.Column("solving", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.drop_index(op.f("uq_target_waits_running"), table_name="target_waits", postgresql_where="(ended_at IS NULL)")
    op.create_index(
        "uq_target_waits_running",
        "target_waits",
        ["conversation_id", "solving"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_target_waits_solved",
        "target_waits",
        ["workspace_id", "ended_at"],
        unique=False,
        postgresql_where=sa.text("solving"),
    )
    op.add_column("targets", sa.Column("solve_seconds", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_targets_solve_within_90_days"), "targets", "solve_seconds BETWEEN 10 AND 7776000"
    )
    op.drop_constraint(op.f("ck_targets_some_time"), "targets")
    op.create_check_constraint(
        op.f("ck_targets_some_time"),
        "targets",
        "first_seconds IS NOT NULL OR any_seconds IS NOT NULL OR solve_seconds IS NOT NULL",
    )
