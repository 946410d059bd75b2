"""A marketer adds the company's Telegram channel, writes a post for it, publishes it and follows the link to it."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect
from tests.browser.axe import barriers
from tests.browser.company import demo_company
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.contract.botapi import TOKEN, BotApi, bot_api
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

CHANNEL: dict[str, object] = {"id": -1001500, "type": "channel", "title": "Чай каждый день", "username": "tea_daily"}
CLUB: dict[str, object] = {"id": -1001700, "type": "supergroup", "title": "Свои", "username": "tea_club"}
CLOSED: dict[str, object] = {"id": -1001600, "type": "channel", "title": "Чужой канал", "username": "not_ours"}


@pytest.fixture(scope="module")
async def bot() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        api.opens(CHANNEL, can_post_messages=True)
        api.opens(CLUB, status="member")
        api.opens(CLOSED, can_post_messages=False)
        yield api


@pytest.fixture(scope="module")
async def shop(chromium: Browser, bot: BotApi) -> AsyncIterator[Otklik]:
    """A demo company of its own, with a bot."""
    async with demo_company() as otklik:
        async with window(chromium) as inside:
            desk = await Desk.signed_in(inside, otklik)
            await desk.connect("telegram", {"token": TOKEN, "base_url": bot.base_url})
        yield otklik


async def test_a_post_is_written_published_and_linked_to(shop: Otklik, bot: BotApi, chromium: Browser) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        page = desk.page
        await page.goto(f"{desk.url}/posts")

        await page.get_by_role("button", name="Сообщества").click()
        panel = page.get_by_role("dialog", name="Сообщества")
        address = panel.get_by_label("Адрес сообщества")
        check = panel.get_by_role("button", name="Проверить и добавить")
        await address.fill("@not_ours")
        await check.click()
        await expect(panel.get_by_role("alert")).to_contain_text("публиковать не может")
        await address.fill("https://t.me/tea_daily")
        await check.click()
        await expect(panel.get_by_role("link", name="Чай каждый день")).to_be_visible()
        assert await barriers(page) == []
        await page.keyboard.press("Escape")

        await page.get_by_role("button", name="Новая публикация").click()
        await page.get_by_role("dialog").get_by_label("Название").fill("Щедрый июль")
        await page.get_by_role("button", name="Создать").click()
        await page.get_by_label("Текст", exact=True).fill("Скидки до конца месяца: https://tea.example/sale")
        await page.get_by_label("Надпись на кнопке").fill("В магазин")
        await page.get_by_label("Куда ведёт кнопка").fill("https://tea.example/")
        await expect(page.get_by_label("Кампания в ссылках")).to_have_value("schedryy-iyul")
        await page.get_by_role("checkbox", name="Чай каждый день").check()
        await expect(page.get_by_text("48 из 4")).to_be_visible()
        assert await barriers(page) == []
        await page.get_by_role("button", name="Опубликовать").click()

        await expect(page.get_by_text("Опубликована")).to_be_visible()
        link = page.get_by_role("link", name="Открыть публикацию")
        await expect(link).to_have_attribute("href", "https://t.me/tea_daily/101")
        assert await barriers(page) == []
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert await shows_no_horizontal_scroll(page)
    [sent] = [one for one in bot.sent() if str(one.params["chat_id"]) == "-1001500"]
    assert "utm_source=telegram&utm_medium=social&utm_campaign=schedryy-iyul" in str(sent.params["text"])


async def test_a_post_for_later_is_taken_back_to_the_drafts(shop: Otklik, bot: BotApi, chromium: Browser) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        channel = (await (await desk.page.request.get(f"{desk.url}/api/v1/channels")).json())["items"]
        [telegram] = [one["id"] for one in channel if one["kind"] == "telegram"]
        place = await desk.post("post-communities", {"channel_id": telegram, "address": "tea_club"})
        chosen = [{"community_id": place["id"]}]
        post = await desk.post("posts", {"title": "Завтра", "text": "Завтра скидки", "communities": chosen})
        page = desk.page
        await page.goto(f"{desk.url}/posts/{post['id']}")
        await page.get_by_text("В назначенное время").click()
        await page.get_by_label("Опубликовать", exact=True).fill("завтра 10:00")
        await page.get_by_role("button", name="Запланировать").click()
        await expect(page.get_by_text(re.compile("^Выйдет "))).to_be_visible()
        assert await barriers(page) == []
        await page.get_by_role("button", name="Снять с публикации").click()
        await expect(page.get_by_role("button", name="Опубликовать")).to_be_visible()
    assert [one for one in bot.sent() if str(one.params["chat_id"]) == "-1001700"] == []
