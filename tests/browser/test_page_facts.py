"""A shop's page tells what its visitor does: nothing before they agree, all of it on their card once they wrote."""

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.screens import Desk, Widget, window
from tests.browser.test_widget import own_page
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

SCRIPT = """
<main>Чай</main>
<script>
  (window.otklik = window.otklik || []).push((chat) => {
    chat.track("product_viewed", { product: "A-1" });
    chat.identify({ plan: "pro", email: "maria@shop.example" });
  });
</script>
"""
OBJECTS = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"
KEPT = "Object.keys(localStorage).filter((name) => name.endsWith(':facts')).length"
FACTS = "/api/v1/visitor/facts"


def snippet(otklik: Otklik, channel: str) -> str:
    return f'{SCRIPT}<script async src="{otklik.url}/widget/loader.js" data-channel="{channel}"></script>'


async def agree(page: Page) -> None:
    await page.evaluate("otklik.consent(true)")
    await page.wait_for_function(f"{KEPT} === 1")


async def test_what_a_visitor_did_is_seen_on_their_card(chromium: Browser, shop: Otklik) -> None:
    words = "Хочу чай с витрины"
    (row,) = await shop.rows("SELECT public_id FROM channels WHERE kind = 'webchat'")
    async with own_page(snippet(shop, row[0])) as address, window(chromium) as outside, window(chromium) as inside:
        page = await outside.new_page()
        told: list[str] = []
        page.on("request", lambda request: told.append(request.url) if FACTS in request.url else None)
        await page.goto(address)
        visitor = Widget(page)
        await expect(visitor.launcher).to_be_visible()
        assert await page.evaluate(KEPT) == 0
        assert told == []
        async with page.expect_response(f"**{FACTS}") as answer:
            await agree(page)
        assert (await answer.value).status == 204
        await visitor.open()
        await visitor.write(words)
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/inbox?view=all")
        await desk.open(words)
        (person,) = await shop.rows(
            "SELECT contact_id FROM conversations JOIN messages ON messages.conversation_id = conversations.id"
            " WHERE messages.text = %s",
            words,
        )
        await desk.page.goto(f"{shop.url}/contacts/{person[0]}")
        await expect(desk.page.get_by_text("Просмотр товара").first).to_be_visible()
        await expect(desk.page.get_by_text("site_plan").first).to_be_visible()
        await expect(desk.page.get_by_text("maria@shop.example")).to_have_count(0)
        await page.evaluate("otklik.track('cart_updated', { total: 1598 })")
        await expect(desk.page.get_by_text("Изменение корзины").first).to_be_visible()


async def test_a_browser_that_objects_is_not_followed(chromium: Browser, shop: Otklik) -> None:
    (row,) = await shop.rows("SELECT public_id FROM channels WHERE kind = 'webchat'")
    async with own_page(snippet(shop, row[0])) as address, window(chromium) as outside:
        await outside.add_init_script(OBJECTS)
        page = await outside.new_page()
        told: list[str] = []
        page.on("request", lambda request: told.append(request.url) if FACTS in request.url else None)
        await page.goto(address)
        await expect(Widget(page).launcher).to_be_visible()
        async with page.expect_console_message(lambda said: "asks not to be followed" in said.text):
            await page.evaluate("otklik.consent(true)")
        assert await page.evaluate(KEPT) == 0
        assert told == []
