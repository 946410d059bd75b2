"""Background work of ready replies: forgetting who used what long ago."""

from otklik.domains.snippets import queries
from otklik.domains.snippets.service import USES_KEPT
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts
from otklik.platform.db import Database
from otklik.platform.jobs import periodic


@periodic("41 3 * * *")
async def forget_uses(parts: Parts) -> None:
    before = (parts.get(Timekeeper).now() - USES_KEPT).date()
    async with parts.get(Database).system() as session:
        await queries.forget_uses(session, before=before)
