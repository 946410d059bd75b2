"""Goods for each person of a block, as templates ask for them: a few statements, however many people there are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.goods import picks
from otklik.domains.goods.queries import choosing
from otklik.domains.goods.service import circles
from otklik.domains.templates.service.goods import LIST_MAX, Good, Lists
from otklik.platform.context import Ctx
from otklik.platform.turns import Turn

LATELY: Final = timedelta(days=30)
"""What was looked at before says nothing of today."""

Products = Mapping[str, Sequence[str]]
"""By the name of the list."""


class PersonalGoods:
    """Put into `GoodsSlot` by the composition root."""

    async def lists(self, ctx: Ctx, *, contact_ids: Collection[UUID], names: frozenset[str]) -> Mapping[UUID, Lists]:
        histories: Mapping[UUID, picks.History] = {}
        if names & picks.OF_HISTORY:
            histories = await choosing.histories(ctx, contact_ids, since=ctx.now() - LATELY)
        placed = await circles.placed(ctx, contact_ids) if picks.RECOMMENDED in names else {}
        tops = await _tops(ctx, names, histories, placed)
        turn, chosen = Turn(), dict[UUID, Products]()
        for who in contact_ids:
            if turn.over:
                await turn.give()
            chosen[who] = _chosen(names, histories.get(who, ()), tops, placed.get(who, 0))
        wanted = {product for lists in chosen.values() for each in lists.values() for product in each}
        goods = await choosing.goods(ctx, wanted) if wanted else {}
        return {who: _shown(lists, goods) for who, lists in chosen.items()}


async def _tops(
    ctx: Ctx, names: frozenset[str], histories: Mapping[UUID, picks.History], placed: Mapping[UUID, int]
) -> picks.Tops:
    scopes: set[str] = {picks.LATELY_BOUGHT} if picks.POPULAR in names else set()
    if picks.ALIKE in names:
        scopes |= {picks.scope_of_category(one) for each in histories.values() for one in picks.categories(each)}
    if picks.RECOMMENDED in names:
        scopes |= {picks.EVERYBODY, *map(picks.scope_of_circle, placed.values())}
    return await choosing.tops(ctx, scopes) if scopes else {}


def _chosen(names: frozenset[str], history: picks.History, tops: picks.Tops, circle: int) -> Products:
    found: dict[str, Sequence[str]] = {}
    if picks.VIEWED in names:
        found[picks.VIEWED] = picks.viewed(history)
    if picks.IN_CART in names:
        found[picks.IN_CART] = picks.carted(history)
    if picks.ALIKE in names:
        found[picks.ALIKE] = picks.alike(history, tops)
    if picks.RECOMMENDED in names:
        found[picks.RECOMMENDED] = picks.recommended(history, tops, circle)
    if picks.POPULAR in names:
        found[picks.POPULAR] = tops.get(picks.LATELY_BOUGHT, ())[:LIST_MAX]
    return found


def _shown(lists: Products, goods: Mapping[str, Good]) -> Lists:
    return {name: [goods[one] for one in each if one in goods][:LIST_MAX] for name, each in lists.items()}
