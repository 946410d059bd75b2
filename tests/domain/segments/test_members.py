"""Who is in a segment, asked by the domains above."""

from tests import factories_contacts
from tests.factories import Company, unit_of_work

from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.segments import service
from otklik.program import Program


async def test_people_who_did_it_are_in_whichever_of_their_cards_it_came_to(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    anna = await factories_contacts.create_contact(program, workspace)
    other = await factories_contacts.create_contact(program, workspace)
    boris = await factories_contacts.create_contact(program, workspace, name="Борис")
    await factories_contacts.create_contact(program, second_workspace)
    await factories_contacts.join(program, workspace, keep_id=anna.contact_id, other_id=other.contact_id)
    async with unit_of_work(program, workspace) as ctx:
        await recording.record(ctx, [FactIn(name="product_viewed", person=PersonRef(contact_id=other.contact_id))])
        rule = {"type": "event", "name": "product_viewed", "window": {"type": "last", "amount": 7}}
        saw = await service.create(ctx, service.NewSegment(name="Смотрели", rule=rule))
        did_not = await service.create(ctx, service.NewSegment(name="Не смотрели", rule={"type": "not", "of": rule}))
        assert saw.code == "smotreli"
        assert await service.page(ctx, saw.id, limit=10) == [anna.contact_id]
        assert await service.page(ctx, did_not.id, limit=10) == [boris.contact_id]
        asked = [anna.contact_id, boris.contact_id, other.contact_id]
        assert await service.holds(ctx, saw.id, asked) == {anna.contact_id}
        assert await service.size(ctx, did_not.id) == 1
        assert [(row.name, row.size) for row in await service.listing(ctx)] == [("Не смотрели", 1), ("Смотрели", None)]
