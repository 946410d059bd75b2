"""What a mailbox needs before it writes to many: DKIM keys in DNS, SPF and DMARC beside them, a pace, a warm-up.

A key signs only after it was seen in DNS: a signature nobody can check is worse than none.
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.mail import settings as mailboxes
from otklik.channels.mail.mass import dkim
from otklik.domains.delivery import errors
from otklik.domains.delivery.mass_schemas import DnsRecordOut, MassMailIn, MassMailOut
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassMailSettings
from otklik.domains.delivery.queries import mass_sending as queries
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service.mass import mailing
from otklik.domains.delivery.service.mass.letters import MAIL
from otklik.domains.delivery.service.mass.mailing import Key
from otklik.platform.context import Actor, Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.dns import Dns, DnsFailed

ALGORITHMS: Final = (dkim.Algorithm.RSA, dkim.Algorithm.ED25519)
"""Both stand on a letter: few receivers know Ed25519, all know RSA (RFC 8463 section 5)."""
SPF: Final = "v=spf1"
DMARC: Final = "v=DMARC1"
DMARC_BEGINNING: Final = "v=DMARC1; p=none"


async def show(ctx: Ctx, channel_id: UUID) -> MassMailOut:
    """Raises `ChannelNotFound`, `NoMassMail`."""
    channel = await _channel(ctx, channel_id)
    row = await queries.mail_settings(ctx, channel_id)
    plan = msgspec.convert(row.warm_up, mailing.WarmUp) if row is not None and row.warm_up is not None else None
    allowed, sent = await mailing.day(ctx, channel)
    return MassMailOut(
        records=_records(ctx.parts, channel, row),
        pace=msgspec.convert(row.pace, dict[str, mailing.Pace]) if row is not None else {},
        warm_up=plan,
        steps=plan.steps if plan else (),
        allowed_today=allowed,
        sent_today=sent,
        checked_at=row.checked_at if row is not None else None,
    )


async def save(ctx: Ctx, channel_id: UUID, data: MassMailIn) -> MassMailOut:
    """The pace by domain and the warm-up. Raises as `show`."""
    await _channel(ctx, channel_id)
    pace = {domain.strip().lower(): msgspec.to_builtins(one) for domain, one in data.pace.items()}
    await queries.save_mail(
        ctx, channel_id, {"pace": pace, "warm_up": msgspec.to_builtins(data.warm_up) if data.warm_up else None}
    )
    return await show(ctx, channel_id)


async def make_keys(ctx: Ctx, channel_id: UUID) -> MassMailOut:
    """A new pair of keys under a new selector; those that sign now go on until the new ones are seen in DNS."""
    await _channel(ctx, channel_id)
    row = await queries.mail_settings(ctx, channel_id, lock=True)
    kept = [one for one in mailing.opened_keys(ctx.parts, row) if one.active]
    selector = f"otklik{ctx.now():%y%m%d%H%M%S}"
    made = [await asyncio.to_thread(dkim.new_key, algorithm) for algorithm in ALGORITHMS]
    new = [
        Key(selector=f"{selector}{algorithm.value[0]}", algorithm=algorithm.value, pem=pem)
        for algorithm, pem in zip(ALGORITHMS, made, strict=True)
    ]
    sealed = mailing.sealed_keys(ctx.parts, [*kept, *new])
    await queries.save_mail(ctx, channel_id, {"keys": sealed, "keys_at": ctx.now(), "checked": {}, "checked_at": None})
    return await show(ctx, channel_id)


async def check(parts: Parts, *, workspace_id: WorkspaceId, actor: Actor, channel_id: UUID) -> MassMailOut:
    """Ask DNS for each record; keys found there sign from now on, and older ones no more. Raises as `show`."""
    async with parts.get(Database).transaction(workspace_id, actor=actor) as ctx:
        wanted = (await show(ctx, channel_id)).records
    found = dict(
        zip([one.name for one in wanted], await asyncio.gather(*(_ask(parts, one) for one in wanted)), strict=True)
    )
    async with parts.get(Database).transaction(workspace_id, actor=actor) as ctx:
        row = await queries.mail_settings(ctx, channel_id, lock=True)
        keys = _after_check(mailing.opened_keys(parts, row), found)
        sealed = mailing.sealed_keys(parts, keys) if keys else None
        await queries.save_mail(
            ctx, channel_id, {"keys": sealed, "keys_at": ctx.now(), "checked": found, "checked_at": ctx.now()}
        )
        return await show(ctx, channel_id)


def _after_check(keys: list[Key], found: Mapping[str, str]) -> list[Key]:
    """Those seen in DNS sign; when a newer pair is seen the older one is dropped."""
    seen = [
        msgspec.structs.replace(one, active=True)
        if any(name.startswith(f"{one.selector}._domainkey.") and said == "ok" for name, said in found.items())
        else one
        for one in keys
    ]
    newest = max((one.selector[:-1] for one in seen if one.active), default="")
    return [one for one in seen if one.selector[:-1] >= newest]


async def _ask(parts: Parts, wanted: DnsRecordOut) -> str:
    """ok, missing, different; or unanswered."""
    try:
        records = await parts.get(Dns).txt(wanted.name)
    except DnsFailed:
        return "unanswered"
    start = {"spf": SPF, "dmarc": DMARC}.get(wanted.kind, "")
    beginning = [one for one in records if one.lower().startswith(start.lower())]
    if not beginning:
        return "missing"
    if start:
        return "ok"
    return "ok" if any(_plain(one) == _plain(wanted.value) for one in beginning) else "different"


def _plain(value: str) -> str:
    return "".join(value.split()).rstrip(";")


def _records(parts: Parts, channel: Channel, row: MassMailSettings | None) -> list[DnsRecordOut]:
    domain = mailboxes.read(channels.config_of(parts, channel)).own.address.rpartition("@")[2].lower()
    checked = row.checked if row is not None else {}
    found = [
        DnsRecordOut(kind="spf", name=domain, value="", state=checked.get(domain, "")),
        DnsRecordOut(
            kind="dmarc",
            name=f"_dmarc.{domain}",
            value=DMARC_BEGINNING,
            state=checked.get(f"_dmarc.{domain}", ""),
        ),
    ]
    for key in mailing.opened_keys(parts, row):
        record = dkim.Signer(domain=domain, selector=key.selector, private_key=key.pem).record
        found.append(
            DnsRecordOut(
                kind="dkim",
                name=record.name,
                value=record.value,
                state=checked.get(record.name, "ok" if key.active else ""),
                signs=key.active,
            )
        )
    return found


async def _channel(ctx: Ctx, channel_id: UUID) -> Channel:
    channel = await channels.get(ctx, channel_id)
    if channel.kind != MAIL:
        raise errors.NoMassMail
    return channel
