"""What notifications do by the clock and beside the transaction: ring phones, forget what is old."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from otklik.domains.notifications import queries
from otklik.domains.notifications.service import pushing, telling
from otklik.platform import webpush
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed
from otklik.platform.jobs import errand, job, periodic

KEPT: Final = timedelta(days=90)

log = structlog.get_logger()


class PushServiceBusy(Exception):
    """Try again by the job's own rules."""


@job()
async def ring_if_unread(ctx: Ctx, *, notification_id: str) -> None:
    await telling.ring_if_unread(ctx, UUID(notification_id))


@errand(queue="push", attempts_max=4)
async def send_push(parts: Parts, *, workspace_id: WorkspaceId, device_id: str, payload: str) -> None:
    """Hand one message to a push service; a browser that is gone is forgotten."""
    database = parts.get(Database)
    async with database.transaction(workspace_id) as ctx:
        to = await pushing.opened(ctx, UUID(device_id))
    if to is None:
        return
    try:
        reply = await pushing.sender(parts).send(
            parts.get(HttpClient), to, payload.encode(), ttl_seconds=pushing.LIFE_SECONDS
        )
    except (HttpFailed, AddressRefused) as error:
        raise PushServiceBusy(type(error).__name__) from error
    if reply.status in webpush.LATER:
        raise PushServiceBusy(str(reply.status))
    async with database.transaction(workspace_id) as ctx:
        if reply.status in webpush.GONE:
            await queries.forget_device(ctx, UUID(device_id))
        elif reply.status < 300:
            await queries.device_used(ctx, UUID(device_id))
        else:
            log.warning("notifications.push.refused", device_id=device_id, status=reply.status)


@periodic("41 * * * *")
async def forget_old(parts: Parts) -> None:
    """Drop what was told more than 90 days ago."""
    async with parts.get(Database).system() as session:
        await queries.forget(session, before=parts.get(Timekeeper).now() - KEPT)
