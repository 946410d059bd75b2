"""Two marketers in one segment: what one saved the other sees, and overwrites only by saying so."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.axe import barriers
from tests.browser.company import hire, inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.factories import unit_of_work
from tests.faults.process import Otklik

from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.segments.schemas import NewSegment
from otklik.domains.segments.service import editing
from otklik.domains.segments.service.explaining import ASKED_MAX

pytestmark = pytest.mark.browser

CHIPS = 20
"""What a card shows at first."""
MEANWHILE = "Пока вы писали, сегмент сохранил кто-то ещё"


@pytest.fixture(scope="session")
async def marketer(shop: Otklik) -> str:
    """Whom the tests share."""
    return (await hire(shop, name="Вера", email="segments@otklik.test", role="marketer")).email


@pytest.fixture
async def two(chromium: Browser, shop: Otklik, marketer: str) -> AsyncIterator[tuple[Desk, Page]]:
    """The owner's desk, and the page of a colleague."""
    async with window(chromium) as room, window(chromium) as other:
        colleague = await Desk.signed_in(other, shop, email=marketer)
        yield await Desk.signed_in(room, shop), colleague.page


async def rename(page: Page, name: str) -> None:
    await page.get_by_label("Название").fill(name)
    await page.get_by_role("button", name="Сохранить", exact=True).click()


async def test_two_who_edit_one_segment_do_not_overwrite_each_other(two: tuple[Desk, Page]) -> None:
    desk, theirs = two
    mine = desk.page
    segment = await desk.post("segments", {"name": "Постоянные"})
    address = f"{desk.url}/segments/{segment['id']}"
    await mine.goto(address)
    await theirs.goto(address)
    await mine.get_by_label("Описание").fill("Мои слова")
    await rename(theirs, "Их название")
    told = mine.get_by_role("alert").filter(has_text=MEANWHILE)
    await expect(told).to_be_visible()
    await expect(mine.get_by_label("Описание")).to_have_value("Мои слова")
    assert await barriers(mine) == []
    await mine.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert await shows_no_horizontal_scroll(mine)

    await mine.get_by_role("button", name="Показать сохранённое").click()
    await expect(mine.get_by_label("Название")).to_have_value("Их название")
    await expect(mine.get_by_label("Описание")).to_have_value("")
    await mine.get_by_role("button", name="Вернуть мои правки").click()
    await expect(mine.get_by_label("Описание")).to_have_value("Мои слова")
    await rename(theirs, "Ещё раз")
    await expect(told).to_be_visible()
    await mine.get_by_role("button", name="Сохранить моё поверх").click()
    await expect(mine.get_by_text("Сохранено", exact=True)).to_be_visible()
    await expect(theirs.get_by_label("Описание")).to_have_value("Мои слова")
    await expect(theirs.get_by_label("Название")).to_have_value("Постоянные")


async def test_whoever_did_not_hear_of_the_other_save_is_refused_and_keeps_what_was_typed(
    two: tuple[Desk, Page],
) -> None:
    desk, theirs = two
    deaf = desk.page
    await deaf.route_web_socket("**/*", lambda _: None)
    segment = await desk.post("segments", {"name": "Гости", "kind": "list"})
    for page in (deaf, theirs):
        await page.goto(f"{desk.url}/segments/{segment['id']}")
    await deaf.get_by_label("Описание").fill("Мои слова")
    await rename(theirs, "Их название")
    await expect(theirs.get_by_text("Сохранено", exact=True)).to_be_visible()
    await expect(deaf.get_by_text(MEANWHILE)).to_be_hidden()
    await deaf.get_by_role("button", name="Сохранить", exact=True).click()
    await expect(deaf.get_by_role("alert").filter(has_text=MEANWHILE)).to_be_visible()
    await expect(deaf.get_by_label("Описание")).to_have_value("Мои слова")
    await expect(theirs.get_by_label("Описание")).to_have_value("")


async def test_ends_that_stand_upside_down_are_said_beside_their_condition(two: tuple[Desk, Page]) -> None:
    desk, _ = two
    page = desk.page
    paid = {"type": "event", "name": "purchase", "amount_from": 10_000}
    rule = {"type": "all", "of": [{"type": "task"}, {"type": "any", "of": [paid]}]}
    segment = await desk.post("segments", {"name": "Средние покупки", "rule": rule})
    await page.goto(f"{desk.url}/segments/{segment['id']}")
    condition = page.get_by_role("group", name="Событие", exact=True)
    upper = condition.get_by_label("Сумма до, RUB")
    await upper.fill("50")
    said = condition.get_by_role("alert")
    await expect(said).to_have_text("«От» больше, чем «до»: под такое условие никто не подойдёт.")
    await page.get_by_role("button", name="Сохранить", exact=True).click()
    await expect(page.get_by_text("Исправьте отмеченное условие.")).to_have_count(2)
    await expect(page.get_by_role("group", name="Задача", exact=True).get_by_role("alert")).to_have_count(0)
    assert await barriers(page) == []
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert await shows_no_horizontal_scroll(page)

    await upper.fill("500")
    await expect(said).to_be_hidden()
    await page.get_by_role("button", name="Сохранить", exact=True).click()
    await expect(page.get_by_text("Сохранено", exact=True)).to_be_visible()


async def test_a_card_shows_some_segments_and_opens_the_rest(two: tuple[Desk, Page], shop: Otklik) -> None:
    desk, _ = two
    page = desk.page
    async with inside(shop) as (program, company), unit_of_work(program, company) as ctx:
        for number in range(ASKED_MAX + CHIPS):
            await editing.create(ctx, NewSegment(name=f"Все люди {number:03d}"))
    people = await (await page.request.get(f"{desk.url}/api/v1/contacts")).json()
    person = people["items"][0]["id"]
    first = await (await page.request.get(f"{desk.url}/api/v1/contacts/{person}/segments")).json()
    await page.goto(f"{desk.url}/contacts/{person}")
    part = page.get_by_role("heading", name="Сегменты", exact=True).locator("xpath=..")
    await expect(part.get_by_role("link")).to_have_count(CHIPS)
    await part.get_by_role("button", name=f"и ещё {len(first['items']) - CHIPS}", exact=True).click()
    await expect(part.get_by_role("link")).to_have_count(len(first["items"]))
    await expect(part).to_contain_text(f"Ещё {first['left']} сегмент")
    assert await barriers(page) == []
    await part.get_by_role("button", name="Проверить").click()
    await expect(part).not_to_contain_text("не провер")
    await expect(part.get_by_role("button")).to_have_count(0)
    assert await part.get_by_role("link").count() > ASKED_MAX


async def test_who_buys_later_than_usual_is_found_by_a_ready_choice_and_seen_on_the_card(
    two: tuple[Desk, Page], shop: Otklik
) -> None:
    desk, _ = two
    page = desk.page
    async with inside(shop) as (program, company), unit_of_work(program, company) as ctx:
        who = PersonRef(external_id="late-anna")
        at = [ctx.now() - timedelta(days=days) for days in (48, 69, 90)]
        await recording.record(ctx, [FactIn(name="purchase", person=who, at=one) for one in at])
    rule = {"type": "all", "of": [{"type": "rhythm", "at_least": 1.25, "at_most": 90}]}
    segment = await desk.post("segments", {"name": "Пора напомнить", "rule": rule})
    await page.goto(f"{desk.url}/segments/{segment['id']}")
    condition = page.get_by_role("group", name="Позже обычного", exact=True)
    how_late = condition.get_by_role("combobox", name="Насколько позже")
    await expect(how_late).to_have_value("Свои границы")
    await how_late.click()
    await page.get_by_role("option", name="Опаздывают: ×2–3").click()
    await expect(condition.get_by_label("От, ×")).to_have_value("2")
    await condition.get_by_label("До, ×").fill("1,5")
    await expect(condition.get_by_role("alert")).to_contain_text("«От» больше, чем «до»")
    await condition.get_by_label("До, ×").fill("3")
    await page.get_by_role("button", name="Почему Без имени").click()
    said = "Обычно раз в 21 день, последняя покупка 48 дней назад: ×2,3"
    await expect(page.get_by_text(said)).to_be_visible()
    assert await barriers(page) == []
    await page.get_by_role("link", name="Без имени").click()
    await expect(page.get_by_text("Обычно покупает раз в 21 день, последний раз 48 дней назад")).to_be_visible()
    await expect(page.get_by_text("Позже обычного ×2,3")).to_be_visible()


async def test_a_journey_that_wins_back_makes_its_segment_by_one_press(two: tuple[Desk, Page]) -> None:
    desk, _ = two
    page = desk.page
    await page.goto(f"{desk.url}/journeys")
    await page.get_by_role("button", name="Новый сценарий").first.click()
    await page.get_by_role("button", name="Вернуть тех, кто реже покупает").click()
    make = page.get_by_role("button", name="Создать такой сегмент")
    await make.click()
    await expect(page.get_by_role("combobox", name="Сегмент", exact=True)).to_have_value("Покупают позже обычного")
    await expect(make).to_be_hidden()
