"""The company's labels: their names and colours."""

from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from otklik.domains.conversations import errors, events, jobs, models, schemas
from otklik.domains.conversations.queries import labelling
from otklik.domains.conversations.service import live
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

LABELS_MAX: Final = 200
TAKEN_OFF_AT_ONCE: Final = 1_000


async def listing(ctx: Ctx) -> list[schemas.LabelOut]:
    return [_shape(one) for one in await labelling.labels(ctx)]


async def create(ctx: Ctx, new: schemas.LabelIn) -> schemas.LabelOut:
    """Raises `LabelNameTaken`, `LabelsTooMany`."""
    if await labelling.how_many(ctx) >= LABELS_MAX:
        raise errors.LabelsTooMany(params={"max": LABELS_MAX})
    label = models.Label(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=new.name.strip(),
        colour=new.colour,
        created_at=ctx.now(),
    )
    ctx.session.add(label)
    await ctx.session.flush()
    await publish(ctx, events.LabelCreated(label_id=label.id, label=label.name), subject_id=label.id)
    _push(ctx, label.id)
    return _shape(label)


async def change(ctx: Ctx, label_id: UUID, changes: schemas.LabelChanges) -> schemas.LabelOut:
    """Raises `LabelNotFound`, `LabelNameTaken`."""
    label = await required(ctx, label_id)
    if changes.name is not UNSET:
        label.name = changes.name.strip()
    if changes.colour is not UNSET:
        label.colour = changes.colour
    await ctx.session.flush()
    await publish(ctx, events.LabelChanged(label_id=label_id, label=label.name), subject_id=label_id)
    _push(ctx, label_id)
    return _shape(label)


async def delete(ctx: Ctx, label_id: UUID) -> None:
    """Nobody sees it from now on; it leaves its conversations some at a time. Raises `LabelNotFound`."""
    label = await required(ctx, label_id)
    label.deleted_at = ctx.now()
    await set_alarm(ctx, jobs.take_off_label, label_id, at=ctx.now())
    await publish(ctx, events.LabelDeleted(label_id=label_id, label=label.name), subject_id=label_id)
    _push(ctx, label_id)


async def take_off_everywhere(ctx: Ctx, label_id: UUID) -> None:
    """One bite; the alarm is set again until no conversation has the label, then its row goes."""
    if await labelling.take_off(ctx, label_id, limit=TAKEN_OFF_AT_ONCE):
        await set_alarm(ctx, jobs.take_off_label, label_id, at=ctx.now())
    else:
        await labelling.remove(ctx, label_id)


async def required(ctx: Ctx, label_id: UUID) -> models.Label:
    """Raises `LabelNotFound`."""
    label = await labelling.label(ctx, label_id)
    if label is None:
        raise errors.LabelNotFound
    return label


def _push(ctx: Ctx, label_id: UUID) -> None:
    """Every open desk fetches the few labels there are anew."""
    ctx.push(live.desk_stream(ctx), "label.changed", {"id": str(label_id)})


def _shape(label: models.Label) -> schemas.LabelOut:
    return msgspec.convert(label, schemas.LabelOut, from_attributes=True)
