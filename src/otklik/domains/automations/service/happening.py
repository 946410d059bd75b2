"""Something happened: write it down for whoever listens, in the transaction in which it happened.

Where no automation listens nothing is written and one question a transaction is asked. What an automation's own actions
cause carries the chain that led to it, so that no chain closes into a ring.
"""

from collections import defaultdict
from typing import Final
from uuid import UUID

from otklik.domains.automations import models, queries
from otklik.domains.automations.triggers import TRIGGERS, Moment, Trigger
from otklik.platform.context import Ctx
from otklik.platform.events import Event
from otklik.platform.ids import new_id

LISTENED: Final = "automations.listened"
CHAIN: Final = "automations.chain"
NOTED: Final = "automations.noted"


async def happened(ctx: Ctx, event: Event) -> bool:
    """Write down what is to be considered after the commit; True for the first of the transaction."""
    listened = await _listened(ctx)
    first = not _noted(ctx)
    for trigger in TRIGGERS:
        if type(event) is trigger.event and listened:
            moment = trigger.moment(event)
            if moment is not None:
                _complete(ctx, moment)
            if moment is not None and trigger.name in listened:
                _note(ctx, trigger, moment)
    return first and any(_noted(ctx).values())


def caused_by(ctx: Ctx, chain: tuple[UUID, ...]) -> None:
    """From now on whatever happens in this transaction is the work of these automations, one after another."""
    ctx.session.info[CHAIN] = chain


def forget(ctx: Ctx) -> None:
    """What listens has just been changed in this transaction."""
    ctx.session.info.pop(LISTENED, None)


async def _listened(ctx: Ctx) -> set[str]:
    if LISTENED not in ctx.session.info:
        ctx.session.info[LISTENED] = await queries.listened(ctx)
    known: set[str] = ctx.session.info[LISTENED]
    return known


def _note(ctx: Ctx, trigger: Trigger, moment: Moment) -> None:
    chain: tuple[UUID, ...] = ctx.session.info.get(CHAIN, ())
    occurrence = models.Occurrence(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        trigger=str(trigger.name),
        conversation_id=moment.conversation_id,
        message_id=moment.message_id,
        in_group=moment.in_group,
        chain=list(chain),
        at=ctx.now(),
    )
    ctx.session.add(occurrence)
    _noted(ctx)[moment.conversation_id].append(occurrence)


def _complete(ctx: Ctx, moment: Moment) -> None:
    """A conversation is opened a moment before its first message is told: that message is what it opened with."""
    if moment.message_id is None:
        return
    for occurrence in _noted(ctx).get(moment.conversation_id, ()):
        if occurrence.message_id is None:
            occurrence.message_id, occurrence.in_group = moment.message_id, moment.in_group


def _noted(ctx: Ctx) -> dict[UUID, list[models.Occurrence]]:
    """What this transaction wrote down so far, by conversation."""
    noted: dict[UUID, list[models.Occurrence]] = ctx.session.info.setdefault(NOTED, defaultdict(list))
    return noted
