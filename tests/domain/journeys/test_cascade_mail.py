"""The cascade whole: letters to a real SMTP server, opened through the door of the site; SMS only to who read nothing.

Nobody has a provider of pushes to customers yet: the second channel is another mailbox, the third a line of SMS.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from tests import factories_campaigns as said
from tests import factories_mass as loops
from tests.client import Client
from tests.domain.delivery.test_mass_mail import letters
from tests.factories import unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel
from tests.factories_journeys import PURPOSE, Shop, mailbox
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, wrong_server

from otklik import web
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service.mass import reading
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import errors, schemas
from otklik.domains.journeys.service import figures, steering
from otklik.platform.clock import FixedClock

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
APPLE = "Mozilla/5.0"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SMPP = {"host": "127.0.0.1", "port": 9, "system_id": "otklik", "password": "unused", "sender": "Otklik"}


async def client(tea: Shop, name: str, phone: str) -> UUID:
    made = await create_contact(
        tea.program, tea.company, name=name, address_kind="email", address=f"{name}@people.test"
    )
    async with unit_of_work(tea.program, tea.company) as ctx:
        await contacts.add_address(ctx, contact_id=made.contact_id, address_kind="phone", address=phone, verified=True)
    return made.contact_id


async def cascade(tea: Shop, post: Wrong) -> doc.Graph:
    first, second = [await mailbox(tea.program, tea.company, one, port=post.port) for one in ("letters", "push")]
    line = await create_channel(tea.program, tea.company, kind="smpp", config=SMPP)
    letter = await said.template(tea.program, tea.company)
    sms = await said.template(tea.program, tea.company, kind="sms", body="Ваш чай ждёт")
    ways = (
        doc.JourneyWay(channel_id=first, template_id=letter),
        doc.JourneyWay(channel_id=second, template_id=letter),
        doc.JourneyWay(channel_id=line.id, template_id=sms),
    )
    steps = tuple(
        doc.CascadeStep(way=way, patience_seconds=patience)
        for way, patience in zip(ways, (86_400, 7_200, 60), strict=True)
    )
    return doc.Graph(
        trigger=doc.ApiTrigger(next="cascade"),
        nodes=(doc.Cascade(id="cascade", steps=steps, purpose=PURPOSE, next="end"), doc.Exit(id="end")),
    )


class Reader:
    """Opens letters as a mail program does: by loading the picture in them."""

    def __init__(self, tea: Shop, post: Wrong, clock: FixedClock) -> None:
        self.tea, self.post, self.clock = tea, post, clock

    async def get(self, journey_id: UUID, *, letters_in_all: int) -> None:
        """The journey moves, and what it asked for goes."""
        await self.tea.move(journey_id)
        async with loops.sending(self.tea.program):
            await eventually(lambda: len(self.post.kept) >= letters_in_all)

            async def settled() -> bool:
                return "handed" not in {state for *_, state, _ in await self.tea.messages(journey_id)}

            await eventually(settled)
        assert len(self.post.kept) == letters_in_all

    async def open(self, agents: Mapping[str, str]) -> None:
        """The last letter of each of these people, by a program of that name; then a moment passes."""
        self.clock.move(2 * MINUTE)
        last = {one["To"].addresses[0].username: one for one in letters(self.post)}
        async with Client(web.build(self.tea.program)) as browser:
            for name, agent in agents.items():
                html = last[name].get_body(("html",))
                assert html is not None
                [picture] = re.findall(r'<img[^>]+src="https?://[^/]+(/_t/[^"]+)"', html.get_content())
                assert (await browser.get(picture, headers={"user-agent": agent})).status_code == 200
        self.clock.move(MINUTE)
        while await reading.judge_waiting(self.tea.program.parts):
            pass


async def test_the_next_channel_speaks_only_to_whom_no_human_reading_was_heard_of(tea: Shop, clock: FixedClock) -> None:
    async with wrong_server(lambda _stage, _count: None) as post:
        journey_id = await tea.journey(await cascade(tea, post))
        early, late, silent = [
            await client(tea, one, f"+7900000100{at}") for at, one in enumerate(("early", "later", "silent"))
        ]
        await tea.enter(journey_id, early, late, silent)
        reader = Reader(tea, post, clock)
        await reader.get(journey_id, letters_in_all=3)
        await reader.open({"early": PERSON, "silent": APPLE})
        await tea.move(journey_id)
        assert (await tea.where(journey_id, early)).ended == "exit"
        clock.move(DAY)
        await reader.get(journey_id, letters_in_all=5)
        await reader.open({"later": PERSON})
        await tea.move(journey_id)
        clock.move(timedelta(hours=3))
        await tea.move(journey_id)
    steps = [(step, who) for step, who, *_ in await tea.messages(journey_id)]
    assert [who for step, who in steps if step == "cascade.0"] == [early, late, silent]
    assert {who for step, who in steps if step == "cascade.1"} == {late, silent}
    assert [who for step, who in steps if step == "cascade.2"] == [silent]
    async with unit_of_work(tea.program, tea.company) as ctx:
        [of_cascade] = [one for one in (await figures.of(ctx, journey_id, version=1)).nodes if one.node == "cascade"]
    assert (of_cascade.entered, of_cascade.stopped, of_cascade.waiting) == (3, 2, 0)
    assert [(one.sent, one.read, one.read_by_machine) for one in of_cascade.sendings[:2]] == [(3, 1, 1), (2, 1, 0)]


async def test_a_step_of_sms_cannot_take_a_letter_and_says_so_when_it_is_saved(tea: Shop) -> None:
    async with wrong_server(lambda _stage, _count: None) as post:
        graph = await cascade(tea, post)
    node = graph.nodes[0]
    assert isinstance(node, doc.Cascade)
    letter = node.steps[0].way.template_id
    wrong = doc.CascadeStep(way=doc.JourneyWay(channel_id=node.steps[2].way.channel_id, template_id=letter))
    mixed = doc.Cascade(id="cascade", steps=(*node.steps[:2], wrong), purpose=PURPOSE, next="end")
    async with unit_of_work(tea.program, tea.company) as ctx:
        made = await steering.create(ctx, schemas.NewJourney(name="Каскад", graph=graph))
        assert not made.findings
        draft = schemas.JourneyDraft(
            name="Каскад", graph=doc.Graph(trigger=graph.trigger, nodes=(mixed, graph.nodes[1])), revision=1
        )
        saved = await steering.save(ctx, made.row.id, draft)
        assert [(one.code, one.node, one.param) for one in saved.findings] == [
            ("template_of_another_kind", "cascade", "3")
        ]
        with pytest.raises(errors.GraphNotReady):
            await steering.publish(ctx, made.row.id)
