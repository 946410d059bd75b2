"""Pictures of people, as their messengers show them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from otklik.domains.contacts import queries, rules
from otklik.domains.contacts.service import cards
from otklik.domains.contacts.service.recognising import spelling
from otklik.platform.context import Ctx


async def send_for(ctx: Ctx, *, address_kind: str, shown: Mapping[str, str]) -> dict[str, UUID]:
    """Whose picture is to be fetched: the card, by the address as it was given. `shown`: where it is, by the address.

    Those are known addresses whose card has no picture. That they were sent for is remembered here: one that could
    not be had is not sent for at each message.
    """
    keys = {await spelling(ctx, address_kind=address_kind, address=one): one for one in shown}
    due = dict[str, UUID]()
    for identity in await queries.bare_holders(ctx, address_kind=address_kind, addresses=keys):
        digest = rules.picture_digest(shown[keys[identity.address]])
        tried = (identity.picture_tried_at, identity.picture_tried)
        if rules.picture_is_due(tried, digest=digest, now=ctx.now()):
            identity.picture_tried_at, identity.picture_tried = ctx.now(), digest
            due[keys[identity.address]] = identity.contact_id
    await ctx.session.flush()
    return due


async def faceless(ctx: Ctx, contact_ids: Collection[UUID]) -> set[UUID]:
    """Which of these cards have no picture yet; those of erased people want none."""
    return await queries.faceless(ctx, contact_ids)


async def set_avatar(ctx: Ctx, *, contact_id: UUID, key: str) -> None:
    """Give the card a picture that lies in the file store under `key`. Raises `ContactNotFound`."""
    card = await cards.card(ctx, contact_id)
    card.avatar_key = key
    await ctx.session.flush()
    cards.push_changed(ctx, card.root_id)
