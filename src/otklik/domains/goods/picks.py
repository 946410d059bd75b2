"""Which goods a person is shown, decided from what they looked at and what others buy. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final, NamedTuple

from otklik.domains.templates.service.goods import LIST_MAX

CATEGORIES_MAX: Final = 3
"""Of those that a person looked at last."""

VIEWED: Final = "goods_viewed"
IN_CART: Final = "goods_in_cart"
ALIKE: Final = "goods_alike"
RECOMMENDED: Final = "goods_recommended"
POPULAR: Final = "goods_popular"
OF_HISTORY: Final = frozenset({VIEWED, IN_CART, ALIKE, RECOMMENDED})
"""Lists for which one has to know what the person looked at."""

EVERYBODY: Final = "all"
"""What is bought by anybody."""
LATELY_BOUGHT: Final = "popular"


class Seen(NamedTuple):
    """What a person did with a product. `viewed`, `carted`: lately, and not bought since; `looked`: lately."""

    product: str
    category: str
    looked: bool
    viewed: bool
    carted: bool
    bought: bool


History = Sequence[Seen]
"""The newest first."""
Tops = Mapping[str, Sequence[str]]
"""Products by scope, the best first."""


def scope_of_category(category: str) -> str:
    return f"category:{category}"


def scope_of_circle(circle: int) -> str:
    return f"circle:{circle}"


def viewed(history: History) -> list[str]:
    """Twice as many as are shown, for what cannot be bought now is left out of them."""
    return [one.product for one in history if one.viewed][: LIST_MAX * 2]


def carted(history: History) -> list[str]:
    """As many."""
    return [one.product for one in history if one.carted][: LIST_MAX * 2]


def categories(history: History) -> list[str]:
    """Those looked at last."""
    looked = dict.fromkeys(one.category for one in history if one.looked and one.category)
    return list(looked)[:CATEGORIES_MAX]


def alike(history: History, tops: Tops) -> list[str]:
    """The best of each category in turn, without what they know already."""
    known = {one.product for one in history}
    turns = zip_longest(*(tops.get(scope_of_category(one), ()) for one in categories(history)))
    found = (one for one in chain.from_iterable(turns) if one is not None and one not in known)
    return _first(found)


def recommended(history: History, tops: Tops, circle: int) -> list[str]:
    """What their circle buys, then what anybody does, without what they own."""
    owned = {one.product for one in history if one.bought}
    both = chain(tops.get(scope_of_circle(circle), ()), tops.get(EVERYBODY, ()))
    return _first(one for one in both if one not in owned)


def _first(products: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for one in products:
        found[one] = None
        if len(found) == LIST_MAX:
            break
    return list(found)
