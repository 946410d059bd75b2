"""A shop for tests: its site, which gives a feed, and feeds as shops write them."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from aiohttp import web
from sqlalchemy import text as sql
from tests.factories import Company, unit_of_work

from otklik.domains.activity.schemas import LineIn
from otklik.domains.activity.service import recording
from otklik.domains.goods import service
from otklik.domains.goods.models import GoodSeen
from otklik.platform.clock import SystemClock
from otklik.platform.db import scoped
from otklik.program import Program

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
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Beside the others."""
    asked: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        if self.moved_to and request.path == "/feed.xml":
            return web.Response(status=301, headers={"location": self.moved_to})
        headers = {"etag": self.etag} if self.etag else {}
        if self.etag and request.headers.get("if-none-match") == self.etag:
            return web.Response(status=304, headers=headers)
        return web.Response(status=self.status, body=self.body, headers={**headers, **self.headers})


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


async def put(program: Program, company: Company, *goods: Mapping[str, Any]) -> None:
    """As the shop's system puts them by the API; told of are those who wait for it."""
    async with unit_of_work(program, company) as ctx:
        taken = await service.put(ctx, [{"title": f"Чай {one['product']}", **one} for one in goods])
        assert not taken.refused


async def away_for(program: Program, company: Company, since: timedelta) -> None:
    """What cannot be bought now was last there so much longer ago."""
    async with unit_of_work(program, company) as ctx:
        longer = sql("UPDATE goods SET gone_at = gone_at - CAST(:since AS interval) WHERE workspace_id = :company")
        await ctx.session.execute(longer, {"since": since, "company": company.id})


async def seen(program: Program, company: Company, contact_id: UUID) -> dict[str, GoodSeen]:
    """What a person looked at, by product."""
    async with unit_of_work(program, company) as ctx:
        query = scoped(ctx, GoodSeen).where(GoodSeen.contact_id == contact_id)
        return {one.product: one for one in await ctx.session.scalars(query)}


async def did(program: Program, company: Company, *facts: recording.FactIn, old: bool = False) -> None:
    """Each must be right."""
    async with unit_of_work(program, company) as ctx:
        outcomes = await recording.record(ctx, facts, old=old)
        assert [one.error for one in outcomes if one.error] == []


def fact(
    contact_id: UUID, name: str = "product_viewed", *, ago: timedelta = timedelta(), **more: Any
) -> recording.FactIn:
    """`lines`: products of a purchase; all else are properties."""
    at = SystemClock().now() - ago
    lines = tuple(LineIn(product=one, price_minor=100) for one in more.pop("lines", ()))
    person = recording.PersonRef(contact_id=contact_id)
    return recording.FactIn(name=name, person=person, at=at, lines=lines, properties=more)
