"""Background work of the visitor's side: letters, and answers that must go by mail."""

from typing import Final
from uuid import UUID

from otklik.domains.livechat import queries, rules
from otklik.domains.livechat.service import bells, carrying_on, facts, leaving, ringing, transcripts
from otklik.platform.alarms import alarm
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import errand, job, periodic

LOOKED_AT_ONCE: Final = 500
FORGOTTEN_AT_ONCE: Final = 50_000


@errand(queue="mail", attempts_max=5)
async def send_transcript(parts: Parts, *, workspace_id: WorkspaceId, visitor_id: str, email: str) -> None:
    await transcripts.send(parts, visitor_id=UUID(visitor_id), workspace_id=workspace_id, email=email)


@alarm
async def look_left(ctx: Ctx, conversation_id: UUID) -> None:
    await leaving.look(ctx, conversation_id)


@job(queue="push")
async def ring_visitor(ctx: Ctx, *, visitor_id: str) -> None:
    """Answers nothing of the visitor's has taken by now are pushed to their phones and browsers."""
    await ringing.ring(ctx, UUID(visitor_id))


@errand(queue="push", attempts_max=4)
async def ring_device(parts: Parts, *, workspace_id: WorkspaceId, device_id: str, note: str) -> None:
    """Hand one note to the device's push service; a device that is gone is forgotten."""
    await ringing.send(parts, workspace_id=workspace_id, device_id=UUID(device_id), sealed_note=note)


@job()
async def adopt_facts(ctx: Ctx, *, visitor_id: str) -> None:
    """What the page told of the visitor before they were known goes onto their card."""
    await facts.adopt(ctx, UUID(visitor_id))


@errand(queue="push", attempts_max=4)
async def ring_for_many(parts: Parts, *, workspace_id: WorkspaceId, row_id: str, visitor_id: str, note: str) -> None:
    """Ring somebody for a message to many, and say what came of it."""
    await bells.send(
        parts, workspace_id=workspace_id, row_id=UUID(row_id), visitor_id=UUID(visitor_id), sealed_note=note
    )


@periodic("* * * * *")
async def carry_on(parts: Parts) -> None:
    """Look at visitors with answers no page of theirs took; each in a transaction of its own."""
    async with parts.get(Database).system() as session:
        due = await queries.due_for_mail(session, now=parts.get(Timekeeper).now(), limit=LOOKED_AT_ONCE)
    for visitor_id, workspace_id in due:
        await carrying_on.look(parts, visitor_id=visitor_id, workspace_id=workspace_id)


@periodic("37 3 * * *")
async def forget_visitors(parts: Parts) -> None:
    """Those who only looked and will not be known again; a thread once begun is kept."""
    before = parts.get(Timekeeper).now() - rules.TOKEN_LIFE
    async with parts.get(Database).system() as session:
        await queries.forget(session, before=before, limit=FORGOTTEN_AT_ONCE)
