"""The main job on real input: three customers write, each by a channel of their own; an operator answers them all."""

import email
import email.policy
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect
from tests.browser import speed
from tests.browser.company import demo_company
from tests.browser.screens import Desk, Widget, window
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi
from tests.faults.process import Otklik
from tests.faults.telegram import update
from tests.faults.waiting import eventually
from tests.mailserver import MailServer, mail_server

pytestmark = [pytest.mark.browser, pytest.mark.mail]

CHAT = 71_001
NAME = "Анна Котова"
CUSTOMER = "anna@example.test"
MAILBOX = "help@example.test"
ON_THE_SITE = "Есть ли у вас кофе без кофеина?"
BY_MAIL = "Хочу вернуть кофемолку, она шумит"
BY_TELEGRAM = "Привезёте ли сегодня вечером?"
TO_THE_SITE = "Есть, Колумбия без кофеина, 250 г."
TO_MAIL = "Вернуть можно. Курьер заберёт её завтра."
TO_TELEGRAM = "Да, с 19 до 22."
MAILED_AGAIN = "Завтра после шести подойдёт?"


@dataclass
class World:
    """Everyone outside: the visitor's browser, the mail servers, Telegram; and the operator's desk."""

    otklik: Otklik
    mail: MailServer
    telegram: BotApi
    desk: Desk
    visitor: Widget
    loads: list[str]
    """Every document the desk's page was loaded with: more than one would be a reload."""


@pytest.fixture
async def world(chromium: Browser, tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server(tmp_path))
        api = BotApi()
        api.chats.add(str(CHAT))
        telegram = await stack.enter_async_context(botapi.bot_api(api))
        otklik = await stack.enter_async_context(demo_company())
        desk = await Desk.signed_in(await stack.enter_async_context(window(chromium)), otklik)
        await desk.connect("email", mailbox(mail))
        await desk.connect("telegram", {"token": TOKEN, "base_url": telegram.base_url, "intake": "webhook"})
        await telegram.until_called("setWebhook")
        loads: list[str] = []
        desk.page.on("domcontentloaded", lambda page: loads.append(page.url))
        visitor = await at_the_shop(await stack.enter_async_context(window(chromium)), otklik)
        yield World(otklik, mail, telegram, desk, visitor, loads)


async def test_three_customers_are_answered_on_one_screen(world: World) -> None:
    desk = world.desk

    await world.visitor.open()
    await world.visitor.write(ON_THE_SITE)
    letter = first_letter()
    await world.mail.deliver(letter.as_bytes(), MAILBOX, sender=CUSTOMER)
    asked_at = int(time.time())
    assert await world.telegram.deliver(update(CHAT, 1, BY_TELEGRAM, at=asked_at)) == 200

    for words in (ON_THE_SITE, BY_MAIL, BY_TELEGRAM):
        await expect(desk.row(words)).to_be_visible()

    for words, answer in ((ON_THE_SITE, TO_THE_SITE), (BY_MAIL, TO_MAIL), (BY_TELEGRAM, TO_TELEGRAM)):
        await desk.open(words)
        await desk.answer(answer)

    await expect(world.visitor.log).to_contain_text(TO_THE_SITE)
    await world.telegram.until_called("sendMessage")
    (sent,) = world.telegram.called("sendMessage")
    assert (sent["text"], str(sent["chat_id"])) == (TO_TELEGRAM, str(CHAT))

    reply = parsed((await world.mail.wait_for_mails(CUSTOMER, 1))[0])
    assert TO_MAIL in reply.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    assert reply["In-Reply-To"] == letter["Message-ID"]
    assert letter["Message-ID"] in reply["References"]
    assert reply["Subject"] == f"Re: {letter['Subject']}"

    await desk.row(NAME).click()
    again = answer_to(reply)
    await world.mail.deliver(again.as_bytes(), MAILBOX, sender=CUSTOMER)
    await expect(desk.thread).to_contain_text(MAILED_AGAIN)
    await expect(desk.thread).to_contain_text(TO_MAIL)
    await expect(desk.row(MAILED_AGAIN)).to_have_count(1)

    await speed_is_what_the_tables_say(world)
    assert world.loads == []


async def speed_is_what_the_tables_say(world: World) -> None:
    """The three answers and those of the demo's story, counted anew from journal and ledger."""
    await eventually(lambda: speed.all_accepted(world.otklik))
    expected = await speed.recomputed(world.otklik)
    assert await speed.told(world.desk) == expected
    await world.desk.go_to("Скорость")
    for title, figures in (("Первый ответ", expected.first), ("Любой ответ", expected.any)):
        card = world.desk.page.get_by_role("button").filter(has_text=title)
        await expect(card).to_contain_text(speed.words(figures.median_seconds))
        await expect(card).to_contain_text(f"Девять из десяти за {speed.words(figures.p90_seconds)}")
        await expect(card).to_contain_text(f"{figures.count} ответ")


async def at_the_shop(context: BrowserContext, otklik: Otklik) -> Widget:
    page = await context.new_page()
    await page.goto(f"{otklik.url}/demo")
    return Widget(page)


def mailbox(server: MailServer) -> dict[str, str | int | bool]:
    return {
        "address": MAILBOX,
        "from_name": "Кофейня",
        "imap_host": server.host,
        "imap_port": server.imap_port,
        "imap_security": "none",
        "smtp_host": server.host,
        "smtp_port": server.smtp_port,
        "smtp_security": "none",
        "tls_verify": False,
        "password": server.password,
    }


def first_letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = f"{NAME} <{CUSTOMER}>"
    letter["To"] = MAILBOX
    letter["Subject"] = "Возврат"
    letter["Message-ID"] = "<first-letter@example.test>"
    letter["Date"] = formatdate(localtime=True)
    letter.set_content(f"Здравствуйте.\n\n{BY_MAIL}\n")
    return letter


def answer_to(reply: EmailMessage) -> EmailMessage:
    """As a mail program answers: in the thread, with what was said quoted below."""
    letter = EmailMessage()
    letter["From"] = f"{NAME} <{CUSTOMER}>"
    letter["To"] = MAILBOX
    letter["Subject"] = reply["Subject"]
    letter["Message-ID"] = "<second-letter@example.test>"
    letter["In-Reply-To"] = reply["Message-ID"]
    letter["References"] = f"{reply['References']} {reply['Message-ID']}"
    letter["Date"] = formatdate(localtime=True)
    letter.set_content(f"{MAILED_AGAIN}\n\n> {TO_MAIL}\n")
    return letter


def parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found
