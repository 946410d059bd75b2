"""A card follows what it shows: bonuses, name, level, the company's own name; phones are woken for nothing else."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from tests import factories_campaigns as campaigns
from tests import wallets
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact, join
from tests.wallets import ApplesGate, Phone, field_of

from otklik.domains.activity.rfm_schemas import LoyaltyLevel, RfmSettings
from otklik.domains.activity.service import ranking
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import ContactChanges
from otklik.domains.passes.service import following
from otklik.platform.jobs import Jobs
from otklik.program import Program


async def work(program: Program) -> None:
    """All that waits, and then what that put into the queue."""
    for _ in range(2):
        await program.parts.get(Jobs).work(wait=False)


async def soon(program: Program, company: Company) -> None:
    """Ten seconds later: what waits for its time is done now."""
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
    await work(program)


async def card(holder: Phone, folder: Path) -> wallets.Json:
    """As the phone has it now."""
    reply = await holder.fetch()
    if reply.status_code == 200:
        holder.card = wallets.opened(reply.content, folder)
    return holder.card


async def test_new_bonuses_wake_the_phone(
    program: Program, workspace: Company, holder: Phone, anna: UUID, gate: ApplesGate, tmp_path: Path
) -> None:
    await card(holder, tmp_path)
    async with unit_of_work(program, workspace) as ctx:
        await contacts.update(ctx, contact_id=anna, changes=ContactChanges(attributes={"Бонусы": 1300}))
    await soon(program, workspace)
    assert len(gate.sent) == 1
    assert field_of(await card(holder, tmp_path), "points")["value"] == "1300"


async def test_what_does_not_stand_on_the_card_wakes_nobody(
    program: Program, workspace: Company, holder: Phone, anna: UUID, gate: ApplesGate
) -> None:
    await holder.fetch()
    async with unit_of_work(program, workspace) as ctx:
        await contacts.update(ctx, contact_id=anna, changes=ContactChanges(attributes={"Город": "Тула"}))
    await soon(program, workspace)
    assert gate.sent == []
    assert (await holder.fetch()).status_code == 304


async def test_the_companys_new_name_comes_to_every_card(
    program: Program, workspace: Company, holder: Phone, signed_in: Client, gate: ApplesGate, tmp_path: Path
) -> None:
    await card(holder, tmp_path)
    reply = await signed_in.patch("/api/v1/workspace", json={"name": "Чайная"})
    assert reply.status_code == 200, reply.text
    await soon(program, workspace)
    assert len(gate.sent) == 1
    assert (await card(holder, tmp_path))["organizationName"] == "Чайная"


async def test_cards_of_very_many_are_gone_through_and_only_changed_ones_are_told_of(
    program: Program, workspace: Company, holder: Phone, anna: UUID, gate: ApplesGate
) -> None:
    await holder.fetch()
    await following.look_at_all(program.parts, workspace_id=workspace.id)
    await work(program)
    assert gate.sent == []
    async with unit_of_work(program, workspace) as ctx:
        values = {"id": anna}  # as an import writes, which tells of nobody by name
        changed = "UPDATE contacts SET attributes = attributes || '{\"Бонусы\": 5}' WHERE id = :id"
        await ctx.session.execute(text(changed), values)
    await following.look_at_all(program.parts, workspace_id=workspace.id)
    await work(program)
    assert len(gate.sent) == 1


async def test_without_an_attribute_the_level_is_what_purchases_say(
    program: Program, workspace: Company, holder: Phone, anna: UUID, signed_in: Client, tmp_path: Path
) -> None:
    reply = await signed_in.patch(
        f"/api/v1/channels/{holder.channel.id}", json={"config": {**public(), "level_attribute": ""}}
    )
    assert reply.status_code == 200, reply.text
    await campaigns.buys(program, workspace, anna, rubles=5_000)
    async with unit_of_work(program, workspace) as ctx:
        level = LoyaltyLevel(name="Серебряный", from_minor=100_000)
        await ranking.put_settings(ctx, RfmSettings(currency="RUB", levels=(level,)))
    await soon(program, workspace)
    assert field_of(await card(holder, tmp_path), "level")["value"] == "Серебряный"


def public() -> dict[str, str]:
    """What of the form is no secret."""
    return {name: value for name, value in wallets.config().items() if name.endswith("_id")}


async def test_joined_people_are_one_on_the_card(
    program: Program, workspace: Company, holder: Phone, anna: UUID, tmp_path: Path
) -> None:
    other = await create_contact(program, workspace, name="Анна Владимировна Ким")
    await join(program, workspace, keep_id=other.contact_id, other_id=anna)
    await soon(program, workspace)
    assert field_of(await card(holder, tmp_path), "name")["value"] == "Анна Владимировна Ким"
