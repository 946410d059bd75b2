"""Bytes and the rows that name them. Under a digest one file may be many people's: it goes with the last row.

Whoever keeps bytes holds their key until the row that names them is committed; whoever drops them waits for that. So
nobody loses what they are just keeping, and nothing stays that no row names.
"""

from typing import Any, Final

from sqlalchemy import Column, Table, literal, select, text, union_all

from otklik.platform.context import Ctx
from otklik.platform.db import Base
from otklik.platform.files import Files

NAMES_FILE: Final = {"names_file": True}
"""`mapped_column(info=NAMES_FILE)`: the column holds keys of the file store. One that is not marked loses its bytes."""
KEY_LOCK: Final = 0x07171D
"""First key of the advisory lock of one file; the second is its key's hash."""

_HOLD: Final = text("SELECT pg_advisory_xact_lock_shared(:space, hashtext(:key))")
_HOLD_ALONE: Final = text("SELECT pg_advisory_xact_lock(:space, hashtext(:key))")


async def keep(ctx: Ctx, data: bytes) -> str:
    """Store the bytes once per workspace; returns their key, for a row that is written in this transaction."""
    files = ctx.use(Files)
    await ctx.session.execute(_HOLD, {"space": KEY_LOCK, "key": files.key(ctx.workspace_id, data)})
    return await files.keep(ctx.workspace_id, data)


async def drop(ctx: Ctx, key: str) -> bool:
    """Forget the bytes unless a row still names them. One key a transaction: who waits here must hold no other."""
    await ctx.session.execute(_HOLD_ALONE, {"space": KEY_LOCK, "key": key})
    if await ctx.session.scalar(union_all(*(_named(ctx, column, key) for column in naming())).limit(1)):
        return False
    await ctx.use(Files).delete(key)
    return True


def naming() -> list[Column[Any]]:  # Any: of whatever type
    """Every column that holds keys of the file store."""
    tables: list[Table] = Base.metadata.sorted_tables
    return [column for table in tables for column in table.columns if NAMES_FILE.items() <= column.info.items()]


def _named(ctx: Ctx, column: Column[Any], key: str):  # noqa: ANN202 - SQLAlchemy's own name for it is private
    return select(literal(1)).where(column == key, column.table.c.workspace_id == ctx.workspace_id)
