"""Yandex Market Language (https://yandex.ru/support/marketplace/assortment/files/index.html, 2026-01), as a stream.

`yml_catalog/shop/{categories/category, offers/offer}`. The file is a stranger's: entities of its own are refused (a
"billion laughs" is made of them), a DTD is never fetched, and no text grows beyond what is kept of it.
"""

from collections.abc import Generator
from typing import BinaryIO, Final
from xml.parsers import expat

from otklik.domains.goods.errors import FeedUnreadable
from otklik.domains.goods.feeds.offers import Said

CHUNK_BYTES: Final = 256 * 1024
DEPTH_MAX: Final = 32
TEXT_MAX: Final = 4_000
"""Of one field, in characters."""
CATEGORIES_MAX: Final = 50_000
LEVELS_MAX: Final = 10
"""Of categories in one another; more is a ring."""
SEPARATOR: Final = " / "
FIELDS: Final = frozenset(
    {
        "url",
        "price",
        "oldprice",
        "currencyId",
        "categoryId",
        "picture",
        "name",
        "typePrefix",
        "vendor",
        "model",
        "count",
    }
)


def read(file: BinaryIO) -> Generator[Said]:
    """Offers in the order of the feed. Takes a while: call it in a thread. Raises `FeedUnreadable`."""
    reader = _Reader()
    while chunk := file.read(CHUNK_BYTES):
        reader.feed(chunk)
        yield from reader.drained()
    reader.feed(b"", last=True)
    yield from reader.drained()
    if not reader.is_catalogue:
        raise FeedUnreadable


class _Reader:
    def __init__(self) -> None:
        self.is_catalogue = False
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._keeps = False
        self._categories: dict[str, tuple[str, str]] = {}
        """Name and parent, by id."""
        self._category = ("", "")
        self._offer: dict[str, str] | None = None
        self._line = 0
        self._found: list[Said] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self._told
        self._parser.EntityDeclHandler = _refuse_entity

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise FeedUnreadable(params={"line": error.lineno}) from error
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            raise FeedUnreadable from error

    def drained(self) -> list[Said]:
        found, self._found = self._found, []
        return found

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > DEPTH_MAX:
            raise FeedUnreadable(params={"line": self._parser.CurrentLineNumber})
        if len(self._path) == 1:
            self.is_catalogue = name == "yml_catalog"
        self._text, self._length = [], 0
        self._keeps = False
        if self._path == ["yml_catalog", "shop", "categories", "category"]:
            self._category = (attributes.get("id", "").strip(), attributes.get("parentId", "").strip())
            self._keeps = True
        elif self._path == ["yml_catalog", "shop", "offers", "offer"]:
            self._offer = {"id": attributes.get("id", ""), "available": attributes.get("available", "")}
            self._line = self._parser.CurrentLineNumber
        elif self._offer is not None:
            self._keeps = len(self._path) == 5 and name in FIELDS

    def _told(self, text: str) -> None:
        if self._keeps and self._length < TEXT_MAX:
            self._text.append(text[: TEXT_MAX - self._length])
            self._length += len(text)

    def _ended(self, name: str) -> None:
        if self._path == ["yml_catalog", "shop", "offers", "offer"]:
            self._close_offer()
        elif self._keeps and self._offer is not None:
            self._offer.setdefault(name, "".join(self._text).strip())
        elif self._keeps and len(self._categories) < CATEGORIES_MAX:
            key, parent = self._category
            self._categories[key] = (" ".join("".join(self._text).split()), parent)
        self._keeps = False
        self._path.pop()

    def _close_offer(self) -> None:
        offer, self._offer = self._offer or {}, None
        named = " ".join(filter(None, (offer.get(one, "") for one in ("typePrefix", "vendor", "model"))))
        self._found.append(
            Said(
                line=self._line,
                product=offer.get("id", ""),
                title=offer.get("name", "") or named,
                url=offer.get("url", ""),
                image_url=offer.get("picture", ""),
                category=self._whole_name(offer.get("categoryId", "")),
                price=offer.get("price", ""),
                old_price=offer.get("oldprice", ""),
                currency=offer.get("currencyId", ""),
                available=offer.get("available", ""),
                stock=offer.get("count", ""),
            )
        )

    def _whole_name(self, key: str) -> str:
        """`Clothes / Women`: the same word stands under more than one."""
        names: list[str] = []
        while key in self._categories and len(names) < LEVELS_MAX:
            name, key = self._categories[key]
            names.append(name)
        return SEPARATOR.join(reversed(names))


def _refuse_entity(*_: object) -> None:
    raise FeedUnreadable(params={"reason": "entities"})
