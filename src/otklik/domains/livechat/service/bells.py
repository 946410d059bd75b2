"""Those who left the site or the application are rung for what goes to many, too; see `delivery.service.mass.Bells`."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.delivery.service import mass
from otklik.domains.livechat import jobs, queries
from otklik.domains.livechat.service import ringing
from otklik.domains.livechat.service.ringing import Told
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import Jobs
from otklik.platform.phonepush import Outcome

GONE: Final = "push_gone"
REFUSED: Final = "push_refused"


class VisitorBells:
    """Put into `BellsSlot` by the composition root."""

    async def known(self, ctx: Ctx, addresses: Sequence[str], /) -> frozenset[str]:
        asked = [UUID(one) for one in addresses]
        return frozenset(str(one) for one in await queries.with_devices(ctx, asked))

    async def ring(self, ctx: Ctx, row: mass.ClaimedRow, note: mass.Note, /) -> None:
        told = Told(title=note.title, body=note.text, tag=str(row.id), url=note.url, until=row.until)
        arguments = {"row_id": row.id, "visitor_id": UUID(row.address), "note": ringing.sealed(ctx, told)}
        await ctx.use(Jobs).defer(ctx, jobs.ring_for_many, arguments=arguments, once=f"mass:{row.id}")


async def send(parts: Parts, *, workspace_id: WorkspaceId, row_id: UUID, visitor_id: UUID, sealed_note: str) -> None:
    """Every device of theirs is tried; one that takes it is enough. Raises `PushServiceBusy`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        until = ringing.opened(ctx, sealed_note).until
        if until is not None and until <= ctx.now():
            await mass.rung(ctx, row_id, code=mass.TOO_LATE)
            return
        devices = [one.id for one in await queries.visitor_devices(ctx, visitor_id)]
    outcomes = [
        await ringing.send(parts, workspace_id=workspace_id, device_id=one, sealed_note=sealed_note) for one in devices
    ]
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await mass.rung(ctx, row_id, code=_code(outcomes))


def _code(outcomes: Sequence[Outcome | None]) -> str:
    if Outcome.TAKEN in outcomes:
        return ""
    return REFUSED if {Outcome.REFUSED, Outcome.BROKEN} & set(outcomes) else GONE
