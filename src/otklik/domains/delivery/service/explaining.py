"""Why a person got this and did not get that: every message to them, on what it rested, what stopped it."""

from collections.abc import Sequence
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import queries, rules, schemas
from otklik.domains.delivery.models import LedgerRow, Refusal
from otklik.domains.delivery.queries import refusals
from otklik.domains.delivery.service import ledger
from otklik.domains.delivery.service.mass import returning
from otklik.platform.context import Ctx


async def sent_to(ctx: Ctx, contact_id: UUID, *, before: UUID | None, limit: int) -> Sequence[schemas.SentOut]:
    """What was planned for the person by any of their addresses, and what the gate did not let that far.

    The newest first. Raises `ContactNotFound`.
    """
    await contacts.get(ctx, contact_id)
    planned = await queries.rows_to(ctx, contact_id, before=before, limit=limit)
    refused = await refusals.to(ctx, contact_id, before=before, limit=limit)
    found = [*map(_planned, planned), *map(_refused, refused)]
    return sorted(found, key=lambda one: one.id, reverse=True)[:limit]


async def let_be(ctx: Ctx, contact_id: UUID) -> None:
    """The person is about to be erased: what still waits is not sent."""
    for row in await queries.open_rows_to(ctx, contact_id):
        if row.state in rules.WAITING:
            await ledger.move(ctx, row, state="skipped", code="person_erased", at=ctx.now())
    await returning.let_be(ctx, contact_id)


def _planned(row: LedgerRow) -> schemas.SentOut:
    return schemas.SentOut(
        id=row.id,
        channel_id=row.channel_id,
        purpose=row.purpose,
        state=row.state,
        code=row.code,
        ground=row.ground,
        consent_record_id=row.consent_record_id,
        planned_at=row.planned_at,
        waits_until=row.due_at if row.state == "planned" and row.code else None,
        accepted_at=row.accepted_at,
    )


def _refused(row: Refusal) -> schemas.SentOut:
    return schemas.SentOut(
        id=row.id,
        channel_id=row.channel_id,
        purpose=row.purpose,
        state="skipped",
        code=row.code,
        ground="",
        consent_record_id=None,
        planned_at=row.at,
        waits_until=None,
        accepted_at=None,
    )
