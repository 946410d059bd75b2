"""Ways to the company as a customer meets them: the chat that goes on elsewhere, the page, the button, the sheet."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect
from tests.browser.axe import barriers
from tests.browser.company import demo_company
from tests.browser.screens import PHONE, Desk, Scheme, shows_no_horizontal_scroll, window
from tests.browser.test_widget import at_the_shop, own_page
from tests.contract.botapi import TOKEN, bot_api
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def shop(chromium: Browser) -> AsyncIterator[Otklik]:
    """The demo company, with a bot in Telegram beside its site chat."""
    async with demo_company() as otklik, bot_api() as telegram:
        async with window(chromium) as inside:
            desk = await Desk.signed_in(inside, otklik)
            await desk.connect("telegram", {"token": TOKEN, "base_url": telegram.base_url, "intake": "webhook"})
            await telegram.until_called("setWebhook")
        yield otklik


@pytest.mark.parametrize("phone", [False, True], ids=["computer", "phone"])
async def test_the_chat_goes_on_in_a_messenger(chromium: Browser, shop: Otklik, *, phone: bool) -> None:
    async with window(chromium, size=PHONE if phone else (1440, 900), touch=phone) as outside:
        visitor = await at_the_shop(shop, await outside.new_page())
        await visitor.write(f"Можно ли в Телеграм? {phone}")
        await expect(visitor.log).to_contain_text("Отправлено")
        await visitor.frame.get_by_role("button", name="Ещё").click()
        await visitor.frame.get_by_role("button", name="Продолжить в…").click()
        way = visitor.frame.get_by_role("region", name="Продолжить в…").get_by_role("link", name="Telegram")
        await expect(way).to_be_focused()
        await expect(way).to_have_attribute("href", re.compile(r"^https://t\.me/tea_shop_bot\?start=[\w-]{48}$"))
        code = visitor.frame.get_by_role("img", name="QR-код: продолжить разговор на телефоне")
        await expect(code).to_have_count(0 if phone else 1)
        [frame] = [one for one in visitor.page.frames if "/widget/app/" in one.url]
        assert await barriers(frame) == []
        await visitor.page.keyboard.press("Escape")
        await expect(way).to_have_count(0)
        await expect(visitor.box).to_be_visible()


async def test_the_site_chat_takes_on_a_conversation_on_its_own_page(chromium: Browser, shop: Otklik) -> None:
    (row,) = await shop.rows("SELECT public_id FROM channels WHERE kind = 'webchat'")
    async with window(chromium) as outside:
        page = await outside.new_page()
        await page.goto(f"{shop.url}/widget/app/index.html?channel={row[0]}&otklik={'A' * 48}&locale=ru")
        await page.get_by_role("textbox", name="Сообщение").fill("Я по ссылке")
        await page.get_by_role("button", name="Отправить").click()
        await expect(page.get_by_role("log", name="Сообщения")).to_contain_text("Отправлено")
        assert await shows_no_horizontal_scroll(page)
        kept = await shop.rows("SELECT page->>'url' FROM visitor_sessions WHERE page->>'url' LIKE '%%/widget/app/%%'")
        assert all("otklik=" not in url for (url,) in kept)
        assert kept


LOOKS: Final = [
    pytest.param((1440, 900), "light", "ru", id="wide light ru"),
    pytest.param((1440, 900), "dark", "en", id="wide dark en"),
    pytest.param(PHONE, "light", "en", id="phone light en"),
    pytest.param(PHONE, "dark", "ru", id="phone dark ru"),
]


@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS)
async def test_the_page_is_for_everybody(
    chromium: Browser, shop: Otklik, size: tuple[int, int], scheme: Scheme, language: str
) -> None:
    phone = size == PHONE
    async with window(chromium, size=size, scheme=scheme, touch=phone, locale=language) as outside:
        page = await outside.new_page()
        await page.goto(await kit_url(shop))
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Как с нами связаться" if language == "ru" else "How to reach us"
        )
        ways = page.get_by_role("listitem")
        await expect(ways).to_have_count(6)
        await expect(page.get_by_role("link", name="+7 495 000-00-00")).to_have_attribute("href", "tel:+74950000000")
        await expect(ways.first.locator("img.qr")).to_be_visible(visible=not phone)
        assert await barriers(page) == []
        assert await shows_no_horizontal_scroll(page)


@pytest.mark.parametrize("phone", [False, True], ids=["computer", "phone"])
async def test_the_button_on_a_site_opens_every_way(chromium: Browser, shop: Otklik, *, phone: bool) -> None:
    address = await kit_url(shop)
    script = f'<script async src="{shop.url}/widget/reach.js" data-reach="{address.rpartition("/")[2]}"></script>'
    async with (
        own_page(f"<main>Магазин</main>{script}") as site,
        window(chromium, size=PHONE if phone else (1440, 900), touch=phone) as outside,
    ):
        page = await outside.new_page()
        await page.goto(site)
        await page.get_by_role("button", name="Связаться с нами").click()
        viber = page.get_by_role("link", name="Viber")
        await expect(viber).to_have_attribute("href", "viber://chat?number=%2B74950000000")
        code = page.get_by_role("button", name="QR-код").first
        if phone:
            await expect(code).to_have_count(0)
        else:
            await code.click()
            await expect(page.get_by_role("img", name="QR-код: Телефон")).to_be_visible()
        assert await barriers(page) == []
        assert await shows_no_horizontal_scroll(page)
        assert await outside.cookies() == []


async def kit_url(shop: Otklik) -> str:
    (row,) = await shop.rows("SELECT public_id FROM reach_kits")
    return f"{shop.url}/contact-us/{row[0]}"
