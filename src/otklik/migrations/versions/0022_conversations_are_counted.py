"""Conversations are counted as they change, so that the inbox's counts read no conversations.

Phase: pre.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0022"
down_revision = "0021"

KEEP_COUNTS: Final = """
CREATE FUNCTION keep_conversation_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.shelf <> 'merged' THEN
        INSERT INTO conversation_counts (workspace_id, shelf, waiting, assignee_id, team_id, many)
        SELECT OLD.workspace_id, OLD.shelf, OLD.waiting_since IS NOT NULL, OLD.assignee_id, OLD.team_id, -1
        WHERE EXISTS (SELECT FROM workspaces WHERE id = OLD.workspace_id);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.shelf <> 'merged' THEN
        INSERT INTO conversation_counts (workspace_id, shelf, waiting, assignee_id, team_id, many)
        VALUES (NEW.workspace_id, NEW.shelf, NEW.waiting_since IS NOT NULL, NEW.assignee_id, NEW.team_id, 1);
    END IF;
    RETURN NULL;
END
$$
"""
"""Rows are added and never changed: no writer waits for another. A company that goes takes its counts with it."""

ON_COMING_AND_GOING: Final = """
CREATE TRIGGER counts_on_insert_and_delete AFTER INSERT OR DELETE ON conversations FOR EACH ROW
EXECUTE FUNCTION keep_conversation_counts()
"""
ON_UPDATE: Final = """
CREATE TRIGGER counts_on_update AFTER UPDATE ON conversations FOR EACH ROW
WHEN ((OLD.shelf, OLD.waiting_since IS NOT NULL, OLD.assignee_id, OLD.team_id)
      IS DISTINCT FROM (NEW.shelf, NEW.waiting_since IS NOT NULL, NEW.assignee_id, NEW.team_id))
EXECUTE FUNCTION keep_conversation_counts()
"""
COUNT_WHAT_IS_THERE: Final = """
INSERT INTO conversation_counts (workspace_id, shelf, waiting, assignee_id, team_id, many)
SELECT workspace_id, shelf, waiting_since IS NOT NULL, assignee_id, team_id, count(*)
FROM conversations WHERE shelf <> 'merged' GROUP BY 1, 2, 3, 4, 5
"""


def upgrade() -> None:
    _table()
    # The triggers' lock keeps writers out until the migration ends: what is there is counted once
    for statement in (KEEP_COUNTS, ON_COMING_AND_GOING, ON_UPDATE, COUNT_WHAT_IS_THERE):
        op.execute(statement)


def _table() -> None:
    op.create_table(
        "conversation_counts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("many", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("many <> 0", name=op.f("ck_conversation_counts_many_says_something")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_conversation_counts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_counts")),
    )
    op.create_index("ix_conversation_counts_workspace_id", "conversation_counts", ["workspace_id"], unique=False)
    protect(op.get_bind(), ["conversation_counts"])
