"""People into a batch, a block at a time: judged, written once, counted."""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.delivery import errors, events, rules
from otklik.domains.delivery import queries as ledger_queries
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.service.mass import counting
from otklik.domains.delivery.service.mass.judging import BLOCK_MAX, judge
from otklik.domains.delivery.service.mass.ports import Judged, Wish
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_ids

PLANNED: Final = "otklik_mass"
"""NOTIFY channel: rows of a batch may be due."""
STOPPED: Final = "stopped"


async def plan(ctx: Ctx, batch_id: UUID, wishes: Sequence[Wish]) -> Counter[str]:
    """Write what is not planned yet, 1,000 at most: how many by code, "" is planned. Raises `BatchNotFound`.

    Who may not be written to is a row too, with its code.
    """
    assert len(wishes) <= BLOCK_MAX
    batch = await queries.batch(ctx, batch_id, share=True)
    if batch is None:
        raise errors.BatchNotFound
    if not wishes:
        return Counter()
    wanted = [one for one in wishes if not one.refused]
    found = await judge(
        ctx,
        channel_id=batch.channel_id,
        purpose=batch.purpose,
        contact_ids=[one.contact_id for one in wanted],
        at=max(ctx.now(), min((one.due_at for one in wanted), default=ctx.now())),
    )
    judged = {id(wish): answer for wish, answer in zip(wanted, found, strict=True)}
    rows = [
        _row(row_id, one, judged.get(id(one)), stopped=batch.state == STOPPED)
        for row_id, one in zip(new_ids(len(wishes)), wishes, strict=True)
    ]
    return await _write(ctx, batch, rows)


async def _write(ctx: Ctx, batch: MassBatch, rows: Sequence[queries.Planned]) -> Counter[str]:
    new = await queries.plan(ctx, batch.id, rows)
    await queries.count(ctx, batch.id, counting.entered((one.variant, one.state, one.code, one.people) for one in new))
    skipped = tuple(
        events.MassRow(message_id=one.id, contact_id=one.contact_id, state=one.state, code=one.code)
        for one in new
        if one.id is not None and one.contact_id is not None
    )
    if skipped:
        await publish(
            ctx, events.MassSettled(owner=batch.owner, owner_id=batch.owner_id, batch_id=batch.id, rows=skipped)
        )
    if len(skipped) < len(new) and batch.state == "running":
        await ledger_queries.notify(ctx.session, channel=PLANNED)
    found: Counter[str] = Counter()
    for one in new:
        found[one.code] += one.people
    return found


def _row(row_id: UUID, wish: Wish, judged: Judged | None, *, stopped: bool) -> queries.Planned:
    not_before = judged.not_before if judged else None
    due_at = max(wish.due_at, not_before) if not_before else wish.due_at
    code = wish.refused or (STOPPED if stopped else judged.refused if judged else "")
    code = code or (rules.TOO_LATE if rules.too_late(wish.until, at=due_at) else "")
    return queries.Planned(
        id=row_id,
        contact_id=wish.contact_id,
        identity_id=judged.identity_id if judged else None,
        round=wish.round,
        variant=wish.variant,
        language=wish.language,
        state="skipped" if code else "planned",
        code=code,
        due_at=due_at,
        until=wish.until,
    )
