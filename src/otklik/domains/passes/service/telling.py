"""A message to many is written onto cards, and phones that hold them are woken; see `delivery.service.mass.Bells`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import structlog

from otklik.channels.contract import ChannelError, Config, Remedy
from otklik.channels.wallet import card, settings
from otklik.channels.wallet.certificates import CertificateInvalid
from otklik.domains.delivery.errors import ChannelNotFound
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels, mass
from otklik.domains.passes import jobs, queries, rules
from otklik.domains.passes.models import Pass
from otklik.domains.passes.service import registering
from otklik.platform import apns
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.http import HttpClient
from otklik.platform.jobs import Jobs
from otklik.platform.phonepush import CredentialsInvalid, Outcome, Verdict

LIFE: Final = timedelta(days=1)
"""How long Apple keeps "the card has changed" for a phone that is off."""
NOTE: Final = "passes.note"
NO_CARD: Final = "no_card"
BUSY: Final = "push_busy"
REFUSED: Final = "push_refused"

log = structlog.get_logger()


class ApplesServiceBusy(Exception):
    """Try again by the job's own rules."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is written onto the card."""

    text: str
    until: datetime | None = None
    """When it is worth nothing any more."""


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """One that is to be woken."""

    id: UUID
    push_token: str


class Woken(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to wake, and by what."""

    port: ChannelPort
    config: Config
    phones: Sequence[Phone]
    until: datetime
    """How long Apple keeps it for phones that are off."""


class PassBells:
    """Put into `BellsSlot` by the composition root."""

    async def known(self, ctx: Ctx, addresses: Sequence[str], /) -> frozenset[str]:
        held = await queries.registered(ctx, [UUID(one) for one in addresses])
        return frozenset(str(one) for one in held)

    async def ring(self, ctx: Ctx, row: mass.ClaimedRow, note: mass.Note, /) -> None:
        """The card itself is written by the job: it locks one card, where a block would lock a thousand."""
        said = "\n".join(one for one in (note.title, note.text, note.url) if one)[: card.MESSAGE_MAX]
        note_sealed = sealed(ctx, Told(text=said, until=row.until))
        arguments = {"row_id": row.id, "pass_id": UUID(row.address), "note": note_sealed}
        await ctx.use(Jobs).defer(ctx, jobs.write_for_many, arguments=arguments, once=f"pass:{row.id}")


async def write(parts: Parts, *, workspace_id: WorkspaceId, row_id: UUID, pass_id: UUID, sealed_note: str) -> None:
    """Write the message onto the card once and wake its phones; one that is woken is enough.

    Raises `ApplesServiceBusy`.
    """
    plain = parts.get(Cipher).decrypt(bytes.fromhex(sealed_note), purpose=NOTE)
    told = msgspec.json.decode(plain, type=Told)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.one(ctx, pass_id, lock=True)
        woken = await _woken(ctx, row, until=told.until) if row is not None else None
        refused = NO_CARD if row is None or woken is None else _write(ctx, row, row_id, told)
        if refused:
            await mass.rung(ctx, row_id, code=refused)
            return
    assert woken is not None
    outcomes = await _wake(parts, woken, workspace_id=workspace_id, pass_id=pass_id)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await mass.rung(ctx, row_id, code=_code(outcomes))


def sealed(ctx: Ctx, told: Told) -> str:
    """What people are told stands nowhere in clear but on their cards: not in the queue of jobs either."""
    return ctx.use(Cipher).encrypt(msgspec.json.encode(told), purpose=NOTE).hex()


def _write(ctx: Ctx, row: Pass, row_id: UUID, told: Told) -> str:
    """Why it was not, or nothing. The second time the job is tried it stands there already."""
    if row.message_row_id == row_id:
        return ""
    if told.until is not None and told.until <= ctx.now():
        return mass.TOO_LATE
    row.message, row.message_row_id, row.messages = told.text, row_id, row.messages + 1
    row.updated_at = rules.changed_at(row.updated_at, ctx.now())
    return ""


async def give_up(parts: Parts, *, workspace_id: WorkspaceId, row_id: UUID) -> None:
    """Apple took nothing for hours: the message stands on the card, but no phone was told."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await mass.rung(ctx, row_id, code=BUSY)


async def refresh(parts: Parts, *, workspace_id: WorkspaceId, pass_id: UUID) -> None:
    """Something else on the card changed. Raises `ApplesServiceBusy`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.one(ctx, pass_id)
        woken = await _woken(ctx, row) if row is not None else None
    if woken is not None:
        await _wake(parts, woken, workspace_id=workspace_id, pass_id=pass_id)


async def _woken(ctx: Ctx, row: Pass, *, until: datetime | None = None) -> Woken | None:
    try:
        channel = await channels.get(ctx, row.channel_id)
    except ChannelNotFound:
        return None
    if not channel.enabled:
        return None
    cipher = ctx.use(Cipher)
    phones = [
        Phone(id=one.id, push_token=cipher.decrypt(one.secret, purpose=registering.PUSH_TOKEN).decode())
        for one in await queries.registrations(ctx, row.id)
    ]
    config = channels.config_of(ctx.parts, channel)
    last = ctx.now() + LIFE
    keep = min(last, until) if until is not None else last
    return Woken(port=ChannelPort.of(ctx.parts, channel), config=config, phones=phones, until=keep) if phones else None


async def _wake(parts: Parts, woken: Woken, *, workspace_id: WorkspaceId, pass_id: UUID) -> list[Outcome]:
    """Every phone is tried; those that hold the card no more are forgotten. Raises `ApplesServiceBusy`."""
    verdicts = [await _wake_one(parts, woken, phone) for phone in woken.phones]
    outcomes = [one.outcome for one in verdicts]
    codes = sorted({one.code for one in verdicts if one.code})
    log.info("passes.phones.woken", pass_id=str(pass_id), outcomes=outcomes, codes=codes)
    gone = [one.id for one, said in zip(woken.phones, outcomes, strict=True) if said is Outcome.GONE]
    if gone:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            row = await queries.one(ctx, pass_id, lock=True)
            if row is not None:
                await registering.forget(ctx, row, gone)
    if Outcome.BROKEN in outcomes:
        await woken.port.report(_broken(codes))
    if Outcome.LATER in outcomes and Outcome.TAKEN not in outcomes:
        raise ApplesServiceBusy(" ".join(codes))
    return outcomes


async def _wake_one(parts: Parts, woken: Woken, phone: Phone) -> Verdict:
    try:
        signer = settings.good_signer(woken.config, now=parts.get(Timekeeper).now())
        own = settings.certificate_of(woken.config, signer)
        url = settings.text_of(woken.config, settings.APNS_URL) or apns.PRODUCTION_URL
        client = parts.get(apns.Apns)
        return await client.wake(parts.get(HttpClient), own, phone.push_token, until=woken.until, base_url=url)
    except CertificateInvalid as error:
        return Verdict(outcome=Outcome.BROKEN, code=error.code)
    except CredentialsInvalid:
        return Verdict(outcome=Outcome.BROKEN, code="wallet.certificate")


def _broken(codes: Sequence[str]) -> ChannelError:
    """What an administrator is to mend: by our own word, or by Apple's beside ours."""
    own = next((one for one in codes if one.startswith("wallet.")), "wallet.apns_refused")
    return ChannelError(own, remedy=Remedy.RECONNECT, detail=" ".join(codes))


def _code(outcomes: Sequence[Outcome]) -> str:
    if Outcome.TAKEN in outcomes:
        return ""
    return REFUSED if {Outcome.REFUSED, Outcome.BROKEN} & set(outcomes) else NO_CARD
