"""Joining and parting people: trees of cards that can be taken apart in any order."""

import asyncio
from collections.abc import Sequence
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType
from tests.factories import Company, unique, unit_of_work
from tests.factories_contacts import create_contact, join

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import (
    AttributesTooMany,
    MergedAlready,
    MergeNotFound,
    MergeUndone,
    SameContact,
)
from otklik.domains.contacts.schemas import NewAttribute
from otklik.platform.context import Ctx
from otklik.program import Program

PEOPLE = 6


async def test_a_joined_person_shows_what_either_card_knew(program: Program, workspace: Company) -> None:
    anna = await create_contact(program, workspace, name="", address="tg-anna")
    mail = await create_contact(program, workspace, name="Анна Ким", address_kind="email", address="anna@example.com")
    async with unit_of_work(program, workspace) as ctx:
        await _change(ctx, anna.contact_id, notes="любит лён", attributes={"город": "Тверь"})
        await _change(ctx, mail.contact_id, notes="пишет ночью", attributes={"город": "Москва", "VIP": True})
        await contacts.merge(ctx, keep_id=anna.contact_id, other_id=mail.contact_id)
        card = await contacts.get(ctx, anna.contact_id)
    assert card.name == "Анна Ким"
    assert card.notes == "любит лён\n\nпишет ночью"
    assert card.attributes == {"город": "Тверь", "VIP": True}
    assert {one.address for one in card.identities} == {"tg-anna", "anna@example.com"}


async def test_a_joined_card_says_whose_part_it_is_and_is_listed_no_more(program: Program, workspace: Company) -> None:
    kept = await create_contact(program, workspace, name="Анна")
    other = await create_contact(program, workspace, name="Анна К.")
    await join(program, workspace, keep_id=kept.contact_id, other_id=other.contact_id)
    async with unit_of_work(program, workspace) as ctx:
        assert (await contacts.get(ctx, other.contact_id)).merged_into == kept.contact_id
        assert [row.id for row in await contacts.search(ctx, limit=10)] == [kept.contact_id]
        found = await contacts.search(ctx, q="к.", limit=10)
        named = await contacts.summaries(ctx, [other.contact_id])
    assert [row.id for row in found] == [kept.contact_id]
    assert named[other.contact_id].id == kept.contact_id
    assert named[other.contact_id].name == "Анна"


async def test_whoever_writes_from_a_joined_address_is_the_kept_person(program: Program, workspace: Company) -> None:
    kept = await create_contact(program, workspace)
    other = await create_contact(program, workspace, address="55")
    merge_id = await join(program, workspace, keep_id=kept.contact_id, other_id=other.contact_id)
    assert (await create_contact(program, workspace, address="55")).contact_id == kept.contact_id
    async with unit_of_work(program, workspace) as ctx:
        await contacts.undo_merge(ctx, merge_id=merge_id)
    assert (await create_contact(program, workspace, address="55")).contact_id == other.contact_id


async def test_what_is_written_on_the_joined_card_stays_with_the_kept_one(program: Program, workspace: Company) -> None:
    kept = await create_contact(program, workspace, name="Анна")
    other = await create_contact(program, workspace, name="А. Ким")
    async with unit_of_work(program, workspace) as ctx:
        merge_id = await contacts.merge(ctx, keep_id=kept.contact_id, other_id=other.contact_id)
        await _change(ctx, kept.contact_id, name="Анна Ким", attributes={"город": "Тверь"})
        await contacts.undo_merge(ctx, merge_id=merge_id)
        assert (await contacts.get(ctx, kept.contact_id)).attributes == {"город": "Тверь"}
        assert (await contacts.get(ctx, other.contact_id)).name == "А. Ким"
        assert (await contacts.get(ctx, other.contact_id)).attributes == {}


async def test_an_attribute_removed_from_a_joined_card_is_gone_from_all_of_it(
    program: Program, workspace: Company
) -> None:
    kept = await create_contact(program, workspace)
    other = await create_contact(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await _change(ctx, other.contact_id, attributes={"город": "Москва"})
        await contacts.merge(ctx, keep_id=kept.contact_id, other_id=other.contact_id)
        await _change(ctx, kept.contact_id, attributes={"город": None}, notes="одна запись")
        card = await contacts.get(ctx, kept.contact_id)
    assert card.attributes == {}
    assert card.notes == "одна запись"


async def test_a_contact_holds_a_hundred_attributes_and_no_more(program: Program, workspace: Company) -> None:
    person = await create_contact(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await _change(ctx, person.contact_id, attributes={f"a{number}": number for number in range(100)})
    with pytest.raises(AttributesTooMany):
        async with unit_of_work(program, workspace) as ctx:
            await _change(ctx, person.contact_id, attributes={"one more": 1})


async def test_a_card_joined_already_cannot_be_joined_again(program: Program, workspace: Company) -> None:
    first, second, third = [(await create_contact(program, workspace)).contact_id for _ in range(3)]
    await join(program, workspace, keep_id=first, other_id=second)
    for keep_id, other_id in ((third, second), (second, third), (first, second)):
        with pytest.raises(MergedAlready):
            await join(program, workspace, keep_id=keep_id, other_id=other_id)
    with pytest.raises(SameContact):
        await join(program, workspace, keep_id=first, other_id=first)


async def test_a_merge_is_undone_once_and_only_by_its_own_company(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    kept, other = [(await create_contact(program, workspace)).contact_id for _ in range(2)]
    merge_id = await join(program, workspace, keep_id=kept, other_id=other)
    with pytest.raises(MergeNotFound):
        async with unit_of_work(program, second_workspace) as ctx:
            await contacts.undo_merge(ctx, merge_id=merge_id)
    async with unit_of_work(program, workspace) as ctx:
        assert [one.id for one in await contacts.merges(ctx, contact_id=kept)] == [merge_id]
        await contacts.undo_merge(ctx, merge_id=merge_id)
        assert await contacts.merges(ctx, contact_id=kept) == []
        with pytest.raises(MergeUndone):
            await contacts.undo_merge(ctx, merge_id=merge_id)


async def test_two_people_joined_into_each_other_at_once_never_make_a_ring(
    program: Program, workspace: Company
) -> None:
    one, two = [(await create_contact(program, workspace)).contact_id for _ in range(2)]
    outcomes = await asyncio.gather(
        join(program, workspace, keep_id=one, other_id=two),
        join(program, workspace, keep_id=two, other_id=one),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MergedAlready", "UUID"]


Step = tuple[int, int]
steps = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=14)


@given(steps=steps, parting=st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_chain_of_merges_undone_in_any_order_restores_every_card(
    program: Program, workspace: Company, steps: Sequence[Step], parting: Random
) -> None:
    people = [await _someone(program, workspace, number) for number in range(PEOPLE)]
    async with unit_of_work(program, workspace) as ctx:
        before = [await contacts.get(ctx, one) for one in people]
        parents: dict[UUID, UUID] = {}
        done: dict[UUID, UUID] = {}
        for kept, other in steps:
            await _join_or_part(ctx, people[kept], people[other], parents=parents, done=done)
            for one in people:
                assert (await contacts.get(ctx, one)).merged_into == _root(parents, one)
        for other in parting.sample(sorted(done), len(done)):
            await contacts.undo_merge(ctx, merge_id=done[other])
        assert [await contacts.get(ctx, one) for one in people] == before


async def _join_or_part(
    ctx: Ctx, kept: UUID, other: UUID, *, parents: dict[UUID, UUID], done: dict[UUID, UUID]
) -> None:
    """Join the two where that is possible, else part what the second is joined to; mirrored in a plain forest."""
    if other in parents:
        await contacts.undo_merge(ctx, merge_id=done.pop(other))
        del parents[other]
    elif kept not in parents and kept != other:
        done[other] = await contacts.merge(ctx, keep_id=kept, other_id=other)
        parents[other] = kept


def _root(parents: dict[UUID, UUID], one: UUID) -> UUID | None:
    if one not in parents:
        return None
    return _root(parents, parents[one]) or parents[one]


async def _someone(program: Program, company: Company, number: int) -> UUID:
    person = await create_contact(program, company, name="" if number % 2 else f"Гость {number}")
    async with unit_of_work(program, company) as ctx:
        await _change(ctx, person.contact_id, notes=f"№ {number}", attributes={"n": number, unique("k"): number})
    return person.contact_id


async def _change(
    ctx: Ctx,
    contact_id: UUID,
    *,
    name: str | UnsetType = UNSET,
    notes: str | UnsetType = UNSET,
    attributes: dict[str, NewAttribute] | UnsetType = UNSET,
) -> None:
    changes = contacts.ContactChanges(name=name, notes=notes, attributes=attributes)
    await contacts.update(ctx, contact_id=contact_id, changes=changes)
