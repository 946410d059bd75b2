"""What the tables hold of one person: found by the keys that lead from their cards, so a new table joins by itself.

A domain's `personal.py` says what becomes of its tables on erasure (`ERASURES`) and names ways to rows that no foreign
key shows (`LINKS`). A table that is reached and not named there fails a test: whoever adds it decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Table, Uuid, delete, func, select, tuple_, update

from otklik.platform.context import Ctx
from otklik.platform.db import Base

ROOT: Final = "contacts"
ROWS_MAX: Final = 20_000
"""Of one table for one person; more is cut off and said so."""
HIDDEN: Final = frozenset({"workspace_id", "token_digest", "reply_token", "claimed_by", "search", "digest", "secret"})
"""Columns that say nothing of the person, or are keys to something."""

NOW: Final = "now"
"""In `Erasure.blank`: the moment of the erasure."""

Row = dict[str, Any]  # Any: column values


class Link(msgspec.Struct, frozen=True):
    """Rows of `table` whose `column` is the `by` of rows already found in `of`."""

    table: str
    column: str
    of: str
    by: str


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a table's rows: `delete`, `blank` the columns named, or `keep` as they are."""

    act: str
    blank: Mapping[str, object] = msgspec.field(default_factory=dict[str, object])
    only: str = ""
    """A column: rows in which it is null are left as they are."""
    why: str = ""
    """For what is kept, a word for the report: figures, proof, refusal."""


class PersonalData:
    """The domains' declarations, found at the start."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self.erasures: dict[str, Erasure] = {}
        self.links: list[Link] = []
        for module in modules:
            self.erasures |= getattr(module, "ERASURES", {})
            self.links += getattr(module, "LINKS", [])

    def reached(self) -> set[str]:
        """Every table that a person's rows can be in."""
        found = {ROOT}
        while True:
            more = {link.table for link in self._ways() if link.of in found} - found
            if not more:
                return found
            found |= more

    async def found(self, ctx: Ctx, contact_ids: Sequence[UUID]) -> dict[str, list[Row]]:
        """Every row of the person, by its table."""
        tables = {ROOT: await _rows(ctx, Base.metadata.tables[ROOT], "id", list(contact_ids))}
        ways = self._ways()
        fresh = dict(tables)
        while fresh:
            fresh = await self._next(ctx, ways, tables, fresh)
        return tables

    async def erase(self, ctx: Ctx, contact_ids: Sequence[UUID]) -> dict[str, int]:
        """Do with each table what its domain says; how many rows of each were deleted or blanked."""
        tables = await self.found(ctx, contact_ids)
        done: dict[str, int] = {}
        for table in reversed(Base.metadata.sorted_tables):
            erasure = self.erasures.get(table.name)
            if erasure is None or erasure.act == "keep":
                continue
            rows = [row for row in tables.get(table.name, []) if not erasure.only or row[erasure.only] is not None]
            if rows:
                done[table.name] = await _erase(ctx, table, rows, erasure)
        return done

    def _ways(self) -> list[Link]:
        keys = [
            Link(table.name, key.parent.name, key.column.table.name, key.column.name)
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name != table.name
        ]
        return [*keys, *self.links]

    async def _next(
        self, ctx: Ctx, ways: Sequence[Link], tables: dict[str, list[Row]], fresh: Mapping[str, Sequence[Row]]
    ) -> dict[str, list[Row]]:
        """One step further from the rows just found."""
        found: dict[str, list[Row]] = {}
        for way in ways:
            asked = [row[way.by] for row in fresh.get(way.of, []) if row.get(way.by) is not None]
            if not asked:
                continue
            table = Base.metadata.tables[way.table]
            rows = await _rows(ctx, table, way.column, list(dict.fromkeys(asked)))
            known = {_key(table, row) for row in [*tables.get(way.table, []), *found.get(way.table, [])]}
            new = [row for row in rows if _key(table, row) not in known]
            if new:
                found.setdefault(way.table, []).extend(new)
        for name, rows in found.items():
            tables.setdefault(name, []).extend(rows)
        return found


def shown(row: Row) -> Row:
    """What is handed out: without bytes, other companies' keys and our own machinery."""
    return {name: value for name, value in row.items() if name not in HIDDEN and not isinstance(value, bytes)}


async def _rows(ctx: Ctx, table: Table, column: str, values: Sequence[Any]) -> list[Row]:  # Any: of the column's type
    if isinstance(table.c[column].type, Uuid):
        values = [found for found in map(_as_uuid, values) if found is not None]
    query = select(table).where(table.c[column].in_(values)).limit(ROWS_MAX)
    if "workspace_id" in table.c:
        query = query.where(table.c.workspace_id == ctx.workspace_id)
    elif "tenant_id" in table.c:
        query = query.where(table.c.tenant_id == ctx.workspace_id)
    return [dict(row) for row in (await ctx.session.execute(query)).mappings()]


def _as_uuid(value: object) -> UUID | None:
    """An address that is a visitor's id is one; a mail address is not."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


def _key(table: Table, row: Row) -> tuple[Any, ...]:  # Any: of the key's types
    return tuple(row[column.name] for column in table.primary_key)


async def _erase(ctx: Ctx, table: Table, rows: Sequence[Row], erasure: Erasure) -> int:
    keys = list(table.primary_key)
    mine = tuple_(*keys).in_([_key(table, row) for row in rows])
    if erasure.act == "delete":
        await ctx.session.execute(delete(table).where(mine))
        return len(rows)
    values = {table.c[name]: func.now() if value == NOW else value for name, value in erasure.blank.items()}
    await ctx.session.execute(update(table).where(mine).values(values))
    return len(rows)
