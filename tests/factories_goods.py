"""A shop for tests: its site, which gives a feed, and feeds as shops write them."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

Offer = Mapping[str, object]

CATEGORIES = '<category id="1">Чай</category><category id="2" parentId="1">Зелёный</category>'


def offer(product: str, *, available: bool = True, **fields: object) -> str:
    """One offer of YML; fields as YML names them."""
    known: dict[str, object] = {
        "name": f"Чай {product}",
        "url": f"https://shop.example/{product}",
        "picture": f"https://shop.example/{product}.jpg",
        "price": "100",
        "currencyId": "RUR",
        "categoryId": "2",
        **fields,
    }
    inside = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in known.items() if value is not None)
    return f'<offer id="{escape(product)}" available="{str(available).lower()}">{inside}</offer>'


def yml(offers: Sequence[str], *, encoding: str = "utf-8", head: str = "") -> bytes:
    """A whole feed."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{head}<yml_catalog><shop><name>Чайная</name>'
        f"<categories>{CATEGORIES}</categories>\n<offers>\n" + "\n".join(offers) + "\n</offers></shop></yml_catalog>"
    )
    return text.encode(encoding)


@dataclass
class Site:
    """What the shop's server gives now, and what it was asked."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    etag: str = ""
    moved_to: str = ""
    asked: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        if self.moved_to and request.path == "/feed.xml":
            return web.Response(status=301, headers={"location": self.moved_to})
        headers = {"etag": self.etag} if self.etag else {}
        if self.etag and request.headers.get("if-none-match") == self.etag:
            return web.Response(status=304, headers=headers)
        return web.Response(status=self.status, body=self.body, headers=headers)


@asynccontextmanager
async def site() -> AsyncGenerator[Site]:
    """A server on this machine."""
    found = Site()
    app = web.Application()
    app.router.add_get("/{tail:.*}", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        addresses: Any = runner.addresses  # Any: aiohttp does not say
        found.url = f"http://127.0.0.1:{addresses[0][1]}/feed.xml"
        yield found
    finally:
        await runner.cleanup()
