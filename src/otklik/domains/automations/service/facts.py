"""Gathering what conditions look at: the same few questions for one moment and for two hundred of the past."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from otklik.domains.automations import queries
from otklik.domains.automations.conditions import TEXT_LOOKED_AT_MAX, Facts
from otklik.domains.contacts import service as contacts
from otklik.domains.schedule import service as schedule
from otklik.platform.context import Ctx


class Place(NamedTuple):
    """A conversation, the message it is about, and when."""

    conversation: queries.Conversation
    message: queries.Message | None
    at: datetime


async def of(ctx: Ctx, places: Sequence[Place]) -> list[Facts]:
    """In the given order: three queries however many places, and one for each channel among them."""
    people = await contacts.profiles(ctx, list({one.conversation.contact_id for one in places}))
    first = await queries.first_messages(ctx, [one.conversation.id for one in places])
    scores = await queries.latest_scores(ctx, [one.conversation.id for one in places])
    hours = {
        channel_id: await schedule.hours_for(ctx, channel_id=channel_id)
        for channel_id in {one.conversation.channel_id for one in places}
    }
    found: list[Facts] = []
    open_in: dict[tuple[UUID, datetime], bool] = {}
    for place in places:
        conversation, message = place.conversation, place.message
        person = people.get(conversation.contact_id)
        minute = (conversation.channel_id, place.at.replace(second=0, microsecond=0))
        if minute not in open_in:
            open_in[minute] = schedule.open_at(hours[conversation.channel_id], place.at)
        found.append(
            Facts(
                channel_id=conversation.channel_id,
                team_id=conversation.team_id,
                assignee_id=conversation.assignee_id,
                is_open=open_in[minute],
                language=person.locale if person else "",
                text=_text(message),
                first_message=message is not None and first.get(conversation.id) == message.id,
                label_ids=tuple(conversation.label_ids),
                priority=conversation.priority,
                score=scores.get(conversation.id),
                attributes=_texts(person.attributes) if person else {},
            )
        )
    return found


def _text(message: queries.Message | None) -> str:
    if message is None:
        return ""
    return f"{message.subject}\n{message.visible_text}".strip()[:TEXT_LOOKED_AT_MAX]


def _texts(attributes: Mapping[str, str | int | float | bool]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in attributes.items()}
