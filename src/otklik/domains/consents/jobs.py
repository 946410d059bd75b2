"""Background work of consents: dropping the bytes of people who were erased."""

import msgspec

from otklik.platform import keeping
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import errand


@errand()
async def drop_files(parts: Parts, *, workspace_id: WorkspaceId, keys: str) -> None:
    """Of these keys (JSON), drop what no row names any more."""
    for key in msgspec.json.decode(keys, type=list[str]):
        async with parts.get(Database).transaction(workspace_id) as ctx:
            await keeping.drop(ctx, key)
