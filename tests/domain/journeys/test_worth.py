"""A message that is worth nothing after a while is not sent then, and whoever asks why is told so."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import factories_campaigns as said
from tests.factories import unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel, send_due
from tests.factories_journeys import PURPOSE, Shop
from tests.factories_mass import counted, relay, relay_due

from otklik.domains.contact_policy.service import choosing
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import mass
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import recipes
from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.service import figures
from otklik.platform.clock import FixedClock

SMPP = {"host": "127.0.0.1", "port": 9, "system_id": "otklik", "password": "unused", "sender": "Otklik"}
HALF_AN_HOUR = 1_800
MINUTE = timedelta(minutes=1)
TOO_LATE = ("skipped", "too_late")


@pytest.fixture
async def line(tea: Shop) -> doc.JourneyWay:
    """Messages to phones, of whom nobody is written to by night."""
    channel = await create_channel(tea.program, tea.company, kind="smpp", config=SMPP)
    words = await said.template(tea.program, tea.company, kind="sms", body="Вы рядом, заходите")
    async with unit_of_work(tea.program, tea.company) as ctx:
        await choosing.save(ctx, choosing.first())
    return doc.JourneyWay(channel_id=channel.id, template_id=words)


async def near(tea: Shop, *ways: doc.JourneyWay) -> UUID:
    """A journey whose only message is worth nothing after half an hour."""
    send = doc.Send(id="say", ways=ways, purpose=PURPOSE, expires_seconds=HALF_AN_HOUR, next="end")
    return await tea.journey(doc.Graph(trigger=doc.ApiTrigger(next="say"), nodes=(send, doc.Exit(id="end"))))


async def passer_by(tea: Shop) -> UUID:
    made = await create_contact(tea.program, tea.company, address_kind="phone", address="+79120000001")
    return made.contact_id


async def became(tea: Shop, journey_id: UUID) -> list[tuple[str, str]]:
    return [(state, code) for *_, state, code in await tea.messages(journey_id)]


async def comes(tea: Shop, journey_id: UUID) -> UUID:
    person = await passer_by(tea)
    await tea.enter(journey_id, person)
    await tea.move(journey_id)
    return person


async def batch_of(tea: Shop, journey_id: UUID) -> UUID:
    async with unit_of_work(tea.program, tea.company) as ctx:
        return (await keeping.batches(ctx, journey_id))[0].batch_id


async def test_who_passes_a_shop_at_night_is_not_told_of_it_in_the_morning(
    tea: Shop, line: doc.JourneyWay, clock: FixedClock
) -> None:
    journey_id = await near(tea, line)
    clock.move(timedelta(hours=11))  # 23:00
    person = await comes(tea, journey_id)
    assert await became(tea, journey_id) == [TOO_LATE]
    assert await counted(tea.program, tea.company, await batch_of(tea, journey_id)) == {"skipped:too_late": 1}
    async with unit_of_work(tea.program, tea.company) as ctx:
        [step] = [one for one in (await figures.of(ctx, journey_id, version=1)).nodes if one.node == "say"]
        [told] = await mass.messages_to(ctx, person)
    assert [one.skipped for one in step.sendings] == [{"too_late": 1}]
    assert (told.state, told.code) == TOO_LATE
    assert "skipped" in {one.what for one in (await tea.where(journey_id, person)).trail}


async def test_by_day_it_goes_as_ever(tea: Shop, line: doc.JourneyWay) -> None:
    journey_id = await near(tea, line)
    await comes(tea, journey_id)
    assert await became(tea, journey_id) == [("planned", "")]


async def test_a_way_that_is_open_at_night_is_taken_instead(tea: Shop, line: doc.JourneyWay, clock: FixedClock) -> None:
    journey_id = await near(tea, line, tea.first)
    clock.move(timedelta(hours=11))
    person = await tea.person()
    async with unit_of_work(tea.program, tea.company) as ctx:
        await contacts.add_address(ctx, contact_id=person, address_kind="phone", address="+79120000002", verified=True)
    await tea.enter(journey_id, person)
    await tea.move(journey_id)
    assert await became(tea, journey_id) == [TOO_LATE, ("planned", "")]


async def test_what_comes_to_its_turn_too_late_is_left_out_before_anything_is_counted_for_it(
    tea: Shop, line: doc.JourneyWay, clock: FixedClock
) -> None:
    journey_id = await near(tea, line)
    await comes(tea, journey_id)
    batch_id = await batch_of(tea, journey_id)
    clock.move(31 * MINUTE)
    await relay(tea.program, tea.company, batch_id)
    assert await became(tea, journey_id) == [TOO_LATE]
    assert await counted(tea.program, tea.company, batch_id) == {"skipped:too_late": 1}


async def test_what_may_go_only_in_the_morning_when_its_turn_comes_is_left_out_at_once(
    tea: Shop, line: doc.JourneyWay, clock: FixedClock
) -> None:
    journey_id = await near(tea, line)
    clock.move(timedelta(hours=8, minutes=50))
    await comes(tea, journey_id)
    assert await became(tea, journey_id) == [("planned", "")]
    clock.move(20 * MINUTE)  # ten past nine: it is worth something still, and may not go any more
    await relay(tea.program, tea.company, await batch_of(tea, journey_id))
    assert await became(tea, journey_id) == [TOO_LATE]


@pytest.mark.parametrize("later", [31 * MINUTE, timedelta(hours=12)])
async def test_what_waits_for_the_channel_itself_is_left_out_too(
    tea: Shop, line: doc.JourneyWay, clock: FixedClock, later: timedelta
) -> None:
    assert line.channel_id is not None
    journey_id = await near(tea, line)
    await comes(tea, journey_id)
    await relay_due(tea.program, tea.company, line.channel_id)
    assert await became(tea, journey_id) == [("claimed", "")]
    clock.move(later)
    await send_due(tea.program, tea.company, now=clock.now())
    assert await became(tea, journey_id) == [TOO_LATE]


def test_recipes_say_what_is_worth_nothing_later() -> None:
    def lives(code: str) -> dict[str, int | None]:
        return {one.id: one.expires_seconds for one in recipes.graph(code, "ru").nodes if isinstance(one, doc.Send)}

    assert lives("near_shop") == {"tell": HALF_AN_HOUR}
    assert lives("order_status") == {"here": None, "moves": 86_400}
