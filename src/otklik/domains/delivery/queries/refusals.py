"""What the gate refused when it was planned."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from otklik.domains.delivery.models import Refusal
from otklik.domains.delivery.queries import identities_of
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id


async def keep(ctx: Ctx, values: Mapping[str, object]) -> None:
    """The last refusal of a message asked for again is the one that counts."""
    new = insert(Refusal).values(id=new_id(), workspace_id=ctx.workspace_id, at=ctx.now(), **values)
    told = {"id": new.excluded.id, "code": new.excluded.code, "at": new.excluded.at}
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id", "key"], set_=told))


async def to(ctx: Ctx, contact_id: UUID, *, before: UUID | None, limit: int) -> Sequence[Refusal]:
    """The newest first, by any address of the person."""
    query = scoped(ctx, Refusal).where(Refusal.identity_id.in_(identities_of(ctx, contact_id)))
    query = query if before is None else query.where(Refusal.id < before)
    return (await ctx.session.scalars(query.order_by(Refusal.id.desc()).limit(limit))).all()
