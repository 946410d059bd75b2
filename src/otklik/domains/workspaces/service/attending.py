"""Coming, going, doing something and doing nothing: all that changes who is really there.

Whoever's status changes is shown anew on every desk, and `PresenceChanged` is published in the same transaction.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from otklik.domains.workspaces import events, jobs, queries, rules
from otklik.domains.workspaces.models import Operator
from otklik.domains.workspaces.service import operators, presence
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.errors import NotFound
from otklik.platform.events import publish


async def connected(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    """A live socket of the operator opened on this node; whoever opens the desk is active."""
    row = await _required(ctx, operator_id)
    before = await _status(ctx, row)
    await queries.presence.add_connection(ctx, operator_id, node_id=node_id, stale_before=ctx.now() - presence.ALIVE)
    if before == "offline":
        await _count_activity(ctx, row)
    await _tell_change(ctx, row, before=before)


async def heartbeat(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    """The operator's sockets on this node are still there; call it every `presence.BEAT_SECONDS`."""
    await queries.presence.beat(ctx, operator_id, node_id=node_id)


async def disconnected(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    """One live socket of the operator on this node closed."""
    row = await _required(ctx, operator_id)
    before = await _status(ctx, row)
    await queries.presence.drop_connection(ctx, operator_id, node_id=node_id)
    await _tell_change(ctx, row, before=before)


async def lost(ctx: Ctx, operator_id: UUID) -> None:
    """A node of the operator's sockets died and told nobody."""
    await queries.presence.drop_stale(ctx, operator_id, seen_before=ctx.now() - presence.ALIVE)
    row = await _required(ctx, operator_id)
    if await _status(ctx, row) == "offline":
        await _tell(ctx, row, status="offline")


async def active(ctx: Ctx, operator_id: UUID) -> None:
    """The desk saw the operator do something; it tells so at most once a minute."""
    row = await _required(ctx, operator_id)
    before = await _status(ctx, row)
    was_idle, row.idle, row.active_at = row.idle, False, ctx.now()
    if was_idle:
        await _watch(ctx, row)
    await _tell_change(ctx, row, before=before)


async def choose(ctx: Ctx, operator_id: UUID, *, choice: str, break_minutes: int | None = None) -> None:
    """What the operator says of themselves; a break ends by itself after `break_minutes`, where they are given."""
    row = await _required(ctx, operator_id)
    ends_at = ctx.now() + timedelta(minutes=break_minutes) if break_minutes and choice == "on_break" else None
    row.presence, row.break_ends_at = choice, ends_at
    if ends_at is None:
        await cancel_alarm(ctx, jobs.end_break, operator_id)
    else:
        await set_alarm(ctx, jobs.end_break, operator_id, at=ends_at)
    await _count_activity(ctx, row)
    await _tell(ctx, row, status=await _status(ctx, row))


async def end_break(ctx: Ctx, operator_id: UUID) -> None:
    """The break is over: back at work, or away for whoever has not come back to the desk."""
    row = await _required(ctx, operator_id)
    if row.presence != "on_break" or row.break_ends_at is None or row.break_ends_at > ctx.now():
        return
    row.presence, row.break_ends_at = "online", None
    due = await _idle_at(ctx, row)
    row.idle = due is not None and due <= ctx.now()
    if not row.idle:
        await _watch(ctx, row)
    await _tell(ctx, row, status=await _status(ctx, row))


async def look_idle(ctx: Ctx, operator_id: UUID) -> None:
    """Show the operator away when nothing was done for long enough; else look again when it would have been."""
    row = await _required(ctx, operator_id)
    due = await _idle_at(ctx, row)
    if row.idle or row.presence != "online" or due is None or not await _is_connected(ctx, operator_id):
        return
    if due > ctx.now():
        await set_alarm(ctx, jobs.look_idle, operator_id, at=due)
        return
    before = await _status(ctx, row)
    row.idle = True
    await _tell_change(ctx, row, before=before)


async def _count_activity(ctx: Ctx, row: Operator) -> None:
    row.idle, row.active_at = False, ctx.now()
    await _watch(ctx, row)


async def _watch(ctx: Ctx, row: Operator) -> None:
    due = await _idle_at(ctx, row)
    if due is not None:
        await set_alarm(ctx, jobs.look_idle, row.id, at=due)


async def _idle_at(ctx: Ctx, row: Operator) -> datetime | None:
    minutes = (await queries.people.workspace_of(ctx)).away_after_minutes
    return rules.idle_at(active_at=row.active_at, away_after_minutes=minutes, now=ctx.now())


async def _status(ctx: Ctx, row: Operator) -> str:
    return rules.status(connected=await _is_connected(ctx, row.id), presence=row.presence, idle=row.idle)


async def _is_connected(ctx: Ctx, operator_id: UUID) -> bool:
    return await presence.is_connected(ctx, operator_id)


async def _tell_change(ctx: Ctx, row: Operator, *, before: str) -> None:
    now = await _status(ctx, row)
    if now != before:
        await _tell(ctx, row, status=now)


async def _tell(ctx: Ctx, row: Operator, *, status: str) -> None:
    await operators.announce(ctx, row.id)
    data = {"operator_id": str(row.id), "online": status == "online"}
    flash = {"stream": f"desk/{ctx.workspace_id}", "kind": "presence", "data": data}
    await queries.presence.flash(ctx, payload=msgspec.json.encode(flash).decode())
    await publish(ctx, events.PresenceChanged(operator_id=row.id, status=status))


async def _required(ctx: Ctx, operator_id: UUID) -> Operator:
    row = await queries.people.operator_by_id(ctx, operator_id)
    if row is None:
        raise NotFound
    return row
