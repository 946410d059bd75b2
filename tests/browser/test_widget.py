"""The widget on a shop's page: what survives, what the operator sees, what the page can and cannot do to it."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect
from tests.browser.company import demo_company
from tests.browser.screens import Desk, Widget, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

HOSTILE: Final = """
    * { display: none !important; color: lime !important; font: 40px cursive !important; opacity: .1 !important; }
    html, body, main { display: block !important; opacity: 1 !important; }
    otklik-chat, button, iframe { transform: scale(3) !important; position: static !important; }
"""


async def test_history_and_operator_survive_a_reload_and_a_restarted_server(chromium: Browser) -> None:
    async with demo_company() as otklik, window(chromium) as outside, window(chromium) as inside:
        visitor = await at_the_shop(otklik, await outside.new_page())
        await visitor.write("Сколько стоит подписка?")
        desk = await Desk.signed_in(inside, otklik)
        await desk.open("Сколько стоит подписка?")
        await desk.answer("От 1 200 ₽ в месяц.")
        await expect(visitor.log).to_contain_text("От 1 200 ₽ в месяц.")

        await visitor.page.reload()
        await expect(visitor.log).to_contain_text("Сколько стоит подписка?")
        await expect(visitor.log).to_contain_text("От 1 200 ₽ в месяц.")

        await otklik.stop()
        await visitor.box.fill("А за полгода?")
        await visitor.box.press("Enter")
        await otklik.start()
        await expect(desk.thread).to_contain_text("А за полгода?")
        await expect(visitor.frame.get_by_role("heading", level=1)).to_contain_text("Анна")
        await expect(visitor.log.get_by_text("А за полгода?")).to_have_count(1)
        await desk.answer("6 900 ₽.")
        await expect(visitor.log).to_contain_text("6 900 ₽.")


async def test_the_operator_sees_what_is_typed_and_the_visitor_is_told_so(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as outside, window(chromium) as inside:
        visitor = await at_the_shop(shop, await outside.new_page())
        await expect(visitor.frame.get_by_text("Оператор видит текст, пока вы пишете")).to_be_visible()
        await visitor.write("Как вам заплатить за подписку?")
        desk = await Desk.signed_in(inside, shop)
        await desk.open("Как вам заплатить за подписку?")
        thread = desk.page.get_by_role("region", name=re.compile("^Диалог:"))
        await visitor.box.press_sequentially("Карта 4276 1600 1234 5678, она", delay=20)
        await expect(thread).to_contain_text("Карта 4276 16•• •••• ••••, она")
        await expect(desk.thread).not_to_contain_text("4276")
        assert await shop.rows("SELECT 1 FROM journal WHERE convert_from(body, 'UTF8') LIKE '%%4276%%'") == []


async def test_it_works_on_a_page_with_a_strict_policy(chromium: Browser, shop: Otklik) -> None:
    policy = f"default-src 'none'; script-src {shop.url}; frame-src {shop.url}; require-trusted-types-for 'script'"
    async with host_page(shop, policy=policy) as address, window(chromium) as outside:
        page = await outside.new_page()
        refused: list[str] = []
        page.on("console", lambda told: refused.append(told.text) if "Content Security Policy" in told.text else None)
        await page.goto(address)
        visitor = Widget(page)
        await visitor.open()
        await visitor.write("Политика не мешает?")
        await expect(visitor.log).to_contain_text("Отправлено")
        assert refused == []


async def test_styles_of_the_page_do_not_reach_it(chromium: Browser, shop: Otklik) -> None:
    async with host_page(shop, style=HOSTILE) as address, window(chromium) as outside:
        page = await outside.new_page()
        await page.goto(address)
        launcher = Widget(page).launcher
        await expect(launcher).to_be_visible()
        box = await launcher.bounding_box()
        assert box is not None
        assert box["width"] < 100
        assert box["x"] + box["width"] <= 1440
        await launcher.click()
        written = Widget(page).box
        await expect(written).to_be_visible()
        size = await written.evaluate("box => getComputedStyle(box).fontSize")
        assert size == "16px"


async def test_a_visitor_can_do_everything_by_keyboard(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as outside:
        page = await outside.new_page()
        await page.goto(f"{shop.url}/demo")
        visitor = Widget(page)
        await visitor.launcher.focus()
        await page.keyboard.press("Enter")
        await expect(visitor.box).to_be_focused()
        await page.keyboard.type("Пишу без мыши")
        await page.keyboard.press("Enter")
        await expect(visitor.log).to_contain_text("Пишу без мыши")
        await expect(visitor.log).to_contain_text("Отправлено")  # before that nothing is known of how to answer
        await expect(visitor.box).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(visitor.frame.get_by_placeholder("Ваша почта")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(visitor.launcher).to_be_focused()


@asynccontextmanager
async def host_page(otklik: Otklik, *, policy: str = "", style: str = "") -> AsyncGenerator[str]:
    """Somebody's own page, of another origin, with the line the desk gives to copy."""
    (row,) = await otklik.rows("SELECT public_id FROM channels WHERE kind = 'webchat'")
    snippet = f'<script async src="{otklik.url}/widget/loader.js" data-channel="{row[0]}"></script>'
    styled = f"<style>{style}</style>" if style else ""
    async with own_page(f"{styled}<main>Магазин</main>{snippet}", policy=policy) as address:
        yield address


@asynccontextmanager
async def own_page(content: str, *, policy: str = "") -> AsyncGenerator[str]:
    """A page of another origin with this in it."""
    body = f'<!doctype html><html lang="ru"><title>Чужая страница</title>{content}</html>'

    async def shown(_: web.Request) -> web.Response:
        headers = {"content-security-policy": policy} if policy else {}
        return web.Response(text=body, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/", shown)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()


async def at_the_shop(otklik: Otklik, page: Page) -> Widget:
    await page.goto(f"{otklik.url}/demo")
    visitor = Widget(page)
    await visitor.open()
    return visitor
