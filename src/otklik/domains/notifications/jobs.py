"""What notifications do by the clock."""

from datetime import timedelta
from typing import Final

from otklik.domains.notifications import queries
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts
from otklik.platform.db import Database
from otklik.platform.jobs import periodic

KEPT: Final = timedelta(days=90)


@periodic("41 * * * *")
async def forget_old(parts: Parts) -> None:
    """Drop what was told more than 90 days ago."""
    async with parts.get(Database).system() as session:
        await queries.forget(session, before=parts.get(Timekeeper).now() - KEPT)
