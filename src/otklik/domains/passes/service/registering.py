"""Apple's web service: which phones hold a card, which of their cards changed, the card as it is now."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.wallet import settings
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import channels
from otklik.domains.passes import queries, rules
from otklik.domains.passes.errors import PassRefused
from otklik.domains.passes.models import Pass, PassRegistration
from otklik.domains.passes.service import issuing
from otklik.platform.context import Actor, ActorKind, Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.ids import new_id

PERSON: Final = Actor(kind=ActorKind.VISITOR)
DEVICE: Final = "passes.device"
PUSH_TOKEN: Final = "passes.push_token"  # noqa: S105 - the name of a purpose
REMOVED: Final = "wallet_removed"
"""Why a person is not reached: no phone of theirs holds the card."""
PUBLIC_ID_MAX: Final = 64


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the address of every call."""

    public_id: str
    pass_type: str


class News(msgspec.Struct, frozen=True, kw_only=True, rename={"serial_numbers": "serialNumbers", "tag": "lastUpdated"}):
    """Cards that changed, as Apple spells it."""

    serial_numbers: list[str]
    tag: str


async def register(parts: Parts, door: Door, *, serial: UUID, device: str, push_token: str) -> bool:
    """Whether the phone is new to the card. Raises `PassRefused`, `RegistrationInvalid`."""
    rules.checked_device(device)
    rules.checked_push_token(push_token)
    async with _opened(parts, door) as (ctx, channel):
        row = await _locked(ctx, serial, channel)
        known = await queries.registrations(ctx, row.id)
        digest = digest_of(ctx, device)
        sealed = ctx.use(Cipher).encrypt(push_token.encode(), purpose=PUSH_TOKEN)
        same = next((one for one in known if one.digest == digest), None)
        if same is None:
            over = max(len(known) - rules.REGISTRATIONS_MAX + 1, 0)
            await queries.forget(ctx, [one.id for one in known[:over]])
            ctx.session.add(
                PassRegistration(
                    id=new_id(),
                    workspace_id=ctx.workspace_id,
                    pass_id=row.id,
                    digest=digest,
                    secret=sealed,
                    created_at=ctx.now(),
                )
            )
        else:
            same.secret = sealed
        await ctx.session.flush()
        await _reached(ctx, row)
        return same is None


async def unregister(parts: Parts, door: Door, *, serial: UUID, device: str) -> None:
    """The card was taken off the phone; a second time is harmless. Raises `PassRefused`, `RegistrationInvalid`."""
    rules.checked_device(device)
    async with _opened(parts, door) as (ctx, channel):
        row = await _locked(ctx, serial, channel)
        digest = digest_of(ctx, device)
        await forget(ctx, row, [one.id for one in await queries.registrations(ctx, row.id) if one.digest == digest])


async def news(parts: Parts, door: Door, *, device: str, tag: str) -> News | None:
    """Which cards of a phone changed since it was told `tag`; None: none. Raises `PassRefused`, `RegistrationInvalid`.

    Apple's phones show no token here: who knows a phone's name learns serials, which open nothing.
    """
    rules.checked_device(device)
    async with _opened(parts, door) as (ctx, channel):
        found = await queries.held_by(
            ctx,
            digest_of(ctx, device),
            channel_id=channel.id,
            since=rules.since_tag(tag),
            limit=rules.SERIALS_MAX,
        )
    return News(serial_numbers=[str(one) for one, _ in found], tag=rules.tag_of(found[0][1])) if found else None


async def latest(parts: Parts, door: Door, *, serial: UUID, since: str) -> issuing.Made | None:
    """The card as it is; None: as it was `since`. Raises `PassRefused`."""
    async with _opened(parts, door) as (ctx, channel):
        row = await queries.one(ctx, serial)
        if row is None or row.channel_id != channel.id:
            raise PassRefused
        return None if rules.unchanged(since, row.updated_at) else await issuing.made(ctx, row, channel)


async def forget(ctx: Ctx, row: Pass, registration_ids: list[UUID]) -> None:
    """Phones that hold the card no more; after the last the person is not reached by it. The card is locked."""
    if not registration_ids:
        return
    await queries.forget(ctx, registration_ids)
    if await queries.registrations(ctx, row.id):
        return
    held = await contacts.find(ctx, address_kind=issuing.ADDRESS_KIND, address=str(row.id))
    if held is not None:
        await contacts.set_reachable(ctx, identity_id=held.identity_id, reachable=False, code=REMOVED)


async def channel_of(parts: Parts, public_id: str) -> queries.Channel:
    """By what stands in the address of every call. Raises `PassRefused`."""
    found = None
    if len(public_id) <= PUBLIC_ID_MAX:
        async with parts.get(Database).system() as session:
            found = await queries.channel_by_public_id(session, public_id)
    if found is None or not found.enabled or not issuing.gives_cards(parts, found):
        raise PassRefused
    return found


def digest_of(ctx: Ctx, device: str) -> str:
    return ctx.use(Cipher).digest(f"{ctx.workspace_id}:{device}", purpose=DEVICE)


async def _reached(ctx: Ctx, row: Pass) -> None:
    """Whoever holds the card is reached by its serial, and by this channel."""
    kind, serial = issuing.ADDRESS_KIND, str(row.id)
    added = await contacts.add_address(ctx, contact_id=row.contact_id, address_kind=kind, address=serial, verified=True)
    await contacts.identify(ctx, channel_id=row.channel_id, address_kind=kind, address=serial, verified=True)
    await contacts.set_reachable(ctx, identity_id=added.identity_id, reachable=True)


async def _locked(ctx: Ctx, serial: UUID, channel: queries.Channel) -> Pass:
    row = await queries.one(ctx, serial, lock=True)
    if row is None or row.channel_id != channel.id:
        raise PassRefused
    return row


@asynccontextmanager
async def _opened(parts: Parts, door: Door) -> AsyncGenerator[tuple[Ctx, queries.Channel]]:
    """The company of the channel that the address names. Raises `PassRefused`."""
    found = await channel_of(parts, door.public_id)
    if settings.pass_type(channels.config_of(parts, found)) != door.pass_type:
        raise PassRefused
    async with parts.get(Database).transaction(found.workspace_id, actor=PERSON) as ctx:
        yield ctx, found
