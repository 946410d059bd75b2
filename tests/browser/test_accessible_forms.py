"""Forms that a click opens in what is written to many: for everybody, in both schemes, and no wider than a phone."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.axe import barriers
from tests.browser.screens import DESKTOP, PHONE, Desk, Scheme, shows_no_horizontal_scroll, window
from tests.browser.test_accessible import parameters, settled
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

Opening = Callable[[Page], Awaitable[object]]


class Look(NamedTuple):
    size: tuple[int, int]
    scheme: Scheme


LOOKS: Final = {"wide light": Look(DESKTOP, "light"), "phone dark": Look(PHONE, "dark")}


def press(name: str, shows: str = "dialog") -> Opening:
    """A button, and what it opens."""

    async def click(page: Page) -> None:
        await page.get_by_role("main").get_by_role("button", name=name, exact=True).first.press("Enter")
        await expect(page.locator(f"[role={shows}]").filter(visible=True).first).to_be_visible()

    return click


def then(opens: Opening, item: str, shows: str) -> Opening:
    """One of the menu, and what of it stands on the screen."""

    async def choose(page: Page) -> None:
        await opens(page)
        await page.get_by_role("menuitem", name=item, exact=True).press("Enter")
        await expect(page.locator(shows).filter(visible=True).first).to_be_visible()

    return choose


def listing(opens: Opening, field: str) -> Opening:
    """The list under a field of what was opened."""

    async def unfold(page: Page) -> None:
        await opens(page)
        await page.get_by_role("combobox", name=field, exact=True).first.press("ArrowDown")
        await expect(page.get_by_role("option").filter(visible=True).first).to_be_visible()

    return unfold


def condition(kind: str) -> Opening:
    return then(press("Условие", "menu"), kind, f"[role=group][aria-label='{kind}']")


def step(kind: str) -> Opening:
    """A new one, in the panel beside the canvas or over the list."""
    return then(press("Добавить шаг", "menu"), kind, "section[aria-label='Выбранный шаг'] input")


def block(kind: str) -> Opening:
    return then(press("Добавить блок", "menu"), kind, "main input")


FORMS: Final[Mapping[tuple[str, str], Opening]] = {
    ("/campaigns", "new"): press("Новая рассылка"),
    ("/campaigns", "settings"): press("Настройки рассылок"),
    ("/posts", "new"): press("Новая публикация"),
    ("/posts", "communities"): press("Сообщества"),
    ("/goods", "sources"): press("Откуда товары"),
    ("/segments", "new"): press("Новый сегмент"),
    ("/segments/$segmentId", "attribute"): condition("Свойство"),
    ("/segments/$segmentId", "attribute's names"): listing(condition("Свойство"), "Свойство"),
    ("/segments/$segmentId", "deed"): condition("Событие"),
    ("/templates", "new"): press("Новый шаблон"),
    ("/templates/$templateId", "text"): block("Текст"),
    ("/templates/$templateId", "picture"): block("Картинка"),
    ("/templates/$templateId", "columns"): block("Колонки"),
    ("/templates/$templateId", "products"): block("Товары"),
    ("/templates/$templateId", "links"): block("Соцсети"),
    ("/templates/$templateId", "test"): press("Отправить себе"),
    ("/journeys", "new"): press("Новый сценарий"),
    ("/journeys/$journeyId", "message"): step("Сообщение"),
    ("/journeys/$journeyId", "cascade"): step("Каскад"),
    ("/journeys/$journeyId", "branch"): step("Развилка"),
    ("/journeys/$journeyId", "lots"): step("Разделить по жребию"),
    ("/journeys/$journeyId", "event"): step("Ждать события"),
    ("/journeys/$journeyId", "estimate"): press("Оценка"),
    ("/journeys/$journeyId", "walk"): then(press("Ещё", "menu"), "Пройти за одного человека", "[role=dialog]"),
    ("/settings/purposes", "new"): press("Добавить цель"),
    ("/settings/purposes", "one"): press("Изменить: Новости обжарки"),
    ("/settings/suppressions", "new"): press("Добавить адрес"),
    ("/settings/suppressions", "import"): press("Из таблицы"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
async def test_a_form_that_opens_is_for_everybody(chromium: Browser, shop: Otklik, look: Look) -> None:
    found: dict[str, list[str]] = {}
    async with window(chromium, size=look.size, scheme=look.scheme, touch=look.size == PHONE) as inside:
        desk = await Desk.signed_in(inside, shop)
        page = desk.page
        values = {**await parameters(desk), "$segmentId": await ruled(desk)}
        for (pattern, name), opens in FORMS.items():
            address = "/".join(values[part] if part.startswith("$") else part for part in pattern.split("/"))
            await page.goto(f"{shop.url}{address}")
            await settled(page)
            await opens(page)
            await settled(page)
            faults = await barriers(page)
            found[f"{pattern} {name}"] = faults if await shows_no_horizontal_scroll(page) else [*faults, "too wide"]
    wrong = [f"{name}: {fault}" for name, its in found.items() for fault in its]
    assert not wrong, "\n".join(wrong)


async def ruled(desk: Desk) -> str:
    """A segment that has conditions, which a list has not."""
    listed = await (await desk.page.request.get(f"{desk.url}/api/v1/segments")).json()
    found: str = next(one["id"] for one in listed if one["kind"] == "rule")
    return found
