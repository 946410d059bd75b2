"""A card says how often its person buys and whether they are late by that."""

from datetime import timedelta

from tests import factories, factories_contacts
from tests.factories import unit_of_work

from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording, showing
from otklik.platform.clock import FixedClock
from otklik.program import Program


async def test_a_card_says_how_often_its_person_buys_and_whether_they_are_late(
    timed: Program, clock: FixedClock
) -> None:
    company = await factories.create_workspace(timed)
    anna = (await factories_contacts.create_contact(timed, company)).contact_id
    who, last = PersonRef(contact_id=anna), clock.now()
    for days in (42, 21, 0):
        async with unit_of_work(timed, company) as ctx:
            known = (await showing.person(ctx, anna)).rhythm
            assert known is None, "two purchases are no habit"
            await recording.record(ctx, [FactIn(name="purchase", person=who, at=last - timedelta(days=days))])
    clock.move(timedelta(days=30))
    async with unit_of_work(timed, company) as ctx:
        soon = (await showing.person(ctx, anna)).rhythm
    clock.move(timedelta(days=18))
    async with unit_of_work(timed, company) as ctx:
        late = (await showing.person(ctx, anna)).rhythm
    assert soon is not None
    assert (soon.every_seconds, soon.last_at, soon.times, soon.late) == (21 * 86_400, last, 1.43, False)
    assert late is not None
    assert (late.times, late.late) == (2.29, True)
