"""One block of a file: its rows read, and what they say written, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.activity import apart, cells, filing, gathering, models
from otklik.domains.activity.import_schemas import ImportPlan, ImportTrouble
from otklik.domains.activity.queries import importing, naming
from otklik.domains.activity.service import recording
from otklik.domains.contacts.service import enrolling
from otklik.domains.contacts.service import importing as people
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id, new_ids
from otklik.platform.jobs import Jobs

CONSENTS_AT_ONCE: Final = 500
"""People of one transaction: a chain each, and a lock on it."""
TROUBLES_MAX: Final = 20_000
"""Written down of one import; a file with more is not the file that was meant."""
RACE_ATTEMPTS: Final = 3


class Counts(msgspec.Struct, kw_only=True):
    """What came of one block."""

    created: int = 0
    changed: int = 0
    skipped: int = 0


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Rows read, where they end, and what was wrong."""

    rows: Sequence[filing.Row]
    runs: Sequence[int]
    """Of each row: see apart.Line."""
    read: int
    """Rows gone through, empty ones too."""
    number: int
    """Its place among the blocks of the file."""
    refused: int
    troubles: Sequence[ImportTrouble]


def read(reader: filing.Reader, lines: Iterable[apart.Line], *, number: int, blank: int = 0) -> Block:
    """In a thread: a phone takes longer to read than a row to be written."""
    rows: list[filing.Row] = []
    runs: list[int] = []
    troubles: list[ImportTrouble] = []
    gone = blank
    refused = 0
    for line in lines:
        gone += 1
        if not any(cell.strip() for cell in line.cells):
            continue
        row, told = reader.read(line.number, line.cells)
        troubles += told
        if row is None:
            refused += 1
        else:
            rows.append(row)
            runs.append(line.run)
    return Block(rows=rows, runs=runs, read=gone, number=number, refused=refused, troubles=troubles)


async def take(ctx: Ctx, row: models.Import, block: Block) -> Counts:
    """Write what its rows say. Nothing of `row` is held or counted yet."""
    if row.kind == "people":
        return await _people(ctx, row, msgspec.convert(row.plan, ImportPlan), block.rows)
    return await _facts(ctx, row, block)


async def count(ctx: Ctx, row: models.Import, block: Block, counts: Counts) -> None:
    """Note what came of the block; who calls it holds the import."""
    await _note_troubles(ctx, row, block.troubles)
    row.created += counts.created
    row.changed += counts.changed
    row.skipped += counts.skipped
    row.refused += block.refused
    row.done += block.read


async def _people(ctx: Ctx, row: models.Import, plan: ImportPlan, rows: Sequence[filing.Row]) -> Counts:
    await enrolling.hold_people(ctx)
    counts = Counts()
    for some in filing.rounds(rows):
        taken = await people.take(ctx, [_person(one) for one in some], update=plan.duplicates == "update")
        counts.created += taken.created
        counts.changed += taken.changed
        await importing.note_changes(ctx, row.id, taken=people.TAKEN)
        await _consents(ctx, row, plan)
    counts.skipped = len(rows) - counts.created - counts.changed
    await naming.see_attributes(
        ctx, {one.name: one.kind for one in plan.columns if one.target == "attribute"}, at=ctx.now()
    )
    return counts


async def _consents(ctx: Ctx, row: models.Import, plan: ImportPlan) -> None:
    """Each is one more link of the person's chain: written in the background, for nobody waits for it."""
    if not any(column.target == "consent" for column in plan.columns):
        return
    from otklik.domains.activity import jobs  # noqa: PLC0415 - jobs call verbs of this package

    who = await importing.consented(ctx, row.id, taken=people.TAKEN)
    row.agreeing += len(who)
    for first in range(0, len(who), CONSENTS_AT_ONCE):
        ids = ",".join(map(str, who[first : first + CONSENTS_AT_ONCE]))
        arguments = {"import_id": row.id, "contact_ids": ids}
        await ctx.use(Jobs).defer(ctx, jobs.write_consents, arguments=arguments)


async def _facts(ctx: Ctx, row: models.Import, block: Block) -> Counts:
    await enrolling.hold_people(ctx)
    facts = filing.orders(block.rows, block.runs) if row.kind == "purchases" else block.rows
    whose = await _whose(ctx, row.id, facts)
    written = await importing.load(ctx, list(map(_given, new_ids(len(facts)), facts, whose)), import_id=row.id)
    await recording.tell(ctx, written, imported=True)
    if written:
        gathering.push(ctx, {one.root_id for one in written})
    return Counts(created=len(written), skipped=len(facts) - len(written))


async def _whose(ctx: Ctx, import_id: UUID, facts: Sequence[filing.Row]) -> list[tuple[UUID, UUID]]:
    """Whose each is, (card, root); who is not known gets a card."""
    keys = [one.addresses for one in facts]
    wanted = set(chain.from_iterable(keys))
    held = await enrolling.holders(ctx, wanted)
    for _ in range(RACE_ATTEMPTS):
        unknown = {own[0]: one for one, own in zip(facts, keys, strict=True) if held.keys().isdisjoint(own)}
        if not unknown:
            break
        cards = [
            enrolling.NewCard(id=new_id(), addresses=some.addresses)
            for some in next(filing.rounds(list(unknown.values())))
        ]
        await importing.note_new_people(ctx, import_id, list(await enrolling.enrol(ctx, cards, tell=False)))
        held = await enrolling.holders(ctx, wanted)
    return [next(held[key] for key in own if key in held) for own in keys]


async def _note_troubles(ctx: Ctx, row: models.Import, troubles: Sequence[ImportTrouble]) -> None:
    if not troubles:
        return
    room = TROUBLES_MAX - await importing.troubles_count(ctx, row.id)
    told = [{"number": number, **msgspec.to_builtins(one)} for number, one in enumerate(troubles[: max(room, 0)])]
    if told:
        await importing.note_troubles(ctx, row.id, msgspec.json.encode(told).decode())


def _person(row: filing.Row) -> people.PersonRow:
    return people.PersonRow(
        line=row.line,
        external=row.external,
        email=row.email,
        phone=row.phone,
        name=row.name,
        locale=row.locale,
        attributes=row.attributes,
        consented=row.consented,
    )


def _given(fact_id: UUID, row: filing.Row, whose: tuple[UUID, UUID]) -> importing.Given:
    assert row.at is not None  # an event without its moment was refused
    return importing.Given(
        id=fact_id,
        contact_id=whose[0],
        name=row.fact_name,
        at=row.at,
        source="import",
        key=row.key,
        amount_minor=row.amount_minor,
        currency=row.currency,
        properties=_properties(row),
        lines=msgspec.json.encode(row.lines).decode() if row.lines else None,
        root_id=whose[1],
    )


def _properties(row: filing.Row) -> str:
    if not row.properties:
        return "{}"
    return msgspec.json.encode({name: _typed(value) for name, value in row.properties.items()}).decode()


def _typed(value: str) -> object:
    """Numbers are numbers, so that they can be compared; a code with a leading zero stays a text."""
    if not value[:1].isdigit() or (value.startswith("0") and value[1:2].isdigit()):
        return value
    found = cells.whole(value)
    return value if found is None else found
