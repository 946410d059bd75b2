"""An answer that found nothing of the visitor's open rings where they asked for it: browser, Android, iPhone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog

from otklik.channels import contract
from otklik.channels.visitors import APNS_KEY, APNS_KEY_ID, APNS_TEAM_ID, APNS_TOPIC, FCM_ACCOUNT, PUSH_TEXT
from otklik.domains.conversations.service import views
from otklik.domains.livechat import jobs, queries, rules
from otklik.domains.livechat.errors import ChatNotFound, TokenRefused
from otklik.domains.livechat.models import VisitorDevice
from otklik.domains.livechat.queries import Message
from otklik.domains.livechat.service import devices, visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.workspaces import service as workspaces
from otklik.platform import apns, fcm, i18n, webpush
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.errors import TooMany
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed
from otklik.platform.jobs import Jobs
from otklik.platform.phonepush import CredentialsInvalid, Note, Outcome, Verdict

LOOKED_AT: Final = 20
LIFE_SECONDS: Final = 24 * 3600
"""How long a service keeps an answer for a device that is off."""
NOTE_PURPOSE: Final = "livechat.note"

log = structlog.get_logger()


class PushServiceBusy(Exception):
    """Try again by the job's own rules."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, the same on every device; `url` is the page where the conversation goes on."""

    title: str
    body: str
    tag: str
    url: str
    until: datetime | None = None
    """Worth nothing from then on: a device that is off until then is not told."""

    def life_seconds(self, now: datetime) -> int:
        """How long a service keeps it for a device that is off."""
        left = LIFE_SECONDS if self.until is None else int((self.until - now).total_seconds())
        return max(0, min(left, LIFE_SECONDS))


async def later(ctx: Ctx, visitor_id: UUID) -> None:
    """Look in a moment whether something of theirs took the answer; one look for all that come meanwhile."""
    arguments = {"visitor_id": visitor_id}
    at, once = ctx.now() + rules.PUSH_PATIENCE, f"ring:{visitor_id}"
    await ctx.use(Jobs).defer(ctx, jobs.ring_visitor, arguments=arguments, at=at, once=once)


async def ring(ctx: Ctx, visitor_id: UUID) -> None:
    """Push the newest answer that nothing took, within the day's limit."""
    try:
        visitor = await visitors.by_id(ctx, visitor_id)
    except (TokenRefused, ChatNotFound):
        return
    conversation = await queries.conversation(ctx, visitor.conversation_id) if visitor.conversation_id else None
    if conversation is None:
        return
    left = await queries.undelivered(ctx, conversation, after_id=None, limit=LOOKED_AT)
    targets = await queries.visitor_devices(ctx, visitor.id)
    if not left or not targets or not await _within_limit(ctx, visitor):
        return
    told = await _told(ctx, visitor, left)
    for device in targets:
        arguments = {"device_id": device.id, "note": sealed(ctx, told)}
        await ctx.use(Jobs).defer(ctx, jobs.ring_device, arguments=arguments)


async def send(parts: Parts, *, workspace_id: WorkspaceId, device_id: UUID, sealed_note: str) -> Outcome | None:
    """Hand the note over and write down what came of it; None: there is no such device. Raises `PushServiceBusy`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.visitor_device(ctx, device_id)
        if row is None:
            return None
        try:
            visitor = await visitors.by_id(ctx, row.visitor_id)
        except (TokenRefused, ChatNotFound):  # the channel was switched off meanwhile
            return None
        told = opened(ctx, sealed_note)
        loud = rules.is_loud(rung_at=row.used_at, now=ctx.now(), zone=await _zone(ctx, row))
        hand_over = SENDERS[row.kind](ctx, visitor, row, told, loud)
        kind = row.kind
    verdict = await _verdict(hand_over)
    if verdict.outcome is Outcome.LATER:
        raise PushServiceBusy(verdict.code)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        if verdict.outcome is Outcome.GONE:
            await devices.forget(ctx, visitor.id, device_id)
        elif verdict.outcome is Outcome.TAKEN:
            row = await queries.visitor_device(ctx, device_id)
            if row is not None:
                row.used_at = ctx.now()
    log.info("livechat.push.handed", kind=kind, device_id=str(device_id), outcome=verdict.outcome, code=verdict.code)
    return verdict.outcome


_HandOver = Callable[[], Awaitable[Verdict]]


def _to_browser(ctx: Ctx, visitor: Visitor, row: VisitorDevice, told: Told, loud: bool) -> _HandOver:  # noqa: FBT001
    to, parts, life = devices.opened_web(ctx, row), ctx.parts, told.life_seconds(ctx.now())
    shown = {"title": told.title, "body": told.body, "tag": told.tag, "url": told.url, "loud": loud}
    topic = webpush.topic_of(told.tag)

    async def hand_over() -> Verdict:
        reply = await devices.sender(parts, visitor.workspace_id).send(
            parts.get(HttpClient),
            to,
            msgspec.json.encode(shown),
            ttl_seconds=life,
            topic=topic,
            urgent=loud,
        )
        return _of_status(reply.status)

    return hand_over


def _to_android(ctx: Ctx, visitor: Visitor, row: VisitorDevice, told: Told, loud: bool) -> _HandOver:  # noqa: FBT001
    phone, parts, note = devices.opened_phone(ctx, row), ctx.parts, _note(told, loud=loud, now=ctx.now())

    async def hand_over() -> Verdict:
        account = fcm.account_of(_text(visitor.config, FCM_ACCOUNT))
        now, url = parts.get(Timekeeper).now(), _text(visitor.config, "fcm_url") or fcm.OFFICIAL_URL
        return await parts.get(fcm.Fcm).send(parts.get(HttpClient), account, phone.token, note, now=now, base_url=url)

    return hand_over


def _to_apple(ctx: Ctx, visitor: Visitor, row: VisitorDevice, told: Told, loud: bool) -> _HandOver:  # noqa: FBT001
    phone, parts, config = devices.opened_phone(ctx, row), ctx.parts, visitor.config
    note = _note(told, loud=loud, now=ctx.now())
    key = apns.Key(
        key_id=_text(config, APNS_KEY_ID),
        team_id=_text(config, APNS_TEAM_ID),
        topic=_text(config, APNS_TOPIC),
        private_key=_text(config, APNS_KEY),
    )
    official = apns.SANDBOX_URL if phone.sandbox else apns.PRODUCTION_URL

    async def hand_over() -> Verdict:
        now, url = parts.get(Timekeeper).now(), _text(config, "apns_url") or official
        return await parts.get(apns.Apns).send(parts.get(HttpClient), key, phone.token, note, now=now, base_url=url)

    return hand_over


SENDERS: Final[Mapping[str, Callable[[Ctx, Visitor, VisitorDevice, Told, bool], _HandOver]]] = {
    "web": _to_browser,
    "fcm": _to_android,
    "apns": _to_apple,
}


async def _verdict(hand_over: _HandOver) -> Verdict:
    try:
        return await hand_over()
    except (HttpFailed, AddressRefused) as error:
        return Verdict(outcome=Outcome.LATER, code=type(error).__name__)
    except CredentialsInvalid:
        return Verdict(outcome=Outcome.BROKEN, code="credentials_invalid")


def _of_status(status: int) -> Verdict:
    """A push service of the web answers by the status alone (RFC 8030, 8291)."""
    if status < 300:
        return Verdict(outcome=Outcome.TAKEN)
    if status in webpush.GONE:
        return Verdict(outcome=Outcome.GONE, code=f"HTTP {status}")
    return Verdict(outcome=Outcome.LATER if status in webpush.LATER else Outcome.REFUSED, code=f"HTTP {status}")


def _note(told: Told, *, loud: bool, now: datetime) -> Note:
    """For the application: `otklik` says whose notification it is, `conversation` what to open."""
    return Note(
        title=told.title,
        body=told.body,
        tag=told.tag,
        data={"otklik": "answer", "conversation": told.tag},
        loud=loud,
        ttl_seconds=told.life_seconds(now),
    )


async def _told(ctx: Ctx, visitor: Visitor, left: Sequence[Message]) -> Told:
    company = (await workspaces.workspace(ctx)).name
    newest = (await views.messages(ctx, left[-1:]))[0]
    locale = visitor.language if visitor.language in i18n.LOCALES else ctx.locale
    body = rules.push_text(newest.visible_text or newest.text, author=newest.author.name)
    if not body or visitor.config.get(PUSH_TEXT) is False:
        body = i18n.tr(locale, "livechat.push.answer", {"name": newest.author.name or company})
    row = await queries.visitor(ctx, visitor.id)
    url = str((row.page if row else {}).get("url") or "")
    return Told(title=company, body=body, tag=str(visitor.conversation_id), url=url)


async def _within_limit(ctx: Ctx, visitor: Visitor) -> bool:
    try:
        await visitors.count(ctx.parts, visitors.PUSHES, who=str(visitor.id))
    except TooMany:
        return False
    return True


async def _zone(ctx: Ctx, row: VisitorDevice) -> ZoneInfo:
    return ZoneInfo(row.time_zone or (await workspaces.workspace(ctx)).time_zone)


def sealed(ctx: Ctx, told: Told) -> str:
    """What people wrote stands nowhere in clear but in their messages: not in the queue of jobs either."""
    return ctx.use(Cipher).encrypt(msgspec.json.encode(told), purpose=NOTE_PURPOSE).hex()


def opened(ctx: Ctx, sealed_note: str) -> Told:
    """What `sealed` hid."""
    return msgspec.json.decode(ctx.use(Cipher).decrypt(bytes.fromhex(sealed_note), purpose=NOTE_PURPOSE), type=Told)


def _text(config: contract.Config, name: str) -> str:
    value = config.get(name)
    return value if isinstance(value, str) else ""
