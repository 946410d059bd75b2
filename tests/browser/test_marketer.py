"""A marketer's day: people from a workbook, a segment of them, a letter, its price and its way, what came of it."""

import io
import re
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.axe import barriers
from tests.browser.company import demo_company
from tests.browser.screens import Desk, shows_no_horizontal_scroll, window
from tests.browser.test_main_job import parsed
from tests.browser.test_templates import add as add_block
from tests.smtpserver import Wrong, mailbox_at, wrong_server

from otklik.platform import sheets_read

pytestmark = [pytest.mark.browser, pytest.mark.mail]

FILE = "Клиенты.xlsx"
TITLES = ("Полное имя", "Почта", "Телефон", "Город", "Баллы", "Согласие")
PEOPLE = 10_000
LEAST_POINTS = 50
KOPECKS = 20
"""What a letter costs."""
PER_SECOND = 60
"""So that its going can be watched."""
PATIENCE = 120_000
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}

Row = Sequence[str | int]
NOT_PEOPLE: Sequence[Row] = (
    ("Без адреса", "", "", "Казань", 90, "да"),
    ("Опечатка", "опечатка в почте", "", "Казань", 90, "да"),
)
WORDY: Row = ("Баллы словом", "wordy@people.test", "", "Казань", "много", "да")
MOVED = (60, 170, 280)
"""Who stands in the file again at its end, in another city."""


def person(number: int, *, city: str = "") -> Row:
    home = city or ("Казань" if number % 10 == 0 else "Пермь")
    agreed = "нет" if number % 50 == 0 else "да"
    by_phone = number % 70 == 0 and agreed == "да"
    mail, phone = ("", f"+7 900 {number:07d}") if by_phone else (f"guest{number}@people.test", "")
    return (f"Гость {number}", mail, phone, home, number % 100, agreed)


EVERYBODY: Sequence[Row] = [person(number) for number in range(PEOPLE)]
AGAIN: Sequence[Row] = [person(number, city="Самара") for number in MOVED]
LINES: Sequence[Row] = [*NOT_PEOPLE, WORDY, *EVERYBODY, *AGAIN]
CHOSEN = [
    row
    for number, row in enumerate(EVERYBODY)
    if row[3] == "Казань" and int(row[4]) >= LEAST_POINTS and number not in MOVED
]
"""Whom the segment is to hold, by the file."""
SILENT = [row for row in CHOSEN if row[5] == "нет"]
WITHOUT_MAIL = [row for row in CHOSEN if not row[1]]
BARRED = next(str(row[1]) for row in CHOSEN if row[1] and row[5] == "да")
"""Asked by phone not to be written to again, before the launch."""
READERS = len(CHOSEN) - len(SILENT) - len(WITHOUT_MAIL) - 1

PRICE = f"{READERS * KOPECKS / 100:.2f}".removesuffix(".00").replace(".", ",")


async def test_from_a_workbook_of_ten_thousand_to_a_purchase(chromium: Browser, tmp_path: Path) -> None:
    async with (
        wrong_server(lambda _stage, _count: None) as receiver,
        demo_company() as otklik,
        window(chromium) as room,
    ):
        desk = await Desk.signed_in(room, otklik)
        page = desk.page
        await desk.connect("email", mailbox_at(receiver.port))
        await price_letters(desk)
        await take_in(desk, tmp_path)
        await gather(desk, tmp_path)
        await bar(desk)
        await compose(desk, tmp_path)
        await begin(desk, tmp_path)
        await count(page, tmp_path)
        await launch_and_watch(page, receiver, tmp_path)
        await follow(desk, receiver, tmp_path)
        assert await barriers(page) == []


async def price_letters(desk: Desk) -> None:
    """What the contract says of one letter."""
    page = desk.page
    await page.goto(f"{desk.url}/settings/prices")
    letters = page.locator("section").filter(has=page.get_by_role("heading", name="Почта", exact=True))
    await letters.get_by_label("Цена").fill(f"0,{KOPECKS}")
    await letters.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Сохранено")).to_be_visible()


async def take_in(desk: Desk, tmp_path: Path) -> None:
    """The file's first rows, what its columns are, what is wrong with it, and what came of it."""
    page = desk.page
    await desk.go_to("Клиенты")
    await page.get_by_role("link", name="Импорт").click()
    await page.get_by_role("button", name="Новый импорт").click()
    await page.locator("input[type=file]").set_input_files(
        {"name": FILE, "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    form = page.get_by_role("dialog", name=FILE)
    first = form.get_by_role("region", name="Первые строки файла")
    await expect(first).to_contain_text("опечатка в почте")
    await expect(form.get_by_role("combobox", name="Почта", exact=True)).to_have_value("Почта")
    await choose(form, "Тип колонки Баллы", "Число")
    await expect(form.get_by_role("button", name="Загрузить")).to_be_disabled()
    await choose(form, "На что согласились", "Новости обжарки")
    await form.get_by_label("Где люди дали согласие").fill("Анкета на дегустации")

    await form.get_by_role("button", name="Проверить первые строки").click()
    tried = form.get_by_role("status")
    await expect(tried).to_contain_text("Из первых строк загрузится: 18, не загрузится: 2")
    await expect(tried.get_by_role("listitem")).to_have_text(
        [
            "Строка 2. Нет ни почты, ни телефона, ни кода клиента",
            "Строка 3. Это не адрес почты: «опечатка в почте»",
            "Строка 4. Это не число: «много»; остальное загрузится",
        ]
    )
    await look(page, tmp_path, "import")
    await form.get_by_role("button", name="Загрузить").click()
    await expect(form).to_be_hidden()

    row = page.get_by_role("row").filter(has_text=FILE)
    await expect(row).to_contain_text(re.compile("Загружен(?![оа])"), timeout=PATIENCE)
    for came in (f"{spaced(PEOPLE + 1)} создан", f"{len(MOVED)} изменено", f"{len(NOT_PEOPLE)} строки с ошибками"):
        await expect(row).to_contain_text(re.compile(came))
    await look(page, tmp_path, "imported")
    assert await troubles(page, row) == [("2", "", ""), ("3", "email", "опечатка в почте"), ("4", "Баллы", "много")]


async def troubles(page: Page, row: Locator) -> list[tuple[str, str, str]]:
    """Line, column and cell of each in the table of errors."""
    await row.get_by_role("group", name="Ошибки").get_by_role("button", name="В таблицу").click()
    async with page.expect_download() as coming:
        await page.get_by_role("menuitem", name="Excel (XLSX)").click()
    return told_of(await (await coming.value).path())


def told_of(table: Path) -> list[tuple[str, str, str]]:
    told = sheets_read.rows(sheets_read.Kind.XLSX, table.read_bytes(), rows_max=9)
    return [(line[0], line[3], line[4]) for line in told[1:]]


def workbook() -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate([TITLES, *LINES]):
            sheet.write_row(number, 0, row)
    return body.getvalue()


async def gather(desk: Desk, tmp_path: Path) -> None:
    """Two conditions on what the file said; the count beside them is the file's."""
    page = desk.page
    await page.goto(f"{desk.url}/segments")
    await page.get_by_role("button", name="Новый сегмент").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Название").fill("Казань, щедрые")
    await form.get_by_role("button", name="Создать").click()
    await expect(form).to_be_hidden()

    await ask_of(page, 0, "Город")
    await choose(lines(page).nth(0), "Как", "равно")
    words = lines(page).nth(0).get_by_label("Значения").first
    await words.fill("Казань")
    await words.press("Enter")
    found = page.get_by_role("region", name="Сейчас подходят").get_by_role("status")
    in_kazan = sum(row[3] == "Казань" for number, row in enumerate(EVERYBODY) if number not in MOVED) + 1
    await expect(found).to_contain_text(re.compile(rf"^{spaced(in_kazan)}\D"))

    await ask_of(page, 1, "Баллы")
    await choose(lines(page).nth(1), "Как", "не меньше")
    await lines(page).nth(1).get_by_label("Число").fill(str(LEAST_POINTS))
    await expect(found).to_contain_text(re.compile(rf"^{spaced(len(CHOSEN))}\D"))
    await look(page, tmp_path, "segment")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Сохранено")).to_be_visible()


def lines(page: Page) -> Locator:
    return page.get_by_role("group", name="Свойство", exact=True)


async def ask_of(page: Page, place: int, attribute: str) -> None:
    await page.get_by_role("button", name="Условие", exact=True).click()
    await page.get_by_role("menuitem", name="Свойство", exact=True).click()
    await choose(lines(page).nth(place), "Свойство", attribute)


async def bar(desk: Desk) -> None:
    """By hand, with a word why."""
    page = desk.page
    await page.goto(f"{desk.url}/settings/suppressions")
    await page.get_by_role("button", name="Добавить адрес").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox", name="Адрес").fill(BARRED)
    await form.get_by_label("Пометка").fill("Попросил по телефону")
    await form.get_by_role("button", name="Добавить адрес").click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_text(BARRED)).to_be_visible()


async def compose(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    await desk.go_to("Шаблоны")
    await page.get_by_role("button", name="Новый шаблон").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Название").fill("Вечер дегустации")
    await form.get_by_role("button", name="Создать").click()
    await page.get_by_label("Тема", exact=True).fill("Ждём вас, {{ person.name }}")
    await add_block(page, "Текст", "Реклама. [Выбрать вечер](https://shop.example/evening)")
    await add_block(page, "Подвал")
    await page.get_by_role("button", name="Опубликовать").click()
    await expect(page.get_by_text("Опубликовано", exact=True)).to_be_visible()
    await look(page, tmp_path, "letter")


async def begin(desk: Desk, tmp_path: Path) -> None:
    """At the segment, by mail, with that letter, not too fast."""
    page = desk.page
    await desk.go_to("Рассылки")
    await page.get_by_role("button", name="Новая рассылка").click()
    await page.get_by_role("dialog").get_by_label("Название").fill("Дегустация")
    await page.get_by_role("button", name="Создать").click()
    await choose(page, "Цель", "Новости обжарки")
    await choose(page, "Кто входит хотя бы в один", "Казань, щедрые")
    await page.keyboard.press("Escape")
    await page.get_by_role("tab", name="Что").click()
    await choose(page, "Добавить канал", "Email")
    await choose(page, "Шаблон", "Вечер дегустации")
    await expect(page.frame_locator("iframe").locator("body")).to_contain_text("Выбрать вечер")
    await look(page, tmp_path, "saying")
    await page.get_by_role("tab", name="Когда").click()
    await page.get_by_label("Не больше в секунду").fill(str(PER_SECOND))
    await expect(page.get_by_text("Сохранено")).to_be_visible()


async def count(page: Page, tmp_path: Path) -> None:
    """Who gets it, who does not and why, and for how much."""
    await page.get_by_role("tab", name="Проверка и запуск").click()
    await page.get_by_role("button", name="Посчитать").click()
    reach = page.get_by_role("region", name="Кому уйдёт")
    await expect(reach).to_contain_text("Посчитано", timeout=PATIENCE)
    await expect(reach).to_contain_text(re.compile(rf"^{READERS}\D+{len(CHOSEN)} "))
    await expect(fact(reach, "Согласия нет")).to_have_text(str(len(SILENT)))
    await expect(fact(reach, "Нет адреса в этом канале")).to_have_text(str(len(WITHOUT_MAIL)))
    await expect(fact(reach, "В стоп-листе, добавлен вручную")).to_have_text("1")
    await expect(fact(reach, "Всего")).to_contain_text(re.compile(rf"сообщений\s*{PRICE}\s₽"))
    await look(page, tmp_path, "count")


async def launch_and_watch(page: Page, receiver: Wrong, tmp_path: Path) -> None:
    """The figures grow by themselves: the page is not loaded again."""
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    await page.get_by_role("button", name="Запустить").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(str(READERS))
    await dialog.get_by_role("button", name="Запустить").click()
    sent = figure(page, "Отправлено")
    await expect(sent).to_have_text(re.compile(r"^[1-9]\d*$"), timeout=PATIENCE)
    assert 0 < int(await sent.inner_text()) < READERS
    await expect(page.get_by_text("Идёт", exact=True)).to_be_visible()
    await look(page, tmp_path, "going")
    await expect(page.get_by_text("Завершена")).to_be_visible(timeout=PATIENCE)
    await expect(sent).to_have_text(str(READERS))
    assert loads == []
    assert len(receiver.kept) == READERS
    assert {parsed(one)["To"].addresses[0].addr_spec for one in receiver.kept} == {
        row[1] for row in CHOSEN if row[1] not in {"", BARRED} and row[5] == "да"
    }
    await expect(fact(page.locator("main"), "В стоп-листе, добавлен вручную")).to_have_text("1")


async def follow(desk: Desk, receiver: Wrong, tmp_path: Path) -> None:
    """One looks, another goes on to the shop and buys."""
    page = desk.page
    looked, bought = parsed(receiver.kept[0]), parsed(receiver.kept[1])
    await page.request.get(found_in(looked, r'<img[^>]+src="(http[^"]+/_t/[^"]+)"'), headers=BROWSER)
    await expect(figure(page, "Прочитали")).to_have_text("1", timeout=PATIENCE)
    await page.request.get(found_in(bought, r'href="(http[^"]+/_t/[^"]+)"'), headers=BROWSER, max_redirects=0)
    await expect(figure(page, "Перешли")).to_have_text("1", timeout=PATIENCE)
    await expect(figure(page, "Прочитали")).to_have_text("2")
    await expect(figure(page, "Купили")).to_have_text("0")

    purchase = {
        "name": "purchase",
        "person": {"email": bought["To"].addresses[0].addr_spec},
        "amount_minor": 150_000,
        "currency": "RUB",
    }
    await tell_event(desk, purchase)
    await expect(figure(page, "Купили")).to_have_text("1", timeout=PATIENCE)
    await expect(figure(page, "Выручка")).to_have_text(re.compile(r"^1\s500\s₽$"))
    await expect(figure(page, "Стоимость")).to_have_text(re.compile(rf"^{PRICE}\s₽$"))
    await look(page, tmp_path, "figures")


async def tell_event(desk: Desk, event: dict[str, Any]) -> None:  # Any: JSON
    """As the shop's own program does: with a token of its own."""
    token = (await desk.post("api-tokens", {"name": "Магазин", "scopes": ["activity.ingest"]}))["secret"]
    headers = {"authorization": f"Bearer {token}"}
    reply = await desk.page.request.post(f"{desk.url}/api/v1/facts", data=event, headers=headers)
    assert reply.ok, await reply.text()


def found_in(letter: EmailMessage, pattern: str) -> str:
    html = letter.get_body(("html",))
    assert html
    found = re.search(pattern, html.get_content())
    assert found
    return found[1]


def figure(page: Page, title: str) -> Locator:
    return page.locator("dt", has_text=re.compile(f"^{title}$")).locator("xpath=../dd/span[1]")


def fact(part: Locator, title: str) -> Locator:
    return part.locator("dt", has_text=title).locator("xpath=following-sibling::dd[1]")


async def choose(part: Page | Locator, label: str, option: str) -> None:
    """One of a list that opens under a field."""
    page = part if isinstance(part, Page) else part.page
    await part.get_by_role("combobox", name=label, exact=True).click()
    await page.get_by_role("option", name=option, exact=True).filter(visible=True).click()


def spaced(number: int) -> str:
    """A pattern of how the desk writes it."""
    return f"{number:,}".replace(",", r"\s?")


async def look(page: Page, tmp_path: Path, name: str) -> None:
    """What a designer would look at, in both sizes; nothing may stick out of a phone."""
    await page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    size = page.viewport_size
    assert size
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.screenshot(path=tmp_path / f"{name}-phone.png", full_page=True)
    assert await shows_no_horizontal_scroll(page), name
    await page.set_viewport_size(size)
