"""Feeds as shops write them, and as those write who wish us ill."""

import io
from typing import Any

import pytest
from tests.factories_goods import offer, yml

from otklik.domains.goods import rules
from otklik.domains.goods.errors import FeedColumnsMissing, FeedUnreadable
from otklik.domains.goods.feeds import offers, tables
from otklik.domains.goods.feeds import yml as reader
from otklik.domains.goods.feeds.offers import Refused, Said
from otklik.domains.goods.schemas import GoodIn

GREEN = "Чай / Зелёный"


def read(feed: bytes) -> list[GoodIn | Refused]:
    return [offers.read(said, currency="RUB") for said in reader.read(io.BytesIO(feed))]


def read_table(feed: bytes) -> list[GoodIn | Refused]:
    return [offers.read(said, currency="RUB") for said in tables.read(io.BytesIO(feed))]


def one(feed: bytes) -> GoodIn:
    (good,) = read(feed)
    assert isinstance(good, GoodIn), good
    return good


def test_an_offer_is_read_whole_with_the_way_to_its_category() -> None:
    good = one(yml([offer("12/3", price="1990.50", oldprice="2 490", count="7")]))
    assert good == GoodIn(
        product="12/3",
        title="Чай 12/3",
        url="https://shop.example/12/3",
        image_url="https://shop.example/12/3.jpg",
        category=GREEN,
        price_minor=199_050,
        old_price_minor=249_000,
        currency="RUB",
        available=True,
        stock=7,
    )


def test_an_offer_without_a_name_is_called_by_what_it_is_who_made_it_and_which() -> None:
    fields: dict[str, Any] = {"name": None, "typePrefix": "Чайник", "vendor": "Samovar & Co", "model": "T-1"}
    assert one(yml([offer("1", **fields)])).title == "Чайник Samovar & Co T-1"


def test_the_first_of_several_pictures_is_taken_and_words_in_cdata_too() -> None:
    inside = "<name><![CDATA[Чай <лучший>]]></name><picture>https://a.example/1</picture><picture>https://a.example/2</picture>"
    good = one(yml([f'<offer id="1">{inside}</offer>']))
    assert (good.title, good.image_url) == ("Чай <лучший>", "https://a.example/1")


@pytest.mark.parametrize(
    ("written", "available"),
    [
        ('<offer id="1" available="false"><name>Чай</name></offer>', False),
        ('<offer id="1"><name>Чай</name></offer>', True),
        ('<offer id="1"><name>Чай</name><count>0</count></offer>', False),
        ('<offer id="1" available="true"><name>Чай</name><count>0</count></offer>', True),
    ],
)
def test_whether_it_can_be_bought_is_said_by_the_feed_or_by_the_count(written: str, available: bool) -> None:
    assert rules.is_available(one(yml([written]))) is available


def test_params_and_parts_of_other_kinds_do_not_stand_for_ours() -> None:
    inside = "<name>Чай</name><delivery-options><option><price>999</price></option></delivery-options><price>5</price>"
    assert one(yml([f'<offer id="1">{inside}</offer>'])).price_minor == 500


def test_a_feed_of_windows_is_read() -> None:
    assert one(yml([offer("1")], encoding="windows-1251")).title == "Чай 1"


def test_the_doctype_that_feeds_have_had_for_ever_does_no_harm() -> None:
    assert one(yml([offer("1")], head='<!DOCTYPE yml_catalog SYSTEM "shops.dtd">')).product == "1"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE yml_catalog [<!ENTITY a "x">]>',
        '<!DOCTYPE yml_catalog [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE yml_catalog [<!ENTITY % a SYSTEM "http://127.0.0.1/evil.dtd">]>',
    ],
)
def test_entities_of_its_own_make_a_feed_unreadable(head: str) -> None:
    with pytest.raises(FeedUnreadable):
        read(yml([offer("1")], head=head))


def test_a_feed_cut_short_is_unreadable_and_the_place_is_said() -> None:
    with pytest.raises(FeedUnreadable) as caught:
        read(yml([offer("1"), offer("2")])[:-80])
    assert caught.value.params["line"] == 4


@pytest.mark.parametrize(
    "feed", [b"<html><body>404</body></html>", b"", b"\0\0\0", b"<?xml version='1.0' encoding='x'?><a/>"]
)
def test_what_is_no_feed_is_unreadable(feed: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        read(feed)


def test_a_ring_of_categories_and_one_that_is_not_there_end_nothing() -> None:
    feed = yml([offer("1", categoryId="7"), offer("2", categoryId="99")])
    ring = '<category id="7" parentId="8">А</category><category id="8" parentId="7">Б</category>'
    first, second = read(feed.replace(b"</categories>", f"{ring}</categories>".encode()))
    assert isinstance(first, GoodIn)
    assert first.category.endswith("Б / А")
    assert isinstance(second, GoodIn)
    assert second.category == ""


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "title"),
        ({"price": "дорого"}, "price"),
        ({"price": "1.2345"}, "price"),
        ({"currencyId": "рубли"}, "currency"),
        ({"url": "shop.example/1"}, "url"),
    ],
)
def test_a_bad_offer_is_refused_with_its_place_and_why(fields: dict[str, Any], field: str) -> None:
    good, bad = read(yml([offer("1"), offer("2", **fields)]))
    assert isinstance(good, GoodIn)
    assert bad == Refused(line=4, product="2", code="goods.good_invalid", params={"field": field})


def test_a_table_with_russian_titles_is_read() -> None:
    feed = (
        "Артикул;Наименование;Цена;Старая цена;Остаток;Категория;Ссылка на товар;Фото\n"
        "А-1;Чай «Сенча»;1 290,50;1 500;3;Чай;https://shop.example/1;https://shop.example/1.jpg\n"
        ";;;;;;;\n"
        "А-2;Чай «Ассам»;;;0;;;\n"
        ";Без номера;10;;;;;\n"
    )
    for encoding in ("utf-8", "cp1251", "utf-16"):
        first, second, third = read_table(feed.encode(encoding))
        assert isinstance(first, GoodIn)
        assert (first.product, first.price_minor, first.old_price_minor, first.stock) == ("А-1", 129_050, 150_000, 3)
        assert isinstance(second, GoodIn)
        assert (second.price_minor, second.stock) == (None, 0)
        assert third == Refused(line=5, product="", code="goods.good_invalid", params={"field": "product"})


def test_a_table_with_english_titles_is_read() -> None:
    feed = b"sku,name,price,currency,availability,image_link\n1,Tea,19.9,usd,out of stock,https://a.example/1\n"
    (good,) = read_table(feed)
    assert isinstance(good, GoodIn)
    assert (good.price_minor, good.currency, good.available, good.image_url) == (
        1990,
        "USD",
        False,
        "https://a.example/1",
    )


@pytest.mark.parametrize("feed", [b"", b"a,b\n1,2\n", b"sku,price\n1,2\n", b"name,price\nTea,2\n"])
def test_a_table_without_ids_or_names_says_that_these_columns_are_missing(feed: bytes) -> None:
    with pytest.raises(FeedColumnsMissing):
        read_table(feed)


def test_a_table_with_a_quote_left_open_is_unreadable() -> None:
    with pytest.raises(FeedUnreadable):
        read_table(b'sku,name\n1,"Tea\n')


def test_yen_have_no_hundredths() -> None:
    said = Said(line=1, product="1", title="Tea", price="1500", currency="JPY")
    good = offers.read(said, currency="RUB")
    assert isinstance(good, GoodIn)
    assert good.price_minor == 1500
