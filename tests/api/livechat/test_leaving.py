"""The visitor leaves: the transcript by mail, answers that follow, and the same thread in a messenger."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel, deposit, read_journal, send_due
from tests.factories_livechat import API, Browser, Frame, deliver, key

from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import ledger
from otklik.domains.livechat import jobs
from otklik.domains.livechat.service import carrying_on, transcripts
from otklik.program import Program

EMAIL = "maria@example.com"
MAILBOX = {"address": "help@tea.example", "password": "x", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}


@pytest.fixture
async def mailbox(program: Program, workspace: Company) -> Channel:
    return await create_channel(program, workspace, kind="email", name="Почта", config=MAILBOX)


@pytest.fixture
async def telegram(program: Program, workspace: Company) -> Channel:
    bot = await create_channel(
        program, workspace, kind="telegram", config={"token": "1:A", "base_url": "http://127.0.0.1:9"}
    )
    async with unit_of_work(program, workspace) as ctx:
        (await ctx.session.get_one(Channel, bot.id)).facts = {"username": "tea_shop_bot"}
    return bot


async def answer(desk: Client, conversation_id: str, words: str) -> None:
    reply = await desk.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": words})
    assert reply.status_code == 201, reply.text


async def gone(program: Program, company: Company, *, minutes: int = 5) -> None:
    """The company's visitors were last here so many minutes ago, and it is time to look."""
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(
            text("""UPDATE visitor_sessions SET last_seen_at = last_seen_at - :by, mail_due_at = mail_due_at - :by
                    WHERE workspace_id = :workspace"""),
            {"by": timedelta(minutes=minutes), "workspace": company.id},
        )


async def planned_mails(program: Program, company: Company) -> Sequence[Any]:  # Any: database rows
    async with unit_of_work(program, company) as ctx:
        rows = await ctx.session.execute(
            text("""SELECT id, to_address, content, state FROM ledger
                    WHERE workspace_id = :workspace AND purpose = :purpose ORDER BY id"""),
            {"workspace": company.id, "purpose": carrying_on.PURPOSE},
        )
        return rows.all()


async def accept_mail(program: Program, company: Company, ledger_id: UUID, *, message_id: str) -> None:
    """What sending does when the mail server took the mail."""
    async with unit_of_work(program, company) as ctx:
        row = await ledger.queries.ledger_row(ctx, ledger_id, lock=True)
        assert row is not None
        row.external_id = message_id
        await ledger.move(ctx, row, state="accepted", at=ctx.now())


async def asked(program: Program, company: Company, chat: Channel, browser: Browser) -> str:
    """The visitor wrote and left an address; returns the conversation's id."""
    await browser.say("Когда привезёте?")
    await deliver(program, company, chat)
    reply = await browser.client.put(f"{API}/email", json={"email": EMAIL})
    assert reply.status_code == 204, reply.text
    return (await browser.begin())["conversation_id"]


async def test_the_transcript_is_a_letter_in_the_visitors_language(
    program: Program,
    workspace: Company,
    chat: Channel,
    visitor: Browser,
    signed_in: Client,
    capfd: pytest.CaptureFixture[str],
) -> None:
    await visitor.say("Есть чай?")
    await deliver(program, workspace, chat)
    conversation_id = (await visitor.begin())["conversation_id"]
    await signed_in.post(f"/api/v1/conversations/{conversation_id}/notes", json={"text": "между нами"})
    await answer(signed_in, conversation_id, "Есть, три сорта")
    await send_due(program, workspace)
    reply = await visitor.client.post(f"{API}/transcripts", json={"email": EMAIL})
    assert reply.status_code == 202
    again = await visitor.client.post(f"{API}/transcripts", json={"email": EMAIL})
    assert (again.status_code, again.json()["code"]) == (429, "limits.too_many")
    await transcripts.send(program.parts, visitor_id=UUID(visitor.id), workspace_id=workspace.id, email=EMAIL)
    letter = capfd.readouterr().err
    assert f"To: {EMAIL}" in letter
    assert "Ваша переписка с «Ромашка»" in letter
    assert letter.index("Вы, ") < letter.index("Есть чай?") < letter.index("Ольга") < letter.index("Есть, три сорта")
    assert "между нами" not in letter


async def test_an_empty_conversation_and_a_wrong_address_are_not_sent(visitor: Browser) -> None:
    nothing = await visitor.client.post(f"{API}/transcripts", json={"email": EMAIL})
    wrong = await visitor.client.post(f"{API}/transcripts", json={"email": "a@b.ru\nBcc: c@d.ru"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "livechat.nothing_said")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "livechat.email_invalid")


async def test_without_a_mailbox_nobody_is_promised_mail(visitor: Browser) -> None:
    reply = await visitor.client.put(f"{API}/email", json={"email": EMAIL})
    assert (reply.status_code, reply.json()["code"]) == (409, "livechat.email_not_offered")


@pytest.mark.usefixtures("mailbox")
async def test_answers_no_page_took_go_by_mail_once_and_as_one_letter(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    conversation_id = await asked(program, workspace, chat, visitor)
    await answer(signed_in, conversation_id, "Завтра")
    await answer(signed_in, conversation_id, "После обеда")
    await send_due(program, workspace)
    await gone(program, workspace)
    for _ in range(3):
        await jobs.carry_on(program.parts)
    mails = await planned_mails(program, workspace)
    assert [(one.to_address, one.state) for one in mails] == [(EMAIL, "planned")]
    letter = mails[0].content
    assert letter["text"].startswith("Завтра\n\nПосле обеда\n\n")
    assert letter["subject"] == "Ответ от «Ромашка»"
    assert letter["author_name"].startswith("Ольга")
    assert letter["reply_token"]
    assert [one["text"] for one in await visitor.history()] == ["Когда привезёте?", "Завтра", "После обеда"]


@pytest.mark.usefixtures("mailbox")
async def test_who_is_still_there_gets_no_mail(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    conversation_id = await asked(program, workspace, chat, visitor)
    await answer(signed_in, conversation_id, "Завтра")
    await send_due(program, workspace)
    await gone(program, workspace)
    await visitor.begin()
    await jobs.carry_on(program.parts)
    assert await planned_mails(program, workspace) == []


@pytest.mark.usefixtures("mailbox")
async def test_what_the_page_took_is_not_mailed(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    conversation_id = await asked(program, workspace, chat, visitor)
    async with visitor.socket() as socket:
        await socket.until("state")
        await answer(signed_in, conversation_id, "Завтра")
        await send_due(program, workspace)
        told = await socket.until("message")
        socket.send({"type": "delivered", "message_id": told["data"]["message"]["id"]})
        await socket.until("message.changed")
    await gone(program, workspace)
    await jobs.carry_on(program.parts)
    assert await planned_mails(program, workspace) == []


async def test_the_answer_by_mail_comes_back_into_the_same_thread_and_proves_the_address(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, mailbox: Channel
) -> None:
    conversation_id = await asked(program, workspace, chat, visitor)
    await answer(signed_in, conversation_id, "Завтра")
    await send_due(program, workspace)
    await gone(program, workspace)
    await jobs.carry_on(program.parts)
    mail = (await planned_mails(program, workspace))[0]
    await accept_mail(program, workspace, mail.id, message_id="carried@tea.example")
    back = (
        f"From: Maria <{EMAIL}>\r\nTo: help@tea.example\r\nMessage-ID: <answer@example.com>\r\n"
        "In-Reply-To: <carried@tea.example>\r\nReferences: <carried@tea.example>\r\n"
        "Date: Mon, 2 Mar 2026 12:00:00 +0000\r\nSubject: Re\r\n\r\nThank you\r\n"
    )
    await deposit(program, mailbox, event_id="mail-1", body=back.encode())
    await read_journal(program, mailbox)

    assert [one["text"] for one in await visitor.history()][-1] == "Thank you"
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert [one["id"] for one in found] == [conversation_id]
    card = (await signed_in.get(f"/api/v1/contacts/{found[0]['contact']['id']}")).json()
    proven = {(one["address_kind"], one["address"]): one["verified"] for one in card["identities"]}
    assert proven[("email", EMAIL)] is True
    lines = (await signed_in.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"]
    assert "carried_on_by_email" in [one["extra"].get("event", {}).get("code") for one in lines]


async def linked(visitor: Browser) -> tuple[str, str]:
    """The messenger's link and the token in it."""
    told: Frame = await visitor.begin()
    url = told["availability"]["other_channels"][0]["url"]
    return url, url.partition("?start=")[2]


def start(number: int, *, payload: str, chat: int) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "Мария"}
    message = {
        "message_id": number,
        "date": 1_795_000_000,
        "chat": {"id": chat, "type": "private"},
        "from": person,
        "text": f"/start {payload}",
    }
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_by_the_link_the_visitor_goes_on_in_a_messenger_as_the_same_person(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, telegram: Channel
) -> None:
    await visitor.say("Здравствуйте")
    await deliver(program, workspace, chat)
    url, payload = await linked(visitor)
    assert url.startswith("https://t.me/tea_shop_bot?start=")
    assert len(payload) <= 64
    await deposit(program, telegram, event_id="1", body=start(1, payload=payload, chat=77))
    await read_journal(program, telegram)

    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert len(found) == 2
    assert len({one["contact"]["id"] for one in found}) == 1
    codes: set[str] = set()
    for one in found:
        lines = (await signed_in.get(f"/api/v1/conversations/{one['id']}/messages")).json()["items"]
        codes |= {line["extra"]["event"]["code"] for line in lines if line["kind"] == "event"}
    assert codes == {"continued_in", "continued_from"}


async def test_a_link_passed_on_joins_nobody_else(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, telegram: Channel
) -> None:
    await visitor.say("Здравствуйте")
    await deliver(program, workspace, chat)
    _, payload = await linked(visitor)
    for number, person in ((1, 77), (2, 88)):
        await deposit(program, telegram, event_id=str(number), body=start(number, payload=payload, chat=person))
        await read_journal(program, telegram)
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert len({one["contact"]["id"] for one in found}) == 2


@pytest.mark.parametrize("change", ["altered", "other_channel", "nonsense"])
async def test_a_link_that_is_not_ours_joins_nobody(
    program: Program,
    workspace: Company,
    chat: Channel,
    visitor: Browser,
    signed_in: Client,
    telegram: Channel,
    change: str,
) -> None:
    await visitor.say("Здравствуйте")
    await deliver(program, workspace, chat)
    _, payload = await linked(visitor)
    into = telegram
    if change == "altered":
        payload = payload[:-1] + ("A" if payload[-1] != "A" else "B")
    elif change == "nonsense":
        payload = "chat42"
    else:
        into = await create_channel(program, workspace, kind="telegram", config={"token": "2:B"})
    await deposit(program, into, event_id="1", body=start(1, payload=payload, chat=77))
    await read_journal(program, into)
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert len({one["contact"]["id"] for one in found}) == 2


async def test_an_operator_may_hand_out_the_link(
    program: Program,
    workspace: Company,
    chat: Channel,
    visitor: Browser,
    signed_in: Client,
    telegram: Channel,
    mailbox: Channel,
) -> None:
    await visitor.say("Здравствуйте", message_key=key())
    await deliver(program, workspace, chat)
    conversation_id = (await visitor.begin())["conversation_id"]
    path = f"/api/v1/conversations/{conversation_id}/continuations"
    made = await signed_in.post(path, json={"channel_id": str(telegram.id)})
    assert made.json()["url"].startswith("https://t.me/tea_shop_bot?start=")
    refused = await signed_in.post(path, json={"channel_id": str(mailbox.id)})
    assert (refused.status_code, refused.json()["code"]) == (409, "livechat.not_continued")


async def test_the_demo_shop_shows_only_its_own_files(client: Client) -> None:
    for path in ("../rules.py", "..%2frules.py", "README.md", "nothing.html"):
        assert (await client.get(f"/demo/{path}")).status_code == 404
