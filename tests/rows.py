"""One row of one company in every tenant table, made from the tables' own description, so that new tables join in.

The rows need make no sense: tests of isolation only ask whether a stranger can see or change them.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Table, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.platform.db import Base
from otklik.platform.ids import new_id

Row = dict[str, Any]  # Any: column values

_AT: Final = datetime(2099, 1, 1, tzinfo=UTC)
CHOSEN: Final[Mapping[tuple[str, str], Any]] = {
    ("places", "radius_meters"): 300,
    ("macros", "document"): {"actions": [{"kind": "close"}]},
    ("automations", "document"): {"actions": [{"kind": "close"}]},
    ("automations", "trigger"): "message_sent",
    ("snippet_uses", "day"): _AT.date(),
    ("message_prices", "country"): "RU",
    ("message_prices", "currency"): "RUB",
    ("rfm_settings", "currency"): "RUB",
    ("imports", "format"): "csv",
    ("targets", "any_seconds"): 600,
    ("bonus_months", "month"): _AT.date(),
    ("rolled_days", "day"): _AT.date(),
    ("rolled_days", "ends_at"): datetime(2099, 1, 2, tzinfo=UTC),
    ("rolled_waits", "day"): _AT.date(),
    ("bonus_months", "document"): {
        "month": "2099-01",
        "start": _AT.isoformat(),
        "end": _AT.isoformat(),
        "time_zone": "UTC",
        "over": True,
        "closed_at": None,
        "closed_by": "",
        "terms": {},
        "terms_changed_at": None,
        "answers": 0,
        "weights": 0,
        "paid_minor": 0,
        "lines": [],
    },
    ("consent_records", "hash"): "0" * 64,
    ("contact_policies", "document"): {
        "caps": [{"level": 0, "day": 1, "week": 2, "month": 4}],
        "hours": [{"channel": "email", "week": [None] * 7}],
    },
    ("mass_days", "day"): _AT.date(),
    ("prepared_messages", "document"): {"name": "order", "language": "ru", "standing": "approved"},
    ("templates", "draft"): {"wordings": {"ru": {}}},
    ("template_versions", "body"): {"wordings": {"ru": {}}},
    ("segment_standings", "inside"): True,
    ("absences", "ends_at"): datetime(2099, 1, 2, tzinfo=UTC),
    ("tasks", "state"): "done",
    ("debt_decisions", "act"): "settled",
    ("tasks", "settled_at"): _AT,
    ("consultations", "state"): "withdrawn",
    ("consultations", "settled_at"): _AT,
}
"""(table, column): a value, where a constraint asks for more than the column's type and `IN (…)` tell."""

_NUMBERS: Final = 2**62
"""A row numbered by the database gets one of so many numbers, so that two companies' rows do not meet."""
_ALLOWED: Final = re.compile(r"(\w+) IN \(([^)]*)\)", re.IGNORECASE)


class RowImpossible(AssertionError):
    """A table's constraint is not understood: add a value to `CHOSEN` in tests/rows.py."""


async def fill_every_table(session: AsyncSession, workspace_id: UUID, *, marker: str) -> dict[str, Row]:
    """Insert the rows; returns each by its table. `marker` stands in every text, small letters and digits only."""
    made: dict[str, Row] = {"workspaces": {"id": workspace_id}}
    for table in Base.metadata.sorted_tables:
        if table.name not in made and _belongs(table):
            made[table.name] = _row(table, made=made, workspace_id=workspace_id, marker=marker)
            await _insert(session, table, made[table.name])
    return made


def _belongs(table: Table) -> bool:
    """Tenant tables, and the global ones that they lean on."""
    leaned_on = {
        key.column.table.name
        for other in Base.metadata.sorted_tables
        if "workspace_id" in other.columns
        for key in other.foreign_keys
    }
    return "workspace_id" in table.columns or table.name in leaned_on


async def _insert(session: AsyncSession, table: Table, row: Row) -> None:
    try:
        async with session.begin_nested():
            await session.execute(table.insert().values(row))
    except DBAPIError as error:
        raise RowImpossible(f"{table.name}: {error.orig}; add a value to CHOSEN in tests/rows.py") from error


def _row(table: Table, *, made: Mapping[str, Row], workspace_id: UUID, marker: str) -> Row:
    allowed = _allowed(table)
    row: Row = {}
    known = {**made, table.name: row}  # a row may have to point at itself
    for column in sorted(table.columns, key=lambda column: bool(column.foreign_keys)):
        if (table.name, column.name) in CHOSEN:
            row[column.name] = CHOSEN[table.name, column.name]
        elif column.name == "workspace_id":
            row[column.name] = workspace_id
        elif not isinstance(column.server_default, Computed) and column.identity is None and _wanted(column):
            row[column.name] = allowed.get(column.name) or _value(column, made=known, marker=marker)
    return row


def _wanted(column: Column[Any]) -> bool:  # Any: of whatever type
    return column.primary_key or (not column.nullable and column.server_default is None)


def _value(column: Column[Any], *, made: Mapping[str, Row], marker: str) -> Any:  # Any: of the column's type
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    if isinstance(column.type, ARRAY | JSONB | TSVECTOR):
        return {} if isinstance(column.type, JSONB) else [] if isinstance(column.type, ARRAY) else ""
    if column.identity is not None:
        return new_id().int % _NUMBERS
    values = {
        UUID: new_id(),
        str: (marker + column.name.replace("_", ""))[:32],
        datetime: _AT,
        bool: False,
        bytes: marker.encode(),
    }
    return values.get(column.type.python_type, 1)


def _allowed(table: Table) -> dict[str, str]:
    """The first of the values that a column's CHECK constraint lists."""
    found: dict[str, str] = {}
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            for column, values in _ALLOWED.findall(str(constraint.sqltext)):
                found.setdefault(column, values.split(",")[0].strip().strip("'"))
    return found


async def dump(session: AsyncSession, workspace_id: UUID) -> dict[str, str]:
    """Every row of the company as text, by table; of accounts those that work there."""
    dumped: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        if "workspace_id" in table.columns:
            where = "t.workspace_id = :id"
        elif table.name == "workspaces":
            where = "t.id = :id"
        elif table.name == "accounts":
            where = "t.id IN (SELECT account_id FROM operators WHERE workspace_id = :id)"
        else:
            continue
        query = text(
            f"SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') FROM \"{table.name}\" t WHERE {where}"
        )
        dumped[table.name] = str(await session.scalar(query, {"id": workspace_id}))
    return dumped
