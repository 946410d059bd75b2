"""A browser comes or comes back: everything its chat needs to be drawn, in one answer."""

from typing import Final
from uuid import UUID

from otklik.channels import contract
from otklik.domains.delivery.service import channels
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.errors import ChatNotFound, TokenRefused
from otklik.domains.livechat.models import VisitorSession
from otklik.domains.livechat.service import (
    availability,
    devices,
    facts,
    identities,
    leaving,
    posting,
    thread,
    visiting,
    visitors,
)
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.workspaces import service as workspaces
from otklik.platform import ids
from otklik.platform.context import Actor, ActorKind, Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database

COLOUR: Final = "#2f6fde"


async def begin(parts: Parts, asked: schemas.SessionIn, arrival: visitors.Arrival) -> schemas.SessionOut:
    """A new visitor, or with a token the one of before with all their history.

    Raises `ChatNotFound`, `TokenRefused`, `OriginRefused`, `IdentityRefused`, `TooMany`.
    """
    await visitors.count(parts, visitors.SESSIONS, who=arrival.address)
    token = asked.token
    if not token:
        token = await _made(parts, asked, arrival)
    visitor = await visitors.identify(parts, token)
    if visitor.public_id != asked.channel_id:
        raise TokenRefused
    _check_place(visitor.config, asked, arrival)
    if asked.identity:
        token = await identities.bind(parts, visitor, token, identity=asked.identity)
        visitor = await visitors.identify(parts, token)
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        await _seen(ctx, visitor, asked)
        if visitor.conversation_id is not None:
            await leaving.returned(ctx, visitor.conversation_id)
        return await _session(ctx, visitor, token)


async def _made(parts: Parts, asked: schemas.SessionIn, arrival: visitors.Arrival) -> str:
    async with parts.get(Database).system() as session:
        channel = await queries.channel_by_public_id(session, asked.channel_id)
    if channel is None or not visitors.is_open_chat(parts, channel):
        raise ChatNotFound
    _check_place(channels.config_of(parts, channel), asked, arrival)
    token = ids.token()
    visitor_id = ids.new_id()
    actor = Actor(kind=ActorKind.VISITOR, id=visitor_id)
    async with parts.get(Database).transaction(channel.workspace_id, actor=actor) as ctx:
        ctx.session.add(_row(ctx, visitor_id, channel, asked, token=token, user_agent=arrival.user_agent))
    return token


def _row(
    ctx: Ctx, visitor_id: UUID, channel: queries.Channel, asked: schemas.SessionIn, *, token: str, user_agent: str
) -> VisitorSession:
    return VisitorSession(
        id=visitor_id,
        workspace_id=WorkspaceId(channel.workspace_id),
        channel_id=channel.id,
        token_digest=visitors.digest(ctx.parts, token),
        first_seen_at=ctx.now(),
        last_seen_at=ctx.now(),
        language=rules.language(asked.language),
        page=visiting.kept(asked.page),
        device=rules.device(user_agent),
        email="",
        customer_id=None,
        customer={},
        rings=False,
    )


def _check_place(config: contract.Config, asked: schemas.SessionIn, arrival: visitors.Arrival) -> None:
    """The widget's frame is our own page, so the page it stands on is judged too."""
    visitors.check_origin(config, origin=arrival.origin, own_host=arrival.own_host)
    visitors.check_origin(config, origin=rules.origin_of(asked.page.url), own_host=arrival.own_host)


async def _seen(ctx: Ctx, visitor: Visitor, asked: schemas.SessionIn) -> None:
    row = await queries.visitor(ctx, visitor.id)
    if row is None:
        return
    row.last_seen_at = ctx.now()
    row.language = rules.language(asked.language) or row.language
    if asked.page.url:
        row.page = visiting.kept(asked.page, before=row.page)
        await facts.link(ctx, row, asked.page.facts)


async def _session(ctx: Ctx, visitor: Visitor, token: str) -> schemas.SessionOut:
    """The number is read before the history: what comes between the two is told twice rather than never."""
    head = await queries.stream_head(ctx, visitor.stream)
    language = visitor.language
    base = await availability.standing(ctx, visitor.channel_id)
    return schemas.SessionOut(
        token=token,
        visitor_id=visitor.id,
        conversation_id=visitor.conversation_id,
        config=await _config(ctx, visitor, language=language),
        availability=availability.shown(
            base,
            ctx.use(Cipher),
            thread_id=visitor.thread_id,
            conversation_id=visitor.conversation_id,
            language=language,
        ),
        messages=await thread.history(ctx, visitor, before=None, limit=thread.PAGE),
        unread=await queries.unread(ctx, visitor.conversation_id) if visitor.conversation_id else 0,
        seq=head,
        operator=await availability.leading(ctx, visitor.conversation_id),
        email=visitor.email or None,
    )


async def _config(ctx: Ctx, visitor: Visitor, *, language: str) -> schemas.ConfigOut:
    config = visitor.config
    company = (await workspaces.workspace(ctx)).name
    return schemas.ConfigOut(
        title=_text(config, "title") or company,
        greeting=_greeting(config, language),
        colour=_text(config, "colour") or COLOUR,
        position=_text(config, "position") or "right",
        company_name=company,
        topics=[schemas.Topic(title=one) for one in listed(config, "topics")],
        preview_disclosed=config.get("preview") is not False,
        suggestions=config.get("suggestions") is not False,
        offer_email=config.get("offer_email") is not False,
        attachments=schemas.AttachmentLimits(
            size_max=posting.file_size_max(ctx.parts, visitor),
            count_max=schemas.ATTACHMENTS_MAX if posting.takes_files(visitor) else 0,
        ),
        text_length_max=schemas.TEXT_LENGTH_MAX,
        push_key=devices.push_key(ctx.parts, visitor),
    )


def _greeting(config: contract.Config, language: str) -> str:
    own = "greeting_ru" if language == "ru" else "greeting_en"
    return _text(config, own) or _text(config, "greeting_ru") or _text(config, "greeting_en")


def _text(config: contract.Config, name: str) -> str:
    value = config.get(name)
    return value if isinstance(value, str) else ""


def listed(config: contract.Config, name: str) -> tuple[str, ...]:
    """A list of the connection form."""
    value = config.get(name)
    return value if isinstance(value, tuple) else ()
