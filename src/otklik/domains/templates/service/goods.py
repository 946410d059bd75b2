"""Goods chosen for each person: the lists a template may name, told by the domain that knows goods."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final, Protocol
from uuid import UUID

import msgspec

from otklik.domains.templates.documents import PRODUCTS_MAX
from otklik.domains.templates.language.variables import GOODS
from otklik.platform.context import Ctx
from otklik.platform.money import digits_of

LIST_MAX: Final = PRODUCTS_MAX
"""Goods in one list: no block shows more."""
SAMPLE_PRICE: Final = 1290
SAMPLE_PICTURE: Final = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAKCAIAAAAy3EnLAAAAFElEQVR42mM4"
    "uWk2SYhhVMPQ1AAAmhtN0Ckgc3MAAAAASUVORK5CYII="
)
"""A coffee-coloured rectangle: a preview fetches nothing from anybody's server."""
SAMPLE_TITLES: Final[Mapping[str, Sequence[str]]] = {
    "ru": ("Эфиопия Иргачеффе", "Бразилия Серрадо", "Колумбия Уила"),
    "en": ("Ethiopia Yirgacheffe", "Brazil Cerrado", "Colombia Huila"),
}
SAMPLE_CATEGORY: Final[Mapping[str, str]] = {"ru": "Кофе в зёрнах", "en": "Coffee beans"}
CURRENCY: Final[Mapping[str, str]] = {"ru": "RUB", "en": "USD"}


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """As a letter shows it. Amounts are in the currency's smallest unit; None: not said."""

    product: str
    title: str
    url: str = ""
    image_url: str = ""
    price_minor: int | None = None
    old_price_minor: int | None = None
    currency: str = ""
    category: str = ""
    stock: int | None = None

    def facts(self) -> dict[str, object]:
        """Under the names by which templates ask; an old price only where the new one is less.

        What is not said is nothing, for a condition takes an empty text for something.
        """
        dearer = (self.old_price_minor or 0) > (self.price_minor or 0) and self.price_minor is not None
        return {
            "product": self.product,
            "title": self.title,
            "url": self.url or None,
            "image_url": self.image_url or None,
            "price": self._amount(self.price_minor),
            "old_price": self._amount(self.old_price_minor if dearer else None),
            "currency": self.currency or None,
            "category": self.category or None,
            "stock": self.stock,
        }

    def _amount(self, minor: int | None) -> Mapping[str, object] | None:
        return None if minor is None else {"amount": minor, "currency": self.currency}


Lists = Mapping[str, Sequence[Good]]
"""By the names of `GOODS`; a name that is left out is an empty list."""


class GoodsPort(Protocol):
    """Told by the domain that knows goods."""

    async def lists(self, ctx: Ctx, *, contact_ids: Collection[UUID], names: frozenset[str]) -> Mapping[UUID, Lists]:
        """Of these people (roots, a thousand at most), and of these lists alone, `LIST_MAX` goods each."""
        ...


class GoodsSlot:
    """Where that domain puts itself; every list is empty until it does."""

    def __init__(self, port: GoodsPort | None = None) -> None:
        self.port = port


async def facts(ctx: Ctx, *, contact_ids: Collection[UUID], names: frozenset[str]) -> dict[UUID, dict[str, object]]:
    """What stands under each name for each person. An empty list is nothing: `{% if goods_viewed %}` is false then."""
    port = ctx.use(GoodsSlot).port
    chosen = await port.lists(ctx, contact_ids=contact_ids, names=names) if port is not None and names else {}
    shown: dict[Good, dict[str, object]] = {}

    def said(good: Good) -> dict[str, object]:
        """One for all who are shown it: a block has few goods and many people."""
        found = shown.get(good)
        if found is None:
            found = shown[good] = good.facts()
        return found

    return {
        who: {name: [said(one) for one in chosen.get(who, {}).get(name, ())[:LIST_MAX]] or None for name in names}
        for who in contact_ids
    }


def sample(language: str) -> dict[str, object]:
    """What a preview for nobody in particular shows in every list."""
    spoken = language if language in SAMPLE_TITLES else "en"
    currency = CURRENCY[spoken]
    goods = [
        Good(
            product=f"coffee-{at}",
            title=title,
            url="https://example.com/",
            image_url=SAMPLE_PICTURE,
            price_minor=int(Decimal(SAMPLE_PRICE).scaleb(digits_of(currency))),
            currency=currency,
            category=SAMPLE_CATEGORY[spoken],
            stock=3,
        ).facts()
        for at, title in enumerate(SAMPLE_TITLES[spoken], start=1)
    ]
    return dict.fromkeys(GOODS, goods)
