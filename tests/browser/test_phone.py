"""The desk as an app on a phone: it installs, shows a push while it is closed, opens what the push is about."""

import asyncio
import json

import pytest
from playwright.async_api import Browser, CDPSession, Page, expect
from tests.browser.screens import PHONE, Desk, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path }));
}"""


async def test_the_desk_can_be_put_on_the_home_screen(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=PHONE, touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session = await inside.new_cdp_session(desk.page)
        manifest = await session.send("Page.getAppManifest")
        assert manifest["errors"] == []
        faults = await session.send("Page.getInstallabilityErrors")
        assert [one["errorId"] for one in faults["installabilityErrors"] if one["errorId"] != "in-incognito"] == []


@pytest.mark.parametrize(
    ("locale", "title"),
    [("ru", "Мария: новое сообщение"), ("en", "Мария: new message"), ("", "Мария: новое сообщение")],
)
async def test_a_push_is_shown_in_the_operators_language(
    whole_chromium: Browser, shop: Otklik, locale: str, title: str
) -> None:
    async with window(whole_chromium) as inside:
        await inside.grant_permissions(["notifications"], origin=shop.url)
        desk = await Desk.signed_in(inside, shop)
        news = {
            "code": "message",
            "params": {"name": "Мария", "number": "7"},
            "path": "/inbox/7",
            "tag": "conversation:7",
            "text": "Где мой заказ?",
            "locale": locale,
        }
        await push(desk.page, shop.url, json.dumps(news))
        assert await shown(desk.page) == [
            {"title": title, "body": "Где мой заказ?", "tag": "conversation:7", "path": "/inbox/7"}
        ]


async def test_a_push_that_cannot_be_read_is_shown_all_the_same(whole_chromium: Browser, shop: Otklik) -> None:
    async with window(whole_chromium) as inside:
        await inside.grant_permissions(["notifications"], origin=shop.url)
        desk = await Desk.signed_in(inside, shop)
        await push(desk.page, shop.url, "not json")
        [found] = await shown(desk.page)
        assert found["title"] == "Новость в Otklik"


async def test_a_phone_opens_what_its_bar_has_no_room_for(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=PHONE, touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        bar = desk.page.get_by_role("navigation", name="Основное")
        for place in ("Обещания", "Рассылки", "Сценарии", "Сегменты", "Шаблоны", "Настройки"):
            await bar.get_by_role("button", name="Ещё").click()
            await desk.page.get_by_role("menuitem", name=place).click()
            await expect(desk.page.get_by_role("heading", level=1, name=place)).to_be_visible()
        await bar.get_by_role("button", name="Ещё").click()
        await desk.page.get_by_role("menuitem", name="Поиск и команды").click()
        await expect(desk.page.get_by_role("dialog", name="Команды")).to_be_visible()


async def test_without_a_network_the_desk_says_so_in_words(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await inside.set_offline(True)
        await desk.page.goto(f"{shop.url}/inbox")
        await expect(desk.page.get_by_role("heading", name="Нет связи с сервером")).to_be_visible()
        await inside.set_offline(False)
        await desk.page.goto(f"{shop.url}/inbox")
        await expect(desk.rows.first).to_be_visible()


async def push(page: Page, url: str, data: str) -> None:
    """As the browser's push service would deliver it, while the desk is closed: one that is looked at needs none."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = await page.context.new_cdp_session(page)
    registration = await _registration(session)
    await page.goto("about:blank")
    await session.send(
        "ServiceWorker.deliverPushMessage", {"origin": url, "registrationId": registration, "data": data}
    )
    await page.goto(f"{url}/offline.html")


async def _registration(session: CDPSession) -> str:
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def on_registrations(event: dict[str, list[dict[str, str]]]) -> None:
        for one in event["registrations"]:
            if not told.done():
                told.set_result(one["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", on_registrations)
    await session.send("ServiceWorker.enable")
    return await asyncio.wait_for(told, 10)


async def shown(page: Page) -> list[dict[str, str]]:
    """The notifications on the screen, waited for: a push is handled in its own time."""
    for _ in range(100):
        found: list[dict[str, str]] = await page.evaluate(SHOWN)
        if found:
            return found
        await page.wait_for_timeout(50)
    return []
