"""Row-level security: the second belt round every tenant table, whoever owns the connection."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

POLICY: Final = "one_workspace"
_SCOPE: Final = "current_setting('otklik.workspace_id', true)"
_VISIBLE: Final = f"(SELECT {_SCOPE}) = '*' OR {{column}} = (SELECT nullif(nullif({_SCOPE}, ''), '*')::uuid)"
"""In parentheses the scope is read once a statement; else once a row, which is half of what a broad scan costs. As a
comparison outside of them it counts as rare for the planner; as a truth it would count as half of all, and tables that
are not analysed yet would be joined whole for each person."""
_OWN_KEY: Final = {"workspaces": "id"}


def protect(connection: Connection, tables: Iterable[str], *, column: str = "workspace_id") -> None:
    """Enable and force the policy; a session with no scope sees and writes nothing."""
    visible = _VISIBLE.format(column=column)
    for table in tables:
        connection.execute(text(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'))
        connection.execute(text(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'))
        connection.execute(text(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'))
        connection.execute(text(f'CREATE POLICY {POLICY} ON "{table}" USING ({visible}) WITH CHECK ({visible})'))


def renew(connection: Connection) -> None:
    """Say the policy of every table anew, in today's words."""
    tables = connection.execute(text("SELECT tablename FROM pg_policies WHERE policyname = :name"), {"name": POLICY})
    for (table,) in tables.all():
        visible = _VISIBLE.format(column=_OWN_KEY.get(table, "workspace_id"))
        connection.execute(text(f'ALTER POLICY {POLICY} ON "{table}" USING ({visible}) WITH CHECK ({visible})'))


def unprotected(connection: Connection) -> list[str]:
    """Tables that hold `workspace_id` without a forced policy; a test asserts which few may be."""
    rows = connection.execute(
        text("""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        ORDER BY 1
        """)
    )
    return [str(row[0]) for row in rows]
