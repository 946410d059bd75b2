"""Going on in another channel: a signed link brings the person, and whoever comes by it is known to be the visitor."""

import base64
import binascii
import hashlib
import hmac
import re
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from string import Formatter
from typing import Final
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import MergedAlready
from otklik.domains.contacts.service import joining
from otklik.domains.conversations import events
from otklik.domains.conversations.errors import ConversationNotFound
from otklik.domains.conversations.service import writing
from otklik.domains.delivery.events import MessageReceived
from otklik.domains.delivery.service import channels
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.errors import NotContinued
from otklik.domains.livechat.models import Continuation
from otklik.domains.livechat.queries import continuing as continuations
from otklik.domains.livechat.service.visitors import ADDRESS_KIND
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.events import publish
from otklik.platform.settings import Settings

PURPOSE: Final = "continuation"
PAGE: Final = "continue"
CHAT_PAGE: Final = "widget/app/index.html"
PLACE: Final = "{start}"
"""Where a provider's `contact_link` takes the token: up to 64 of A-Z, a-z, 0-9, _ and -."""
WORDS: Final = "{words}"
"""Where it takes what the person is to say first."""
_HEAD: Final = struct.Struct(">16sI")
_SIGNATURE_BYTES: Final = 16
_DAY_SECONDS: Final = 86_400
_PART: Final = "@.+-_"
_EMPTY: Final = re.compile(r"[?&][A-Za-z]+=$")
_WHOLE: Final = ":/?&=%#@.+-_"


async def create(ctx: Ctx, *, conversation_id: UUID, channel_id: UUID | None) -> schemas.ContinuationOut:
    """A link for the customer of this conversation; of no channel: to a page where they choose one.

    Raises `ChannelNotFound`, `ConversationNotFound`, `NotContinued`.
    """
    if await queries.conversation(ctx, conversation_id) is None:
        raise ConversationNotFound
    uses = await continuations.uses_of(ctx, conversation_id)
    if channel_id is None:
        made = token(ctx.use(Cipher), conversation_id, None, uses=uses, now=ctx.now())
        return schemas.ContinuationOut(
            url=f"{ctx.use(Settings).base_url()}/{PAGE}/{made}", expires_at=_expiry(ctx.now())
        )
    channel = await channels.get(ctx, channel_id)
    link = link_to(ctx, channel)
    if PLACE not in link:
        raise NotContinued(params={"kind": channel.kind})
    made = token(ctx.use(Cipher), conversation_id, channel_id, uses=uses, now=ctx.now())
    return schemas.ContinuationOut(url=filled(link, token=made), expires_at=_expiry(ctx.now()))


async def arrived(ctx: Ctx, told: MessageReceived) -> None:
    """Join whoever came by one of our links with the visitor it was made for. A used or foreign link joins nobody."""
    payload = told.message.start_payload
    if told.address_kind == ADDRESS_KIND:
        await _forget_start(ctx, UUID(told.message.thread_id))
    conversation_id = named(payload)
    if conversation_id is None or not await continuations.hold(ctx, conversation_id):
        return
    uses = await continuations.uses_of(ctx, conversation_id)
    if not opened(ctx.use(Cipher), payload, told.channel_id, uses=uses, now=ctx.now()):
        return
    before = await queries.conversation(ctx, conversation_id)
    after = await queries.conversation_of_thread(ctx, channel_id=told.channel_id, thread_id=told.message.thread_id)
    if before is None or after is None or before.id == after.id:
        return
    used = Continuation(
        token_digest=hashlib.sha256(payload.encode()).hexdigest(),
        conversation_id=before.id,
        continued_in_id=after.id,
        used_at=ctx.now(),
    )
    if await continuations.use(ctx, used):
        await _join(ctx, before, after)


def link_to(ctx: Ctx, channel: queries.Channel) -> str:
    """How a customer gets to this channel; the site chat has a page of ours."""
    page = f"{ctx.use(Settings).base_url()}/{CHAT_PAGE}?channel={channel.public_id}"
    contact_link = channels.manifest(ctx, channel.kind).contact_link
    return link_of(contact_link, facts={**channel.facts, "page_url": page}, address=channel.address)


def link_of(contact_link: str, *, facts: Mapping[str, object], address: str) -> str:
    """A provider's link with the channel's own values in it; empty when one of them is not known yet."""
    names = {name for _, name, _, _ in Formatter().parse(contact_link) if name}
    own = names - {"start", "words"}
    values = {name: str(facts.get(name) or (address if name == "address" else "")) for name in own}
    if not contact_link or not all(values.values()):
        return ""
    quoted = {name: quote(one, safe=_WHOLE if _is_address(one) else _PART) for name, one in values.items()}
    return contact_link.format_map({**quoted, "start": PLACE, "words": WORDS})


def filled(link: str, *, token: str = "", words: str = "") -> str:
    """A link of `link_of` made whole; a last parameter that is left empty is left out."""
    return _EMPTY.sub("", link.replace(WORDS, quote(words, safe="")).replace(PLACE, token))


def _is_address(value: str) -> bool:
    """A provider's own page of the account comes whole."""
    return value.startswith(("https://", "http://"))


def token(cipher: Cipher, conversation_id: UUID, channel_id: UUID | None, *, uses: int, now: datetime) -> str:
    """48 characters, the same all day, so that a page shown twice shows the same link.

    `uses` of the conversation's links so far are signed along: when one is used, all others of it are void.
    """
    expiry = int(_expiry(now).timestamp())
    head = _HEAD.pack(conversation_id.bytes, expiry)
    return base64.urlsafe_b64encode(head + _signature(cipher, head, channel_id, uses)).decode()


def named(payload: str) -> UUID | None:
    """The conversation a token speaks of; nothing is proved yet. None for any other text."""
    raw = _raw(payload)
    return UUID(bytes=_HEAD.unpack(raw[: _HEAD.size])[0]) if raw else None


def opened(cipher: Cipher, payload: str, channel_id: UUID | None, *, uses: int, now: datetime) -> datetime | None:
    """Until when the token is good, if it is ours, for this channel (of none: for the page) and still unused."""
    raw = _raw(payload)
    head, signature = raw[: _HEAD.size], raw[_HEAD.size :]
    if not raw or not hmac.compare_digest(signature, _signature(cipher, head, channel_id, uses)):
        return None
    until = datetime.fromtimestamp(_HEAD.unpack(head)[1], UTC)
    return until if until > now else None


async def workspace(session: AsyncSession, conversation_id: UUID) -> WorkspaceId | None:
    """Whose the conversation is that a link names."""
    return await continuations.workspace_of_conversation(session, conversation_id)


async def good_until(ctx: Ctx, payload: str, conversation_id: UUID) -> datetime | None:
    """Of a link to the page: None when it is not ours, was used or has run out."""
    uses = await continuations.uses_of(ctx, conversation_id)
    return opened(ctx.use(Cipher), payload, None, uses=uses, now=ctx.now())


async def standing(ctx: Ctx, conversation_id: UUID) -> tuple[int, UUID | None]:
    """How often it was carried on, and in which channel it is."""
    found = await queries.conversation(ctx, conversation_id)
    return await continuations.uses_of(ctx, conversation_id), found.channel_id if found else None


def _raw(payload: str) -> bytes:
    try:
        raw = base64.b64decode(payload, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if len(raw) == _HEAD.size + _SIGNATURE_BYTES else b""


def _expiry(now: datetime) -> datetime:
    day = int(now.timestamp()) // _DAY_SECONDS * _DAY_SECONDS
    return datetime.fromtimestamp(day + _DAY_SECONDS, UTC) + rules.CONTINUATION_LIFE


def _signature(cipher: Cipher, head: bytes, channel_id: UUID | None, uses: int) -> bytes:
    return bytes.fromhex(cipher.digest(f"{head.hex()}:{channel_id}:{uses}", purpose=PURPOSE))[:_SIGNATURE_BYTES]


async def _forget_start(ctx: Ctx, visitor_id: UUID) -> None:
    """What the visitor came by is looked at once."""
    row = await queries.visitor(ctx, visitor_id)
    if row is not None:
        row.page = {name: value for name, value in row.page.items() if name != rules.START}


async def _join(ctx: Ctx, before: queries.Conversation, after: queries.Conversation) -> None:
    """Only the visitor ever had the link, so its use proves that both are one person."""
    await merge(ctx, before.contact_id, after.contact_id)
    for conversation, other, code in ((before, after, "continued_in"), (after, before, "continued_from")):
        params = {"conversation_id": str(other.id), "number": str(other.number), "channel_id": str(other.channel_id)}
        await writing.event_line(ctx, conversation, code=code, params=params)
    told = events.ConversationContinued(conversation_id=after.id, from_conversation_id=before.id)
    await publish(ctx, told, subject_id=before.contact_id)


async def merge(ctx: Ctx, one: UUID, two: UUID) -> None:
    """Two cards are one person: the elder stays."""
    if one == two:
        return
    kept_id, other_id = sorted((one, two))  # ids grow with time: the elder card stays
    try:
        await contacts.merge(ctx, keep_id=kept_id, other_id=other_id, reason=joining.VERIFIED_ADDRESS)
    except MergedAlready:
        return
