"""The first schema, in baseline.sql beside this file.

Phase: pre.
"""

from pathlib import Path

from alembic import op
from procrastinate import App, PsycopgConnector
from procrastinate.schema import SchemaManager

from otklik.platform.tenancy import protect

revision = "0001"
down_revision = None

TENANT_TABLES = (
    "api_tokens",
    "channels",
    "contacts",
    "continuations",
    "conversation_numbers",
    "conversation_threads",
    "conversations",
    "events",
    "files",
    "hours",
    "identities",
    "invitations",
    "journal",
    "kept_answers",
    "ledger",
    "ledger_steps",
    "live_entries",
    "live_streams",
    "merges",
    "message_files",
    "messages",
    "operators",
    "presences",
    "readings",
    "responses",
    "sessions",
    "snippets",
    "team_members",
    "teams",
    "visitor_sessions",
)


def upgrade() -> None:
    for extension in ("pg_trgm", "unaccent", "btree_gin"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    connection = op.get_bind()
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(Path(__file__).with_name("baseline.sql").read_text(encoding="utf-8"))
    protect(connection, TENANT_TABLES)
    protect(connection, ["workspaces"], column="id")
    driver.execute(SchemaManager(App(connector=PsycopgConnector()).connector).get_schema())
