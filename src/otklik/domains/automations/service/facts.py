"""Gathering what conditions look at: the same few questions for one moment and for two hundred of the past."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from otklik.domains.automations import queries
from otklik.domains.automations.conditions import (
    TEXT_LOOKED_AT_MAX,
    Asked,
    Facts,
    HasAttribute,
    InHours,
    InLanguage,
    IsFirstMessage,
    RatedAtMost,
)
from otklik.domains.contacts import service as contacts
from otklik.domains.schedule import service as schedule
from otklik.platform.context import Ctx


class Place(NamedTuple):
    """A conversation, the message it is about, and when."""

    conversation: queries.Conversation
    message: queries.Message | None
    at: datetime


EVERYTHING: Final[Collection[type[Asked]]] = (InLanguage, HasAttribute, IsFirstMessage, RatedAtMost, InHours)
"""Conditions that look at what must be asked of the database."""


async def of(ctx: Ctx, places: Sequence[Place], *, asked: Collection[type[Asked]] = EVERYTHING) -> list[Facts]:
    """In the given order: three queries however many places, and one for each channel among them.

    What none of the `asked` conditions looks at is not asked for, and stands as if there were none.
    """
    conversations = [one.conversation for one in places]
    ids = [one.id for one in conversations]
    whose = list({one.contact_id for one in conversations})
    people = await contacts.profiles(ctx, whose) if InLanguage in asked or HasAttribute in asked else {}
    first = await queries.first_messages(ctx, ids) if IsFirstMessage in asked else {}
    scores = await queries.latest_scores(ctx, ids) if RatedAtMost in asked else {}
    channel_ids = {one.channel_id for one in conversations} if InHours in asked else set[UUID]()
    hours = {channel_id: await schedule.hours_for(ctx, channel_id=channel_id) for channel_id in channel_ids}
    found: list[Facts] = []
    open_in: dict[tuple[UUID, datetime], bool] = {}
    for place in places:
        conversation, message = place.conversation, place.message
        person = people.get(conversation.contact_id)
        minute = (conversation.channel_id, place.at.replace(second=0, microsecond=0))
        if InHours in asked and minute not in open_in:
            open_in[minute] = schedule.open_at(hours[conversation.channel_id], place.at)
        found.append(
            Facts(
                channel_id=conversation.channel_id,
                team_id=conversation.team_id,
                assignee_id=conversation.assignee_id,
                is_open=open_in.get(minute, True),
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


def _texts(attributes: Mapping[str, str | int | float | bool | list[str]]) -> dict[str, str]:
    return {name: _as_text(value) for name, value in attributes.items()}


def _as_text(value: str | float | bool | list[str]) -> str:  # noqa: FBT001 - a value, not a switch
    if isinstance(value, list):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
