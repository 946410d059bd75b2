"""A target as people meet it: set by the form, begun by a customer's words, shown beside the thread and on the wall."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.company import demo_company
from tests.browser.screens import Desk, Widget, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

TARGET = "Возвраты за две минуты"
ASKS = "Как вернуть кофемолку?"
TELEVISION = (1920, 1080)


@pytest.fixture
async def otklik() -> AsyncIterator[Otklik]:
    """Of its own: a target changes what every other conversation shows."""
    async with demo_company() as company:
        yield company


async def test_a_target_is_set_runs_and_hangs_on_the_wall(otklik: Otklik, chromium: Browser) -> None:
    async with window(chromium) as office, window(chromium) as shop, window(chromium, size=TELEVISION) as hall:
        desk = await Desk.signed_in(office, otklik)
        await set_target(desk.page)
        await the_tier_is_chosen_by_words(desk.page)
        television = await hall.new_page()
        await television.goto(await link_to_the_wall(desk.page))
        waiting = await told(figure(television, "Ждут ответа"))

        await desk.go_to("Входящие")
        visitor = Widget(await shop.new_page())
        await visitor.page.goto(f"{otklik.url}/demo")
        await visitor.open()
        await visitor.write(ASKS)

        await desk.open(ASKS)
        await expect(desk.page.locator("header [data-due]")).to_contain_text("По нормативу ответить до")
        history = desk.page.get_by_role("region", name="Нормативы")
        await expect(history).to_contain_text(TARGET)
        await expect(history).to_contain_text("первый ответ за 2 мин")
        await expect(figure(television, "Ждут ответа")).to_contain_text(str(waiting + 1))
        assert await fits(television)

        await desk.answer("Возврат оформим, курьер заберёт её завтра.")
        await expect(history).to_contain_text("Успели")
        await expect(figure(television, "Ждут ответа")).to_contain_text(str(waiting))

        await revoke(desk)
        await expect(television.get_by_role("heading", name="Ссылка больше не действует")).to_be_visible()


async def set_target(page: Page) -> None:
    """More conditions than the demo company's own, so that it wins."""
    await page.goto(f"{page.url.split('/inbox')[0]}/settings/targets")
    await page.get_by_role("button", name="Добавить норматив").click()
    await page.get_by_label("Название").fill(TARGET)
    await page.get_by_label("Первый ответ", exact=True).fill("2")
    await page.get_by_text("Круглосуточно", exact=True).click()
    await page.get_by_role("combobox", name="Канал").click()
    await page.get_by_role("option", name="Чат на сайте").click()
    said = page.get_by_role("status", name="Что означает норматив")
    await expect(said).to_contain_text("Первый ответ за 2 мин, каждый следующий за 1 ч, круглосуточно.")
    await expect(said).to_contain_text("Для диалогов, где канал «Чат на сайте».")
    await page.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("row").nth(1)).to_contain_text(TARGET)


async def the_tier_is_chosen_by_words(page: Page) -> None:
    """Among what the cards have; the program's own name for it is nowhere."""
    field, save = page.get_by_role("combobox", name="Свойство карточки"), page.get_by_role("button", name="Сохранить")
    await expect(field).to_have_value("Уровень")
    await expect(page.get_by_text("Заполнено у 2 клиентов")).to_be_visible()
    await field.click()
    await page.get_by_role("option", name="город").click()
    await expect(page.get_by_text("Заполнено у 9 клиентов")).to_be_visible()
    await save.click()
    await expect(save).to_be_disabled()
    await page.get_by_role("button", name=f"Изменить норматив «{TARGET}»").click()
    await expect(page.get_by_role("dialog")).to_contain_text("в свойстве «город»")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def link_to_the_wall(page: Page) -> str:
    await page.get_by_role("button", name="Создать ссылку").click()
    await page.get_by_label("Где висит").fill("Зал")
    await page.get_by_role("button", name="Создать", exact=True).click()
    link = await page.get_by_role("dialog").locator("code").inner_text()
    await page.get_by_role("button", name="Готово").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    return link


async def revoke(desk: Desk) -> None:
    await desk.go_to("Настройки")
    await desk.page.get_by_role("link", name="Нормативы").click()
    await desk.page.get_by_role("button", name="Отозвать ссылку «Зал»").click()
    await desk.page.get_by_role("button", name="Отозвать", exact=True).click()


def figure(television: Page, name: str) -> Locator:
    return television.get_by_role("group", name=name)


async def told(shown: Locator) -> int:
    """The number of a figure: how many wait depends on the hour at which the demo company is made."""
    await expect(shown).to_contain_text(re.compile(r"\d"))
    return int(re.findall(r"\d+", await shown.inner_text())[0])


async def fits(television: Page) -> bool:
    """Nothing to scroll either way, and no figure cut."""
    script = "document.scrollingElement.scrollHeight <= innerHeight"
    return await shows_no_horizontal_scroll(television) and bool(await television.evaluate(script))
