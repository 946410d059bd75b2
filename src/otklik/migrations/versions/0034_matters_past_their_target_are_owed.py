"""matters past their target are owed.

Phase: pre.
"""

from alembic import op

revision = "0034"
down_revision = "0029"

SOURCES = "source_kind IN ('wait', 'promise', 'bounce', 'failure', 'snooze', 'solution', 'task', 'consultation')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_debts_kind_known"), "debts", type_="check")
    op.create_check_constraint(
        op.f("ck_debts_kind_known"),
        "debts",
        "kind IN ('unanswered', 'missed', 'promised', 'target_broken', 'bounced', 'failed', 'snoozed',"
        " 'unsolved', 'task', 'consultation')",
    )
    for table in ("debts", "debt_decisions"):
        op.drop_constraint(op.f(f"ck_{table}_source_kind_known"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_source_kind_known"), table, SOURCES)
    # what is past its target already is found by the new version's first worker
    op.execute(
        "INSERT INTO alarms (name, subject_id, workspace_id, due_at)"
        " SELECT DISTINCT 'debts.rebuild', workspace_id, workspace_id, now() FROM target_waits"
        " WHERE solving AND ended_at IS NULL AND broken_at IS NOT NULL"
        " ON CONFLICT DO NOTHING"
    )
