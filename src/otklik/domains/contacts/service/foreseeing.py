"""What a block of messages will ask about its people, asked once for all of them and kept in the transaction.

Whoever changes a card, or whose an address is, calls `forget`; from then on each is asked anew.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from otklik.domains.contacts import queries, rules
from otklik.platform.context import Ctx

_HOLDERS: Final = "contacts.holders"
_PROFILES: Final = "contacts.profiles"


async def foresee_holders(ctx: Ctx, *, address_kind: str, keys: Collection[str]) -> set[UUID]:
    """Whose these addresses, in their normal spelling, are; the people found."""
    found = await queries.holders(ctx, address_kind=address_kind, addresses=keys)
    ctx.session.info[_HOLDERS] = {(address_kind, held.identity.address): held for held in found}
    return {held.root_id for held in found}


def holder(ctx: Ctx, *, address_kind: str, key: str) -> queries.Held | None:
    """None when it was not foreseen: it may be somebody's all the same."""
    return ctx.session.info.get(_HOLDERS, {}).get((address_kind, key))


def keep_profiles(ctx: Ctx, found: dict[UUID, rules.Profile]) -> None:
    """By the id that will be asked."""
    ctx.session.info[_PROFILES] = found


def profiles(ctx: Ctx) -> dict[UUID, rules.Profile]:
    return ctx.session.info.get(_PROFILES, {})


def forget(ctx: Ctx) -> None:
    ctx.session.info.pop(_HOLDERS, None)
    ctx.session.info.pop(_PROFILES, None)
