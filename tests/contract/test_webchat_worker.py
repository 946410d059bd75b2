"""The site chat's "test connection": what a site lacks for notifications is said, site by site."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from tests.ports import FakePort

from otklik.channels.contract import Config
from otklik.channels.providers import webchat

LINE = 'importScripts("https://desk.example.ru/widget/sw.js");'


@asynccontextmanager
async def site(text: str | None, media_type: str = "text/javascript") -> AsyncGenerator[str]:
    app = web.Application()

    async def worker(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type=media_type)

    if text is not None:
        app.router.add_get(webchat.WORKER, worker)
    runner = web.AppRunner(app)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("text", "media_type", "trouble"),
    [
        (LINE, "text/javascript", ""),
        (f"self.own = 1;\n{LINE}", "application/javascript", ""),
        (None, "", "webchat.worker_missing"),
        ("<html>no such page</html>", "text/html", "webchat.worker_not_script"),
        ("self.own = 1;", "text/javascript", "webchat.worker_other"),
    ],
)
async def test_each_trouble_has_its_own_word(port: FakePort, text: str | None, media_type: str, trouble: str) -> None:
    async with site(text, media_type) as address:
        [step] = await webchat.provider.check(port, {"origins": (address,)})
    assert (step.code, step.ok) == ("webchat.worker", not trouble)
    assert step.detail == (f"{trouble}: {address}" if trouble else address)


async def test_what_stands_before_any_site_is_said_first(port: FakePort) -> None:
    async def first(config: Config) -> tuple[str, bool, str]:
        [step] = await webchat.provider.check(port, config)
        return step.code, step.ok, step.detail

    assert await first({"push": False}) == ("webchat.push_off", True, "")
    assert await first({}) == ("webchat.push", False, "webchat.sites_unnamed")
    plain = "http://shop.example"
    assert await first({"origins": (plain,)}) == ("webchat.worker", False, f"webchat.site_insecure: {plain}")
    away = "https://127.0.0.1:9"
    assert await first({"origins": (away,)}) == ("webchat.worker", False, f"webchat.no_answer: {away}")
    port.public_url = "http://127.0.0.1:8000"
    assert await first({}) == ("webchat.push", False, "webchat.server_insecure")
