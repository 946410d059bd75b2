"""What a provider may touch of Otklik, for one channel (contract.Port)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import update

from otklik.channels.contract import ChannelError, RawItem
from otklik.domains.delivery.journal import Journal
from otklik.domains.delivery.models import Channel
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.http import HttpClient
from otklik.platform.pool import SystemPool
from otklik.platform.realtime import Hub
from otklik.platform.settings import Settings


class ChannelPort:
    """A provider's door into Otklik; lives as long as one call or one listener."""

    def __init__(
        self, parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId, public_id: str, secret: str
    ) -> None:
        self._parts = parts
        self._workspace_id = workspace_id
        self._channel = channel_id
        self._healthy: bool | None = None
        self.channel_id = str(channel_id)
        self.http = parts.get(HttpClient)
        self.public_url = parts.get(Settings).base_url()
        self.webhook_url = f"{self.public_url}/hooks/{public_id}"
        self.webhook_secret = secret

    @classmethod
    def of(cls, parts: Parts, channel: Channel) -> "ChannelPort":
        return cls(
            parts,
            channel_id=channel.id,
            workspace_id=channel.workspace_id,
            public_id=channel.public_id,
            secret=channel.webhook_secret,
        )

    @classmethod
    def for_check(cls, parts: Parts, channel: Channel | None) -> "ChannelPort":
        """A port for trying settings that may not be saved yet."""
        if channel is not None:
            return cls.of(parts, channel)
        nobody = UUID(int=0)
        return cls(parts, channel_id=nobody, workspace_id=WorkspaceId(nobody), public_id="check", secret="check")  # noqa: S106

    def now(self) -> datetime:
        return self._parts.get(Timekeeper).now()

    async def deposit(self, item: RawItem) -> bool:
        received_at = item.received_at or self.now()
        return await self._parts.get(Journal).store(
            channel_id=self._channel,
            workspace_id=self._workspace_id,
            item=item,
            received_at=received_at,
        )

    async def load_state(self) -> Mapping[str, object]:
        async with self._parts.get(SystemPool).connection() as connection:
            cursor = await connection.execute("SELECT checkpoint::text FROM channels WHERE id = %s", (self._channel,))
            row = await cursor.fetchone()
        return msgspec.json.decode(str(row[0]), type=dict[str, Any]) if row else {}  # Any: the provider's own document

    async def save_state(self, state: Mapping[str, object]) -> None:
        async with self._parts.get(SystemPool).connection() as connection:
            await connection.execute(
                "UPDATE channels SET checkpoint = %s WHERE id = %s",
                (msgspec.json.encode(state).decode(), self._channel),
            )

    async def push(self, stream: str, kind: str, data: Mapping[str, object]) -> int:
        """Publish on a live stream in a transaction of its own."""
        async with self._parts.get(Database).transaction(self._workspace_id) as ctx:
            ctx.push(stream, kind, data)
        return self._parts.get(Hub).listening(stream)

    async def report(self, error: ChannelError | None) -> None:
        """Keep the channel's health; writes only when it changes."""
        if error is None and self._healthy:
            return
        self._healthy = error is None
        async with self._parts.get(Database).transaction(self._workspace_id) as ctx:
            await ctx.session.execute(
                update(Channel)
                .where(Channel.workspace_id == self._workspace_id, Channel.id == self._channel)
                .values(
                    health_ok=error is None,
                    health_code=error.code if error else "",
                    health_detail=(error.detail if error else "")[:500],
                    health_at=ctx.now(),
                )
            )
            ctx.push(f"desk/{self._workspace_id}", "channel.changed", {"channel_id": self.channel_id})
