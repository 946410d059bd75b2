"""What a journey says: in the person's own language, with a way out, by the template as it is now; and what it takes
back, because the person did already what it asks for."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from tests import factories_campaigns as said
from tests import factories_mass as loops
from tests.domain.delivery.test_mass_mail import letters
from tests.factories import unit_of_work
from tests.factories_contacts import create_contact, join
from tests.factories_delivery import create_channel, send_due
from tests.factories_journeys import PURPOSE, Shop, mailbox
from tests.factories_mass import relay_due
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, wrong_server

from otklik.domains.contact_policy.service import choosing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import ContactChanges
from otklik.domains.journeys import documents as doc
from otklik.domains.templates import schemas as template_schemas
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import FooterBlock, TemplateBody, TextBlock, Wording
from otklik.domains.templates.service import blocks
from otklik.platform.clock import FixedClock

SMPP = {"host": "127.0.0.1", "port": 9, "system_id": "otklik", "password": "unused", "sender": "Otklik"}
DAY = timedelta(days=1)


@pytest.fixture
async def post() -> AsyncIterator[Wrong]:
    async with wrong_server(lambda _stage, _count: None) as running:
        yield running


def once(way: doc.JourneyWay, *, goal: doc.GoalEvent | None = None, wait: bool = True) -> doc.Graph:
    """One message, then a day on the road, or its end at once."""
    send = doc.Send(id="say", ways=(way,), purpose=PURPOSE, next="wait" if wait else "done")
    day = (doc.WaitFor(id="wait", next="done"),) if wait else ()
    return doc.Graph(trigger=doc.ApiTrigger(next="say"), nodes=(send, *day, doc.Goal(id="done")), goal=goal)


async def letter(tea: Shop, *, subject: str, words: str, **other: Wording) -> UUID:
    """A published letter of a subject and a paragraph."""
    body = TemplateBody(wordings={"ru": wording(subject, words), **other}, language="ru")
    async with unit_of_work(tea.program, tea.company) as ctx:
        made = await templates.create(ctx, template_schemas.NewTemplate(name="Письмо", kind="email", body=body))
        await templates.publish(ctx, made.id)
    return made.id


def wording(subject: str, words: str) -> Wording:
    return Wording(subject=subject, blocks=(TextBlock(text=words), FooterBlock(text="Чайная", unsubscribe="Уйти")))


async def say_otherwise(tea: Shop, template_id: UUID, *, subject: str, words: str) -> None:
    async with unit_of_work(tea.program, tea.company) as ctx:
        before = await templates.get(ctx, template_id)
        body = TemplateBody(wordings={"ru": wording(subject, words)}, language="ru")
        draft = template_schemas.TemplateDraftIn(revision=before.revision, body=body)
        await templates.save(ctx, template_id, draft)
        await templates.publish(ctx, template_id)


async def goes(tea: Shop, journey_id: UUID, person: UUID, post: Wrong, *, in_all: int) -> None:
    """They come in and their letter reaches the server, or the row says that it does not."""
    await tea.enter(journey_id, person)
    await tea.move(journey_id)

    async def over() -> bool:
        return len(post.kept) >= in_all or any(row[3] == "failed" for row in await tea.messages(journey_id))

    await eventually(over)


async def test_who_did_what_it_asks_for_is_not_asked_any_more(tea: Shop) -> None:
    journey_id = await tea.journey(once(tea.first, goal=doc.GoalEvent(event="purchase")))
    bought, other = await tea.person(), await tea.person()
    await tea.enter(journey_id, bought, other)
    await tea.move(journey_id)
    await tea.did(bought, "purchase")
    await tea.move(journey_id)
    states = {who: (state, code) for _, who, _, state, code in await tea.messages(journey_id)}
    assert states == {bought: ("skipped", "goal_reached"), other: ("planned", "")}
    async with unit_of_work(tea.program, tea.company) as ctx:
        query = text(
            "SELECT name, code, count FROM mass_counts c JOIN mass_batches b ON b.id = c.batch_id"
            " WHERE b.owner_id = :id AND c.count <> 0 ORDER BY name"
        )
        counted = [tuple(row) for row in await ctx.session.execute(query, {"id": journey_id})]
    assert counted == [("planned", "", 1), ("skipped", "goal_reached", 1)]


async def test_what_waits_for_the_morning_is_not_sent_to_whoever_did_it_in_the_night(
    tea: Shop, clock: FixedClock
) -> None:
    line = await create_channel(tea.program, tea.company, kind="smpp", config=SMPP)
    sms = await said.template(tea.program, tea.company, kind="sms", body="Чай ждёт")
    way = doc.JourneyWay(channel_id=line.id, template_id=sms)
    journey_id = await tea.journey(once(way, goal=doc.GoalEvent(event="purchase")))
    bought, other = [
        (await create_contact(tea.program, tea.company, address_kind="phone", address=f"+7912000000{one}")).contact_id
        for one in (1, 2)
    ]
    await tea.enter(journey_id, bought, other)
    await tea.move(journey_id)
    await relay_due(tea.program, tea.company, line.id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        await choosing.save(ctx, choosing.first())  # nobody is written to from nine in the evening on
    clock.move(timedelta(hours=12))
    await send_due(tea.program, tea.company, now=clock.now())
    assert {state for *_, state, _ in await tea.messages(journey_id)} == {"claimed"}
    await tea.did(bought, "purchase")
    await tea.move(journey_id)
    states = {who: (state, code) for _, who, _, state, code in await tea.messages(journey_id)}
    assert states == {bought: ("skipped", "goal_reached"), other: ("claimed", "")}
    clock.move(timedelta(hours=14))
    for _ in range(3):  # one after another, by the channel's own pace
        await send_due(tea.program, tea.company, now=clock.now())
        clock.move(timedelta(seconds=1))
    async with unit_of_work(tea.program, tea.company) as ctx:
        tried = text(
            "SELECT identity.contact_id FROM ledger JOIN identities identity ON identity.id = identity_id"
            " WHERE attempts > 0"
        )
        assert set(await ctx.session.scalars(tried)) == {other}


async def test_what_was_said_on_the_way_to_the_goals_own_step_still_goes(tea: Shop) -> None:
    journey_id = await tea.journey(once(tea.first, goal=doc.GoalEvent(event="purchase"), wait=False))
    person = await tea.person()
    await tea.enter(journey_id, person)
    await tea.move(journey_id)
    assert (await tea.where(journey_id, person)).ended == "goal"
    assert [state for *_, state, _ in await tea.messages(journey_id)] == ["planned"]


async def test_each_is_written_to_in_their_own_language(tea: Shop, post: Wrong) -> None:
    template_id = await letter(
        tea, subject="Чай ждёт", words="Заходите", en=wording("Your tea is waiting", "Come and see")
    )
    box = await mailbox(tea.program, tea.company, "letters", port=post.port)
    journey_id = await tea.journey(once(doc.JourneyWay(channel_id=box, template_id=template_id)))
    ann, vera = await tea.person("Ann Lee"), await tea.person("Вера Ли")
    async with unit_of_work(tea.program, tea.company) as ctx:
        await contacts.update(ctx, contact_id=ann, changes=ContactChanges(locale="en"))
    await tea.enter(journey_id, ann, vera)
    await tea.move(journey_id)
    async with loops.sending(tea.program):
        await eventually(lambda: len(post.kept) == 2)
    heard = {one["To"].addresses[0].display_name: str(one["Subject"]) for one in letters(post)}
    assert heard == {"Ann Lee": "Your tea is waiting", "Вера Ли": "Чай ждёт"}


async def test_a_letter_that_is_published_anew_is_laid_out_anew_while_others_go(tea: Shop, post: Wrong) -> None:
    template_id = await letter(tea, subject="Чай ждёт", words="Для {{ person.first_name }}")
    box = await mailbox(tea.program, tea.company, "letters", port=post.port)
    journey_id = await tea.journey(once(doc.JourneyWay(channel_id=box, template_id=template_id)))
    async with loops.sending(tea.program):
        await goes(tea, journey_id, await tea.person("Анна Ким"), post, in_all=1)
        await say_otherwise(
            tea, template_id, subject="{{ person.first_name }}, чай", words="Вас, {{ person.last_name }}, ждёт чай"
        )
        await goes(tea, journey_id, await tea.person("Вера Ли"), post, in_all=2)
    assert [str(one["Subject"]) for one in letters(post)] == ["Чай ждёт", "Вера, чай"]
    html = letters(post)[1].get_body(("html",))
    assert html is not None
    assert "Вас, Ли, ждёт чай" in html.get_content()


async def test_a_block_that_letters_share_is_said_as_it_is_now(tea: Shop, post: Wrong) -> None:
    async with unit_of_work(tea.program, tea.company) as ctx:
        block = await blocks.create(ctx, template_schemas.TemplateBlockIn(code="shop", source="Тверская, 1"))
    template_id = await letter(tea, subject="Чай ждёт", words="{% block 'shop' %} {{ person.first_name }}")
    box = await mailbox(tea.program, tea.company, "letters", port=post.port)
    journey_id = await tea.journey(once(doc.JourneyWay(channel_id=box, template_id=template_id)))
    async with loops.sending(tea.program):
        await goes(tea, journey_id, await tea.person("Анна Ким"), post, in_all=1)
        async with unit_of_work(tea.program, tea.company) as ctx:
            words = template_schemas.TemplateBlockIn(code="shop", source="{{ person.last_name }}, мы на Арбате")
            await blocks.save(ctx, block.id, words)
        await goes(tea, journey_id, await tea.person("Вера Ли"), post, in_all=2)
    html = letters(post)[1].get_body(("html",))
    assert html is not None
    assert "Ли, мы на Арбате Вера" in html.get_content()


async def test_a_short_message_says_how_to_leave(tea: Shop) -> None:
    line = await create_channel(tea.program, tea.company, kind="smpp", config=SMPP)
    sms = await said.template(tea.program, tea.company, kind="sms", body="Чай ждёт. Не писать: {{ unsubscribe_url }}")
    journey_id = await tea.journey(once(doc.JourneyWay(channel_id=line.id, template_id=sms)))
    made = await create_contact(tea.program, tea.company, name="Анна", address_kind="phone", address="+79120000001")
    await tea.enter(journey_id, made.contact_id)
    await tea.move(journey_id)
    await relay_due(tea.program, tea.company, line.id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        query = text("SELECT content->>'text' FROM ledger WHERE channel_id = :id")
        words = str(await ctx.session.scalar(query, {"id": line.id}))
    assert "/unsubscribe/" in words


async def test_what_waits_for_two_cards_that_are_joined_is_said_once(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(once(tea.first))
    kept, other, alone = await tea.person(), await tea.person(), await tea.person()
    await tea.enter(journey_id, kept, other)
    await tea.move(journey_id)
    await join(tea.program, tea.company, keep_id=kept, other_id=other)
    await join(tea.program, tea.company, keep_id=kept, other_id=alone)
    clock.move(2 * DAY)
    await tea.move(journey_id)
    states = {who: (state, code) for _, who, _, state, code in await tea.messages(journey_id)}
    assert states == {kept: ("planned", ""), other: ("skipped", "joined")}
