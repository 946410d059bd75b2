"""The journal for readers: one raw item, and replaying those that could not be read."""

from uuid import UUID

from otklik.domains.delivery import queries
from otklik.domains.delivery.journal import ARRIVED
from otklik.domains.delivery.models import JournalItem
from otklik.platform.context import Ctx
from otklik.platform.db import Database

REPLAY_MAX = 10_000


async def item(ctx: Ctx, journal_id: UUID) -> JournalItem | None:
    """The raw item, unless its time in the journal is over."""
    return await queries.journal_item(ctx, journal_id)


async def replay(database: Database, *, journal_id: UUID | None = None) -> int:
    """Put failed items of every workspace (or one item, whatever its state) back to be read again; returns how many."""
    async with database.system() as session:
        count = await queries.put_back(session, journal_id=journal_id, limit=REPLAY_MAX)
        await queries.notify(session, channel=ARRIVED)
        return count
