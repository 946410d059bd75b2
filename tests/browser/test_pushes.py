"""A visitor leaves the shop without an answer, agrees to be notified, and a push brings them back to the conversation.

Without Google there is no push service in Chromium, so subscribing is answered by a service on loopback that decrypts
as a browser would; what it decrypted is then delivered to the site's real worker by Chromium itself.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, expect
from tests import pushes
from tests.browser.screens import Desk, Widget, window
from tests.faults.process import Otklik
from tests.faults.waiting import eventually
from tests.pushes import push_service

pytestmark = pytest.mark.browser

SUBSCRIBING: Final = """(subscription) => {
    PushManager.prototype.subscribe = async function (options) {
        window.askedWith = [...new Uint8Array(options.applicationServerKey)];
        return { toJSON: () => subscription, unsubscribe: async () => true };
    };
}"""
PATIENCE_SECONDS: Final = 60


async def test_whoever_leaves_without_an_answer_is_called_back_by_it(whole_chromium: Browser, shop: Otklik) -> None:
    phone = pushes.Browser()
    async with (
        push_service() as service,
        site(shop) as address,
        window(whole_chromium) as outside,
        window(whole_chromium) as inside,
    ):
        await outside.grant_permissions(["notifications"], origin=address)
        page = await visiting(outside, address, phone.subscription(service.url))
        visitor = Widget(page)
        await visitor.open()
        await expect(visitor.frame.get_by_text("Уведомить в этом браузере")).to_have_count(0)
        await visitor.write("Привезёте завтра к обеду?")
        await expect(visitor.log).to_contain_text("Отправлено")
        await visitor.frame.get_by_role("button", name="Закрыть чат").click()
        await visitor.frame.get_by_role("button", name="Уведомить в этом браузере").click()
        await expect(visitor.frame.get_by_text("Готово: когда ответят, придёт уведомление")).to_be_visible()
        assert len(await page.evaluate("window.askedWith")) == 65
        await page.goto("about:blank")

        desk = await Desk.signed_in(inside, shop)
        await desk.open("Привезёте завтра к обеду?")
        await desk.answer("Да, до двенадцати.")
        await asyncio.wait_for(
            service.arrived.wait(), PATIENCE_SECONDS
        )  # the visitor gets a while to see it on the page
        shown = json.loads(phone.read(service.taken[0]))
        assert shown["body"].endswith("Да, до двенадцати.")
        assert shown["url"] == address

        await page.goto(address)
        await shown_by_the_worker(outside, page, address, json.dumps(shown))
        await page.goto(f"{address}#otklik")
        await page.reload()
        await expect(visitor.log).to_contain_text("Да, до двенадцати.")


async def test_without_the_file_nothing_is_offered_and_the_console_says_why(
    whole_chromium: Browser, shop: Otklik
) -> None:
    async with site(shop, worker=False) as address, window(whole_chromium) as outside:
        await outside.grant_permissions(["notifications"], origin=address)
        page = await outside.new_page()
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text))
        await page.goto(address)
        visitor = Widget(page)
        await visitor.open()
        await visitor.write("Есть ли подарочная упаковка?")
        await expect(visitor.log).to_contain_text("Отправлено")
        await visitor.frame.get_by_role("button", name="Закрыть чат").click()
        await expect(visitor.frame.get_by_text("Прислать его на почту?")).to_be_visible()
        await expect(visitor.frame.get_by_role("button", name="Уведомить в этом браузере")).to_have_count(0)
        assert any(
            "there is no worker at /otklik-sw.js" in line and f"{shop.url}/widget/sw.js" in line for line in said
        )


async def visiting(context: BrowserContext, address: str, to: pushes.Subscription) -> Page:
    page = await context.new_page()
    subscription = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}
    await page.add_init_script(f"({SUBSCRIBING})({json.dumps(subscription)})")
    await page.goto(address)
    return page


async def shown_by_the_worker(context: BrowserContext, page: Page, address: str, data: str) -> None:
    """Chromium hands the push to the site's worker, which shows it."""
    devtools = await context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []  # Any: the protocol's own objects

    def note(event: dict[str, Any]) -> None:  # Any: as above
        registrations.extend(event["registrations"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", note)
    await devtools.send("ServiceWorker.enable")
    await eventually(lambda: page.evaluate("navigator.serviceWorker.ready.then((one) => one.active !== null)"))
    origin = address.rstrip("/")
    found = next(one["registrationId"] for one in registrations if one["scopeURL"].startswith(origin))
    await devtools.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found, "data": data})
    shown: list[dict[str, Any]] = []  # Any: as above

    async def seen() -> bool:
        shown[:] = await page.evaluate(
            """navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) =>
                all.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.otklik })))"""
        )
        return bool(shown)

    await eventually(seen)
    expected = json.loads(data)
    assert shown[0] == {name: expected[name] for name in ("title", "body", "tag", "url")}


@asynccontextmanager
async def site(otklik: Otklik, *, worker: bool = True) -> AsyncGenerator[str]:
    """A shop's own page, of another origin, with the snippet and, at its root, the worker's one line."""
    (row,) = await otklik.rows("SELECT public_id FROM channels WHERE kind = 'webchat'")
    snippet = f'<script async src="{otklik.url}/widget/loader.js" data-channel="{row[0]}"></script>'
    body = f'<!doctype html><html lang="ru"><title>Магазин</title><main>Магазин</main>{snippet}</html>'

    async def shown(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="text/html")

    async def line(_: web.Request) -> web.Response:
        return web.Response(text=f'importScripts("{otklik.url}/widget/sw.js");', content_type="text/javascript")

    app = web.Application()
    app.router.add_get("/", shown)
    if worker:
        app.router.add_get("/otklik-sw.js", line)
    runner = web.AppRunner(app)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
