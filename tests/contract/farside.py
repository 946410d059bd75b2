"""Whoever is asked to send a message, misbehaving as told: an HTTP server, or a real SMS centre."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, Final, NamedTuple

from aiohttp import web
from tests.contract.cases import TOKEN, Speaker
from tests.smscentre import LOGIN, PASSWORD, smsc

from otklik.channels.contract import Config

SILENCE_SECONDS: Final = 3.0
"""Longer than the patience of any test that meets it."""


class Way(StrEnum):
    """How it behaves once it is asked."""

    SLOWS_DOWN = "slows_down"
    KEEPS_SILENT = "keeps_silent"
    CUTS_OFF = "cuts_off"
    SAYS_NOTHING = "says_nothing"
    BROKEN = "broken"
    DISOWNS = "disowns"


class FarSide(NamedTuple):
    config: Config
    """The channel's settings that lead there."""
    asked: Callable[[], int]
    """How often it was asked to send a message."""


@asynccontextmanager
async def far_side(case: Speaker, way: Way, *, status: int = 500, page: str = "") -> AsyncGenerator[FarSide]:
    """`status`: of a broken one. `page`: what one that says nothing says."""
    made = _centre(case, way, status) if case.kind == "smpp" else _server(case, way, status, page)
    async with made as side:
        yield side


def nobody(case: Speaker) -> Config:
    """Settings that lead to a port where nothing listens."""
    return {**case.config, case.where: 9 if case.kind == "smpp" else "http://127.0.0.1:9"}


SMPP_STATUS: Final = {500: 0x08, 502: 0x45, 503: 0x64}
"""What a centre in trouble says where a web server says this."""
ANSWERS: Final = {Way.SLOWS_DOWN: 0x58, Way.KEEPS_SILENT: -1, Way.CUTS_OFF: -2, Way.SAYS_NOTHING: -3}


@asynccontextmanager
async def _centre(case: Speaker, way: Way, status: int) -> AsyncGenerator[FarSide]:
    async with smsc() as centre:
        await centre.tell("answer", statuses=[SMPP_STATUS[status] if way is Way.BROKEN else ANSWERS.get(way, 0)])
        known = {"system_id": LOGIN, "password": "no-more" if way is Way.DISOWNS else PASSWORD}
        yield FarSide({**case.config, case.where: centre.port, **known}, lambda: len(centre.heard("submit")))


@asynccontextmanager
async def _server(case: Speaker, way: Way, status: int, page: str) -> AsyncGenerator[FarSide]:
    """Answers what comes before the message as it should, and the message as told."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        for part, known in case.prelude.items():
            if part in request.path:
                return web.json_response(known)
        asked.append(request.path)
        return await _behave(case, way, request, status=status, page=page)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield FarSide({**case.config, case.where: url}, lambda: len(asked))
    finally:
        await runner.cleanup()


async def _behave(case: Speaker, way: Way, request: web.Request, *, status: int, page: str) -> web.StreamResponse:
    if way is Way.SLOWS_DOWN:
        return web.json_response({}, status=429, headers={"Retry-After": f"{case.pause_seconds:.0f}"})
    if way is Way.KEEPS_SILENT:
        await asyncio.sleep(SILENCE_SECONDS)
    if way is Way.CUTS_OFF:
        assert request.transport is not None
        request.transport.close()
    if way is Way.BROKEN:
        return web.Response(status=status, text=f"trace {TOKEN}")
    if way is Way.DISOWNS:
        known: tuple[int, Any] = case.expired  # Any: JSON
        return web.json_response(known[1], status=known[0])
    return web.Response(text=page, content_type="text/html")
