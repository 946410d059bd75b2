"""Bring a database to this version's schema; refuse one that a newer version has already changed."""

import contextlib
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, text

from otklik.platform.db import sqlalchemy_url
from otklik.platform.errors import OtklikError

FOLDER: Final = Path(__file__).parent.parent / "migrations"
LOCK: Final = 0x07171C
"""Advisory lock: two nodes that start together migrate one after the other."""


class SchemaNewer(OtklikError):
    """The data was written by a newer Otklik; this one must not touch it."""

    code = "database.schema_newer"
    status = 500


def migrate(url: str) -> list[str]:
    """Apply what is missing; returns the revisions applied. Raises `SchemaNewer`."""
    engine = create_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as lock:
            lock.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            before = current(engine)
            _refuse_newer(before)
            command.upgrade(config(url), "head")
            after = current(engine)
            return [] if before == after else [after or ""]
    finally:
        engine.dispose()


def pending(url: str) -> bool:
    """Whether the schema is older than this version's."""
    engine = create_engine(sqlalchemy_url(url))
    try:
        return current(engine) != head()
    finally:
        engine.dispose()


def head() -> str | None:
    return ScriptDirectory.from_config(config("")).get_current_head()


def current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    if revision is None:
        return
    script = ScriptDirectory.from_config(config(""))
    with contextlib.suppress(CommandError):
        script.get_revision(revision)
        return
    raise SchemaNewer(params={"revision": revision})


def config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config
