"""Recognise who writes; write down addresses people tell, prove or make unreachable."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.contacts import models, queries, rules
from otklik.domains.contacts.errors import AddressBusy, AddressInvalid, IdentityNotFound
from otklik.domains.contacts.events import AddressAdded, ContactCreated, ReachabilityChanged
from otklik.domains.contacts.rules import Settlement
from otklik.domains.contacts.service import cards, foreseeing, joining
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

COUNTRY_DEFAULT: Final = "RU"
RACE_ATTEMPTS: Final = 3
SEEN_PRECISION: Final = timedelta(minutes=1)
"""A chatty person's rows are not rewritten at every message."""


class IdentifiedContact(msgspec.Struct, frozen=True, kw_only=True):
    contact_id: UUID
    """The person as shown now: the root of their cards."""
    identity_id: UUID
    is_new: bool
    reachable: bool = True


class AddedAddress(msgspec.Struct, frozen=True, kw_only=True):
    contact_id: UUID
    """Whose it is; another contact than was asked when the proof joined the two."""
    identity_id: UUID
    merge_id: UUID | None = None


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """All a sender must know of one address."""

    identity_id: UUID
    contact_id: UUID
    channel_id: UUID | None
    address_kind: str
    address: str
    verified: bool
    claimed: bool
    reachable: bool
    unreachable_code: str


async def identify(
    ctx: Ctx,
    *,
    channel_id: UUID | None,
    address_kind: str,
    address: str,
    name: str = "",
    username: str = "",
    language: str = "",
    verified: bool = False,
) -> IdentifiedContact:
    """Whose address this message came from; a person never seen before is created.

    Two first messages at once find the same person: the address is unique in the database. `verified`: the provider
    vouches that the sender owns the address. An address that breaks its kind's spelling is still somebody's.
    Raises `AddressInvalid` for an empty address.
    """
    key = await spelling(ctx, address_kind=address_kind, address=address)
    if not key:
        raise AddressInvalid(params={"address_kind": address_kind})
    person = queries.NewPerson(
        contact_id=new_id(),
        identity_id=new_id(),
        channel_id=channel_id,
        address_kind=address_kind,
        address=key,
        name=name.strip()[: rules.NAME_LENGTH_MAX],
        username=username.strip()[: rules.NAME_LENGTH_MAX],
        locale=language[: rules.LOCALE_LENGTH_MAX],
        verified=verified,
    )
    for _ in range(RACE_ATTEMPTS):
        known = foreseeing.holder(ctx, address_kind=address_kind, key=key)
        known = known or await queries.holder(ctx, address_kind=address_kind, address=key)
        if known is not None:
            await _seen_again(ctx, known, person)
            return IdentifiedContact(
                contact_id=known.root_id,
                identity_id=known.identity.id,
                is_new=False,
                reachable=known.identity.reachable,
            )
        if await queries.create_person(ctx, person):
            return await _created(ctx, person)
    raise AddressBusy


async def foresee_senders(ctx: Ctx, *, address_kind: str, addresses: Iterable[str]) -> set[UUID]:
    """A block of messages comes from these addresses: whose they are is asked once. Returns the people known."""
    keys = {await spelling(ctx, address_kind=address_kind, address=address) for address in addresses}
    return await foreseeing.foresee_holders(ctx, address_kind=address_kind, keys=keys)


async def find(ctx: Ctx, *, address_kind: str, address: str) -> Reach | None:
    """The person who writes from this address; None when nobody ever did."""
    key = await spelling(ctx, address_kind=address_kind, address=address)
    held = await queries.holder(ctx, address_kind=address_kind, address=key) if key else None
    return _reach(held) if held else None


async def reach(ctx: Ctx, *, identity_id: UUID) -> Reach:
    """Raises `IdentityNotFound`."""
    return _reach(await _held(ctx, identity_id))


async def add_address(ctx: Ctx, *, contact_id: UUID, address_kind: str, address: str, verified: bool) -> AddedAddress:
    """Write down an address told or proven by the person.

    `verified` is for proof of ownership only: the provider vouched for it, or an answer came from it with our token.
    Proof joins the person with the one who wrote from that address, unless somebody parted the two by hand.
    Raises `AddressInvalid`, `ContactNotFound`.
    """
    key = await _normalised(ctx, address_kind, address)
    if key is None:
        raise AddressInvalid(params={"address_kind": address_kind})
    if verified:
        known = await queries.holder(ctx, address_kind=address_kind, address=key)
        root_id = (await cards.card(ctx, contact_id)).root_id
        if known is not None and known.identity.verified and known.root_id == root_id:
            return AddedAddress(contact_id=root_id, identity_id=known.identity.id)
        await queries.hold_joining(ctx)  # whose the address is must not change until it is settled
    root_id = (await cards.card(ctx, contact_id)).root_id
    for _ in range(RACE_ATTEMPTS):
        added = await _settled(ctx, root_id=root_id, address_kind=address_kind, address=key, verified=verified)
        if added is not None:
            return added
    raise AddressBusy


async def set_reachable(ctx: Ctx, *, identity_id: UUID, reachable: bool, code: str = "") -> None:
    """The person blocked or unblocked us, or the address does not exist. Raises `IdentityNotFound`."""
    held = await _held(ctx, identity_id)
    identity = held.identity
    code = "" if reachable else code
    if (identity.reachable, identity.unreachable_code) == (reachable, code):
        return
    identity.reachable, identity.unreachable_code = reachable, code
    await ctx.session.flush()
    event = ReachabilityChanged(contact_id=held.root_id, identity_id=identity_id, reachable=reachable, code=code)
    await publish(ctx, event, subject_id=identity.contact_id)
    cards.push_changed(ctx, held.root_id)


async def unnamed(ctx: Ctx, *, address_kind: str, addresses: Iterable[str]) -> set[str]:
    """Which of these known addresses have no name yet and may be asked after; as they were given."""
    keys = {await spelling(ctx, address_kind=address_kind, address=one): one for one in addresses}
    held = [one.identity for one in await queries.holders(ctx, address_kind=address_kind, addresses=keys)]
    nameless = [one for one in held if not one.name]
    return {keys[one.address] for one in nameless if rules.may_be_asked_after(one.untold_at, now=ctx.now())}


async def untold(ctx: Ctx, *, address_kind: str, addresses: Iterable[str]) -> None:
    """The provider was asked who these are. Of those still nameless it told nothing: it is left alone for a while."""
    keys = [await spelling(ctx, address_kind=address_kind, address=one) for one in addresses]
    for one in await queries.holders(ctx, address_kind=address_kind, addresses=keys):
        if not one.identity.name:
            one.identity.untold_at = ctx.now()
    await ctx.session.flush()


async def introduce(ctx: Ctx, *, address_kind: str, address: str, name: str, username: str = "") -> None:
    """The provider says who this is. A name that the person had already, or nobody's, changes nothing."""
    key = await spelling(ctx, address_kind=address_kind, address=address)
    known = await queries.holder(ctx, address_kind=address_kind, address=key) if key and name.strip() else None
    if known is None or known.identity.name:
        return
    identity = known.identity
    before = identity.username
    identity.name = name.strip()[: rules.NAME_LENGTH_MAX]
    identity.username = username.strip()[: rules.NAME_LENGTH_MAX] or before
    await ctx.session.flush()
    await _follow_name(ctx, identity, before=before)
    cards.push_changed(ctx, known.root_id)


async def require_address(ctx: Ctx, *, address_kind: str, address: str) -> None:
    """Before writing first: what somebody typed must be an address of its kind. Raises `AddressInvalid`."""
    if await _normalised(ctx, address_kind, address) is None:
        raise AddressInvalid(params={"address_kind": address_kind})


async def spelling(ctx: Ctx, *, address_kind: str, address: str) -> str:
    """The normal spelling, or for what breaks its kind's rules the text itself; empty for an empty address."""
    normal = await _normalised(ctx, address_kind, address)
    return normal or address.strip().casefold()[: rules.ADDRESS_LENGTH_MAX]


async def _normalised(ctx: Ctx, address_kind: str, address: str) -> str | None:
    country = COUNTRY_DEFAULT
    if address_kind == rules.PHONE:
        country = await queries.country(ctx) or COUNTRY_DEFAULT
    return rules.normalise(address_kind, address, country=country)


async def _created(ctx: Ctx, person: queries.NewPerson) -> IdentifiedContact:
    await cards.index(ctx, person.contact_id)
    event = ContactCreated(contact_id=person.contact_id, channel_id=person.channel_id, address_kind=person.address_kind)
    await publish(ctx, event, subject_id=person.contact_id)
    return IdentifiedContact(contact_id=person.contact_id, identity_id=person.identity_id, is_new=True)


async def _seen_again(ctx: Ctx, known: queries.Held, person: queries.NewPerson) -> None:
    identity = known.identity
    now = ctx.now()
    fresh = identity.last_seen_at is not None and now - identity.last_seen_at < SEEN_PRECISION
    told = (
        person.channel_id or identity.channel_id,
        person.name or identity.name,
        person.username or identity.username,
        identity.verified or person.verified,
    )
    if fresh and told == (identity.channel_id, identity.name, identity.username, identity.verified):
        return
    before = identity.name or identity.username
    named = told[1:3] != (identity.name, identity.username)
    identity.channel_id, identity.name, identity.username, identity.verified = told
    identity.last_seen_at = now
    await ctx.session.flush()
    if named:
        await _follow_name(ctx, identity, before=before)
    await queries.see(ctx, root_id=known.root_id, at=now)


async def _follow_name(ctx: Ctx, identity: models.Identity, *, before: str) -> None:
    card = await cards.card(ctx, identity.contact_id)
    card.name = rules.renamed(card.name, before=before, after=identity.name or identity.username)
    await ctx.session.flush()
    await cards.index(ctx, card.id)


async def _settled(ctx: Ctx, *, root_id: UUID, address_kind: str, address: str, verified: bool) -> AddedAddress | None:
    """None when somebody took the address between looking and writing."""
    holder = await queries.holder(ctx, address_kind=address_kind, address=address)
    parted = (
        holder is not None and verified and await queries.parted_by_hand(ctx, one_id=holder.root_id, two_id=root_id)
    )
    settlement = rules.settle(
        owner=root_id, holder=holder.root_id if holder else None, verified=verified, parted=parted
    )
    if holder is None or settlement is Settlement.CLAIM:
        return await _written_down(
            ctx,
            root_id=root_id,
            address_kind=address_kind,
            address=address,
            claimed=settlement is Settlement.CLAIM,
        )
    if verified:
        await _prove(ctx, holder)
    if settlement is Settlement.CONFIRM:
        return AddedAddress(contact_id=root_id, identity_id=holder.identity.id)
    kept_id, other_id = rules.elder_first(root_id, holder.root_id)
    merge_id = await joining.merge(ctx, keep_id=kept_id, other_id=other_id, reason=joining.VERIFIED_ADDRESS)
    return AddedAddress(contact_id=kept_id, identity_id=holder.identity.id, merge_id=merge_id)


async def _written_down(
    ctx: Ctx, *, root_id: UUID, address_kind: str, address: str, claimed: bool
) -> AddedAddress | None:
    if claimed:
        same = await queries.claim(ctx, root_id=root_id, address_kind=address_kind, address=address)
        if same is not None:
            return AddedAddress(contact_id=root_id, identity_id=same.id)
    identity = queries.NewAddress(
        id=new_id(), contact_id=root_id, address_kind=address_kind, address=address, claimed=claimed
    )
    if not await queries.add_identity(ctx, identity):
        return None
    await _tell_added(ctx, root_id=root_id, identity_id=identity.id, address_kind=address_kind, verified=not claimed)
    return AddedAddress(contact_id=root_id, identity_id=identity.id)


async def _prove(ctx: Ctx, held: queries.Held) -> None:
    identity = held.identity
    if identity.verified:
        return
    identity.verified = True
    await ctx.session.flush()
    await _tell_added(
        ctx,
        root_id=identity.contact_id,
        identity_id=identity.id,
        address_kind=identity.address_kind,
        verified=True,
    )


async def _tell_added(ctx: Ctx, *, root_id: UUID, identity_id: UUID, address_kind: str, verified: bool) -> None:
    await cards.index(ctx, root_id)
    event = AddressAdded(contact_id=root_id, identity_id=identity_id, address_kind=address_kind, verified=verified)
    await publish(ctx, event, subject_id=root_id)
    cards.push_changed(ctx, root_id)


async def _held(ctx: Ctx, identity_id: UUID) -> queries.Held:
    held = await queries.held(ctx, identity_id)
    if held is None:
        raise IdentityNotFound
    return held


def _reach(held: queries.Held) -> Reach:
    identity = held.identity
    return Reach(
        identity_id=identity.id,
        contact_id=held.root_id,
        channel_id=identity.channel_id,
        address_kind=identity.address_kind,
        address=identity.address,
        verified=identity.verified,
        claimed=identity.claimed,
        reachable=identity.reachable,
        unreachable_code=identity.unreachable_code,
    )
