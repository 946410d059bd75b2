"""The conversation as a letter to its visitor (CHAT-5): in their language, from the server's own mail."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.delivery.service import own_letters
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.errors import EmailInvalid, NothingSaid
from otklik.domains.livechat.service import thread, visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.workspaces import service as workspaces
from otklik.platform import i18n, mail
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.mail import Letter, MailFailed

MESSAGES_MAX: Final = 1_000
PURPOSE: Final = "transcript"


async def check(parts: Parts, visitor: Visitor, email: str) -> str:
    """The address to send to. Raises `EmailInvalid`, `NothingSaid`, `TooMany`: one an hour."""
    address = email.strip()
    if not rules.is_email(address):
        raise EmailInvalid
    if visitor.conversation_id is None:
        raise NothingSaid
    await visitors.count(parts, visitors.TRANSCRIPTS, who=str(visitor.id))
    await visitors.count(parts, visitors.EMAILS, who=address.casefold())
    return address


async def send(parts: Parts, *, visitor_id: UUID, workspace_id: WorkspaceId, email: str) -> None:
    """Write the letter and hand it over, if the gate lets it. Raises `MailFailed` for what another try may mend."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        visitor = await visitors.by_id(ctx, visitor_id)
        if not await own_letters.let_go(ctx, purpose=PURPOSE, address=email, key=f"{PURPOSE}:{visitor_id}"):
            return
        letter = await _letter(ctx, visitor, email)
    try:
        await mail.send(parts, letter)
    except MailFailed as error:
        if not error.permanent:
            raise


async def _letter(ctx: Ctx, visitor: Visitor, email: str) -> Letter:
    company = await workspaces.workspace(ctx)
    locale = visitor.language if visitor.language in i18n.LOCALES else company.locale
    found = (
        await queries.messages(ctx, visitor.conversation_id, before=None, limit=MESSAGES_MAX)
        if visitor.conversation_id
        else []
    )
    lines = _lines(
        await thread.shown(ctx, found), locale=locale, zone=ZoneInfo(company.time_zone), company=company.name
    )
    values = {"company": company.name}
    return Letter(
        to=email,
        subject=i18n.tr(locale, "livechat.transcript.subject", values),
        text="\n".join([i18n.tr(locale, "livechat.transcript.head", values), *lines, ""]),
    )


def _lines(said: Sequence[schemas.VisitorMessage], *, locale: str, zone: ZoneInfo, company: str) -> list[str]:
    """A day's heading, then who, when and what."""
    lines: list[str] = []
    day = ""
    for message in said:
        today = i18n.day(message.sent_at, zone=zone, locale=locale)
        lines += [] if today == day else ["", today]
        day = today
        lines += ["", *_entry(message, locale=locale, zone=zone, company=company)]
    return lines


def _entry(message: schemas.VisitorMessage, *, locale: str, zone: ZoneInfo, company: str) -> list[str]:
    you = i18n.tr(locale, "livechat.transcript.you")
    name = you if message.direction == "in" else message.author_name or company
    files = [i18n.tr(locale, "livechat.transcript.file", {"name": one.name}) for one in message.attachments]
    text = i18n.tr(locale, "livechat.transcript.deleted") if message.deleted else message.text
    head = f"{name}, {i18n.clock_time(message.sent_at, zone=zone, locale=locale)}"
    return [head, *([text] if text else []), *files]
