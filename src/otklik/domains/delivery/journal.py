"""The journal's one statement: a raw item is durable, once, before its provider is answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import EVENT_ID_MAX, RawItem
from otklik.platform.context import WorkspaceId
from otklik.platform.ids import new_id
from otklik.platform.pool import SystemPool

ARRIVED: Final = "otklik_inbound"
"""NOTIFY channel: something waits in the journal."""

_STORE: Final = """
WITH stored AS (
    INSERT INTO journal (id, workspace_id, channel_id, event_id, body, headers, received_at)
    VALUES (%(id)s, %(workspace)s, %(channel)s, %(event)s, %(body)s, %(headers)s, %(at)s)
    ON CONFLICT (channel_id, event_id) DO NOTHING
    RETURNING id
)
SELECT pg_notify('otklik_inbound', %(payload)s) FROM stored
"""


async def store(
    pool: SystemPool, *, channel_id: UUID, workspace_id: WorkspaceId, item: RawItem, received_at: datetime
) -> bool:
    """Insert and wake the readers, in one statement; False when the item was there already."""
    values: Mapping[str, object] = {
        "id": new_id(),
        "workspace": workspace_id,
        "channel": channel_id,
        "event": item.event_id.replace("\0", "\ufffd")[:EVENT_ID_MAX],
        "body": item.body,
        "headers": msgspec.json.encode(dict(item.headers)).decode(),
        "at": received_at,
        "payload": str(channel_id),
    }
    async with pool.connection() as connection:
        cursor = await connection.execute(_STORE, values)
        return await cursor.fetchone() is not None
