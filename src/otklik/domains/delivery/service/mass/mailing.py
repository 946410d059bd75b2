"""How a mailbox writes to many: DKIM keys and their check, pace by domain, warm-up; see `MassMailSettings`."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from otklik.channels.mail import compose
from otklik.channels.mail import settings as mailboxes
from otklik.channels.mail.mass import dkim, pacing
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassMailSettings
from otklik.domains.delivery.queries import mass_sending as queries
from otklik.domains.delivery.service import channels
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.settings import Settings

KEYS_PURPOSE: Final = "delivery.mass.dkim"
EVERYWHERE: Final = "*"
NO_LIMIT: Final = 1_000_000
BOUNCE_MARK: Final = "b-"
LOCAL_PART_MAX: Final = 64
"""RFC 5321 section 4.5.3.1.1."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    selector: str
    algorithm: str
    pem: str
    active: bool = False
    """It was seen in DNS, so letters are signed with it."""


class Pace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast one recipient's domain is written to; 0: no limit of our own."""

    per_second: Annotated[float, Meta(ge=0, le=10_000)] = 0.0
    connections: Annotated[int, Meta(ge=0, le=100)] = 0


class WarmUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new domain begins with few letters a day and grows."""

    began: date
    first: Annotated[int, Meta(ge=1, le=100_000)] = 50
    goal: Annotated[int, Meta(ge=1, le=10_000_000)] = 20_000
    factor: Annotated[float, Meta(gt=1, le=5)] = 1.5

    @property
    def steps(self) -> tuple[int, ...]:
        return pacing.doubling(first=self.first, goal=self.goal, factor=self.factor)


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a courier begins with."""

    mailbox: mailboxes.Mailbox
    signers: Sequence[dkim.Signer]
    plan: pacing.Plan
    fingerprint: str


async def setup(ctx: Ctx, channel: Channel) -> Setup:
    row = await queries.mail_settings(ctx, channel.id)
    mailbox = mailboxes.read(channels.config_of(ctx.parts, channel))
    domain = mailbox.own.address.rpartition("@")[2]
    signers = [
        dkim.Signer(domain=domain, selector=one.selector, private_key=one.pem)
        for one in opened_keys(ctx.parts, row)
        if one.active
    ]
    return Setup(mailbox=mailbox, signers=signers, plan=_plan(row), fingerprint=fingerprint(channel, row))


def opened_keys(parts: Parts, row: MassMailSettings | None) -> list[Key]:
    if row is None or row.keys is None:
        return []
    return msgspec.json.decode(parts.get(Cipher).decrypt(row.keys, purpose=KEYS_PURPOSE), type=list[Key])


def sealed_keys(parts: Parts, keys: Sequence[Key]) -> bytes:
    return parts.get(Cipher).encrypt(msgspec.json.encode(keys), purpose=KEYS_PURPOSE)


async def day_room(ctx: Ctx, channel: Channel, row: MassMailSettings | None) -> int:
    """How many letters may go today; a large number when nothing is warmed up.

    The settings' row is held, so two nodes do not spend the same day twice.
    """
    if row is None or row.warm_up is None:
        return NO_LIMIT
    await queries.mail_settings(ctx, channel.id, lock=True)
    allowed, sent = await day(ctx, channel)
    return NO_LIMIT if allowed is None else max(0, allowed - sent)


async def day(ctx: Ctx, channel: Channel) -> tuple[int | None, int]:
    """How many letters the warm-up allows today (None: no limit), and how many went under it."""
    row = await queries.mail_settings(ctx, channel.id)
    if row is None or row.warm_up is None:
        return None, 0
    plan = msgspec.convert(row.warm_up, WarmUp)
    today = await _today(ctx)
    allowed = pacing.day_limit(plan.steps, began=plan.began, today=today)
    return allowed, await queries.sent_on(ctx, channel.id, today)


async def spend_day(ctx: Ctx, channel: Channel, row: MassMailSettings | None, count: int) -> None:
    if count and row is not None and row.warm_up is not None:
        await queries.count_day(ctx, channel.id, await _today(ctx), count)


def hello(parts: Parts, found: Setup) -> str:
    """The name in EHLO: of the server people reach us by."""
    host = parts.get(Settings).base_url().partition("://")[2].partition("/")[0].partition(":")[0]
    return host if "." in host else found.mailbox.own.address.rpartition("@")[2]


def envelope_sender(mailbox: mailboxes.Mailbox, row_id: UUID) -> str:
    """Where bounces go: the mailbox itself, or `name+b-ROW@domain` where it takes addresses with a plus (VERP)."""
    own = mailbox.own.address
    if not mailbox.plus_reply:
        return own
    marked = compose.plus_address(own, f"{BOUNCE_MARK}{row_id.hex}")
    return marked if len(marked.rpartition("@")[0]) <= LOCAL_PART_MAX else own


async def _today(ctx: Ctx) -> date:
    company = await companies.workspace(ctx)
    return ctx.now().astimezone(ZoneInfo(company.time_zone)).date()


def _plan(row: MassMailSettings | None) -> pacing.Plan:
    paces = msgspec.convert(row.pace, dict[str, Pace]) if row is not None else {}
    limits: Mapping[str, pacing.Limits] = {
        domain: pacing.Limits(per_second=one.per_second, connections=one.connections) for domain, one in paces.items()
    }
    named = {domain: one for domain, one in limits.items() if domain != EVERYWHERE}
    return pacing.Plan(domains=named, other=limits.get(EVERYWHERE, pacing.Limits()))


def fingerprint(channel: Channel, row: MassMailSettings | None) -> str:
    """Changes when a courier must begin anew."""
    what = (channel.config, row.pace if row else {}, str(row.keys_at) if row else "")
    return hashlib.sha256(msgspec.json.encode(what) + (channel.secrets or b"")).hexdigest()
