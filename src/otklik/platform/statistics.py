"""What PostgreSQL believes of its tables, by which it chooses how to answer (docs/adr/0064).

By itself it looks again a minute after a table grew by a tenth. A company that takes in its customers and writes to
them at once would be answered by plans for none.
"""

from typing import Final

from sqlalchemy import text

from otklik.platform.context import Ctx
from otklik.platform.db import Base

MANY: Final = 1_000
"""Rows written at once that are worth a look: it reads up to 30,000 of a table, however long that is."""


async def look_again(ctx: Ctx, *models: type[Base]) -> None:
    """Tables that just grew; one that somebody looks at already is left out, as nobody is waited for."""
    names = ", ".join(model.__tablename__ for model in models)
    await ctx.session.execute(text(f"ANALYZE (SKIP_LOCKED) {names}"))
