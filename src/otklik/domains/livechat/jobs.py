"""Background work of the visitor's side: letters, and answers that must go by mail."""

from typing import Final
from uuid import UUID

from otklik.domains.livechat import queries
from otklik.domains.livechat.service import carrying_on, transcripts
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import errand, periodic

LOOKED_AT_ONCE: Final = 500


@errand(queue="mail", attempts_max=5)
async def send_transcript(parts: Parts, *, workspace_id: WorkspaceId, visitor_id: str, email: str) -> None:
    await transcripts.send(parts, visitor_id=UUID(visitor_id), workspace_id=workspace_id, email=email)


@periodic("* * * * *")
async def carry_on(parts: Parts) -> None:
    """Look at visitors with answers no page of theirs took; each in a transaction of its own."""
    async with parts.get(Database).system() as session:
        due = await queries.due_for_mail(session, now=parts.get(Timekeeper).now(), limit=LOOKED_AT_ONCE)
    for visitor_id, workspace_id in due:
        await carrying_on.look(parts, visitor_id=visitor_id, workspace_id=workspace_id)
