"""Counts what a piece of work sends and reads, so that it costs the same however much there is."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import event, text

from otklik.platform.context import Ctx
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


_READ = text("""
SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE relname = ANY(:tables)
""")


async def rows_read(ctx: Ctx, *tables: str) -> int:
    """Rows of these tables that this transaction has looked at, by an index or without."""
    return int(await ctx.session.scalar(_READ, {"tables": list(tables)}) or 0)
