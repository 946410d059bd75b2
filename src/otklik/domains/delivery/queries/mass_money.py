"""What the batches of one owner spent and hold back, from their counters."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from otklik.domains.delivery.queries.mass import COST, HELD
from otklik.platform.context import Ctx


class Spent(NamedTuple):
    """Of all batches of an owner, in one currency."""

    paid_micros: int
    held_micros: int
    held: int
    """Messages the money is held back for: on their way, or in doubt."""
    aloft: int
    """Messages on their way."""
    doubted: int


async def alone(ctx: Ctx, owner_id: UUID) -> None:
    """Until this transaction ends nobody else reckons with the owner's money."""
    key = {"key": int.from_bytes(owner_id.bytes[8:], signed=True)}
    await ctx.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), key)


_SPENT = text("""
SELECT coalesce(sum(c.cost_micros) FILTER (WHERE c.kind = 'state' OR (c.name = :cost AND c.code = :currency)), 0),
       coalesce(sum(c.cost_micros) FILTER (WHERE c.kind = 'mark' AND c.name = :held), 0),
       coalesce(sum(c.count) FILTER (WHERE c.kind = 'mark' AND c.name = :held), 0),
       coalesce(sum(c.count) FILTER (WHERE c.kind = 'state' AND c.name IN ('claimed', 'handed')), 0),
       coalesce(sum(c.count) FILTER (WHERE c.kind = 'state' AND c.name = 'unknown'), 0)
FROM mass_batches AS b JOIN mass_counts AS c ON c.batch_id = b.id
WHERE b.workspace_id = :workspace AND b.owner = :owner AND b.owner_id = :owner_id
""")


async def spent(ctx: Ctx, *, owner: str, owner_id: UUID, currency: str) -> Spent:
    """What an older version counted without a currency is held to be of this one."""
    given = {"workspace": ctx.workspace_id, "owner": owner, "owner_id": owner_id, "currency": currency}
    row = (await ctx.session.execute(_SPENT, {**given, "cost": COST, "held": HELD})).one()
    return Spent(*(int(one) for one in row))
