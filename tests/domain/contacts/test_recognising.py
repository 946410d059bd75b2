"""Who writes: one person an address, however many messages come at once."""

import asyncio
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from tests.factories import Company, unique, unit_of_work
from tests.factories_contacts import create_contact

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import AddressInvalid, ContactNotFound
from otklik.domains.contacts.service import IdentifiedContact
from otklik.program import Program


async def test_somebody_who_writes_again_is_the_same_person(program: Program, workspace: Company) -> None:
    first = await create_contact(program, workspace, address="42")
    again = await create_contact(program, workspace, address=" 42 ")
    assert first.is_new
    assert not again.is_new
    assert (again.contact_id, again.identity_id) == (first.contact_id, first.identity_id)


async def test_two_first_messages_at_once_make_one_person(program: Program, workspace: Company) -> None:
    address = unique("user")
    met = await asyncio.gather(*(create_contact(program, workspace, address=address) for _ in range(8)))
    assert len({one.contact_id for one in met}) == 1
    assert sum(one.is_new for one in met) == 1
    async with unit_of_work(program, workspace) as ctx:
        assert len(await contacts.search(ctx, q=address, limit=10)) == 1


async def test_the_same_address_in_another_company_is_another_person(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    ours = await create_contact(program, workspace, address="42")
    theirs = await create_contact(program, second_workspace, address="42")
    assert theirs.is_new
    assert theirs.contact_id != ours.contact_id


async def test_the_card_follows_the_provider_s_name_until_an_operator_gives_another(
    program: Program, workspace: Company
) -> None:
    anna = await create_contact(program, workspace, name="Аня", address="7")
    await create_contact(program, workspace, name="Анна", address="7")
    assert await _name(program, workspace, anna) == "Анна"
    async with unit_of_work(program, workspace) as ctx:
        changes = contacts.ContactChanges(name="Анна Ким, «Лён»")
        await contacts.update(ctx, contact_id=anna.contact_id, changes=changes)
    await create_contact(program, workspace, name="Anna K", address="7")
    assert await _name(program, workspace, anna) == "Анна Ким, «Лён»"


async def test_an_unreadable_address_is_still_somebody_s(program: Program, workspace: Company) -> None:
    odd = await create_contact(program, workspace, address_kind="phone", address="МегаФон")
    same = await create_contact(program, workspace, address_kind="phone", address="мегафон")
    assert same.contact_id == odd.contact_id
    async with unit_of_work(program, workspace) as ctx:
        found = await contacts.find(ctx, address_kind="phone", address="МЕГАФОН")
        assert found is not None
        assert found.contact_id == odd.contact_id
        assert await contacts.find(ctx, address_kind="phone", address="билайн") is None


async def test_an_empty_address_is_refused(program: Program, workspace: Company) -> None:
    with pytest.raises(AddressInvalid):
        await create_contact(program, workspace, address=" ")


async def test_a_typed_address_joins_nobody_and_finds_nobody(program: Program, workspace: Company) -> None:
    email = f"{unique('anna')}@example.com"
    visitor = await create_contact(program, workspace, address_kind="visitor", name="")
    async with unit_of_work(program, workspace) as ctx:
        told = await contacts.add_address(
            ctx, contact_id=visitor.contact_id, address_kind="email", address=email, verified=False
        )
    writer = await create_contact(program, workspace, address_kind="email", address=email, verified=False)
    assert told.contact_id == visitor.contact_id
    assert writer.is_new
    assert writer.contact_id != visitor.contact_id


async def test_several_people_may_claim_one_address_and_each_claims_it_once(
    program: Program, workspace: Company
) -> None:
    email = f"{unique('info')}@example.com"
    people = [await create_contact(program, workspace, address_kind="visitor") for _ in range(2)]
    async with unit_of_work(program, workspace) as ctx:
        for person in (*people, *people):
            await contacts.add_address(
                ctx, contact_id=person.contact_id, address_kind="email", address=email, verified=False
            )
        for person in people:
            card = await contacts.get(ctx, person.contact_id)
            assert [one.address for one in card.identities if one.claimed] == [email]


async def test_an_answer_from_the_mailbox_joins_the_visitor_with_the_one_who_wrote_from_it(
    program: Program, workspace: Company
) -> None:
    email = f"{unique('anna')}@example.com"
    visitor = await create_contact(program, workspace, address_kind="visitor", name="")
    async with unit_of_work(program, workspace) as ctx:
        await contacts.add_address(
            ctx, contact_id=visitor.contact_id, address_kind="email", address=email, verified=False
        )
    writer = await create_contact(program, workspace, address_kind="email", address=email, verified=False)
    async with unit_of_work(program, workspace) as ctx:
        proven = await contacts.add_address(
            ctx, contact_id=visitor.contact_id, address_kind="email", address=email.upper(), verified=True
        )
        card = await contacts.get(ctx, visitor.contact_id)
    assert proven.merge_id is not None
    assert proven.contact_id == visitor.contact_id
    assert [(one.address, one.verified) for one in card.identities if one.address_kind == "email"] == [(email, True)]
    later = await create_contact(program, workspace, address_kind="email", address=email, verified=False)
    assert later.contact_id == visitor.contact_id
    assert later.identity_id == writer.identity_id


async def test_a_shared_phone_joins_a_person_met_by_phone(program: Program, workspace: Company) -> None:
    caller = await create_contact(program, workspace, address_kind="phone", address="8 (912) 345-67-89")
    in_telegram = await create_contact(program, workspace, name="Anna")
    async with unit_of_work(program, workspace) as ctx:
        added = await contacts.add_address(
            ctx, contact_id=in_telegram.contact_id, address_kind="phone", address="+7 912 345 67 89", verified=True
        )
        assert added.contact_id == caller.contact_id
        assert (await contacts.get(ctx, in_telegram.contact_id)).merged_into == caller.contact_id


async def test_people_who_prove_one_address_at_once_become_one(program: Program, workspace: Company) -> None:
    people = [await create_contact(program, workspace) for _ in range(4)]

    async def prove(contact_id: UUID) -> None:
        async with unit_of_work(program, workspace) as ctx:
            await contacts.add_address(
                ctx, contact_id=contact_id, address_kind="phone", address="+79123456789", verified=True
            )

    await asyncio.gather(*(prove(person.contact_id) for person in people))
    async with unit_of_work(program, workspace) as ctx:
        assert [row.id for row in await contacts.search(ctx, limit=10)] == [people[0].contact_id]


async def test_people_parted_by_hand_are_not_joined_again_by_the_same_proof(
    program: Program, workspace: Company
) -> None:
    caller = await create_contact(program, workspace, address_kind="phone", address="+79123456789")
    other = await create_contact(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        prove = partial(
            contacts.add_address,
            ctx,
            contact_id=other.contact_id,
            address_kind="phone",
            address="+79123456789",
            verified=True,
        )
        added = await prove()
        assert added.merge_id is not None
        await contacts.undo_merge(ctx, merge_id=added.merge_id)
        again = await prove()
        assert again.merge_id is None
        assert (await contacts.get(ctx, caller.contact_id)).merged_into is None
        assert (await contacts.get(ctx, other.contact_id)).merged_into is None


async def test_an_address_that_cannot_be_right_is_refused_when_told(program: Program, workspace: Company) -> None:
    person = await create_contact(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        for kind, address in (("email", "anna"), ("phone", "12"), ("email", "")):
            with pytest.raises(AddressInvalid):
                await contacts.add_address(
                    ctx, contact_id=person.contact_id, address_kind=kind, address=address, verified=True
                )


async def test_an_address_cannot_be_added_to_another_company_s_person(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    theirs = await create_contact(program, second_workspace)
    async with unit_of_work(program, workspace) as ctx:
        with pytest.raises(ContactNotFound):
            await contacts.add_address(
                ctx, contact_id=theirs.contact_id, address_kind="email", address="a@example.com", verified=True
            )


async def test_a_person_who_blocked_us_is_marked_and_unmarked(program: Program, workspace: Company) -> None:
    person = await create_contact(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await contacts.set_reachable(ctx, identity_id=person.identity_id, reachable=False, code="telegram.blocked")
        blocked = await contacts.reach(ctx, identity_id=person.identity_id)
        await contacts.set_reachable(ctx, identity_id=person.identity_id, reachable=True)
        back = await contacts.reach(ctx, identity_id=person.identity_id)
    assert (blocked.reachable, blocked.unreachable_code) == (False, "telegram.blocked")
    assert (back.reachable, back.unreachable_code) == (True, "")


async def test_the_timeline_tells_what_happened_newest_first(program: Program, workspace: Company) -> None:
    person = await create_contact(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await contacts.set_reachable(ctx, identity_id=person.identity_id, reachable=False, code="x")
    async with unit_of_work(program, workspace) as ctx:
        told = await contacts.timeline(ctx, contact_id=person.contact_id, limit=10)
        older = await contacts.timeline(ctx, contact_id=person.contact_id, before=told[0].id, limit=10)
    assert [entry.kind for entry in told] == ["contacts.reachability_changed", "contacts.contact_created"]
    assert [entry.id for entry in older] == [told[1].id]
    assert told[0].at - told[1].at < timedelta(minutes=1)


async def _name(program: Program, company: Company, person: IdentifiedContact) -> str:
    async with unit_of_work(program, company) as ctx:
        return (await contacts.summaries(ctx, [person.contact_id]))[person.contact_id].name
