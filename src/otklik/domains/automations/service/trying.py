"""Trying an automation on the past: which of the latest conversations it would have fired for. Nothing is done."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.automations import queries, rules, schemas
from otklik.domains.automations.service import facts, keeping, views
from otklik.domains.automations.triggers import TriggerName
from otklik.platform.context import Ctx

LOOKED_AT_MAX: Final = 200
NOBODY: Final = UUID(int=0)


async def trial(ctx: Ctx, new: schemas.NewAutomation) -> schemas.Trial:
    """As of now: who looks after a conversation today stands for who did. Raises as `keeping.check`."""
    await keeping.check(ctx, new)
    places = [one for one in await _places(ctx, new.trigger) if _happened(one, new.trigger)]
    matched: list[tuple[facts.Place, rules.Verdict]] = []
    for place, known in zip(places, await facts.of(ctx, places), strict=True):
        verdict = rules.judge(new.conditions, known, match=new.match, automation_id=NOBODY, chain=())
        if verdict.fires:
            matched.append((place, verdict))
    shown = await views.references(ctx, [place.conversation for place, _ in matched])
    return schemas.Trial(
        looked_at=len(places),
        matched=[
            schemas.Tried(conversation=reference, at=place.at, checks=verdict.checks)
            for (place, verdict), reference in zip(matched, shown, strict=True)
        ],
    )


async def _places(ctx: Ctx, trigger: TriggerName) -> Sequence[facts.Place]:
    """The latest conversations, each with the message the trigger would have come with."""
    conversations = await queries.latest_conversations(ctx, limit=LOOKED_AT_MAX)
    ids = [one.id for one in conversations]
    opened = trigger is TriggerName.CONVERSATION_OPENED
    messages = await (queries.opening_messages if opened else queries.last_messages)(ctx, ids)
    places: list[facts.Place] = []
    for one in conversations:
        message = messages.get(one.id)
        places.append(facts.Place(one, message, message.sent_at if message else one.last_message_at))
    return places


def _happened(place: facts.Place, trigger: TriggerName) -> bool:
    """Whether it can have happened at all, as far as the conversation shows."""
    if trigger in {TriggerName.MESSAGE_RECEIVED, TriggerName.NO_ANSWER}:
        return place.message is not None
    if trigger is TriggerName.CONVERSATION_CLOSED:
        return place.conversation.state == "closed"
    return True
