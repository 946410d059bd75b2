"""Days of answers are rolled up, and answers written since are marked.

Phase: pre. Days that are over are rolled up by the hourly job, not here: until then figures are read from the answers.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0025"
down_revision = "0024"

MARK: Final = """
CREATE FUNCTION mark_changed_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO changed_responses (workspace_id, answered_at)
        SELECT OLD.workspace_id, OLD.answered_at WHERE EXISTS (SELECT FROM workspaces WHERE id = OLD.workspace_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO changed_responses (workspace_id, answered_at) VALUES (NEW.workspace_id, NEW.answered_at);
    END IF;
    RETURN NULL;
END
$$
"""
"""Rows are added and never changed: no writer waits for another. A company that goes takes its marks with it."""

ON_COMING_AND_GOING: Final = """
CREATE TRIGGER mark_on_insert_and_delete AFTER INSERT OR DELETE ON responses FOR EACH ROW
EXECUTE FUNCTION mark_changed_response()
"""
ON_UPDATE: Final = """
CREATE TRIGGER mark_on_update AFTER UPDATE ON responses FOR EACH ROW
WHEN ((OLD.answered_at, OLD.waiting_since, OLD.working_seconds, OLD.first, OLD.in_hours, OLD.channel_id,
       OLD.operator_id, OLD.team_id)
      IS DISTINCT FROM (NEW.answered_at, NEW.waiting_since, NEW.working_seconds, NEW.first, NEW.in_hours,
       NEW.channel_id, NEW.operator_id, NEW.team_id))
EXECUTE FUNCTION mark_changed_response()
"""


def upgrade() -> None:
    op.create_table(
        "changed_responses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_changed_responses_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_responses")),
    )
    op.create_index("ix_changed_responses_answered", "changed_responses", ["workspace_id", "answered_at"], unique=False)
    op.create_table(
        "rolled_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_rolled_days_day_lasts")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rolled_days_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "day", name=op.f("pk_rolled_days")),
    )
    op.create_table(
        "rolled_waits",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("in_hours", sa.Boolean(), nullable=False),
        sa.Column("wait_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("working_wait_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "part IN ('all', 'channel', 'operator', 'team', 'hour')", name=op.f("ck_rolled_waits_part_known")
        ),
        sa.CheckConstraint(
            "length(wait_seconds) = length(working_wait_seconds)", name=op.f("ck_rolled_waits_both_clocks")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rolled_waits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "part", "day", "key", "first", "in_hours", name=op.f("pk_rolled_waits")
        ),
    )
    for statement in (MARK, ON_COMING_AND_GOING, ON_UPDATE):
        op.execute(statement)
    protect(op.get_bind(), ["changed_responses", "rolled_days", "rolled_waits"])
