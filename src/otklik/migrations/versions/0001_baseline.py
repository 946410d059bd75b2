"""The first schema.

Phase: pre.
"""

from alembic import op
from procrastinate import App, PsycopgConnector
from procrastinate.schema import SchemaManager

from otklik import discovery
from otklik.platform.db import Base, tenant_tables
from otklik.platform.tenancy import protect

revision = "0001"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    for extension in ("pg_trgm", "unaccent", "btree_gin"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    discovery.models()
    Base.metadata.create_all(connection)
    protect(connection, tenant_tables())
    protect(connection, ["workspaces"], column="id")
    raw = connection.connection.driver_connection
    raw.execute(SchemaManager(App(connector=PsycopgConnector()).connector).get_schema())
