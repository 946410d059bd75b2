"""Where WhatsApp takes no free text a template is chosen, filled in, seen and sent: to answer, or to write first."""

import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, expect
from tests.browser.axe import barriers
from tests.browser.company import demo_company
from tests.browser.screens import DESKTOP, PHONE, Desk, shows_no_horizontal_scroll, window
from tests.contract.graphapi import ACCOUNT_ID, APP_SECRET, NUMBER_ID, TOKEN, VERIFY_TOKEN, GraphApi, graph_api
from tests.factories_prepared import ALL
from tests.faults.process import Otklik

from otklik.platform.clock import SystemClock

pytestmark = pytest.mark.browser

CONFIG = {
    "token": TOKEN,
    "phone_number_id": NUMBER_ID,
    "account_id": ACCOUNT_ID,
    "app_secret": APP_SECRET,
    "verify_token": VERIFY_TOKEN,
}
READY = "Заказ A-17"
CHOICE = re.compile(r"^Заказ .*русский$")
"""Of a template: what it says and its language, not the name it has at Meta."""


@pytest.fixture(scope="module")
async def cloud() -> AsyncIterator[GraphApi]:
    async with graph_api() as api:
        api.templates = list(ALL)
        yield api


@pytest.fixture(scope="module")
async def shop(chromium: Browser, cloud: GraphApi) -> AsyncIterator[Otklik]:
    """The demo company with a WhatsApp number whose templates are read."""
    async with demo_company() as otklik:
        async with window(chromium) as inside:
            desk = await Desk.signed_in(inside, otklik)
            await desk.connect("whatsapp", {**CONFIG, "base_url": cloud.base_url})
            (row,) = await otklik.rows("SELECT id FROM channels WHERE name = 'Whatsapp'")
            await desk.page.goto(f"{otklik.url}/settings/channels/{row[0]}")
            await desk.page.get_by_role("button", name="Обновить список").click()
            await expect(desk.page.get_by_text("order_ready")).to_be_visible()
        yield otklik


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["computer", "phone"])
async def test_a_closed_window_is_answered_by_a_template(
    chromium: Browser, shop: Otklik, cloud: GraphApi, size: tuple[int, int]
) -> None:
    words = f"Готов ли мой заказ{'?' * (1 + (size == PHONE))}"
    async with window(chromium, size=size, touch=size == PHONE) as inside:
        desk = await Desk.signed_in(inside, shop)
        await wrote_yesterday(desk, shop, words)
        await desk.open(words)
        before = len(cloud.sent())
        await expect(desk.page.get_by_text("Окно для свободного текста закрылось")).to_be_visible()
        await choose(desk.page.get_by_role("combobox", name="Шаблон"), CHOICE)
        send = desk.page.get_by_role("button", name="Отправить", exact=True)
        await expect(send).to_be_disabled()
        await expect(send).to_be_in_viewport()
        await fill(desk)
        await expect(desk.page.get_by_role("figure", name="Так увидит клиент")).to_contain_text(READY)
        assert await barriers(desk.page) == []
        assert await shows_no_horizontal_scroll(desk.page)
        await send.click()
        await expect(desk.thread).to_contain_text(READY)
        await expect(desk.thread.get_by_role("button", name=re.compile("^Принято каналом")).last).to_be_visible()
    answers = [one for one in cloud.sent()[before:] if one.get("status") != "read"]
    assert [one["template"]["name"] for one in answers] == ["order_ready"]


async def test_a_conversation_is_begun_by_a_template(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.get_by_role("button", name="Написать первым").click()
        panel = desk.page.get_by_role("dialog", name="Новый диалог")
        await choose(panel.get_by_role("combobox", name="Откуда"), re.compile("^Whatsapp"))
        await expect(panel.get_by_text("Первым здесь можно отправить только одобренный шаблон")).to_be_visible()
        await panel.get_by_label("Кому").fill("+7 916 765-43-21")
        await choose(panel.get_by_role("combobox", name="Шаблон"), CHOICE)
        await fill(desk)
        assert await barriers(desk.page) == []
        await panel.get_by_role("button", name="Отправить", exact=True).click()
        await expect(desk.thread).to_contain_text(READY)
        await expect(panel).to_have_count(0)


async def wrote_yesterday(desk: Desk, shop: Otklik, words: str) -> None:
    """A webhook of Meta that comes when the window has closed by its own clock."""
    at = int((SystemClock().now() - timedelta(hours=25)).timestamp())
    phone = f"7916{len(words) * 1_001:07d}"
    message = {"from": phone, "id": f"wamid.{phone}", "timestamp": str(at), "type": "text", "text": {"body": words}}
    value = {
        "metadata": {"phone_number_id": NUMBER_ID},
        "contacts": [{"wa_id": phone, "profile": {"name": "Мария Петровна"}}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    raw = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
    proof = hmac.new(APP_SECRET.encode(), raw.encode(), hashlib.sha256).hexdigest()
    (row,) = await shop.rows("SELECT public_id FROM channels WHERE name = 'Whatsapp'")
    reply = await desk.page.request.post(
        f"{shop.url}/hooks/{row[0]}",
        data=raw,
        headers={"content-type": "application/json", "x-hub-signature-256": f"sha256={proof}"},
    )
    assert reply.ok, await reply.text()


async def choose(select: Locator, name: str | re.Pattern[str]) -> None:
    await select.click()
    await select.page.get_by_role("option", name=name).click()


async def fill(desk: Desk) -> None:
    """Every blank, by its place."""
    blanks = desk.page.get_by_role("textbox").and_(desk.page.locator("[required][maxlength='1024']"))
    for place, value in enumerate(("A-17", "Мария", "3 200 ₽", "A-17")):
        await blanks.nth(place).fill(value)
