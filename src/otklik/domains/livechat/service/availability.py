"""Who answers now, when, and after whom: only what is true at this moment (CHAT-3, CHAT-6, CHAT-8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.delivery.service import channels
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.queries import continuing as continuations
from otklik.domains.livechat.rules import Promise
from otklik.domains.livechat.service import continuing
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.promises.service import computing
from otklik.domains.promises.service.computing import Current
from otklik.domains.routing import service as routing
from otklik.domains.workspaces.service import operators, presence
from otklik.platform import i18n, qr
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher

FACES_MAX: Final = 3


class Road(msgspec.Struct, frozen=True, kw_only=True):
    """Another channel the visitor may go to."""

    channel_id: UUID
    kind: str
    title: Mapping[str, str]
    link: str
    """With `{start}` where a continuation's token goes."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for every visitor of a channel at one moment."""

    online: bool
    operators: Sequence[schemas.OperatorOut]
    promise: Promise
    typical: int | None
    opens_at: datetime | None
    channel_id: UUID
    waiting: Mapping[tuple[UUID, str], queries.Waiting]
    places: Mapping[UUID, int]
    """Of conversations that a rule gives out: the place by which they really are."""
    roads: Sequence[Road]
    continued: Mapping[UUID, int]
    """How often a conversation was carried on elsewhere: links made before that are void."""
    at: datetime


async def standing(ctx: Ctx, channel_id: UUID) -> Standing:
    """Look at presence, hours, measured answers and the queue."""
    now = ctx.now()
    current = await computing.current(ctx, channel_id=channel_id)
    faces = await _answering(ctx)
    online = current.open and bool(faces)
    return Standing(
        channel_id=channel_id,
        online=online,
        operators=faces[:FACES_MAX] if online else [],
        promise=_promise(current, online=online),
        typical=current.seconds if online else None,
        opens_at=current.opens_at,
        waiting=await queries.waiting(ctx),
        places=await routing.places(ctx),
        roads=await _roads(ctx, channel_id),
        continued=await continuations.uses(ctx),
        at=now,
    )


def shown(
    base: Standing, cipher: Cipher, *, thread_id: str, conversation_id: UUID | None, language: str
) -> schemas.AvailabilityOut:
    """The standing as one visitor sees it: their place in the queue, their links."""
    own = (base.channel_id, thread_id)
    others = [one.since for thread, one in base.waiting.items() if thread != own]
    mine = base.waiting.get(own)
    known_id = mine.conversation_id if mine else conversation_id
    return schemas.AvailabilityOut(
        online=base.online,
        operators=base.operators,
        promise=base.promise,
        queue=rules.queue(
            waiting_since=mine.since if mine else None,
            others=others,
            typical=base.typical,
            now=base.at,
            answered=conversation_id is not None,
            place=base.places.get(mine.conversation_id) if mine else None,
        ),
        opens_at=base.opens_at,
        other_channels=[
            schemas.OtherChannel(
                kind=road.kind,
                title=i18n.choose(road.title, language),
                url=_url(road, cipher, known_id, base=base),
            )
            for road in base.roads
        ],
    )


async def elsewhere(ctx: Ctx, visitor: Visitor, conversation_id: UUID) -> schemas.VisitorContinuationOut:
    """Every way to carry this conversation on, and a page of all of them for a phone that looks at this screen."""
    made = await continuing.create(ctx, conversation_id=conversation_id, channel_id=None)
    uses, _ = await continuing.standing(ctx, conversation_id)
    links = [
        schemas.OtherChannel(
            kind=road.kind,
            title=i18n.choose(road.title, visitor.language),
            url=_carrying(road, ctx.use(Cipher), conversation_id, uses=uses, now=ctx.now()),
        )
        for road in await _roads(ctx, visitor.channel_id)
    ]
    return schemas.VisitorContinuationOut(
        url=made.url, expires_at=made.expires_at, code=qr.svg(made.url).decode(), channels=links
    )


async def leading(ctx: Ctx, conversation_id: UUID | None) -> schemas.OperatorOut | None:
    """Whoever leads the conversation: the assigned operator, else who wrote last."""
    conversation = await queries.conversation(ctx, conversation_id) if conversation_id else None
    if conversation is None:
        return None
    operator_id = conversation.assignee_id or await queries.last_operator_id(ctx, conversation.id)
    return await face(ctx, operator_id) if operator_id else None


async def face(ctx: Ctx, operator_id: UUID) -> schemas.OperatorOut | None:
    """A colleague's own name and photo; None for who has left the company."""
    found = (await operators.operators_by_id(ctx, [operator_id])).get(operator_id)
    if found is None or found.deactivated_at is not None:
        return None
    return schemas.OperatorOut(name=found.name, photo_url=found.photo_url)


async def told(ctx: Ctx, channel_id: UUID) -> Current | None:
    """What every visitor of the channel reads now about when the answer comes; None while no time is told."""
    current = await computing.current(ctx, channel_id=channel_id)
    if current.open and not await _answering(ctx):
        return None
    return current


def _promise(current: Current, *, online: bool) -> Promise:
    return rules.promise(
        is_open=current.open, opens_at=current.opens_at, online=online, typical_seconds=current.seconds
    )


async def _answering(ctx: Ctx) -> list[schemas.OperatorOut]:
    """Those online who may answer; with a photo first, then by name, so that the picture does not flicker."""
    ids = await presence.online_operator_ids(ctx)
    found = (await operators.operators_by_id(ctx, sorted(ids))).values()
    able = [one for one in found if one.role in rules.ANSWERING_ROLES]
    able.sort(key=lambda one: (one.photo_url is None, one.name))
    return [schemas.OperatorOut(name=one.name, photo_url=one.photo_url) for one in able]


def _url(road: Road, cipher: Cipher, conversation_id: UUID | None, *, base: Standing) -> str:
    """Before the first word there is nothing to continue, and the link is a plain one."""
    if conversation_id is None:
        return continuing.filled(road.link)
    uses = base.continued.get(conversation_id, 0)
    return _carrying(road, cipher, conversation_id, uses=uses, now=base.at)


def _carrying(road: Road, cipher: Cipher, conversation_id: UUID, *, uses: int, now: datetime) -> str:
    if continuing.PLACE not in road.link:
        return continuing.filled(road.link)
    token = continuing.token(cipher, conversation_id, road.channel_id, uses=uses, now=now)
    return continuing.filled(road.link, token=token)


async def _roads(ctx: Ctx, channel_id: UUID) -> list[Road]:
    known = await channels.listing(ctx)
    own_kinds = {one.kind for one in known if one.id == channel_id}
    others = [one for one in known if one.kind not in own_kinds and one.enabled]
    return [road for one in others if (road := _road(ctx, one)) is not None]


def _road(ctx: Ctx, channel: queries.Channel) -> Road | None:
    manifest = channels.manifest(ctx, channel.kind)
    link = continuing.link_to(ctx, channel)
    if not link or channel.health_ok is False:
        return None
    return Road(channel_id=channel.id, kind=channel.kind, title=manifest.title, link=link)
