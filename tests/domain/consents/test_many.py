"""What many agreed to at once is written down as if each had come alone."""

from uuid import UUID

import pytest
from sqlalchemy import select
from tests import factories_contacts
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work

from otklik.domains.consents import queries
from otklik.domains.consents import service as consents
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import chaining, proving, purposes
from otklik.domains.contacts import service as contacts
from otklik.platform.ids import new_id
from otklik.platform.tables import EventRow
from otklik.program import Program

SAID = consents.Said(purpose="news", channel="email", method="import", form="Клиенты.xlsx", note="Анкета")


async def known(program: Program, company: Company, count: int) -> list[UUID]:
    async with unit_of_work(program, company) as ctx:
        await purposes.create(ctx, PurposeIn(code="news", name_ru="Н", name_en="N", basis="consent", text_ru="Да"))
        found = [
            await contacts.identify(ctx, channel_id=None, address_kind="email", address=f"a{one}@client.example")
            for one in range(count)
        ]
    return [one.contact_id for one in found]


async def test_each_persons_chain_grows_whole_by_a_record_that_names_them(program: Program, workspace: Company) -> None:
    anna, boris, vera, twin = await known(program, workspace, 4)
    await factories_contacts.join(program, workspace, keep_id=vera, other_id=twin)
    async with unit_of_work(program, workspace) as ctx:
        earlier = chaining.Act(contact_id=anna, act="withdrawn", purpose="news", channel="email", method="command")
        await consents.record(ctx, earlier)
        assert await consents.grant(ctx, SAID, [anna, boris, vera, twin, new_id()]) == 3
    async with unit_of_work(program, workspace) as ctx:
        assert [len((await proving.proof(ctx, one)).chains[0].records) for one in (anna, boris, vera)] == [2, 1, 1]
        for number, one in enumerate((anna, boris, vera)):
            assert (await proving.proof(ctx, one)).chains[0].verdict.whole
            last = proving.out((await queries.records(ctx, [one]))[-1])
            assert (last.address, last.wording, last.form, last.note) == (
                f"a{number}@client.example", "Да", "Клиенты.xlsx", "Анкета",
            )  # fmt: skip
            asked = consents.Ask(purpose="news", channel="email", contact_id=one, address=last.address)
            assert (await consents.may(ctx, asked)).refused == ""
        named = EventRow.name == "consents.consent_changed"
        told = (await ctx.session.scalars(select(EventRow.subject_id).where(named))).all()
    assert sorted(map(str, told)) == sorted(map(str, (anna, anna, boris, vera)))


async def test_a_long_history_is_read_whole(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person and their other card, who said yes and no more often than one page of records holds."""
    monkeypatch.setattr(queries, "RECORDS_AT_ONCE", 3)
    vera, twin = await known(program, workspace, 2)
    async with unit_of_work(program, workspace) as ctx:
        for whose, count in ((vera, 7), (twin, 3)):
            for number in range(count):
                act = "granted" if number % 2 else "withdrawn"
                said = chaining.Act(contact_id=whose, act=act, purpose="news", channel="email", method="command")
                await consents.record(ctx, said)
    await factories_contacts.join(program, workspace, keep_id=vera, other_id=twin)
    async with unit_of_work(program, workspace) as ctx:
        chains = (await proving.proof(ctx, vera)).chains
    assert sorted(len(one.records) for one in chains) == [3, 7]
    assert all(one.verdict.whole for one in chains)


async def test_five_hundred_cost_as_many_statements_as_five(program: Program, workspace: Company) -> None:
    people = await known(program, workspace, 60)
    counts: list[int] = []
    for some in (people[:5], people[5:]):
        async with unit_of_work(program, workspace) as ctx:
            with counted_statements(program) as statements:
                await consents.grant(ctx, SAID, some)
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
