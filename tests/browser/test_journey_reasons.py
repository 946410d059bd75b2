"""Why messages of a journey did not reach people: on its step, in the words campaigns use."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.axe import barriers
from tests.browser.company import inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.browser.test_journeys import PATIENCE
from tests.factories import Company, unit_of_work
from tests.factories_campaigns import at_any_hour
from tests.factories_campaigns import template as letter
from tests.factories_contacts import create_contact
from tests.factories_journeys import mailbox
from tests.faults.process import Otklik
from tests.smtpserver import wrong_server

from otklik.domains.consents.service import suppressing
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import schemas
from otklik.domains.journeys.service import entering, steering
from otklik.program import Program

pytestmark = pytest.mark.browser

NAME = "Заказ готов"
NODE = "Письмо о заказе"


async def test_a_step_says_why_its_messages_did_not_reach_people(
    chromium: Browser, shop: Otklik, tmp_path: Path
) -> None:
    async with wrong_server(lambda stage, _: b"550 5.1.1 no such user\r\n" if stage == "rcpt" else None) as post:
        async with inside(shop) as (program, company):
            await running(program, company, port=post.port)
        async with window(chromium) as room:
            desk = await Desk.signed_in(room, shop)
            page = desk.page
            await desk.go_to("Сценарии")
            await page.get_by_role("link", name=NAME).click()
            step = page.locator(".react-flow").get_by_role("group", name=f"Сообщение: {NODE}")
            for figure in ("Вошли 3", "Отправлено 0", "Не доставлено 1", "Не отправлено 2"):
                await expect(step).to_contain_text(figure, timeout=PATIENCE)
            await step.click()
            await says_why(page)
            assert await barriers(page) == []
            await page.screenshot(path=tmp_path / "reasons.png", full_page=True)
            await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            await says_why(page)
            await page.screenshot(path=tmp_path / "reasons-phone.png", full_page=True)
            assert await shows_no_horizontal_scroll(page)


async def says_why(page: Page) -> None:
    came = page.get_by_role("region", name="Выбранный шаг").filter(visible=True)
    await expect(count(came, "Не доставлено")).to_have_text("1")
    await expect(count(came, "Такого ящика нет. Уточните адрес у клиента")).to_have_text("1")
    await expect(count(came, "Не отправлено")).to_have_text("2")
    await expect(count(came, "В стоп-листе, добавлен вручную")).to_have_text("1")
    await expect(count(came, "Нет адреса в этом канале")).to_have_text("1")


def count(part: Locator, title: str) -> Locator:
    return part.get_by_text(title, exact=True).locator("xpath=following-sibling::dd[1]")


async def running(program: Program, company: Company, *, port: int) -> None:
    """Three who came in: nobody has the first one's mailbox, the second is not to be written to, the third has none."""
    box = await mailbox(program, company, "orders", port=port)
    way = doc.JourneyWay(channel_id=box, template_id=await letter(program, company))
    say = doc.Send(id="say", title=NODE, ways=(way,), purpose="order", next="end")
    graph = doc.Graph(trigger=doc.ApiTrigger(next="say"), nodes=(say, doc.Exit(id="end")))
    people = [
        await create_contact(program, company, name=name, address_kind=kind, address=address)
        for name, kind, address in (
            ("Игнат Тихий", "email", "ignat@people.test"),
            ("Пётр Закрытый", "email", "closed@people.test"),
            ("Зоя Дальняя", "phone", "+79000004417"),
        )
    ]
    async with unit_of_work(program, company) as ctx:
        await at_any_hour(ctx)
        await suppressing.suppress(ctx, address_kind="email", address="closed@people.test", reason="by_hand")
        made = await steering.create(ctx, schemas.NewJourney(name=NAME, graph=graph))
    async with unit_of_work(program, company) as ctx:
        await steering.publish(ctx, made.row.id)
        coming = [entering.Coming(contact_id=one.contact_id, at=ctx.now()) for one in people]
        await entering.call(ctx, made.row.id, coming)
