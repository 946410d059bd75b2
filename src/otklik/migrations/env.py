"""How Alembic runs here: one connection, one transaction a migration, short lock and statement timeouts."""

from alembic import context
from sqlalchemy import create_engine, text

from otklik.platform.db import Base, sqlalchemy_url

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "10min"


def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared_to: object) -> bool:  # noqa: FBT001 - Alembic's signature
    """The tables of jobs belong to their library."""
    return not (kind in {"table", "index"} and "procrastinate_" in (name or ""))


def run() -> None:
    engine = create_engine(sqlalchemy_url(context.config.attributes["url"]))
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.execute(text("SET otklik.workspace_id = '*'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_type=True,
            include_object=ours,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
