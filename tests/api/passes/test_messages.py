"""Campaigns and journeys write onto cards, and phones show it; nobody is written to who did not agree."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from tests import factories_campaigns as campaigns
from tests import wallets
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_mass import due, relay, relay_due
from tests.wallets import PASS_TYPE, ApplesGate, Phone, field_of

from otklik.domains.consents.schemas import Basis
from otklik.domains.delivery.models import Channel
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import schemas
from otklik.domains.journeys.service import entering, steering, stepping
from otklik.domains.passes.service import telling
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs
from otklik.program import Program

SHOP = "https://shop.example/oolong"


async def told(
    program: Program, company: Company, cards: Channel, *, words: str = "Осталось три пачки", basis: Basis | None = None
) -> list[tuple[str, str]]:
    """States of a campaign's rows, when all has been done that can be done now."""
    if basis:
        await campaigns.purpose(program, company, basis=basis)
    said = await campaigns.template(program, company, kind="push", body=words, title="Улун", url=SHOP)
    segment_id = await campaigns.everybody(program, company, name=words)
    campaign = await campaigns.launched(program, company, campaigns.to_segment(segment_id, [(cards.id, said)]))
    for batch_id in await due(program, company, cards.id):
        await relay(program, company, batch_id)
    await program.parts.get(Jobs).work(wait=False)
    return sorted((row[3], row[4]) for row in await campaigns.rows(program, company, campaign.id))


async def message(holder: Phone, folder: Path) -> str:
    """What the phone shows, once it was woken: the card's field that changed."""
    assert await holder.news() == [holder.card["serialNumber"]]
    reply = await holder.fetch()
    assert reply.status_code == 200
    return field_of(wallets.opened(reply.content, folder), "message")["value"]


async def test_a_campaigns_message_wakes_the_phone_and_stands_on_the_card(
    program: Program, workspace: Company, cards: Channel, holder: Phone, gate: ApplesGate, tmp_path: Path
) -> None:
    await holder.fetch()
    await create_contact(program, workspace, name="Без карты")
    assert await told(program, workspace, cards, basis="legitimate_interest") == [
        ("accepted", ""),
        ("skipped", "no_address"),
    ]
    [(headers, _)] = gate.sent
    assert headers[":path"] == f"/3/device/{holder.push_token}"
    assert headers["apns-topic"] == PASS_TYPE
    assert gate.shown, "the pass's certificate was shown"
    shown = await message(holder, tmp_path)
    assert shown.rstrip("\u200b") == f"Улун\nОсталось три пачки\n{SHOP}"
    assert (await holder.fetch()).status_code == 304


async def test_the_same_words_again_are_a_change_for_the_phone(
    program: Program, workspace: Company, cards: Channel, holder: Phone, tmp_path: Path
) -> None:
    await told(program, workspace, cards, basis="legitimate_interest")
    first = await message(holder, tmp_path)
    await told(program, workspace, cards)
    second = await message(holder, tmp_path)
    assert first.strip("\u200b") == second.strip("\u200b")
    assert first != second


async def test_without_consent_nothing_is_written_and_nobody_woken(
    program: Program, workspace: Company, cards: Channel, holder: Phone, gate: ApplesGate
) -> None:
    await holder.fetch()
    [(state, code)] = await told(program, workspace, cards, basis="consent")
    assert (state, code) == ("skipped", "no_consent")
    assert gate.sent == []
    assert (await holder.fetch()).status_code == 304


async def test_a_phone_that_holds_the_card_no_more_is_forgotten(
    program: Program, workspace: Company, cards: Channel, holder: Phone, gate: ApplesGate
) -> None:
    gate.phones.clear()
    assert await told(program, workspace, cards, basis="legitimate_interest") == [("failed", "no_card")]
    assert await told(program, workspace, cards, words="Ещё раз") == [("skipped", "wallet_removed")]
    assert await holder.news() == []


async def test_a_certificate_that_apple_refuses_is_told_at_the_channel(
    program: Program, workspace: Company, cards: Channel, holder: Phone, gate: ApplesGate, signed_in: Client
) -> None:
    assert holder.card
    gate.answers.append((403, "BadCertificate"))
    assert await told(program, workspace, cards, basis="legitimate_interest") == [("failed", "push_refused")]
    health = (await signed_in.get(f"/api/v1/channels/{cards.id}")).json()["health"]
    assert (health["ok"], health["code"]) == (False, "wallet.apns_refused")


async def test_while_apple_is_busy_the_row_waits_and_is_written_once(
    program: Program, workspace: Company, cards: Channel, holder: Phone, gate: ApplesGate, tmp_path: Path
) -> None:
    gate.answers.append((503, "ServiceUnavailable"))
    assert await told(program, workspace, cards, basis="legitimate_interest") == [("claimed", "")]
    async with unit_of_work(program, workspace) as ctx:
        values = {"workspace": ctx.workspace_id}
        [row_id] = await ctx.session.scalars(
            text("SELECT id FROM mass_messages WHERE workspace_id = :workspace"), values
        )
        note = telling.sealed(ctx, telling.Told(text="Осталось три пачки"))
    serial = UUID(holder.card["serialNumber"])
    for _ in range(2):
        await telling.write(program.parts, workspace_id=workspace.id, row_id=row_id, pass_id=serial, sealed_note=note)
    async with unit_of_work(program, workspace) as ctx:
        written = await ctx.session.execute(text("SELECT messages FROM passes WHERE id = :id"), {"id": serial})
        state = await ctx.session.execute(text("SELECT state FROM mass_messages WHERE id = :id"), {"id": row_id})
    assert (written.scalar_one(), state.scalar_one()) == (1, "accepted")
    assert "Осталось три пачки" in await message(holder, tmp_path)


async def test_what_is_worth_nothing_by_now_is_not_written(
    program: Program, workspace: Company, holder: Phone, gate: ApplesGate
) -> None:
    await holder.fetch()
    async with unit_of_work(program, workspace) as ctx:
        note = telling.sealed(ctx, telling.Told(text="Только сегодня", until=ctx.now()))
    serial = UUID(holder.card["serialNumber"])
    await telling.write(program.parts, workspace_id=workspace.id, row_id=new_id(), pass_id=serial, sealed_note=note)
    assert gate.sent == []
    assert (await holder.fetch()).status_code == 304


async def test_a_journey_writes_onto_the_card(
    program: Program, workspace: Company, cards: Channel, holder: Phone, anna: UUID, tmp_path: Path
) -> None:
    await campaigns.purpose(program, workspace)
    said = await campaigns.template(program, workspace, kind="push", body="Осталось три пачки", title="Улун")
    way = doc.JourneyWay(channel_id=cards.id, template_id=said)
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="say"),
        nodes=(doc.Send(id="say", ways=(way,), purpose=campaigns.PURPOSE, next="end"), doc.Exit(id="end")),
    )
    async with unit_of_work(program, workspace) as ctx:
        made = await steering.create(ctx, schemas.NewJourney(name="Улун", graph=graph))
        await steering.publish(ctx, made.row.id)
        await entering.call(ctx, made.row.id, [entering.Coming(contact_id=anna, at=ctx.now())])
        await stepping.move_block(ctx, made.row.id)
    await relay_due(program, workspace, cards.id)
    await program.parts.get(Jobs).work(wait=False)
    assert "Осталось три пачки" in await message(holder, tmp_path)
