"""What the names in a ready reply stand for in one conversation: the same for the desk, macros and automations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.models import Conversation
from otklik.domains.delivery.service import channels
from otklik.domains.schedule import service as schedule
from otklik.domains.snippets import service as snippets
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.service import operators
from otklik.platform.context import ActorKind, Ctx

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("имя", "name"),
    "full_name": ("полное_имя", "full_name"),
    "operator": ("оператор", "operator"),
    "company": ("компания", "company"),
    "number": ("номер", "number"),
    "channel": ("канал", "channel"),
    "subject": ("тема", "subject"),
    "promise": ("обещание", "promise"),
}
"""In either language of the company. A contact's attribute never hides one of these."""


async def values(ctx: Ctx, conversation: Conversation) -> dict[str, str]:
    """Every known name in lower case with what is to be written in its place; what is not known is left out."""
    person = (await contacts.profiles(ctx, [conversation.contact_id])).get(conversation.contact_id)
    own = {snippets.variable_name(name): _text(value) for name, value in (person.attributes if person else {}).items()}
    full_name = person.name if person else ""
    channel = await channels.any_state(ctx, conversation.channel_id)
    company = await workspaces.workspace(ctx)
    known = {
        "name": (full_name.split() or [""])[0],
        "full_name": full_name,
        "operator": await _operator_name(ctx, conversation),
        "company": company.name,
        "number": str(conversation.number),
        "channel": channel.name,
        "subject": conversation.subject,
        "promise": await _promise(ctx, conversation),
    }
    written = {word: known[key] for key, words in NAMES.items() for word in words if key != "promise" or known[key]}
    return {name: value for name, value in own.items() if name} | written


async def _operator_name(ctx: Ctx, conversation: Conversation) -> str:
    """Whoever writes; where a machine does, whoever looks after the conversation."""
    wanted = ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else conversation.assignee_id
    if wanted is None:
        return ""
    found = (await operators.operators_by_id(ctx, [wanted])).get(wanted)
    return found.name if found else ""


async def _promise(ctx: Ctx, conversation: Conversation) -> str:
    """`14:30` today, `27.11 14:30` on another day, in the channel's own time zone."""
    if conversation.promise_due_at is None:
        return ""
    hours = await schedule.get_hours(ctx, channel_id=conversation.channel_id)
    return _moment(conversation.promise_due_at, now=ctx.now(), zone=hours.time_zone)


def _moment(at: datetime, *, now: datetime, zone: str) -> str:
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return local.strftime("%H:%M" if local.date() == today else "%d.%m %H:%M")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
