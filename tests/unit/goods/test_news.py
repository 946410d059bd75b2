"""Which change of a good is worth telling people."""

import pytest

from otklik.domains.goods import rules


def before(price: int | None, *, available: bool = True, currency: str | None = "RUB") -> rules.Before:
    return rules.Before(available=available, price_minor=price, currency=currency)


def now(price: int | None, *, available: bool = True, currency: str | None = "RUB") -> rules.Now:
    return rules.Now(
        available=available,
        price_minor=price,
        currency=currency,
        product="1",
        title="Чай",
        url="",
        image_url="",
        category="",
    )


@pytest.mark.parametrize(
    ("was", "became", "kind"),
    [
        (before(10_000), now(9_900), "price_dropped"),
        (before(10_000), now(9_901), None),
        (before(10_000), now(10_000), None),
        (before(10_000), now(11_000), None),
        (before(0), now(0), None),
        (before(10_000), now(0), "price_dropped"),
        (before(None), now(9_000), None),
        (before(10_000), now(None), None),
        (before(10_000), now(100, currency="USD"), None),
        (before(10_000), now(9_000, available=False), None),
        (before(10_000, available=False), now(10_000), "back_in_stock"),
        (before(10_000, available=False), now(5_000), "back_in_stock"),
        (before(None, available=False), now(None), "back_in_stock"),
    ],
)
def test_news_is_a_price_that_fell_by_a_percent_or_a_good_that_is_there_again(
    was: rules.Before, became: rules.Now, kind: str | None
) -> None:
    assert rules.news(was, became) == kind
