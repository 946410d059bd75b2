"""Join two cards into one person, and part them again as if they had never been joined."""

from typing import Final
from uuid import UUID

from otklik.domains.contacts import models, queries, schemas
from otklik.domains.contacts.errors import MergedAlready, MergeNotFound, MergeUndone, SameContact
from otklik.domains.contacts.events import ContactMerged, ContactUnmerged
from otklik.domains.contacts.service import cards
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

BY_HAND: Final = "by_hand"
VERIFIED_ADDRESS: Final = "verified_address"


async def merge(ctx: Ctx, *, keep_id: UUID, other_id: UUID, reason: str = BY_HAND) -> UUID:
    """Make `other_id`, with all joined under it, a part of `keep_id`; returns the merge's id.

    Nothing is moved or overwritten, so `undo_merge` restores exactly. Both must be people of their own: a card that
    is a part of another raises `MergedAlready`. Raises `SameContact`, `ContactNotFound`.
    """
    if keep_id == other_id:
        raise SameContact
    await queries.hold_joining(ctx)
    await _root(ctx, keep_id)
    other = await _root(ctx, other_id)
    identity_ids = await _identity_ids(ctx, other_id)
    joined = models.Merge(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        kept_id=keep_id,
        other_id=other.id,
        reason=reason,
        at=ctx.now(),
        actor_id=ctx.actor.id,
    )
    ctx.session.add(joined)
    await ctx.session.flush()
    await queries.adopt(ctx, other_id=other_id, kept_id=keep_id)
    event = ContactMerged(merge_id=joined.id, kept_id=keep_id, other_id=other_id, identity_ids=identity_ids)
    await publish(ctx, event, subject_id=keep_id)
    _push_both(ctx, keep_id, other_id)
    return joined.id


async def undo_merge(ctx: Ctx, *, merge_id: UUID, contact_id: UUID | None = None) -> None:
    """Make the joined card a person again, with whatever was joined under it and every address it brought.

    Works in any order: an older merge inside a chain may be undone first. With `contact_id` the merge must be one
    of that person's. Raises `MergeNotFound`, `MergeUndone`.
    """
    await queries.hold_joining(ctx)
    joined = await queries.merge(ctx, merge_id)
    if joined is None:
        raise MergeNotFound
    other = await cards.card(ctx, joined.other_id)
    if joined.undone_at is not None:
        raise MergeUndone
    if contact_id is not None and (await cards.card(ctx, contact_id)).root_id != other.root_id:
        raise MergeNotFound
    root_id = other.root_id
    joined.undone_at, joined.undone_by_id = ctx.now(), ctx.actor.id
    await ctx.session.flush()
    await queries.release(ctx, other_id=joined.other_id, root_id=root_id)
    event = ContactUnmerged(
        merge_id=merge_id,
        kept_id=root_id,
        other_id=joined.other_id,
        identity_ids=await _identity_ids(ctx, joined.other_id),
    )
    await publish(ctx, event, subject_id=root_id)
    _push_both(ctx, root_id, joined.other_id)


async def get_merge(ctx: Ctx, merge_id: UUID) -> schemas.Merge:
    """Raises `MergeNotFound`."""
    joined = await queries.merge(ctx, merge_id)
    if joined is None:
        raise MergeNotFound
    return _shown(joined)


async def merges(ctx: Ctx, *, contact_id: UUID) -> list[schemas.Merge]:
    """The joinings in force among the person's cards, newest first: what can be undone. Raises `ContactNotFound`."""
    root_id = (await cards.card(ctx, contact_id)).root_id
    return [_shown(joined) for joined in await queries.merges_of(ctx, root_id)]


async def _root(ctx: Ctx, contact_id: UUID) -> models.Contact:
    card = await cards.card(ctx, contact_id)
    if card.merged_into_id is not None:
        raise MergedAlready(params={"contact_id": str(contact_id), "merged_into": str(card.root_id)})
    return card


async def _identity_ids(ctx: Ctx, root_id: UUID) -> tuple[UUID, ...]:
    return tuple(held.identity.id for held in await queries.identities_of(ctx, [root_id]))


def _push_both(ctx: Ctx, kept_id: UUID, other_id: UUID) -> None:
    cards.push_changed(ctx, kept_id)
    cards.push_changed(ctx, other_id)


def _shown(joined: models.Merge) -> schemas.Merge:
    return schemas.Merge(
        id=joined.id, kept_id=joined.kept_id, other_id=joined.other_id, reason=joined.reason, at=joined.at
    )
