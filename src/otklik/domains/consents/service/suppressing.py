"""Addresses to be left in peace: put on the list, lifted, imported."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from otklik.domains.consents import errors, models, queries, rules, schemas
from otklik.domains.consents.events import Suppressed, SuppressionLifted, SuppressionsImported
from otklik.domains.consents.service import reaching
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import AddressInvalid
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

IMPORT_LINES_MAX: Final = 20_000
EXPORT_LINES_MAX: Final = 100_000
REFUSED_SHOWN_MAX: Final = 100
BLOCK: Final = 1_000


async def suppress(
    ctx: Ctx, *, address_kind: str, address: str, reason: str, channel: str = "", note: str = ""
) -> UUID | None:
    """Leave the address in peace; None when it is already, for the same reason."""
    normal = await contacts.spelling(ctx, address_kind=address_kind, address=address)
    if not normal:
        return None
    added = await queries.suppress(ctx, [_row(ctx, address_kind, normal, reason, channel=channel, note=note)])
    for row in added:
        await _tell(ctx, row)
    return added[0].id if added else None


async def add(ctx: Ctx, data: schemas.SuppressionIn) -> schemas.SuppressionOut:
    """By hand. Raises `AddressInvalid`, `SuppressedAlready`."""
    await contacts.require_address(ctx, address_kind=data.address_kind, address=data.address)
    found = await suppress(
        ctx,
        address_kind=data.address_kind,
        address=data.address,
        reason=data.reason,
        channel=rules.CALL if data.reason == "do_not_call" else data.channel,
        note=data.note,
    )
    if found is None:
        raise errors.SuppressedAlready
    row = await queries.suppression(ctx, found)
    assert row is not None
    return out(row)


async def lift(ctx: Ctx, suppression_id: UUID, *, note: str) -> None:
    """Raises `SuppressionNotFound`, `LiftRefused` for what only the person takes back."""
    row = await queries.suppression(ctx, suppression_id)
    if row is None or row.lifted_at is not None:
        raise errors.SuppressionNotFound
    if row.reason in rules.OWN_CHOICE:
        raise errors.LiftRefused(params={"reason": row.reason})
    await _lift(ctx, row, note=note)


async def heard_from(ctx: Ctx, *, address_kind: str, addresses: Sequence[str]) -> None:
    """Somebody wrote from these: they live, and they listen."""
    keys = {address.strip().casefold() for address in addresses} | {address.strip() for address in addresses}
    found = await queries.live_suppressions(
        ctx, address_kind=address_kind, addresses=keys, reasons=rules.LIFTED_BY_ITSELF
    )
    await _lift_all(ctx, found, note="wrote")


async def agreed_anew(ctx: Ctx, contact_ids: Sequence[UUID], *, channel: str, address: str) -> None:
    """The person themselves agreed again: what they asked for before no longer holds; of other channels it does."""
    kind = reaching.address_kinds(ctx).get(channel)
    for one in await queries.addresses(ctx, contact_ids):
        named = not address or one.address == await contacts.spelling(
            ctx, address_kind=one.address_kind, address=address
        )
        if kind in {None, one.address_kind} and named:
            found = await queries.live_suppressions(
                ctx, address_kind=one.address_kind, addresses=[one.address], reasons=("unsubscribed",)
            )
            asked = [row for row in found if not channel or row.channel in {"", channel}]
            await _lift_all(ctx, asked, note="agreed anew")


async def listing(
    ctx: Ctx, *, q: str, reason: str, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.SuppressionOut]:
    """The newest first; `q` is a part of the address."""
    return [out(row) for row in await queries.suppressed(ctx, q=q, reason=reason, before=before, limit=limit)]


async def counts(ctx: Ctx) -> schemas.SuppressedCounts:
    found = await queries.suppressed_count(ctx)
    return schemas.SuppressedCounts(total=sum(found.values()), by_reason=found)


async def take_in(ctx: Ctx, data: schemas.ImportIn) -> schemas.Imported:
    """A list from elsewhere, `kind,address` a line. Raises `ImportTooLarge`."""
    try:
        lines = [line for line in csv.reader(io.StringIO(data.csv)) if any(cell.strip() for cell in line)]
    except csv.Error as error:  # a cell of more than 131,072 characters
        raise errors.ImportUnreadable from error
    if len(lines) > IMPORT_LINES_MAX:
        raise errors.ImportTooLarge(params={"max": IMPORT_LINES_MAX})
    kinds = set(reaching.address_kinds(ctx).values())
    rows: dict[tuple[str, str], dict[str, object]] = {}
    refused: list[int] = []
    for number, line in enumerate(lines, start=1):
        kind, address = (line[0].strip().lower(), line[1].strip()) if len(line) > 1 else ("", "")
        if number == 1 and kind not in kinds:
            continue
        if kind not in kinds or not await _is_address(ctx, kind, address):
            refused.append(number)
            continue
        normal = await contacts.spelling(ctx, address_kind=kind, address=address)
        rows[kind, normal] = _row(ctx, kind, normal, "import", note=data.note)
    added = await _in_blocks(ctx, list(rows.values()))
    if added:
        await publish(ctx, SuppressionsImported(added=added))
        ctx.push(f"desk/{ctx.workspace_id}", "suppressions.changed", {})
    return schemas.Imported(added=added, known=len(rows) - added, refused=refused[:REFUSED_SHOWN_MAX])


async def export(ctx: Ctx) -> str:
    """The list as CSV, 100,000 lines at most."""
    found = io.StringIO()
    lines = csv.writer(found)
    lines.writerow(("address_kind", "address", "channel", "reason", "note", "created_at"))
    for row in await queries.suppressed(ctx, q="", reason="", before=None, limit=EXPORT_LINES_MAX):
        cells = (row.address_kind, row.address, row.channel, row.reason, row.note, row.created_at.isoformat())
        lines.writerow([_inert(cell) for cell in cells])
    return found.getvalue()


def out(row: models.Suppression) -> schemas.SuppressionOut:
    return schemas.SuppressionOut(
        id=row.id,
        address_kind=row.address_kind,
        address=row.address,
        channel=row.channel,
        reason=row.reason,  # pyright: ignore[reportArgumentType] - the table's CHECK holds the same values
        note=row.note,
        created_at=row.created_at,
        created_by_id=row.created_by_id,
    )


def _inert(cell: str) -> str:
    """A spreadsheet must not run what somebody typed as a note; a phone's plus is no formula."""
    return f"'{cell}" if cell[:1] in "=-@\t\r" and cell else cell


async def _is_address(ctx: Ctx, address_kind: str, address: str) -> bool:
    try:
        await contacts.require_address(ctx, address_kind=address_kind, address=address)
    except AddressInvalid:
        return False
    return True


async def _in_blocks(ctx: Ctx, rows: Sequence[dict[str, object]]) -> int:
    added = 0
    for start in range(0, len(rows), BLOCK):
        added += len(await queries.suppress(ctx, rows[start : start + BLOCK]))
    return added


async def _lift_all(ctx: Ctx, rows: Sequence[models.Suppression], *, note: str) -> None:
    for row in rows:
        await _lift(ctx, row, note=note)


async def _lift(ctx: Ctx, row: models.Suppression, *, note: str) -> None:
    row.lifted_at, row.lifted_by_id, row.lifted_note = ctx.now(), ctx.actor.id, note
    await ctx.session.flush()
    await publish(ctx, SuppressionLifted(suppression_id=row.id, reason=row.reason), subject_id=row.id)
    ctx.push(f"desk/{ctx.workspace_id}", "suppressions.changed", {})


async def _tell(ctx: Ctx, row: models.Suppression) -> None:
    event = Suppressed(suppression_id=row.id, address_kind=row.address_kind, channel=row.channel, reason=row.reason)
    await publish(ctx, event, subject_id=row.id)
    ctx.push(f"desk/{ctx.workspace_id}", "suppressions.changed", {})


def _row(
    ctx: Ctx, address_kind: str, address: str, reason: str, *, channel: str = "", note: str = ""
) -> dict[str, object]:
    return {
        "id": new_id(),
        "address_kind": address_kind,
        "address": address,
        "channel": channel,
        "reason": reason,
        "note": note[:500],
        "created_at": ctx.now(),
        "created_by_id": ctx.actor.id,
    }
