"""What readers and their mail systems do: openings, clicks, leaving, bounces, complaints find their letter."""

import re
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import text
from tests import factories_mass as toys
from tests.client import Client
from tests.domain.delivery.test_mass_mail import letters
from tests.factories import Company, unit_of_work
from tests.factories_delivery import deposit, read_journal
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong

from otklik.domains.delivery import jobs
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import mass
from otklik.domains.delivery.service.mass import reading
from otklik.platform.ids import new_id
from otklik.program import Program

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
APPLE = "Mozilla/5.0"


class Sent:
    """A batch that was sent to people, and what they may press."""

    def __init__(self, program: Program, company: Company, channel: Channel, owner_id: UUID) -> None:
        self.program, self.company, self.channel, self.owner_id = program, company, channel, owner_id
        self.people: list[UUID] = []
        self.batch_id = UUID(int=0)
        self.links: dict[UUID, list[str]] = {}
        self.message_ids: dict[UUID, str] = {}
        self.unsubscribe: dict[UUID, str] = {}

    async def of(self, person: UUID) -> mass.MassMessageOut:
        async with unit_of_work(self.program, self.company) as ctx:
            [row] = await mass.message_of(ctx, owner=toys.OWNER, owner_id=self.owner_id, contact_id=person)
            return row

    async def progress(self) -> mass.BatchProgress:
        async with unit_of_work(self.program, self.company) as ctx:
            [found] = await mass.progress(ctx, owner=toys.OWNER, owner_id=self.owner_id)
            return found

    async def facts(self, person: UUID) -> list[str]:
        async with unit_of_work(self.program, self.company) as ctx:
            query = text("SELECT name FROM facts WHERE contact_id = :id ORDER BY at, name")
            return list(await ctx.session.scalars(query, {"id": person}))

    async def judge(self) -> None:
        """A moment passes: hits are old enough to be judged."""
        async with unit_of_work(self.program, self.company) as ctx:
            await ctx.session.execute(text("UPDATE mass_hits SET at = at - interval '20 seconds' WHERE who IS NULL"))
        while await reading.judge_waiting(self.program.parts):
            pass


@pytest.fixture
async def sent(program: Program, workspace: Company, receiver: Wrong) -> Sent:
    """Three people got a letter a minute ago."""
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port, plus_reply=True)
    found = Sent(program, workspace, channel, new_id())
    found.people = await toys.people(program, workspace, 3)
    found.batch_id = await toys.batch(program, workspace, channel, owner_id=found.owner_id)
    await toys.plan(program, workspace, found.batch_id, found.people)
    await toys.start(program, workspace, found.batch_id)

    async def accepted() -> bool:
        return await toys.states(program, workspace, found.batch_id) == {"accepted": 3}

    async with toys.sending(program):
        await eventually(accepted)
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(
            text("UPDATE mass_messages SET accepted_at = accepted_at - interval '1 minute' WHERE batch_id = :id"),
            {"id": found.batch_id},
        )
    for one in letters(receiver):
        person = UUID(one["To"].addresses[0].username)
        html = one.get_body(("html",))
        assert html is not None
        found.links[person] = re.findall(r'(?:href|src)="https?://[^/]+(/[^"]+)"', html.get_content())
        found.message_ids[person] = one["Message-ID"]
        found.unsubscribe[person] = re.sub(r"^<https?://[^/]+|>$", "", one["List-Unsubscribe"])
    return found


async def get(app: Litestar, path: str, *, agent: str = PERSON) -> Any:  # Any: the client's own response
    async with Client(app) as browser:
        return await browser.get(path, headers={"user-agent": agent}, follow_redirects=False)


async def test_a_click_leads_on_with_marks_and_is_a_person_s(app: Litestar, sent: Sent) -> None:
    person = sent.people[0]
    answer = await get(app, sent.links[person][1])
    assert answer.status_code == 302
    assert answer.headers["location"] == "https://shop.example/sale?a=1&b=2&utm_source=otklik&utm_campaign=spring"
    cart = await get(app, sent.links[person][2])
    assert cart.headers["location"].startswith(f"https://shop.example/cart/{person}?utm_source=otklik")
    assert (await sent.of(person)).clicked_at is None
    await sent.judge()
    row = await sent.of(person)
    assert (row.state, row.read_by_machine, row.clicked_at is not None) == ("read", False, True)
    progress = await sent.progress()
    assert (progress.read_by_human, progress.read_by_machine, progress.clicked) == (1, 0, 1)
    assert progress.states == {"accepted": 2, "read": 1}
    assert sorted(await sent.facts(person)) == ["mail_clicked", "mail_clicked", "mail_opened"]
    assert await sent.facts(sent.people[1]) == []


async def test_a_picture_loaded_by_a_machine_is_no_reading_until_a_person_opens_it(app: Litestar, sent: Sent) -> None:
    person = sent.people[0]
    picture = sent.links[person][-1]
    answer = await get(app, picture, agent=APPLE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    await sent.judge()
    row = await sent.of(person)
    assert (row.state, row.read_by_machine) == ("read", True)
    assert (await sent.progress()).read_by_machine == 1
    assert await sent.facts(person) == []
    await get(app, picture)
    await sent.judge()
    assert (await sent.of(person)).read_by_machine is False
    progress = await sent.progress()
    assert (progress.read_by_human, progress.read_by_machine) == (1, 0)
    assert await sent.facts(person) == ["mail_opened"]


async def test_a_scanner_that_follows_every_link_at_once_clicked_nothing(app: Litestar, sent: Sent) -> None:
    person = sent.people[0]
    for link in sent.links[person][:3]:
        await get(app, link)
    await sent.judge()
    row = await sent.of(person)
    assert (row.clicked_at, row.read_by_machine) == (None, True)


async def test_a_link_nobody_signed_leads_nowhere(app: Litestar, sent: Sent) -> None:
    link = sent.links[sent.people[0]][0]
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert (await get(app, forged)).status_code == 404
    screens = [(await get(app, path)).content for path in ("/tasks", "/inbox")]
    assert screens[0] == screens[1], "the screen of tasks is not behind the door"


async def test_one_click_leaves_and_is_counted_where_it_was_pressed(app: Litestar, sent: Sent) -> None:
    person = sent.people[0]
    assert (await get(app, sent.unsubscribe[person])).status_code == 200
    assert (await sent.of(person)).unsubscribed_at is None, "a scanner that opens the link changes nothing"
    async with Client(app) as program:
        answer = await program.post(
            sent.unsubscribe[person],
            content=b"List-Unsubscribe=One-Click",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
    assert answer.status_code == 200
    assert (await sent.of(person)).unsubscribed_at is not None
    assert (await sent.progress()).unsubscribed == 1
    again = await toys.batch(sent.program, sent.company, sent.channel)
    planned = await toys.plan(sent.program, sent.company, again, sent.people)
    assert planned.get("") == 2


def bounce(message_id: str, *, to: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A report as postfix writes it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{new_id()}@mx.test>
Date: Sun, 29 Nov 2026 12:00:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<gone@people.test>: host mx.test said: 550 {status} no such user
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; gone@people.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user
--b
Content-Type: text/rfc822-headers

From: {toys.ADDRESS}
{f"Message-ID: {message_id}" if message_id else "Subject: without an id"}
--b--
""".replace("\n", "\r\n").encode()


def complaint(message_id: str, *, kind: str = "abuse") -> bytes:
    """As RFC 5965 writes it, with the recipient blackened."""
    return f"""From: <feedback@provider.test>
To: <{toys.ADDRESS}>
Subject: FW: news
Message-ID: <{new_id()}@provider.test>
Date: Sun, 29 Nov 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
--b
Content-Type: message/rfc822

From: <{toys.ADDRESS}>
To: <redacted@people.test>
Subject: news
Message-ID: {message_id}

news
--b--
""".replace("\n", "\r\n").encode()


async def arrives(sent: Sent, raw: bytes) -> None:
    await deposit(sent.program, sent.channel, event_id=str(new_id()), body=raw)
    await read_journal(sent.program, sent.channel)


async def planned_again(sent: Sent) -> dict[str, int]:
    again = await toys.batch(sent.program, sent.company, sent.channel)
    return await toys.plan(sent.program, sent.company, again, sent.people)


async def test_a_bounce_fails_its_letter_and_the_address_is_left_in_peace(sent: Sent) -> None:
    await arrives(sent, bounce(sent.message_ids[sent.people[0]], to=toys.ADDRESS))
    row = await sent.of(sent.people[0])
    assert (row.state, row.code) == ("failed", "bounced_permanently")
    assert (await sent.progress()).states == {"accepted": 2, "failed": 1}
    assert await planned_again(sent) == {"": 2, "suppressed_hard_bounce": 1}


async def test_a_bounce_without_our_message_id_is_found_by_the_address_it_came_to(sent: Sent, receiver: Wrong) -> None:
    person = sent.people[1]
    to = next(
        line
        for line in receiver.heard
        if line.startswith("MAIL") and sent.message_ids[person][1:37].replace("-", "") in line
    )
    address = re.search(r"<([^>]+)>", to)
    assert address is not None
    await arrives(sent, bounce("", to=address[1]))
    assert (await sent.of(person)).state == "failed"


@pytest.mark.parametrize(
    ("status", "action", "state"), [("5.7.1", "failed", "failed"), ("4.4.1", "delayed", "accepted")]
)
async def test_a_full_box_or_a_refused_letter_is_no_reason_never_to_write_again(
    sent: Sent, status: str, action: str, state: str
) -> None:
    await arrives(sent, bounce(sent.message_ids[sent.people[0]], to=toys.ADDRESS, status=status, action=action))
    assert (await sent.of(sent.people[0])).state == state
    assert await planned_again(sent) == {"": 3}


async def test_somebody_else_s_bounce_moves_nothing(sent: Sent) -> None:
    await arrives(sent, bounce(f"<{new_id()}@example.test>", to=toys.ADDRESS))
    assert (await sent.progress()).states == {"accepted": 3}


async def test_whoever_pressed_this_is_spam_is_never_written_to_again(sent: Sent) -> None:
    await arrives(sent, complaint(sent.message_ids[sent.people[0]]))
    await arrives(sent, complaint(sent.message_ids[sent.people[0]]))
    row = await sent.of(sent.people[0])
    assert (row.state, row.complained_at is not None) == ("accepted", True)
    assert (await sent.progress()).complained == 1
    assert await planned_again(sent) == {"": 2, "suppressed_complaint": 1}


async def test_not_spam_is_no_complaint(sent: Sent) -> None:
    await arrives(sent, complaint(sent.message_ids[sent.people[0]], kind="not-spam"))
    assert (await sent.of(sent.people[0])).complained_at is None


async def test_hits_are_forgotten_a_month_after_they_were_judged_and_what_they_told_stays(
    app: Litestar, sent: Sent
) -> None:
    first, second, _ = sent.people
    await get(app, sent.links[first][1])
    await sent.judge()
    async with unit_of_work(sent.program, sent.company) as ctx:
        await ctx.session.execute(text("UPDATE mass_hits SET at = at - interval '31 days'"))
    await get(app, sent.links[second][1])
    await sent.judge()
    await jobs.clean_up(sent.program.parts)
    async with unit_of_work(sent.program, sent.company) as ctx:
        assert list(await ctx.session.scalars(text("SELECT DISTINCT act FROM mass_hits"))) == ["clicked"]
        assert await ctx.session.scalar(text("SELECT count(DISTINCT message_id) FROM mass_hits")) == 1
    assert (await sent.progress()).clicked == 2
    assert (await sent.of(first)).clicked_at is not None
