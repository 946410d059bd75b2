"""A feed as a table, CSV: what a column is for is known by its title, in Russian and English."""

from collections.abc import Generator, Mapping, Sequence
from typing import BinaryIO, Final

from otklik.domains.goods.errors import FeedColumnsMissing, FeedUnreadable
from otklik.domains.goods.feeds.offers import Said
from otklik.platform import sheets_read
from otklik.platform.sheets_read import SheetUnreadable

_WORDS: Final[Mapping[str, str]] = {
    "product": "sku|id|product id|article|article number|offer id|артикул|код|код товара|ид|id товара|штрихкод",
    "title": "title|name|product|product name|item|название|название товара|наименование|товар|номенклатура",
    "url": "url|link|page|product url|ссылка|адрес|адрес страницы|ссылка на товар|страница",
    "image_url": "image|image url|image link|picture|photo|картинка|изображение|фото|ссылка на картинку",
    "category": "category|product type|section|категория|раздел|группа|группа товаров",
    "price": "price|цена|стоимость|цена продажи",
    "old_price": "old price|oldprice|price before|старая цена|цена до скидки|прежняя цена",
    "currency": "currency|currencyid|валюта",
    "available": "available|availability|in stock|наличие|в наличии|доступен|доступность",
    "stock": "stock|quantity|qty|count|остаток|остатки|количество|кол-во",
}
_BY_TITLE: Final = {title: field for field, titles in _WORDS.items() for title in titles.split("|")}
NEEDED: Final = frozenset({"product", "title"})


def read(file: BinaryIO) -> Generator[Said]:
    """Offers row by row. Takes a while: call it in a thread. Raises `FeedColumnsMissing`, `FeedUnreadable`."""
    try:
        rows = sheets_read.each_csv_row(file)
        fields = _fields(next(rows, []))
        for line, cells in enumerate(rows, start=2):
            if any(cell.strip() for cell in cells):
                given = zip(fields, cells, strict=False)
                yield Said(line=line, **{field: cell for field, cell in given if field is not None})
    except SheetUnreadable as error:
        raise FeedUnreadable from error


def _fields(titles: Sequence[str]) -> list[str | None]:
    """What each column is for, the first that says so; None: nothing of ours."""
    fields: list[str | None] = []
    for title in titles:
        field = _BY_TITLE.get(_bare(title))
        fields.append(None if field in fields else field)
    if not set(fields) >= NEEDED:
        raise FeedColumnsMissing
    return fields


def _bare(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").replace("_", " ").split()).strip(" :*")
