"""Who a visitor is: the token, what it opens, and how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.delivery.service import channels
from otklik.domains.livechat import queries, rules
from otklik.domains.livechat.errors import ChatNotFound, OriginRefused, TokenRefused
from otklik.domains.livechat.identity import Customer
from otklik.platform import limits
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Actor, ActorKind, Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.limits import Rate

ADDRESS_KIND: Final = "visitor"
"""Channels whose people are our visitors."""
TOKEN_PURPOSE: Final = "visitor-token"  # noqa: S105 - the name of a purpose
TOKEN_MIN: Final = 20
SCHEME: Final = "visitor "

SESSIONS: Final = Rate(name="visitor_sessions", times=60, window_seconds=60)
MESSAGES: Final = Rate(name="visitor_messages", times=60, window_seconds=60)
UPLOADS: Final = Rate(name="visitor_uploads", times=20, window_seconds=60)
READS: Final = Rate(name="visitor_reads", times=240, window_seconds=60)
DEVICES: Final = Rate(name="visitor_devices", times=30, window_seconds=3600)
PUSHES: Final = Rate(name="visitor_pushes", times=20, window_seconds=86_400)
"""A phone that rings more often is switched off by its owner."""
FACTS: Final = Rate(name="visitor_facts", times=120, window_seconds=60)
FACTS_OF_ADDRESS: Final = Rate(name="visitor_facts_address", times=600, window_seconds=60)
ARRIVALS: Final = Rate(name="visitor_arrivals", times=60, window_seconds=3600)
TRANSCRIPTS: Final = Rate(name="visitor_transcripts", times=1, window_seconds=3600)
EMAILS: Final = Rate(name="visitor_emails", times=10, window_seconds=3600)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """A browser we know, with what one question to the database tells of it."""

    id: UUID
    workspace_id: WorkspaceId
    channel_id: UUID
    public_id: str
    config: contract.Config
    language: str
    email: str
    conversation_id: UUID | None
    waiting_since: datetime | None
    customer: Customer | None
    """Who they are by the company's own word."""
    start: str
    """The token of the link they came by, until they have said something."""
    rings: bool
    """Whether a phone or a browser of theirs takes pushes."""

    @property
    def thread_id(self) -> str:
        return str(self.id)

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.VISITOR, id=self.id)

    @property
    def stream(self) -> str:
        return stream_of(self.channel_id, str(self.id))


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Whence somebody asks."""

    address: str
    user_agent: str
    origin: str
    own_host: str
    objects: bool
    """The browser says that its person does not want to be followed (Sec-GPC, DNT)."""


def stream_of(channel_id: UUID, thread_id: str) -> str:
    """The live stream of one thread; conversations tell there who types."""
    return f"thread/{channel_id}/{thread_id}"


async def identify(parts: Parts, token: str) -> Visitor:
    """The visitor who holds the token. Raises `TokenRefused`, `ChatNotFound` when the channel is off."""
    if len(token) < TOKEN_MIN:
        raise TokenRefused
    async with parts.get(Database).system() as session:
        known = await queries.known(session, digest(parts, token))
    if known is None or known.session.last_seen_at < parts.get(Timekeeper).now() - rules.TOKEN_LIFE:
        raise TokenRefused
    if not is_open_chat(parts, known.channel):
        raise ChatNotFound
    return of_row(parts, known)


async def let_in(parts: Parts, headers: Mapping[str, str]) -> Visitor:
    """Whoever holds the token of `Authorization: Visitor <token>`, from a page that may; names in lower case.

    Raises `TokenRefused`, `ChatNotFound`, `OriginRefused`.
    """
    given = headers.get("authorization", "")
    visitor = await identify(parts, given[len(SCHEME) :].strip() if given.lower().startswith(SCHEME) else "")
    check_origin(visitor.config, origin=headers.get("origin", ""), own_host=headers.get("host", ""))
    return visitor


async def by_id(ctx: Ctx, visitor_id: UUID) -> Visitor:
    """A visitor whose token was checked before. Raises `TokenRefused`, `ChatNotFound`."""
    known = await queries.known_by_id(ctx, visitor_id)
    if known is None:
        raise TokenRefused
    if not is_open_chat(ctx.parts, known.channel):
        raise ChatNotFound
    return of_row(ctx.parts, known)


def of_row(parts: Parts, known: queries.Known) -> Visitor:
    row = known.session
    return Visitor(
        id=row.id,
        workspace_id=row.workspace_id,
        channel_id=row.channel_id,
        public_id=known.channel.public_id,
        config=channels.config_of(parts, known.channel),
        language=row.language,
        email=row.email,
        conversation_id=known.conversation_id,
        waiting_since=known.waiting_since,
        customer=msgspec.convert(row.customer, Customer) if row.customer_id else None,
        start=str(row.page.get(rules.START) or ""),
        rings=row.rings,
    )


def is_open_chat(parts: Parts, channel: queries.Channel) -> bool:
    """A channel in use whose people are our visitors."""
    manifest = parts.get(Registry).get(channel.kind).manifest
    return channel.enabled and channel.deleted_at is None and manifest.address_kind == ADDRESS_KIND


def kinds(parts: Parts) -> list[str]:
    """The kinds of channels whose people are our visitors."""
    found = [provider.manifest for provider in parts.get(Registry).all()]
    return [manifest.kind for manifest in found if manifest.address_kind == ADDRESS_KIND]


def check_origin(config: contract.Config, *, origin: str, own_host: str) -> None:
    """Raises `OriginRefused` when the channel names its sites and this is none of them."""
    allowed = config.get("origins", ())
    if not rules.origin_allowed(origin, allowed=allowed if isinstance(allowed, tuple) else (), own_host=own_host):
        raise OriginRefused(params={"origin": origin[:200]})


async def count(parts: Parts, rate: Rate, *, who: str) -> None:
    """Raises `TooMany` past the limit."""
    async with parts.get(Database).system() as session:
        await limits.count(session, parts.get(Cipher), rate, who=who, now=parts.get(Timekeeper).now())


def digest(parts: Parts, token: str) -> str:
    return parts.get(Cipher).digest(token, purpose=TOKEN_PURPOSE)


async def come_by(ctx: Ctx, channel_id: UUID) -> bool:
    """Whether visitors write through this channel; asked once a transaction, for most messages come by others."""
    known: dict[UUID, bool] = ctx.session.info.setdefault("visitors_come_by", {})
    if channel_id not in known:
        channel = await channels.any_state(ctx, channel_id)
        known[channel_id] = channels.manifest(ctx, channel.kind).address_kind == ADDRESS_KIND
    return known[channel_id]


async def of_conversation(ctx: Ctx, conversation_id: UUID) -> Visitor | None:
    """The visitor whose thread the conversation is; None for conversations of other channels."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None:
        return None
    visitor_id = _as_uuid(conversation.thread_id)
    row = await queries.visitor(ctx, visitor_id) if visitor_id else None
    if row is None or row.channel_id != conversation.channel_id:
        return None
    channel = await channels.any_state(ctx, row.channel_id)
    known = queries.Known(row, channel, conversation.id, conversation.waiting_since)
    return of_row(ctx.parts, known)


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
