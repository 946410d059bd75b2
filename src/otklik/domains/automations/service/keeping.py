"""Automations in settings: made, changed, ordered, switched; their log and their calls outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.automations import errors, events, models, queries, schemas
from otklik.domains.automations.service import happening, references, views, webhooks
from otklik.domains.automations.triggers import TriggerName
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.events import publish
from otklik.platform.ids import new_id

AUTOMATIONS_MAX: Final = 200
CALLS_SHOWN_MAX: Final = 50


async def listing(ctx: Ctx) -> Sequence[schemas.Automation]:
    """In the order in which they are looked at."""
    return [_shape(one) for one in await queries.automations(ctx, limit=AUTOMATIONS_MAX)]


async def get(ctx: Ctx, automation_id: UUID) -> schemas.Automation:
    """Raises `AutomationNotFound`."""
    return _shape(await found(ctx, automation_id))


async def create(ctx: Ctx, new: schemas.NewAutomation) -> schemas.Automation:
    """The last in order. Raises `TooManyOfThem`, `ReferenceUnknown`, `MinutesMissing`."""
    if len(await queries.automations(ctx, limit=AUTOMATIONS_MAX)) >= AUTOMATIONS_MAX:
        raise errors.TooManyOfThem(params={"max": AUTOMATIONS_MAX})
    await check(ctx, new)
    row = models.Automation(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        position=await queries.last_position(ctx) + 1,
        fired_count=0,
    )
    _apply(ctx, row, new)
    ctx.session.add(row)
    return await _changed(ctx, row, change="created")


async def change(ctx: Ctx, automation_id: UUID, new: schemas.NewAutomation) -> schemas.Automation:
    """Raises `AutomationNotFound`, `ReferenceUnknown`, `MinutesMissing`."""
    row = await found(ctx, automation_id)
    await check(ctx, new)
    _apply(ctx, row, new)
    return await _changed(ctx, row, change="changed")


async def delete(ctx: Ctx, automation_id: UUID) -> None:
    """Its log goes with it. Raises `AutomationNotFound`."""
    row = await found(ctx, automation_id)
    await ctx.session.delete(row)
    await _changed(ctx, row, change="deleted")


async def order(ctx: Ctx, wanted: schemas.Order) -> Sequence[schemas.Automation]:
    """Raises `OrderIncomplete`."""
    rows = {one.id: one for one in await queries.automations(ctx, limit=AUTOMATIONS_MAX)}
    if len(wanted.automation_ids) != len(rows) or set(wanted.automation_ids) != rows.keys():
        raise errors.OrderIncomplete
    for position, automation_id in enumerate(wanted.automation_ids, start=1):
        rows[automation_id].position = position
    await ctx.session.flush()
    await publish(ctx, events.AutomationChanged(automation_id=None, title="", change="ordered"))
    _push(ctx)
    return await listing(ctx)


async def log(
    ctx: Ctx, automation_id: UUID, *, fired: bool | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.Run]:
    """Why it fired or did not, newest first. Raises `AutomationNotFound`."""
    await found(ctx, automation_id)
    rows = await queries.runs(ctx, automation_id, fired=fired, before=before, limit=limit)
    shown = await views.references(ctx, [conversation for _, conversation in rows])
    return [_run(row, reference) for (row, _), reference in zip(rows, shown, strict=True)]


async def calls(ctx: Ctx, automation_id: UUID) -> list[schemas.Call]:
    """Its latest calls outside. Raises `AutomationNotFound`."""
    await found(ctx, automation_id)
    rows = await queries.calls(ctx, automation_id, limit=CALLS_SHOWN_MAX)
    documents = [{"id": one.id, "url": one.url, "state": one.state, "detail": one.detail, "at": one.at} for one in rows]
    return msgspec.convert(documents, list[schemas.Call])


async def secret(ctx: Ctx) -> schemas.WebhookSecret:
    """What the company's receivers check signatures with."""
    return schemas.WebhookSecret(secret=webhooks.shown(webhooks.secret_of(ctx.use(Cipher), ctx.workspace_id)))


async def check(ctx: Ctx, new: schemas.NewAutomation) -> None:
    """Raises `ReferenceUnknown`, `MinutesMissing`."""
    if new.trigger is TriggerName.NO_ANSWER and new.after_minutes is None:
        raise errors.MinutesMissing
    await references.check(ctx, [*new.conditions, *new.actions])


async def found(ctx: Ctx, automation_id: UUID) -> models.Automation:
    """Raises `AutomationNotFound`."""
    row = await queries.automation(ctx, automation_id)
    if row is None:
        raise errors.AutomationNotFound
    return row


def _apply(ctx: Ctx, row: models.Automation, new: schemas.NewAutomation) -> None:
    row.name, row.enabled, row.trigger = new.name.strip(), new.enabled, str(new.trigger)
    row.after_minutes = new.after_minutes if new.trigger is TriggerName.NO_ANSWER else None
    document = schemas.AutomationDocument(
        match=new.match, conditions=new.conditions, actions=new.actions, stops=new.stops
    )
    row.document = msgspec.to_builtins(document)
    row.updated_at = ctx.now()


async def _changed(ctx: Ctx, row: models.Automation, *, change: str) -> schemas.Automation:
    await ctx.session.flush()
    happening.forget(ctx)
    told = events.AutomationChanged(automation_id=row.id, title=row.name, change=change)
    await publish(ctx, told, subject_id=row.id)
    _push(ctx)
    return _shape(row)


def _push(ctx: Ctx) -> None:
    ctx.push(f"desk/{ctx.workspace_id}", "automation.changed", {})


def _shape(row: models.Automation) -> schemas.Automation:
    document = msgspec.convert(row.document, schemas.AutomationDocument)
    return schemas.Automation(
        id=row.id,
        name=row.name,
        position=row.position,
        enabled=row.enabled,
        trigger=TriggerName(row.trigger),
        after_minutes=row.after_minutes,
        match=document.match,
        conditions=document.conditions,
        actions=document.actions,
        stops=document.stops,
        fired_count=row.fired_count,
        last_fired_at=row.last_fired_at,
        updated_at=row.updated_at,
    )


def _run(row: models.Run, reference: schemas.ConversationRef) -> schemas.Run:
    document = msgspec.convert(row.document, schemas.RunDocument)
    shown = {"id": row.id, "trigger": row.trigger, "result": row.result, "at": row.at}
    return msgspec.convert(
        shown | {"conversation": reference, "checks": document.checks, "outcomes": document.outcomes},
        schemas.Run,
        from_attributes=True,
    )
