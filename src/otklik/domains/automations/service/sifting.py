"""Looking through what happened, a block at once: most of it leads to nothing, is logged and taken away together.

What makes an automation do something is left to be considered by itself, in a transaction of its own. So a stream of
messages costs a few questions a block, and an action that breaks takes nothing else with it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from otklik.domains.automations import models, queries, schemas
from otklik.domains.automations.conditions import Asked, Facts
from otklik.domains.automations.service import facts, running
from otklik.domains.automations.triggers import TriggerName
from otklik.domains.routing.service import queueing
from otklik.platform.context import Ctx

BLOCK: Final = 100

Listening = Sequence[tuple[models.Automation, schemas.AutomationDocument]]


class Sifted(NamedTuple):
    """`apart`: occurrences to be considered one by one; `more`: the block was full."""

    apart: Sequence[UUID]
    more: bool


async def sift(ctx: Ctx) -> Sifted:
    """Settle what leads to nothing; nobody else looks at the same meanwhile."""
    block = await queries.to_look_through(ctx, limit=BLOCK)
    listening = await _listening(ctx, block)
    asked = {type(asks) for one in listening.values() for _, document in one for asks in document.conditions}
    known = await _facts(ctx, [one for one in block if one.trigger != TriggerName.NO_ANSWER], asked)
    settled: list[UUID] = []
    apart: list[UUID] = []
    for one in block:
        leads_nowhere = one.id in known and _settled(ctx, one, listening[one.trigger], known[one.id])
        (settled if leads_nowhere else apart).append(one.id)
    await queries.settle_occurrences(ctx, settled, apart=apart)
    gone = set(settled)
    await queueing.looked_at(ctx, {one.conversation_id for one in block if one.id in gone})
    return Sifted(apart, more=len(block) == BLOCK)


def _settled(ctx: Ctx, occurrence: models.Occurrence, listening: Listening, known: Facts) -> bool:
    """Whether no automation fires; then each has said why not."""
    verdicts = [running.judge(automation, document, occurrence, known) for automation, document in listening]
    if any(verdict.fires for verdict in verdicts):
        return False
    for (automation, _), verdict in zip(listening, verdicts, strict=True):
        running.log(ctx, automation, occurrence, verdict)
    return True


async def _listening(ctx: Ctx, block: Sequence[models.Occurrence]) -> Mapping[str, Listening]:
    found: defaultdict[str, list[tuple[models.Automation, schemas.AutomationDocument]]] = defaultdict(list)
    triggers = sorted({one.trigger for one in block})
    for automation in await queries.enabled(ctx, triggers, limit=running.LISTENING_MAX * max(len(triggers), 1)):
        document = msgspec.convert(automation.document, schemas.AutomationDocument)
        found[automation.trigger].append((automation, document))
    return found


async def _facts(ctx: Ctx, block: Sequence[models.Occurrence], asked: Collection[type[Asked]]) -> Mapping[UUID, Facts]:
    """By occurrence; one whose conversation or message is not told by name is considered by itself."""
    conversations = await queries.conversations(ctx, {one.conversation_id for one in block})
    messages = await queries.messages(ctx, {one.message_id for one in block if one.message_id is not None})
    named = [one for one in block if one.message_id in messages and one.conversation_id in conversations]
    places = [
        facts.Place(conversations[one.conversation_id], messages[one.message_id], one.at)
        for one in named
        if one.message_id is not None
    ]
    return {one.id: known for one, known in zip(named, await facts.of(ctx, places, asked=asked), strict=True)}
