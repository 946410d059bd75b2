"""An administrator connects cards for Apple Wallet; the link of a card speaks to whoever opens it."""

import re
from uuid import UUID

import pytest
from playwright.async_api import Browser, FilePayload, expect
from tests import wallets
from tests.browser.axe import barriers
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

from otklik.domains.passes.service.links import LINK
from otklik.platform.crypto import Cipher, load_key, unpadded

pytestmark = pytest.mark.browser
NOBODY = "http://127.0.0.1:9"


async def test_the_form_is_filled_in_and_the_check_says_what_is_wrong_and_what_is_right(
    shop: Otklik, chromium: Browser
) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        page = desk.page
        await page.goto(f"{shop.url}/settings/channels/new/wallet")
        await expect(page.get_by_role("heading", name="Карта в Apple Wallet")).to_be_visible()
        await page.get_by_role("textbox", name="Название", exact=False).first.fill("Карта гостя")
        await page.get_by_label("Pass Type ID").fill(wallets.PASS_TYPE)
        await page.get_by_label("Team ID").fill("OTHER98765")
        own = wallets.pem(wallets.given()) + wallets.key_pem()
        await page.get_by_role("textbox", name="Сертификат с ключом").fill(own)
        file = FilePayload(name="AppleWWDRCA.cer", mimeType="application/x-x509-ca-cert", buffer=wallets.cer())
        await page.locator("input[type=file]").last.set_input_files(file)
        await page.get_by_label("Где бонусы").fill("Бонусы")
        await page.get_by_role("button", name=re.compile("Ещё|Дополнительно")).click()
        await page.get_by_label("Адрес APNs").fill(NOBODY)
        check = page.get_by_role("button", name="Проверить подключение")
        await check.click()
        steps = page.get_by_role("list", name="Проверить подключение")
        await expect(steps).to_contain_text("Team ID не совпадает")
        await page.get_by_label("Team ID").fill(wallets.TEAM)
        await check.click()
        await expect(steps).to_contain_text("Сертификат подходит и действует до")
        await expect(steps).to_contain_text(f"{wallets.given().not_valid_after_utc:%Y-%m-%d}")
        await expect(steps).to_contain_text("только по https")
        await expect(steps).to_contain_text("Серверы Apple не отвечают")
        assert await barriers(page) == []


async def test_the_link_shows_a_button_on_an_iphone_and_a_word_elsewhere(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        await desk.connect("wallet", wallets.config())
        session = await (await desk.page.request.get(f"{shop.url}/api/v1/session")).json()
        people = await (await desk.page.request.get(f"{shop.url}/api/v1/contacts")).json()
        person = next(one for one in people["items"] if one["name"])
        packed = unpadded(UUID(session["workspace"]["id"]).bytes + UUID(person["id"]).bytes)
        cipher = Cipher(load_key(setting="", folder=shop.settings.data_dir))
        link = f"{shop.url}/pass/{cipher.sign(packed, purpose=LINK)}"
        await desk.page.goto(link)
        await expect(desk.page.get_by_text("Откройте эту ссылку на айфоне")).to_be_visible()
        assert person["name"] not in await desk.page.content()
        assert await barriers(desk.page) == []
    async with window(chromium, size=PHONE, scheme="dark") as context:
        await context.set_extra_http_headers({"user-agent": wallets.IPHONE})
        page = await context.new_page()
        await page.goto(link)
        button = page.get_by_role("link", name="Добавить в Apple Wallet")
        await expect(button).to_be_visible()
        assert await barriers(page) == []
        assert await shows_no_horizontal_scroll(page)
        card = await page.request.get(f"{shop.url}{await button.get_attribute('href')}")
        assert (card.status, card.headers["content-type"]) == (200, "application/vnd.apple.pkpass")
