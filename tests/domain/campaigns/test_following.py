"""What comes of a campaign: it goes out, ends, its purchases are its own, and every figure is what the rows say."""

import csv
import email
import email.policy
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from typing import cast
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.factories import Company, unit_of_work
from tests.factories_mass import sending
from tests.faults.waiting import eventually
from tests.ringing import ring
from tests.smtpserver import Wrong

from otklik.domains.activity.rfm_schemas import RfmSettings
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import ranking, recording
from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignTest, CampaignVariant
from otklik.domains.campaigns.errors import StateRefused, StockUnknown
from otklik.domains.campaigns.schemas import CampaignOut
from otklik.domains.campaigns.service import explaining, figures, following, steering
from otklik.domains.delivery.events import MassClicked, MassHitRow
from otklik.domains.templates.documents import TemplateVariable
from otklik.platform.events import publish
from otklik.platform.sheets import Kind
from otklik.program import Program


async def sent_to(
    program: Program, company: Company, receiver: Wrong, count: int, **changes: object
) -> tuple[CampaignOut, list[UUID]]:
    """A campaign by mail to so many people that went out."""
    await toys.purpose(program, company)
    channel = await toys.mailbox(program, company, port=receiver.port)
    people = await toys.people(program, company, count)
    segment_id = await toys.everybody(program, company)
    plan = toys.to_segment(segment_id, [(channel.id, await toys.template(program, company))])
    campaign = await toys.create(program, company, replace(plan, **changes))
    await toys.launch(program, company, campaign.id)
    await toys.plan(program, company, campaign.id)
    await went(program, company, campaign.id)
    return campaign, people


async def went(program: Program, company: Company, campaign_id: UUID) -> None:
    async def all_sent() -> bool:
        return all(row[3] in {"accepted", "skipped"} for row in await toys.rows(program, company, campaign_id))

    async with sending(program):
        await eventually(all_sent, timeout_seconds=20)
    await ring(program.parts, workspace_id=company.id)


async def clicks(program: Program, company: Company, campaign_id: UUID, person: UUID) -> None:
    """As delivery does when a click was judged a person's."""
    async with unit_of_work(program, company) as ctx:
        at = ctx.now() - timedelta(seconds=1)
        clicked = text(
            "UPDATE mass_messages m SET clicked_at = :at FROM mass_batches b"
            " WHERE b.id = m.batch_id AND b.owner_id = :id AND m.contact_id = :person RETURNING m.id, m.batch_id"
        )
        row = (await ctx.session.execute(clicked, {"at": at, "id": campaign_id, "person": person})).one()
        await ctx.session.execute(
            text(
                "INSERT INTO mass_counts (workspace_id, batch_id, variant, kind, name, code, count)"
                " VALUES (:company, :batch, 0, 'mark', 'clicked', '', 1)"
                " ON CONFLICT (batch_id, variant, kind, name, code) DO UPDATE SET count = mass_counts.count + 1"
            ),
            {"company": ctx.workspace_id, "batch": row[1]},
        )
        hit = MassHitRow(message_id=row[0], contact_id=person, at=at, machine=False, url="https://shop.example/new")
        await publish(ctx, MassClicked(owner="campaign", owner_id=campaign_id, batch_id=row[1], rows=(hit,)))


async def test_each_gets_a_letter_of_their_own_and_the_campaign_ends(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    campaign, people = await sent_to(program, workspace, receiver, 20)
    letters: list[EmailMessage] = [
        email.message_from_bytes(one, policy=email.policy.default)  # type: ignore[misc]  # of that policy
        for one in receiver.kept
    ]
    assert {str(one["Subject"]) for one in letters} == {"Чай для Анна"}
    assert len({one["To"] for one in letters}) == len(letters) == len(people)
    html = letters[0].get_body(("html",))
    assert html is not None
    assert "Здравствуйте, Анна" in html.get_content()
    assert "/_t/" in html.get_content()
    assert "shop.example/new" not in html.get_content()
    assert "/unsubscribe/" in letters[0]["List-Unsubscribe"]
    async with unit_of_work(program, workspace) as ctx:
        assert (await campaigns.get(ctx, campaign.id)).state == "finished"
        assert (await explaining.explain(ctx, campaign.id, people[0])).why == "accepted"
        assert [one.name for one in await explaining.of_person(ctx, people[0])] == ["Весна"]


async def test_a_purchase_after_a_click_is_the_campaigns_and_one_without_is_not(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    campaign, people = await sent_to(program, workspace, receiver, 5)
    await clicks(program, workspace, campaign.id, people[0])
    await toys.buys(program, workspace, people[0], rubles=100)
    await toys.buys(program, workspace, people[0], rubles=50)
    await toys.buys(program, workspace, people[1], rubles=900)
    async with unit_of_work(program, workspace) as ctx:
        found = (await figures.figures(ctx, campaign.id)).total
    assert (found.converted, found.purchases, found.revenue_minor, found.clicked) == (1, 2, 15_000, 1)


async def test_a_purchase_known_before_its_click_is_found_when_the_click_is(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    campaign, people = await sent_to(program, workspace, receiver, 2)
    await toys.buys(program, workspace, people[0], rubles=70)
    await clicks(program, workspace, campaign.id, people[0])
    async with unit_of_work(program, workspace) as ctx:
        assert (await figures.figures(ctx, campaign.id)).total.revenue_minor == 7_000


async def test_what_it_brought_is_told_in_units_of_the_company_s_currency(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await ranking.put_settings(ctx, RfmSettings(currency="JPY"))
    campaign, people = await sent_to(program, workspace, receiver, 1)
    await clicks(program, workspace, campaign.id, people[0])
    async with unit_of_work(program, workspace) as ctx:
        person = PersonRef(contact_id=people[0])
        await recording.record(ctx, [FactIn(name="purchase", person=person, amount_minor=1_000, currency="JPY")])
    async with unit_of_work(program, workspace) as ctx:
        stream = await figures.export(ctx, campaign.id, Kind.CSV)
        sheet = b"".join([bytes(chunk) async for chunk in cast("AsyncIterator[bytes]", stream.iterator)])
    [line] = csv.DictReader(io.StringIO(sheet.decode("utf-8-sig")))
    assert line["Revenue"] == "1000"


RECOUNT = {
    "skipped": "state = 'skipped'",
    "planned": "state <> 'skipped'",
    "sent": "state IN ('accepted', 'delivered', 'read')",
    "delivered": "state IN ('delivered', 'read')",
    "failed": "state = 'failed'",
    "clicked": "clicked_at IS NOT NULL",
    "read": "read_at IS NOT NULL AND NOT read_by_machine",
    "unsubscribed": "unsubscribed_at IS NOT NULL",
}


async def test_every_figure_is_what_the_rows_say(program: Program, workspace: Company, receiver: Wrong) -> None:
    variants = (CampaignVariant(), CampaignVariant())
    campaign, people = await sent_to(program, workspace, receiver, 60, variants=variants, control_percent=25)
    await toys.people(program, workspace, 1, kind="telegram")
    reached = [row[0] for row in await toys.rows(program, workspace, campaign.id) if row[3] == "accepted"]
    await clicks(program, workspace, campaign.id, next(one for one in reached))
    for one in people[:20]:
        await toys.buys(program, workspace, one, rubles=10)
    async with unit_of_work(program, workspace) as ctx:
        told = await figures.figures(ctx, campaign.id)
        for name, where in RECOUNT.items():
            recount = text(
                "SELECT count(*) FROM mass_messages WHERE batch_id IN"
                f" (SELECT id FROM mass_batches WHERE owner_id = :id) AND {where}"
            )
            assert getattr(told.total, name) == await ctx.session.scalar(recount, {"id": campaign.id}), name
        control = text(
            "SELECT count(DISTINCT m.contact_id), count(DISTINCT f.contact_id) FROM mass_messages m"
            " JOIN mass_batches b ON b.id = m.batch_id LEFT JOIN facts f ON f.contact_id = m.contact_id"
            " AND f.name = 'purchase' WHERE b.owner_id = :id AND (m.code = 'control_group') = :control"
        )
        assert told.lift is not None
        kept_back = (await ctx.session.execute(control, {"id": campaign.id, "control": True})).one()
        mine = (await ctx.session.execute(control, {"id": campaign.id, "control": False})).one()
    assert (told.lift.control_people, told.lift.control_bought) == tuple(kept_back)
    assert (told.lift.people, told.lift.bought) == tuple(mine)
    assert told.lift.difference is None  # far too few to say
    assert told.reasons == {"control_group": kept_back[0]}


async def test_the_winner_of_the_test_goes_to_the_rest(program: Program, workspace: Company, receiver: Wrong) -> None:
    variants = (CampaignVariant(name="короткое"), CampaignVariant(name="длинное"))
    test = CampaignTest(percent=50, hours=1, people_min=20, otherwise="ask")
    campaign, people = await sent_to(program, workspace, receiver, 60, variants=variants, test=test)
    tested = await toys.rows(program, workspace, campaign.id)
    assert 15 < len(tested) < 45
    async with unit_of_work(program, workspace) as ctx:
        waiting = await campaigns.get(ctx, campaign.id)
        assert (waiting.state, waiting.phase) == ("running", "test")
        contest = (await figures.figures(ctx, campaign.id)).contest
        assert contest is not None
        assert (contest.verdict, contest.decides_at is not None) == ("not_enough_data", True)
        await following.decide(ctx, campaign.id)
        assert (await campaigns.get(ctx, campaign.id)).state == "deciding"
    async with unit_of_work(program, workspace) as ctx:
        await steering.choose(ctx, campaign.id, variant=1)
    await toys.plan(program, workspace, campaign.id)
    await went(program, workspace, campaign.id)
    everybody = await toys.rows(program, workspace, campaign.id)
    assert sorted(row[0] for row in everybody) == sorted(people)
    assert {row[2] for row in everybody if row[1] == "0:rest"} == {1}
    async with unit_of_work(program, workspace) as ctx:
        done = await campaigns.get(ctx, campaign.id)
    assert (done.state, done.winner, done.verdict) == ("finished", 1, "chosen")


async def test_the_money_stop_holds_what_has_not_gone(program: Program, workspace: Company, receiver: Wrong) -> None:
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    await toys.people(program, workspace, 3)
    segment_id = await toys.everybody(program, workspace)
    plan = toys.to_segment(segment_id, [(channel.id, await toys.template(program, workspace))])
    campaign = await toys.create(program, workspace, replace(plan, budget_micros=2_000_000))
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    async with unit_of_work(program, workspace) as ctx:
        spent = text(
            "UPDATE mass_counts SET cost_micros = 2000000 WHERE batch_id IN"
            " (SELECT id FROM mass_batches WHERE owner_id = :id)"
        )
        paid = text(
            "UPDATE mass_messages SET cost_micros = 1, cost_currency = :currency WHERE batch_id IN"
            " (SELECT id FROM mass_batches WHERE owner_id = :id)"
        )
        await ctx.session.execute(spent, {"id": campaign.id})
        await ctx.session.execute(paid, {"id": campaign.id, "currency": "EUR"})
        await following.look(ctx, campaign.id)
        assert (await campaigns.get(ctx, campaign.id)).state == "running", "the stop is in the company's money"
        await ctx.session.execute(paid, {"id": campaign.id, "currency": "RUB"})
        await following.look(ctx, campaign.id)
        held = await campaigns.get(ctx, campaign.id)
        assert (held.state, held.code) == ("paused", "money_stop")
    async with unit_of_work(program, workspace) as ctx:
        again = await steering.resume(ctx, campaign.id, budget_micros=9_000_000)
        assert (again.state, again.plan.budget_micros) == ("running", 9_000_000)
    await went(program, workspace, campaign.id)
    assert len(receiver.kept) == 3


async def test_people_read_how_much_is_left_now_and_nothing_left_ends_it(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    await toys.people(program, workspace, 2)
    segment_id = await toys.everybody(program, workspace)
    left = TemplateVariable(name="left", kind="stock", example="5")
    said = await toys.template(program, workspace, subject="Осталось {{ left }}", variables=[left])
    plan = replace(toys.to_segment(segment_id, [(channel.id, said)]), values={"left": "12"})
    campaign = await toys.create(program, workspace, plan)
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    async with unit_of_work(program, workspace) as ctx:
        with pytest.raises(StockUnknown):
            await steering.tell_stock(ctx, campaign.id, name="price", left=3)
        await steering.tell_stock(ctx, campaign.id, name="left", left=3)
        one_later = text(
            "INSERT INTO mass_waiting SELECT batch_id, now() + interval '1 day', q.first_id, q.code, ARRAY[ids[1]],"
            " q.workspace_id FROM mass_waiting AS q JOIN mass_batches AS b ON b.id = batch_id WHERE owner_id = :id"
        )
        await ctx.session.execute(one_later, {"id": campaign.id})
        await ctx.session.execute(text("UPDATE mass_waiting SET ids = ARRAY[ids[2]] WHERE cardinality(ids) = 2"))

    async def one_sent() -> bool:
        return len(receiver.kept) == 1

    async with sending(program):
        await eventually(one_sent, timeout_seconds=20)
    letter = email.message_from_bytes(receiver.kept[0], policy=email.policy.default)
    assert str(letter["Subject"]) == "Осталось 3"
    async with unit_of_work(program, workspace) as ctx:
        ended = await steering.tell_stock(ctx, campaign.id, name="left", left=0)
        assert (ended.state, ended.code) == ("stopped", "sold_out")
        with pytest.raises(StateRefused):
            await steering.tell_stock(ctx, campaign.id, name="left", left=1)
