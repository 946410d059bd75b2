"""who left who waits and what opens first.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("operators", sa.Column("opens_with", sa.Text(), server_default=sa.text("'inbox'"), nullable=False))
    op.create_check_constraint(op.f("ck_operators_opens_with_known"), "operators", "opens_with IN ('inbox', 'morning')")
    op.drop_constraint(op.f("ck_debts_kind_known"), "debts", type_="check")
    op.create_check_constraint(
        op.f("ck_debts_kind_known"),
        "debts",
        "kind IN ('unanswered', 'missed', 'promised', 'target_broken', 'bounced', 'failed', 'snoozed', 'task',"
        " 'consultation')",
    )
