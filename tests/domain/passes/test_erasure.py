"""A person's card leaves with them when they are erased, and is in what they are handed of themselves."""

from uuid import UUID

from sqlalchemy import select
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel
from tests.wallets import PASS_TYPE, PUSH_TOKEN, config

from otklik.domains.passes.models import Pass, PassRegistration
from otklik.domains.passes.service import issuing, registering
from otklik.domains.passes.service.registering import Door
from otklik.platform.personal import PersonalData, shown
from otklik.program import Program


async def test_the_card_is_exported_and_erased_with_its_person(program: Program, workspace: Company) -> None:
    cards = await create_channel(program, workspace, kind="wallet", config=config())
    people = [await create_contact(program, workspace) for _ in range(2)]
    door = Door(public_id=cards.public_id, pass_type=PASS_TYPE)
    for one in people:
        async with unit_of_work(program, workspace) as ctx:
            serial = (await issuing.take(ctx, one.contact_id)).card.serial
        await registering.register(program.parts, door, serial=UUID(serial), device="phone-1", push_token=PUSH_TOKEN)
    personal = program.parts.get(PersonalData)
    async with unit_of_work(program, workspace) as ctx:
        found = await personal.found(ctx, [people[0].contact_id])
        told = str([shown(row) for name in ("passes", "pass_registrations") for row in found[name]])
        assert found["passes"][0]["number"] in told
        assert PUSH_TOKEN not in told
        assert "phone-1" not in told
        done = await personal.erase(ctx, [people[0].contact_id])
        assert (done["passes"], done["pass_registrations"]) == (1, 1)
        left = (await ctx.session.scalars(select(Pass.contact_id).where(Pass.workspace_id == workspace.id))).all()
        phones = (
            await ctx.session.scalars(select(PassRegistration).where(PassRegistration.workspace_id == workspace.id))
        ).all()
    assert left == [people[1].contact_id]
    assert len(phones) == 1
