"""Pictures of people, as their messengers show them."""

from collections.abc import Iterable
from uuid import UUID

from otklik.domains.contacts import queries
from otklik.domains.contacts.service import cards
from otklik.domains.contacts.service.recognising import spelling
from otklik.platform.context import Ctx


async def faceless(ctx: Ctx, *, address_kind: str, addresses: Iterable[str]) -> dict[str, UUID]:
    """Whose of these known addresses has no picture yet: the card, by the address as it was given."""
    keys = {await spelling(ctx, address_kind=address_kind, address=one): one for one in addresses}
    held = await queries.holders(ctx, address_kind=address_kind, addresses=keys)
    bare = await queries.faceless(ctx, {one.identity.contact_id for one in held})
    return {keys[one.identity.address]: one.identity.contact_id for one in held if one.identity.contact_id in bare}


async def set_avatar(ctx: Ctx, *, contact_id: UUID, key: str) -> None:
    """Give the card a picture that lies in the file store under `key`. Raises `ContactNotFound`."""
    card = await cards.card(ctx, contact_id)
    card.avatar_key = key
    await ctx.session.flush()
    cards.push_changed(ctx, card.root_id)
