"""Which change of a good is worth telling people."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.domains.goods import rules

SECOND = timedelta(seconds=1)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def before(
    price: int | None, *, available: bool = True, currency: str | None = "RUB", away: timedelta | None = None
) -> rules.Before:
    gone_at = NOW - away if away is not None else None
    return rules.Before(available=available, price_minor=price, currency=currency, gone_at=gone_at)


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
        (before(10_000, available=False, away=rules.AWAY_LEAST), now(10_000), "back_in_stock"),
        (before(10_000, available=False, away=rules.AWAY_LEAST - SECOND), now(10_000), None),
        (before(10_000, available=False, away=SECOND), now(5_000), "price_dropped"),
    ],
)
def test_news_is_a_price_that_fell_by_a_percent_or_a_good_that_is_there_again(
    was: rules.Before, became: rules.Now, kind: str | None
) -> None:
    assert rules.news(was, became, at=NOW) == kind
