"""Every question contacts ask of the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.contacts.models import Contact, ContactSearch, Identity, Merge
from otklik.domains.workspaces.models import Workspace
from otklik.platform.arrays import texts
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.tables import EventRow

MEMBERS_MAX: Final = 1_000
"""Cards read of one person and, beside them, `MEMBERS_EACH` of each other; more than a few are unheard of."""
MEMBERS_EACH: Final = 20
IDENTITIES_MAX: Final = 2_000
IDENTITIES_EACH: Final = 40
MERGES_MAX: Final = 200
JOINING_LOCK: Final = 0x07C0117
"""First key of the advisory lock of a workspace's joinings."""

_FRESH: Final = {"populate_existing": True}
"""Trees are rewritten by set-based statements, behind the session's back."""


class Held(NamedTuple):
    """An address and the person whose it is now."""

    identity: Identity
    root_id: UUID


class NewAddress(NamedTuple):
    """An address told (`claimed`) or proven for a card."""

    id: UUID
    contact_id: UUID
    address_kind: str
    address: str
    claimed: bool


class NewPerson(NamedTuple):
    """A card and its first address, made together."""

    contact_id: UUID
    identity_id: UUID
    channel_id: UUID | None
    address_kind: str
    address: str
    name: str
    username: str
    locale: str
    verified: bool


async def country(ctx: Ctx) -> str | None:
    """The country whose national numbers the company writes without a code."""
    setting = Workspace.settings["country"].astext
    return await ctx.session.scalar(select(setting).where(Workspace.id == ctx.workspace_id))


# ---- whose address ------------------------------------------------------------------------------------


def _held(ctx: Ctx) -> Select[Identity, UUID]:
    return scoped(ctx, Identity).join(Contact, Contact.id == Identity.contact_id).add_columns(Contact.root_id)


async def holder(ctx: Ctx, *, address_kind: str, address: str) -> Held | None:
    """Who writes from this address. Claims do not count."""
    query = _held(ctx).where(
        Identity.address_kind == address_kind, Identity.address == address, Identity.claimed.is_(False)
    )
    row = (await ctx.session.execute(query, execution_options=_FRESH)).first()
    return Held(row[0], row[1]) if row else None


async def holders(ctx: Ctx, *, address_kind: str, addresses: Collection[str]) -> Sequence[Held]:
    """Who writes from these addresses. Claims do not count."""
    query = _held(ctx).where(
        Identity.address_kind == address_kind, Identity.address.in_(addresses), Identity.claimed.is_(False)
    )
    return [Held(row[0], row[1]) for row in await ctx.session.execute(query, execution_options=_FRESH)]


async def bare_holders(ctx: Ctx, *, address_kind: str, addresses: Collection[str]) -> Sequence[Identity]:
    """Of these addresses those whose card has no picture."""
    query = _held(ctx).where(
        Identity.address_kind == address_kind,
        Identity.address.in_(addresses),
        Identity.claimed.is_(False),
        Contact.avatar_key.is_(None),
    )
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def faceless(ctx: Ctx, contact_ids: Collection[UUID]) -> set[UUID]:
    """Which of these cards have no picture, and still are somebody's: an erased person has no address left."""
    addressed = scoped(ctx, Identity).where(Identity.contact_id == Contact.id).exists()
    query = scoped(ctx, Contact).where(Contact.id.in_(contact_ids), Contact.avatar_key.is_(None), addressed)
    return set(await ctx.session.scalars(query.with_only_columns(Contact.id)))


async def claim(ctx: Ctx, *, root_id: UUID, address_kind: str, address: str) -> Identity | None:
    query = _held(ctx).where(
        Contact.root_id == root_id,
        Identity.address_kind == address_kind,
        Identity.address == address,
        Identity.claimed,
    )
    return await ctx.session.scalar(query.limit(1))


async def held(ctx: Ctx, identity_id: UUID) -> Held | None:
    row = (await ctx.session.execute(_held(ctx).where(Identity.id == identity_id))).first()
    return Held(row[0], row[1]) if row else None


_CREATE_PERSON = text("""
WITH taken AS (
    INSERT INTO identities (id, workspace_id, contact_id, channel_id, address_kind, address, name, username,
                            verified, claimed, created_at, last_seen_at)
    VALUES (:identity_id, :workspace_id, :contact_id, :channel_id, :address_kind, :address, :name, :username,
            :verified, false, :now, :now)
    ON CONFLICT (workspace_id, address_kind, address) WHERE NOT claimed DO NOTHING
    RETURNING contact_id, workspace_id
)
INSERT INTO contacts (id, workspace_id, name, locale, root_id, created_at, last_seen_at)
SELECT contact_id, workspace_id, :shown_name, :locale, contact_id, :now, :now FROM taken
RETURNING id
""")


async def create_person(ctx: Ctx, person: NewPerson) -> bool:
    """One statement makes the card and its address, or neither; False when the address was taken meanwhile."""
    given = person._asdict() | {
        "workspace_id": ctx.workspace_id,
        "shown_name": person.name or person.username,
        "now": ctx.now(),
    }
    return await ctx.session.scalar(_CREATE_PERSON, given) is not None


async def add_identity(ctx: Ctx, address: NewAddress) -> bool:
    """False when the address was taken, or claimed by the same card, meanwhile."""
    given = address._asdict() | {
        "workspace_id": ctx.workspace_id,
        "verified": not address.claimed,
        "created_at": ctx.now(),
    }
    added = insert(Identity).values(given).on_conflict_do_nothing().returning(Identity.id)
    return await ctx.session.scalar(added) is not None


async def see(ctx: Ctx, *, root_id: UUID, at: datetime) -> None:
    """The person was active now."""
    person = scoped(ctx, Contact).where(Contact.id == root_id, Contact.last_seen_at < at)
    await ctx.session.execute(
        update(Contact).where(Contact.id.in_(person.with_only_columns(Contact.id))).values(last_seen_at=at)
    )


# ---- cards --------------------------------------------------------------------------------------------


async def card(ctx: Ctx, contact_id: UUID) -> Contact | None:
    return await ctx.session.scalar(scoped(ctx, Contact).where(Contact.id == contact_id), execution_options=_FRESH)


async def members(ctx: Ctx, root_ids: Sequence[UUID]) -> Sequence[Contact]:
    """Every card of these people, the roots too."""
    if not root_ids:
        return []
    query = (
        scoped(ctx, Contact).where(Contact.root_id.in_(root_ids)).order_by(Contact.id).limit(members_limit(root_ids))
    )
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


def members_limit(asked: Collection[UUID]) -> int:
    """Cards read of so many people."""
    return MEMBERS_MAX + MEMBERS_EACH * len(asked)


async def identities_of(ctx: Ctx, root_ids: Sequence[UUID]) -> Sequence[Held]:
    """Every address of these people, proven and used ones first."""
    if not root_ids:
        return []
    query = (
        _held(ctx)
        .where(Contact.root_id.in_(root_ids))
        .order_by(Identity.claimed, Identity.verified.desc(), Identity.id)
        .limit(IDENTITIES_MAX + IDENTITIES_EACH * len(root_ids))
    )
    return [Held(row[0], row[1]) for row in await ctx.session.execute(query, execution_options=_FRESH)]


async def people(
    ctx: Ctx, *, terms: Sequence[str], after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Contact]:
    """People seen lately first, only those found by every term."""
    query = scoped(ctx, Contact).where(Contact.merged_into_id.is_(None))
    if terms:
        query = query.where(Contact.id.in_(_found(ctx, terms)))
    if after is not None:
        query = query.where(tuple_(Contact.last_seen_at, Contact.id) < tuple_(*map(literal, after)))
    query = query.order_by(Contact.last_seen_at.desc(), Contact.id.desc()).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


def _found(ctx: Ctx, terms: Sequence[str]) -> Select[UUID]:
    """Roots of the cards whose search text holds every term; the trigram index answers terms of three letters up."""
    query = select(Contact.root_id).join(ContactSearch, ContactSearch.contact_id == Contact.id)
    holds = [ContactSearch.text.contains(term, autoescape=True) for term in terms]
    return query.where(ContactSearch.tenant_id == ctx.workspace_id, *holds)


async def save_search_text(ctx: Ctx, *, contact_id: UUID, content: str) -> None:
    new = insert(ContactSearch).values(contact_id=contact_id, tenant_id=ctx.workspace_id, text=content)
    await ctx.session.execute(
        new.on_conflict_do_update(index_elements=["contact_id"], set_={"text": new.excluded.text})
    )


async def identities_of_card(ctx: Ctx, contact_id: UUID) -> Sequence[Identity]:
    """The addresses that belong to this very card, whatever it is joined to."""
    query = scoped(ctx, Identity).where(Identity.contact_id == contact_id).order_by(Identity.id).limit(IDENTITIES_MAX)
    return (await ctx.session.scalars(query)).all()


# ---- joining ------------------------------------------------------------------------------------------

_HOLD_JOINING = text("SELECT pg_advisory_xact_lock(:space, hashtext(:workspace))")
_ADOPT = text("""
UPDATE contacts
SET root_id = :kept_id, merged_into_id = CASE WHEN id = :other_id THEN :kept_id ELSE merged_into_id END
WHERE root_id = :other_id
""")
_RELEASE = text("""
WITH RECURSIVE under AS (
    SELECT id FROM contacts WHERE id = :other_id
    UNION
    SELECT contacts.id FROM contacts JOIN under ON contacts.merged_into_id = under.id
)
UPDATE contacts
SET root_id = :other_id, merged_into_id = CASE WHEN id = :other_id THEN NULL ELSE merged_into_id END
WHERE id IN (SELECT id FROM under)
""")
_COUNT_SEEN_AFRESH = text("""
UPDATE contacts SET last_seen_at = tree.seen_at
FROM (
    SELECT card.root_id, greatest(max(card.created_at), max(identities.last_seen_at)) AS seen_at
    FROM contacts AS card LEFT JOIN identities ON identities.contact_id = card.id
    WHERE card.root_id = ANY(:root_ids) GROUP BY card.root_id
) AS tree
WHERE contacts.id = tree.root_id
""")


async def hold_joining(ctx: Ctx) -> None:
    """One joining or parting at a time in a workspace, until the end of the transaction: trees stay trees."""
    await ctx.session.execute(_HOLD_JOINING, {"space": JOINING_LOCK, "workspace": str(ctx.workspace_id)})


async def adopt(ctx: Ctx, *, other_id: UUID, kept_id: UUID) -> None:
    """Make the root `other_id` and all under it cards of the person `kept_id`."""
    await ctx.session.execute(_ADOPT, {"other_id": other_id, "kept_id": kept_id})
    await ctx.session.execute(_COUNT_SEEN_AFRESH, {"root_ids": [kept_id]})


async def release(ctx: Ctx, *, other_id: UUID, root_id: UUID) -> None:
    """Take `other_id` and all under it out of the person `root_id` again."""
    await ctx.session.execute(_RELEASE, {"other_id": other_id})
    await ctx.session.execute(_COUNT_SEEN_AFRESH, {"root_ids": [other_id, root_id]})


async def merge(ctx: Ctx, merge_id: UUID) -> Merge | None:
    return await ctx.session.scalar(scoped(ctx, Merge).where(Merge.id == merge_id), execution_options=_FRESH)


async def merges_of(ctx: Ctx, root_id: UUID) -> Sequence[Merge]:
    """Every joining among the person's cards that is in force, newest first."""
    query = (
        scoped(ctx, Merge)
        .join(Contact, Contact.id == Merge.other_id)
        .where(Contact.root_id == root_id, Merge.undone_at.is_(None))
        .order_by(Merge.id.desc())
        .limit(MERGES_MAX)
    )
    return (await ctx.session.scalars(query)).all()


async def parted_by_hand(ctx: Ctx, *, one_id: UUID, two_id: UUID) -> bool:
    """Whether somebody undid a merge of these two cards."""
    pair = (one_id, two_id)
    query = scoped(ctx, Merge).where(Merge.kept_id.in_(pair), Merge.other_id.in_(pair), Merge.undone_at.is_not(None))
    return await ctx.session.scalar(query.limit(1)) is not None


# ---- history ------------------------------------------------------------------------------------------


async def happened(ctx: Ctx, *, root_id: UUID, before: UUID | None, limit: int) -> Sequence[EventRow]:
    """What happened to the person's cards, newest first."""
    cards = scoped(ctx, Contact).where(Contact.root_id == root_id).with_only_columns(Contact.id)
    query = scoped(ctx, EventRow).where(EventRow.subject_id.in_(cards))
    if before is not None:
        query = query.where(EventRow.id < before)
    return (await ctx.session.scalars(query.order_by(EventRow.id.desc()).limit(limit))).all()


# ---- many at once -------------------------------------------------------------------------------------

_HOLD_TREES = text("SELECT pg_advisory_xact_lock_shared(:space, hashtext(:workspace))")
_HOLDERS_OF = text("""
SELECT given.place, held.contact_id, nullif(held.root_id, held.contact_id)
FROM unnest(CAST(:kinds AS text[]), CAST(:addresses AS text[])) WITH ORDINALITY AS given (address_kind, address, place)
CROSS JOIN LATERAL (
    SELECT identities.contact_id, contacts.root_id
    FROM identities JOIN contacts ON contacts.id = identities.contact_id
    WHERE identities.workspace_id = :workspace AND identities.address_kind = given.address_kind
        AND identities.address = given.address AND NOT identities.claimed
    LIMIT 1  -- there is no second; without it all addresses of the company are read for a few thousand
) AS held
""")
_ENROL = text("""
WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:cards AS jsonb))
        AS card (id uuid, name text, locale text, attributes jsonb, addresses jsonb, search text)
), taken AS (
    INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
    SELECT address.id, :workspace, given.id, address.kind, address.address, false, false, :now
    FROM given CROSS JOIN LATERAL jsonb_to_recordset(given.addresses) AS address (id uuid, kind text, address text)
    ORDER BY address.kind, address.address
    ON CONFLICT (workspace_id, address_kind, address) WHERE NOT claimed DO NOTHING
    RETURNING contact_id
), made AS (
    INSERT INTO contacts (id, workspace_id, name, locale, attributes, root_id, created_at, last_seen_at)
    SELECT id, :workspace, name, locale, attributes, id, :now, :now FROM given
    WHERE id IN (SELECT contact_id FROM taken)
    RETURNING id
), indexed AS (
    INSERT INTO contact_search (contact_id, tenant_id, text)
    SELECT id, :workspace, search FROM given WHERE id IN (SELECT contact_id FROM taken)
)
SELECT id FROM made
""")


async def hold_trees(ctx: Ctx) -> None:
    """Nobody joins or parts people of the workspace until the end of the transaction; others may hold them too."""
    await ctx.session.execute(_HOLD_TREES, {"space": JOINING_LOCK, "workspace": str(ctx.workspace_id)})


async def holders_of(ctx: Ctx, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[UUID, UUID]]:
    """(kind, address) in normal spelling: whose card and whose root it is. Claims do not count."""
    asked = list(keys)
    kinds, addresses = (texts(some) for some in zip(*asked, strict=True))
    given = {"kinds": kinds, "addresses": addresses, "workspace": ctx.workspace_id}
    rows = (await ctx.session.execute(_HOLDERS_OF, given)).all()
    return {asked[place - 1]: (card, root or card) for place, card, root in rows}


async def roots(ctx: Ctx, contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of the cards that are there: the root of each."""
    query = scoped(ctx, Contact).where(Contact.id.in_(contact_ids)).with_only_columns(Contact.id, Contact.root_id)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def enrol(ctx: Ctx, cards: str) -> set[UUID]:
    """`cards` as JSON; which of them were made: one all of whose addresses were taken meanwhile is not."""
    given = {"cards": cards, "workspace": ctx.workspace_id, "now": ctx.now()}
    return {row[0] for row in await ctx.session.execute(_ENROL, given)}
