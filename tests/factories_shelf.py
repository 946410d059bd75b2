"""Goods chosen for people, for tests of what shows them: whoever is asked for has what was put here."""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from otklik.domains.templates.service.goods import Good, GoodsSlot, Lists
from otklik.platform.context import Ctx
from otklik.program import Program


class Shelf:
    """Keeps what `GoodsPort` asks, and what it was asked."""

    def __init__(self, lists: Mapping[UUID, Lists]) -> None:
        self.kept = lists
        self.asked: list[tuple[int, frozenset[str]]] = []

    async def lists(self, ctx: Ctx, *, contact_ids: Collection[UUID], names: frozenset[str]) -> Mapping[UUID, Lists]:
        del ctx
        self.asked.append((len(contact_ids), names))
        return {who: self.kept[who] for who in contact_ids if who in self.kept}


@contextmanager
def shelf(program: Program, lists: Mapping[UUID, Lists]) -> Generator[Shelf]:
    """In the place of the domain that knows goods."""
    before = program.parts.get(GoodsSlot)
    made = Shelf(lists)
    program.parts.add(GoodsSlot, GoodsSlot(made))
    try:
        yield made
    finally:
        program.parts.add(GoodsSlot, before)


def teas(*names: str, old: int | None = None) -> Sequence[Good]:
    return [
        Good(
            product=one,
            title=f"Чай {one}",
            url=f"https://shop.example/{one}",
            image_url=f"https://shop.example/{one}.png",
            price_minor=129_000,
            old_price_minor=old,
            currency="RUB",
            category="Чай",
            stock=2,
        )
        for one in names
    ]
