"""What a person agreed to, as the desk shows it: by whose words and whence, taken back by themselves, and proved."""

import json
import re
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests import factories_campaigns as toys
from tests.browser.axe import barriers
from tests.browser.company import demo_company, inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.browser.test_main_job import parsed
from tests.factories_contacts import create_contact
from tests.faults.process import Otklik
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, mailbox_at, wrong_server

from otklik.domains.campaigns.documents import CampaignAudience, CampaignChannel, CampaignPlan, CampaignSaying
from otklik.domains.delivery.service import channels

pytestmark = [pytest.mark.browser, pytest.mark.mail]

NAME, READER = "Вера Лисицына", "vera@people.test"
FIRST_WORDS = "Согласен получать новости кофейни не чаще раза в неделю."
NEXT_WORDS = "Согласен получать новости кофейни раз в месяц. Отказаться можно в любую минуту."
SITE = "https://shop.example/subscribe"
BY_PHONE = "По телефону, в понедельник"
BAR = "Просила больше не писать, сказала Анне"


async def test_what_was_agreed_to_is_seen_taken_back_by_the_person_and_proved(
    chromium: Browser, tmp_path: Path
) -> None:
    async with (
        wrong_server(lambda _stage, _count: None) as receiver,
        demo_company() as otklik,
        window(chromium) as room,
        window(chromium) as home,
    ):
        desk = await Desk.signed_in(room, otklik)
        page = desk.page
        await desk.connect("email", mailbox_at(receiver.port))
        person = await subscribe(desk, otklik)
        await reword(desk)
        await open_card(desk, person)
        await see_what_was_agreed(page, tmp_path)
        await agree_by_word(page)

        await write_to_everybody(otklik)
        await take_back(await home.new_page(), await link_in_a_letter(receiver), tmp_path)
        news = standing(page, "Новости обжарки")
        await expect(news).to_contain_text("Отозвано")
        await expect(standing(page, "Акции и скидки")).to_contain_text("Согласие есть")
        withdrawn = record(page, "Отзыв · Новости обжарки · Почта")
        await expect(withdrawn).to_contain_text("страница настроек")
        await expect(withdrawn).not_to_contain_text("preference")
        await page.screenshot(path=tmp_path / "card.png", full_page=True)

        await see_the_proof(page, tmp_path)
        await keep_the_proof(page)
        await bar(desk, tmp_path)
        await open_card(desk, person)
        await expect(consents(page)).to_contain_text(f"{READER}: Добавлен вручную")
        await expect(standing(page, "Акции и скидки")).to_contain_text("В стоп-листе, добавлен вручную")
        await lift(desk)
        await open_card(desk, person)
        await expect(standing(page, "Акции и скидки")).to_contain_text("Согласие есть")
        await expect(consents(page)).not_to_contain_text("Добавлен вручную")
        assert await barriers(page) == []


async def subscribe(desk: Desk, otklik: Otklik) -> UUID:
    """As the shop's own form does."""
    async with inside(otklik) as (program, company):
        found = await create_contact(program, company, name=NAME, address_kind="email", address=READER)
    said = {"act": "granted", "purpose": "news", "channel": "email", "method": "form"}
    await desk.post(f"contacts/{found.contact_id}/consents", {**said, "form": "Подвал сайта", "page_url": SITE})
    return found.contact_id


async def reword(desk: Desk) -> None:
    """New words are the next version; what was agreed to before stays with its own."""
    page = desk.page
    await page.goto(f"{desk.url}/settings/purposes")
    await page.get_by_role("button", name="Изменить: Новости обжарки").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Текст по-русски").fill(NEXT_WORDS)
    await form.get_by_role("button", name="Сохранить").click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_role("row").filter(has_text="Новости обжарки")).to_contain_text("Версия 2")


async def open_card(desk: Desk, person: UUID) -> None:
    await desk.page.goto(f"{desk.url}/contacts/{person}")
    await expect(consents(desk.page)).to_contain_text("История")
    await consents(desk.page).get_by_text(re.compile("^История")).click()


def consents(page: Page) -> Locator:
    return page.get_by_role("heading", name="Согласия", exact=True).locator("xpath=ancestor::section[1]")


def standing(page: Page, purpose: str) -> Locator:
    return consents(page).locator("div").filter(has=page.get_by_text(purpose, exact=True)).last


def record(page: Page, words: str) -> Locator:
    return consents(page).locator("details li").filter(has_text=words)


async def see_what_was_agreed(page: Page, tmp_path: Path) -> None:
    """The words of that day and their version, the form and its page."""
    await expect(standing(page, "Новости обжарки")).to_contain_text("Согласие есть")
    agreed = record(page, "Согласие · Новости обжарки · Почта")
    for words in (FIRST_WORDS, "Текст согласия, версия 1", "форма", "Подвал сайта", SITE):
        await expect(agreed).to_contain_text(words)
    await expect(agreed).not_to_contain_text(NEXT_WORDS)
    await page.screenshot(path=tmp_path / "agreed.png", full_page=True)


async def agree_by_word(page: Page) -> None:
    """The words are read out, and where it was said is asked for."""
    await standing(page, "Акции и скидки").get_by_role("button", name="Записать согласие: Почта").click()
    form = page.get_by_role("dialog", name="Акции и скидки · Почта")
    await expect(form.get_by_role("blockquote")).to_contain_text("об акциях и скидках")
    await form.get_by_label("Где и как это было сказано").fill(BY_PHONE)
    await form.get_by_role("button", name="Записать согласие", exact=True).click()
    await expect(form).to_be_hidden()
    agreed = record(page, "Согласие · Акции и скидки · Почта")
    for words in ("со слов", BY_PHONE, "Текст согласия, версия 1"):
        await expect(agreed).to_contain_text(words)


async def write_to_everybody(otklik: Otklik) -> None:
    """A letter to all who agreed to news."""
    body = "Новый урожай. [Что вам присылать]({{ preferences_url }})"
    async with inside(otklik) as (program, company):
        said = await toys.template(program, company, body=body)
        async with program.database.transaction(company.id) as ctx:
            mail = next(one for one in await channels.listing(ctx) if one.name == "Email")
        way = CampaignChannel(channel_id=mail.id, sayings=(CampaignSaying(template_id=said),))
        plan = CampaignPlan(purpose="news", audience=CampaignAudience(everyone=True), channels=(way,))
        campaign = await toys.create(program, company, plan)
        await toys.launch(program, company, campaign.id)


async def link_in_a_letter(receiver: Wrong) -> str:
    def hers() -> list[EmailMessage]:
        return [one for one in map(parsed, receiver.kept) if one["To"].addresses[0].addr_spec == READER]

    await eventually(hers, step_seconds=0.2)
    html = hers()[0].get_body(("html",))
    assert html
    found = re.search(r'href="(http[^"]+/preferences/[^"]+)"', html.get_content())
    assert found
    return found[1]


async def take_back(page: Page, link: str, tmp_path: Path) -> None:
    """Nobody is signed in there."""
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Что вам присылает")
    news = page.get_by_role("group", name="Новости обжарки").get_by_role("checkbox")
    await expect(news).to_be_checked()
    await expect(page.get_by_role("group", name="Акции и скидки").get_by_role("checkbox")).to_be_checked()
    await page.screenshot(path=tmp_path / "preferences.png", full_page=True)
    assert await barriers(page) == []
    await news.uncheck()
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("status")).to_contain_text("Сохранено, действует с этой минуты.")
    await expect(news).not_to_be_checked()
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert await shows_no_horizontal_scroll(page)
    await page.screenshot(path=tmp_path / "preferences-phone.png", full_page=True)


async def see_the_proof(page: Page, tmp_path: Path) -> None:
    """A page to print: every act with its words, whence, and whether the chain is whole."""
    async with page.expect_popup() as coming:
        await page.get_by_role("link", name="Подтверждение для чтения и печати").click()
    proof = await coming.value
    acts = proof.get_by_role("article")
    await expect(acts).to_have_count(3)
    for words in (FIRST_WORDS, SITE, "Подвал сайта", READER):
        await expect(acts.filter(has_text=FIRST_WORDS).filter(has_text="Подвал сайта")).to_contain_text(words)
    await expect(acts.filter(has_text=BY_PHONE)).to_have_count(1)
    await proof.screenshot(path=tmp_path / "proof.png", full_page=True)
    assert await barriers(proof) == []
    await proof.close()


async def keep_the_proof(page: Page) -> None:
    """A file whose chain anybody recomputes by what it says of itself, with no program of ours."""
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Файл, по которому всё пересчитывается (JSON)").click()
    proof = json.loads(text_of(await (await coming.value).path()))
    [chain] = proof["chains"]
    assert chain["verdict"]["whole"] is True
    assert [one["covered"]["act"] for one in chain["records"]] == ["granted", "granted", "withdrawn"]
    before = "0" * 64
    for one in chain["records"]:
        covered = json.dumps(one["covered"], ensure_ascii=False, separators=(",", ":"))
        assert one["covered"]["previous_hash"] == before
        assert one["covered"]["personal_digest"] == sha256(f"{one['salt']}\n{one['personal']}".encode()).hexdigest()
        before = one["hash"]
        assert sha256(covered.encode()).hexdigest() == before
    assert READER in chain["records"][0]["personal"]


async def bar(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    await page.goto(f"{desk.url}/settings/suppressions")
    await page.get_by_role("button", name="Добавить адрес").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox", name="Адрес").fill(READER)
    await form.get_by_label("Пометка").fill(BAR)
    await form.get_by_role("button", name="Добавить адрес").click()
    await expect(form).to_be_hidden()
    await expect(barred(page)).to_contain_text(BAR)
    await page.screenshot(path=tmp_path / "suppressions.png", full_page=True)
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="В таблицу").click()
    assert READER in text_of(await (await coming.value).path())


def text_of(file: Path) -> str:
    return file.read_text("utf-8")


def barred(page: Page) -> Locator:
    return page.get_by_role("row").filter(has_text=READER)


async def lift(desk: Desk) -> None:
    """Not without saying why."""
    page = desk.page
    await page.goto(f"{desk.url}/settings/suppressions")
    await barred(page).get_by_role("button", name=f"Убрать из списка: {READER}").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_role("button", name="Убрать из списка", exact=True)).to_be_disabled()
    await form.get_by_label("Почему").fill("Передумала, позвонила сама")
    await form.get_by_role("button", name="Убрать из списка", exact=True).click()
    await expect(form).to_be_hidden()
    await expect(barred(page)).to_have_count(0)
