"""What products are called: told by the domain that knows goods, asked once for a whole page of facts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from otklik.domains.activity import models, rules
from otklik.platform.context import Ctx


class Titles(Protocol):
    """Told by the domain that knows goods."""

    async def titles(self, ctx: Ctx, products: Collection[str], /) -> Mapping[str, str]:
        """Of those it knows, `rules.PRODUCTS_NAMED_MAX` of each fact of a page at most."""
        ...


class TitlesSlot:
    """Where that domain puts itself; every product is called by its id until it does."""

    def __init__(self, port: Titles | None = None) -> None:
        self.port = port


async def of(ctx: Ctx, facts: Sequence[models.Fact], sold: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """For each fact, what the products it names, or that were `sold` by it, are called."""
    named = [[*rules.products_named(fact.properties), *lines] for fact, lines in zip(facts, sold, strict=True)]
    asked = {product for each in named for product in each}
    port = ctx.use(TitlesSlot).port
    known = await port.titles(ctx, asked) if port is not None and asked else {}
    return [{product: known[product] for product in each if product in known} for each in named]
