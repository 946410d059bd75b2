"""A file of events taken in: what writing costs beside bare COPY, and what the whole file takes, read cell by cell.

`imports.load` is the writing of facts, lines, roll-ups and names: rows taken apart by person, a block a transaction,
several at once; the reference copies the same rows, as many a transaction, into a table without a single index.
`imports.file` is all of it as the background does it: the file read, its rows checked, people found, written, told,
counted.
"""

import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from bench import campaign, harness
from bench.figures import Figure, figure, median
from otklik.domains.activity import apart
from otklik.domains.activity.import_schemas import ImportColumn, ImportPlan
from otklik.domains.activity.queries import importing
from otklik.domains.activity.service import imports, lanes, loading
from otklik.domains.contacts.service import enrolling
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES: Final = ("viewed", "opened", "purchase", "searched")
NO_PORT: Final = 9
PLAN: Final = ImportPlan(
    columns=(
        ImportColumn(target="email"),
        ImportColumn(target="fact_name"),
        ImportColumn(target="at"),
        ImportColumn(target="key"),
        ImportColumn(target="amount"),
        ImportColumn(target="property", name="n"),
    )
)
BARE: Final = (
    "CREATE TABLE bare_facts (id uuid, contact_id uuid, name text, at timestamptz, source text, key text,"
    " amount_minor bigint, currency text, properties jsonb, lines jsonb)"
)
Row = importing.Given


class Size(msgspec.Struct, frozen=True, kw_only=True):
    people: int = 50_000
    rows: int = 250_000
    file_rows: int = 200_000
    """A file may have 25 MiB."""
    rounds: int = 2


TINY: Final = Size(people=500, rows=5_000, file_rows=5_000, rounds=1)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.program() as (program, _):
        async for found in _measured(program, size):
            yield found


async def _measured(program: Program, size: Size) -> AsyncGenerator[Figure]:
    company, _ = await campaign.company(program, NO_PORT)
    people = await campaign.people(program, company, size.people)
    async with program.parts.get(Database).transaction(company) as ctx:
        await ctx.session.execute(text(BARE))
    ours: list[float] = []
    bare: list[float] = []
    for round_ in range(size.rounds):
        rows = list(_rows(people, size.rows, mark=f"r{round_}"))
        bare.append(size.rows / await _bare(program, company, rows))
        ours.append(size.rows / await _ours(program, company, rows))
    yield figure("imports.load", median(ours), "rows/s", reference=median(bare), target="value >= 50000")
    spent = await _whole_file(program, company, size.file_rows)
    yield figure("imports.file", size.file_rows / spent, "rows/s", reference=median(bare))


def _rows(people: Sequence[UUID], count: int, *, mark: str) -> Iterator[Row]:
    for number in range(count):
        name, whose = NAMES[number % len(NAMES)], people[number * 7919 % len(people)]
        amount = 10_000 + number % 90_000 if name == "purchase" else None
        yield Row(
            id=new_id(),
            contact_id=whose,
            name=name,
            at=START + timedelta(seconds=number),
            source="import",
            key=f"{mark}-{number}",
            amount_minor=amount,
            currency="RUB" if amount else None,
            properties=f'{{"n":{number % 100}}}',
            lines=None,
            root_id=whose,
        )


async def _ours(program: Program, company: WorkspaceId, rows: Sequence[Row]) -> float:
    """Seconds: rows taken apart by person, blocks written by several, as an import does it."""
    started, import_id = time.monotonic(), new_id()

    async def write(block: Sequence[Row]) -> bool:
        async with program.parts.get(Database).transaction(company) as ctx:
            await enrolling.hold_people(ctx)
            await importing.load(ctx, block, import_id=import_id)
        return True

    bins = apart.Bins[Row]()
    for row in rows:
        bins.put(row, row.root_id.bytes)
    await lanes.each(_one_by_one(bins.blocks(loading.BLOCK, parts=lambda _one, _two: True)), write)
    return time.monotonic() - started


async def _one_by_one(blocks: Sequence[Sequence[Row]]) -> AsyncGenerator[Sequence[Row]]:
    for block in blocks:
        yield block


async def _bare(program: Program, company: WorkspaceId, rows: Sequence[Row]) -> float:
    started = time.monotonic()
    for first in range(0, len(rows), loading.BLOCK):
        async with program.parts.get(Database).transaction(company) as ctx:
            await _copied(ctx, rows[first : first + loading.BLOCK])
    return time.monotonic() - started


async def _copied(ctx: Ctx, rows: Sequence[Row]) -> None:
    connection = await ctx.driver()
    async with connection.cursor() as cursor, cursor.copy("COPY bare_facts FROM STDIN") as copy:
        for row in rows:
            await copy.write_row(row[:-1])  # whose root it is stands in no table


async def _whole_file(program: Program, company: WorkspaceId, count: int) -> float:
    """Seconds from the start of loading to the last block; of people who are known."""
    database = program.parts.get(Database)
    async with database.transaction(company) as ctx:
        addresses = (await ctx.session.scalars(text("SELECT address FROM identities"))).all()
        data = "\n".join(["email,event,at,key,amount,n", *_lines(addresses, count)]).encode()
        made = await imports.upload(ctx, kind="facts", name="bench.csv", data=data)
        await imports.start(ctx, made.id, PLAN)
    started = time.monotonic()
    await loading.load(program.parts, workspace_id=company, import_id=made.id)
    spent = time.monotonic() - started
    async with database.transaction(company) as ctx:
        done = await imports.get(ctx, made.id)
    assert (done.state, done.created) == ("done", count), done
    return spent


def _lines(addresses: Sequence[str], count: int) -> Iterator[str]:
    for number in range(count):
        at = (START + timedelta(seconds=number)).isoformat()
        amount = 100 + number % 900 if number % 4 == 2 else ""
        address = addresses[number * 7919 % len(addresses)]
        yield f"{address},{NAMES[number % 4]},{at},f-{number},{amount},{number % 100}"
