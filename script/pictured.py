"""What `script/pictures` draws beside the addresses of the router: what opens on a screen, and pages without one."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from playwright.sync_api import BrowserContext, Page, expect

from otklik.domains.consents.service.links import PREFERENCES
from otklik.platform.crypto import Cipher, load_key

WITH_FACES: Final = 768
"""Narrower screens show how many fit, not who."""
TABLE: Final = "Имя;Почта;Телефон;Город;Новости\r\nАнна Белова;belova@client.example;+7 900 000-00-01;Тула;да\r\n"


class Screen(NamedTuple):
    name: str
    path: str
    act: Callable[[Page], object] | None = None
    outside: bool = False
    """Before one signs in; such screens come first."""


def open_dialogue(name: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.get_by_role("link").filter(has_text=name).first.click()
        expect(page.get_by_role("log")).to_be_visible()

    return act


def open_trail(page: Page) -> None:
    open_dialogue("Дмитрий Орлов")(page)
    page.get_by_role("button", name="Показать путь").or_(page.locator("article button:has(time)")).last.click()


def choose_template(page: Page) -> None:
    open_dialogue("Ольга Власова")(page)
    page.get_by_role("combobox", name=re.compile("^(Шаблон|Template)")).click()
    page.get_by_role("option", name=re.compile("снова привезли")).click()


def list_templates(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^WhatsApp")).first.click()
    show("Шаблоны|Templates")(page)


def press(*names: str) -> Callable[[Page], object]:
    """One after another; each by what it is called in either language."""

    def act(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=re.compile(f"^({name})")).first.click()

    return act


def show(heading: str) -> Callable[[Page], object]:
    """That part of a long screen."""

    def act(page: Page) -> None:
        found = page.get_by_role("heading", name=re.compile(f"^({heading})")).first
        found.evaluate("one => one.scrollIntoView({ block: 'start' })")

    return act


def plan_import(page: Page) -> None:
    press("Новый импорт|New import")(page)
    file = {"name": "Клиенты кофейни.csv", "mimeType": "text/csv", "buffer": TABLE.encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # its dictionary is a FilePayload
    expect(page.get_by_role("heading", name=re.compile("Клиенты кофейни")).first).to_be_visible()


def facts_of(name: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.get_by_role("link", name=name).first.click()
        heading = page.get_by_role("dialog").get_by_role("heading", name=re.compile("^(События|Events)"))
        heading.first.evaluate("one => one.scrollIntoView({ block: 'start' })")

    return act


def why_in(segment: str) -> Callable[[Page], object]:
    """The segment's rule, how many fit, and why the first of them does."""

    def act(page: Page) -> None:
        page.get_by_role("link", name=segment).first.click()
        expect(page.get_by_role("heading", name=re.compile("^(Почему человек|Why a person)"))).to_be_visible()
        if (page.viewport_size or {"width": 0})["width"] < WITH_FACES:
            show("Почему человек|Why a person")(page)
            return
        page.get_by_role("button", name=re.compile("^(Почему |Why )")).first.click()
        expect(page.get_by_role("status").filter(has_text=re.compile("в сегменте|is in"))).to_be_visible()

    return act


def follow(name: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()

    return act


def sending_of(mailbox: str) -> Callable[[Page], object]:
    """What a mailbox needs before it writes to many."""

    def act(page: Page) -> None:
        follow(mailbox)(page)
        show("Рассылки с|Campaigns from")(page)

    return act


BESIDE: Final = (
    Screen("conversation", "/inbox?view=all", open_dialogue("Дмитрий Орлов")),
    Screen("trail", "/inbox?view=all", open_trail),
    Screen("templates-choice", "/inbox?view=all", choose_template),
    Screen("templates-of-number", "/settings/channels", list_templates),
    Screen("commands", "/inbox", lambda page: page.keyboard.press("Control+k")),
    Screen("keys", "/inbox", lambda page: page.keyboard.press("?")),
    Screen("contact-facts", "/contacts", facts_of("Дмитрий Орлов")),
    Screen("import-plan", "/imports", plan_import),
    Screen("segment-why", "/segments", why_in("Постоянные покупатели")),
    Screen("campaign-figures", "/campaigns", follow("Осенняя смесь вернулась")),
    Screen("campaign-progress", "/campaigns", follow("Подписка на кофе")),
    Screen("mailbox-sending", "/settings/channels", sending_of("Рассылки кофейни")),
    Screen("speed-hours", "/speed", show("По часам недели|By hour of the week")),
    Screen("speed-date", "/speed", press("Открыть календарь|Open the calendar")),
    Screen("export-menu", "/speed", press("В таблицу|Export")),
    Screen("routing-rule", "/settings/routing", press("Изменить|Edit|Change")),
    Screen("purpose-edit", "/settings/purposes", press("Изменить|Change|Edit")),
    Screen("replies-import", "/settings/replies", press("Из таблицы|From a table")),
    Screen("journeys-running", "/journeys", follow("Знакомство с кофейней")),
    Screen("journeys-recipes", "/journeys", press("Новый сценарий|New journey")),
    Screen("target-edit", "/settings/targets", press("Изменить|Change|Edit")),
)
"""What opens on a screen rather than by an address."""
ENGLISH: Final = {
    "inbox",
    "conversation",
    "speed",
    "promises",
    "contacts",
    "settings-profile",
    "rfm",
    "segment-why",
    "campaign-figures",
    "settings-targets",
}


def public(signed_in: BrowserContext, url: str, *, folder: Path) -> list[Screen]:
    """Pages for customers and for the television: their addresses are known only to whoever was given them."""
    api = f"{url}/api/v1"
    token = signed_in.request.post(f"{api}/api-tokens", data={"name": "Табло", "scopes": ["wall.read"]}).json()[
        "secret"
    ]
    reach = signed_in.request.get(f"{api}/reach").json()["page_url"]
    return [
        Screen("wall-board", f"/wall#{token}", outside=True),
        Screen("reach-page", reach.removeprefix(url), outside=True),
        Screen("preferences-page", f"/preferences/{_preferences(signed_in, api, folder)}", outside=True),
    ]


def _preferences(signed_in: BrowserContext, api: str, folder: Path) -> str:
    """As the letter of the person seen last would have it, signed with the key of this very product."""
    company = UUID(signed_in.request.get(f"{api}/workspace").json()["id"])
    person = UUID(signed_in.request.get(f"{api}/contacts?limit=1").json()["items"][0]["id"])
    packed = base64.urlsafe_b64encode(company.bytes + person.bytes).rstrip(b"=").decode()
    return Cipher(load_key(setting="", folder=folder)).sign(packed, purpose=PREFERENCES)
