"""Counts the statements a piece of work sends, so that a list costs the same however long it is."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import event

from otklik.platform.db import Database
from otklik.program import Program


@contextmanager
def counted_statements(program: Program) -> Generator[list[str]]:
    """The statements sent inside the block, by any session of the program."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = program.parts.get(Database).engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
