"""The gate asked about many at once. What it lets through: tests/domain/delivery/test_nothing_forbidden.py."""

from tests.counting import counted_statements
from tests.factories import Company, unit_of_work

from otklik.domains.consents import service as consents
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes, recording
from otklik.domains.contacts import service as contacts
from otklik.program import Program


async def test_a_thousand_people_are_asked_about_in_one_statement(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await purposes.create(ctx, PurposeIn(code="news", name_ru="Н", name_en="N", basis="consent", text_ru="Да"))
        found = [
            await contacts.identify(ctx, channel_id=None, address_kind="email", address=f"a{one}@client.example")
            for one in range(40)
        ]
        act = recording.Act(
            contact_id=found[3].contact_id, act="granted", purpose="news", channel="email", method="form"
        )
        await recording.record(ctx, act)
    async with unit_of_work(program, workspace) as ctx:
        asks = [
            consents.Ask(purpose="news", channel="email", identity_id=one.identity_id)
            for one in found
            for _ in range(25)
        ]
        with counted_statements(program) as statements:
            answers = await consents.standing(ctx, asks)
    assert len(statements) == 1
    assert [place for place, one in enumerate(answers) if not one.refused] == list(range(75, 100))
