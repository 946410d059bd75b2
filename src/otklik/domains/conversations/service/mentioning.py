"""Colleagues and teams called by name in a note: who is meant, and telling them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.conversations import errors
from otklik.domains.conversations.models import Conversation
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.service import operators, teams
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import NotFound

CODE: Final = "mentioned"
TOLD_MAX: Final = 200
"""Operators told of one note; a larger team is told this far."""


class Mentioned(msgspec.Struct, frozen=True, kw_only=True):
    """Ids as the writer chose them; who is not called `@Name` in the text any more is not meant."""

    operator_ids: Sequence[UUID] = ()
    team_ids: Sequence[UUID] = ()


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One name in a note, as `extra.mentions` keeps it."""

    kind: str
    id: UUID
    name: str
    members: tuple[UUID, ...] = ()


async def meant(ctx: Ctx, mentioned: Mentioned, *, text: str) -> list[Mention]:
    """Those named whose `@Name` stands in the text. Raises `MentionUnknown`."""
    found = [*await _operators(ctx, mentioned.operator_ids), *await _teams(ctx, mentioned.team_ids)]
    return [one for one in found if f"@{one.name}" in text]


def kept(mentions: Sequence[Mention]) -> list[dict[str, str]]:
    """For `extra.mentions`: what the thread highlights."""
    return [{"kind": one.kind, "id": str(one.id), "name": one.name} for one in mentions]


async def tell(ctx: Ctx, conversation: Conversation, mentions: Sequence[Mention]) -> None:
    """Tell everybody meant once, except whoever wrote the note."""
    told = {member for one in mentions for member in one.members} - {ctx.actor.id}
    if not told:
        return
    params = {"by": await _own_name(ctx), "number": str(conversation.number)}
    about = notifications.Subject(kind="conversation", id=conversation.id)
    await notifications.tell(ctx, sorted(told)[:TOLD_MAX], code=CODE, params=params, subject=about)


async def _operators(ctx: Ctx, ids: Sequence[UUID]) -> list[Mention]:
    known = await operators.operators_by_id(ctx, ids) if ids else {}
    mentions: list[Mention] = []
    for operator_id in dict.fromkeys(ids):
        person = known.get(operator_id)
        if person is None or person.deactivated_at is not None:
            raise errors.MentionUnknown(params={"id": str(operator_id)})
        mentions.append(Mention(kind="operator", id=operator_id, name=person.name, members=(operator_id,)))
    return mentions


async def _teams(ctx: Ctx, ids: Sequence[UUID]) -> list[Mention]:
    mentions: list[Mention] = []
    for team_id in dict.fromkeys(ids):
        try:
            team = await teams.team(ctx, team_id)
        except NotFound as error:
            raise errors.MentionUnknown(params={"id": str(team_id)}) from error
        active = await operators.operators_by_id(ctx, team.member_ids) if team.member_ids else {}
        members = tuple(one for one, person in active.items() if person.deactivated_at is None)
        mentions.append(Mention(kind="team", id=team_id, name=team.name, members=members))
    return mentions


async def _own_name(ctx: Ctx) -> str:
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        return ""
    person = (await operators.operators_by_id(ctx, [ctx.actor.id])).get(ctx.actor.id)
    return person.name if person else ""
