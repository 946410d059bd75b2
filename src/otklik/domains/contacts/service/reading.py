"""Show people: one card, a list, names for other screens, what happened to them."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from otklik.domains.contacts import models, profile_queries, queries, rules
from otklik.domains.contacts.errors import AvatarMissing
from otklik.domains.contacts.schemas import (
    Address,
    Contact,
    ContactRow,
    ContactSummary,
    Identity,
    TimelineEntry,
)
from otklik.domains.contacts.service import cards, foreseeing
from otklik.platform.context import Ctx
from otklik.platform.files import Files


async def get(ctx: Ctx, contact_id: UUID) -> Contact:
    """The card of the person this contact is part of now. Raises `ContactNotFound`."""
    asked = await cards.card(ctx, contact_id)
    members = await queries.members(ctx, [asked.root_id])
    root = next(card for card in members if card.id == asked.root_id)
    shown = rules.fold(root.id, map(_profile, members))
    held = _distinct(await queries.identities_of(ctx, [root.id]))
    return Contact(
        id=asked.id,
        name=shown.name,
        avatar_url=_avatar_url(shown),
        locale=shown.locale,
        notes=shown.notes,
        attributes=shown.attributes,
        identities=[_identity(one.identity) for one in held],
        created_at=min(card.created_at for card in members),
        last_seen_at=root.last_seen_at,
        merged_into=asked.root_id if asked.root_id != asked.id else None,
    )


async def search(ctx: Ctx, *, q: str = "", after: tuple[datetime, UUID] | None = None, limit: int) -> list[ContactRow]:
    """People seen lately first; with `q` only those whose name, username or address holds every word of it."""
    roots = await queries.people(ctx, terms=rules.search_terms(q), after=after, limit=limit)
    root_ids = [root.id for root in roots]
    shown = _folded(root_ids, await queries.members(ctx, root_ids))
    addresses: dict[UUID, list[Address]] = {root_id: [] for root_id in root_ids}
    for held in _distinct(await queries.identities_of(ctx, root_ids)):
        addresses[held.root_id].append(_address(held.identity))
    return [
        ContactRow(
            id=root.id,
            name=shown[root.id].name,
            avatar_url=_avatar_url(shown[root.id]),
            addresses=addresses[root.id],
            created_at=root.created_at,
            last_seen_at=root.last_seen_at,
        )
        for root in roots
    ]


async def summaries(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, ContactSummary]:
    """Name and picture of each, by the id that was asked; ids of nobody are left out."""
    return {
        asked_id: ContactSummary(id=profile.id, name=profile.name, avatar_url=_avatar_url(profile))
        for asked_id, profile in (await profiles(ctx, ids)).items()
    }


async def profiles(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, rules.Profile]:
    """Name, language and attributes of each, folded, by the id that was asked: one query however many."""
    foreseen = foreseeing.profiles(ctx)
    if foreseen.keys() >= set(ids):
        return {asked_id: foreseen[asked_id] for asked_id in ids}
    return await _asked_profiles(ctx, ids)


async def addresses(ctx: Ctx, root_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Of each person one address of each kind, the best first found: what a letter to them may show."""
    found: dict[UUID, dict[str, str]] = {root_id: {} for root_id in root_ids}
    for held in await queries.identities_of(ctx, root_ids):
        found[held.root_id].setdefault(held.identity.address_kind, held.identity.address)
    return found


async def foresee_people(ctx: Ctx, ids: Collection[UUID]) -> None:
    """Their names will be asked for one by one in this transaction."""
    foreseeing.keep_profiles(ctx, await _asked_profiles(ctx, ids))


async def _asked_profiles(ctx: Ctx, ids: Collection[UUID]) -> dict[UUID, rules.Profile]:
    asked: dict[UUID, list[profile_queries.Member]] = {}
    for one in await profile_queries.by_asked(ctx, ids):
        asked.setdefault(one.asked_id, []).append(one)
    return {asked_id: rules.fold(found[0].root_id, map(_profile, found)) for asked_id, found in asked.items()}


async def timeline(ctx: Ctx, *, contact_id: UUID, before: UUID | None = None, limit: int) -> list[TimelineEntry]:
    """What happened to the person, newest first: every event whose subject is one of their cards."""
    root_id = (await cards.card(ctx, contact_id)).root_id
    return [
        TimelineEntry(
            id=row.id, at=row.at, kind=row.name, actor_kind=row.actor_kind, actor_id=row.actor_id, data=row.data
        )
        for row in await queries.happened(ctx, root_id=root_id, before=before, limit=limit)
    ]


async def avatar(ctx: Ctx, contact_id: UUID) -> bytes:
    """The person's picture. Raises `ContactNotFound`, `AvatarMissing`."""
    root_id = (await cards.card(ctx, contact_id)).root_id
    key = rules.fold(root_id, map(_profile, await queries.members(ctx, [root_id]))).avatar_key
    if key is None:
        raise AvatarMissing
    return await ctx.use(Files).read(key)


def _folded(root_ids: Sequence[UUID], members: Sequence[models.Contact]) -> dict[UUID, rules.Profile]:
    by_root: dict[UUID, list[rules.Profile]] = {root_id: [] for root_id in root_ids}
    for member in members:
        by_root[member.root_id].append(_profile(member))
    return {root_id: rules.fold(root_id, profiles) for root_id, profiles in by_root.items()}


def _profile(card: models.Contact | profile_queries.Member) -> rules.Profile:
    return rules.Profile(
        id=card.id,
        name=card.name,
        locale=card.locale,
        notes=card.notes,
        attributes=card.attributes,
        avatar_key=card.avatar_key,
    )


def _avatar_url(profile: rules.Profile) -> str | None:
    """The key's tail changes with the picture, so a browser may keep it for ever."""
    if profile.avatar_key is None:
        return None
    return f"/api/v1/contacts/{profile.id}/avatar?v={profile.avatar_key[-8:]}"


def _distinct(held: Iterable[queries.Held]) -> list[queries.Held]:
    """A claim that was proven later, or made on two joined cards, is shown once; `held` has the best first."""
    found: dict[Hashable, queries.Held] = {}
    for one in held:
        found.setdefault((one.root_id, one.identity.address_kind, one.identity.address), one)
    return list(found.values())


def _address(identity: models.Identity) -> Address:
    return Address(
        channel_id=identity.channel_id,
        address_kind=identity.address_kind,
        address=rules.presentable(identity.address_kind, identity.address),
        verified=identity.verified,
    )


def _identity(identity: models.Identity) -> Identity:
    return Identity(
        id=identity.id,
        channel_id=identity.channel_id,
        address_kind=identity.address_kind,
        address=rules.presentable(identity.address_kind, identity.address),
        verified=identity.verified,
        claimed=identity.claimed,
        name=identity.name,
        username=identity.username,
        reachable=identity.reachable,
        unreachable_code=identity.unreachable_code,
        last_seen_at=identity.last_seen_at,
    )
