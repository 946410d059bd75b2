"""The schema that migrations make is the schema that the models say, and every tenant's table is guarded."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from otklik import discovery
from otklik.platform import migrate
from otklik.platform.db import Base, sqlalchemy_url
from otklik.platform.postgres import Postgres
from otklik.platform.tenancy import unprotected


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:
    return not (kind == "table" and (name or "").startswith(("procrastinate_", "alembic_")))


def test_migrations_and_models_say_the_same(postgres: str) -> None:
    discovery.models()
    engine = create_engine(sqlalchemy_url(postgres))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_every_table_of_a_tenant_has_a_forced_policy(postgres: str) -> None:
    engine = create_engine(sqlalchemy_url(postgres))
    with engine.connect() as connection:
        assert unprotected(connection) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(server: Postgres, postgres: str) -> None:
    assert migrate.migrate(postgres) == []
    assert not migrate.pending(server.dsn)
