"""A campaign between its launch and its end: held over the hour of its test, met by joined cards, measured honestly."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.domain.campaigns.test_following import sent_to, went
from tests.domain.delivery.test_mass_mail import letters
from tests.factories import Company, create_workspace, unit_of_work
from tests.factories_contacts import join
from tests.factories_mass import sending
from tests.faults.waiting import eventually
from tests.ringing import ring
from tests.smtpserver import Wrong

from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignSchedule, CampaignTest, CampaignVariant
from otklik.domains.campaigns.schemas import CampaignAttribution, CampaignSettings
from otklik.domains.campaigns.service import explaining, figures, reviewing, steering
from otklik.domains.templates.documents import TemplateVariable
from otklik.domains.templates.schemas import TemplateBlockIn
from otklik.domains.templates.service import blocks
from otklik.platform.clock import FixedClock
from otklik.program import Program

VARIANTS = (CampaignVariant(name="короткое"), CampaignVariant(name="длинное"))


async def test_held_over_the_hour_of_its_test_it_is_decided_when_it_goes_on(
    timed: Program, clock: FixedClock, receiver: Wrong
) -> None:
    company = await create_workspace(timed)
    test = CampaignTest(percent=50, hours=1, people_min=20, otherwise="leader")
    campaign, people = await sent_to(timed, company, receiver, 20, variants=VARIANTS, test=test)
    async with unit_of_work(timed, company) as ctx:
        await steering.pause(ctx, campaign.id)
    clock.move(timedelta(hours=2))
    await ring(timed.parts, workspace_id=company.id)
    async with unit_of_work(timed, company) as ctx:
        await steering.resume(ctx, campaign.id)
    await ring(timed.parts, workspace_id=company.id)
    async with unit_of_work(timed, company) as ctx:
        assert (await campaigns.get(ctx, campaign.id)).phase == "rest"
    await toys.plan(timed, company, campaign.id)
    assert sorted(row[0] for row in await toys.rows(timed, company, campaign.id)) == sorted(people)


async def test_who_was_in_the_test_by_a_card_joined_since_is_not_written_to_again(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    test = CampaignTest(percent=50, hours=1, people_min=20)
    campaign, people = await sent_to(program, workspace, receiver, 20, variants=VARIANTS, test=test)
    tested = {row[0] for row in await toys.rows(program, workspace, campaign.id)}
    other, kept = min(tested), min(set(people) - tested)
    await join(program, workspace, keep_id=kept, other_id=other)
    async with unit_of_work(program, workspace) as ctx:
        await steering.choose(ctx, campaign.id, variant=0)
    await toys.plan(program, workspace, campaign.id)
    everybody = [row[0] for row in await toys.rows(program, workspace, campaign.id)]
    assert sorted(everybody) == sorted(set(people) - {kept})
    async with unit_of_work(program, workspace) as ctx:
        assert (await explaining.explain(ctx, campaign.id, kept)).why == "accepted"


async def test_who_was_kept_back_by_one_card_does_not_get_it_by_another(program: Program, workspace: Company) -> None:
    campaign = await planned_by_two(program, workspace, people=12, control_percent=50)
    rows = await toys.rows(program, workspace, campaign)
    kept_back = min(row[0] for row in rows if row[4] == "control_group")
    late = (await toys.people(program, workspace, 1))[0]
    await join(program, workspace, keep_id=late, other_id=kept_back)
    await begin_anew(program, workspace, campaign)
    assert late not in {row[0] for row in await toys.rows(program, workspace, campaign)}


async def test_the_lift_of_a_campaign_by_every_channel_counts_people_not_messages(
    program: Program, workspace: Company
) -> None:
    campaign = await planned_by_two(program, workspace, people=60, control_percent=25)
    rows = await toys.rows(program, workspace, campaign)
    meant = {row[0] for row in rows if row[4] != "control_group"}
    assert len([row for row in rows if row[3] == "planned"]) == 2 * len(meant)
    async with unit_of_work(program, workspace) as ctx:
        lift = (await figures.figures(ctx, campaign)).lift
    assert lift is not None
    assert (lift.people, lift.control_people) == (len(meant), 60 - len(meant))


async def test_a_block_changed_while_letters_go_is_said_as_it_is_now_and_nobody_is_left_out(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        block = await blocks.create(ctx, TemplateBlockIn(code="shop", source="Тверская, 1"))
    await toys.purpose(program, workspace)
    box = await toys.mailbox(program, workspace, port=receiver.port)
    await toys.people(program, workspace, 3)
    words = "{% block 'shop' %} {{ person.first_name }}"
    segment_id, said = await toys.everybody(program, workspace), await toys.template(program, workspace, body=words)
    plan = replace(toys.to_segment(segment_id, [(box.id, said)]), per_second=1.0)
    campaign = await toys.create(program, workspace, plan)
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)

    async def over() -> bool:
        return {row[3] for row in await toys.rows(program, workspace, campaign.id)} <= {"accepted", "failed"}

    async with sending(program):
        await eventually(lambda: len(receiver.kept) == 1)
        async with unit_of_work(program, workspace) as ctx:
            changed = TemplateBlockIn(code="shop", source="{{ person.name }}, мы на Арбате,")
            await blocks.save(ctx, block.id, changed)
        await eventually(over, timeout_seconds=20)
    assert len(receiver.kept) == 3
    html = letters(receiver)[-1].get_body(("html",))
    assert html is not None
    assert "мы на Арбате, Анна" in html.get_content()


async def test_a_number_that_was_typed_may_be_compared_and_a_list_has_its_parts(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    words = "{% if left < 5 %}Собираем заказы{% endif %}: {% for one in goods %}{{ one.title }};{% endfor %}"
    declared = (TemplateVariable(name="left", kind="number"), TemplateVariable(name="goods", kind="list"))
    await toys.purpose(program, workspace)
    box = await toys.mailbox(program, workspace, port=receiver.port)
    await toys.people(program, workspace, 1)
    said = await toys.template(program, workspace, body=words, variables=declared)
    plan = toys.to_segment(await toys.everybody(program, workspace), [(box.id, said)])
    values = {"left": "3", "goods": '[{"title": "Улун"}, {"title": "Пуэр"}]'}
    campaign = await toys.create(program, workspace, replace(plan, values=values))
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    await went(program, workspace, campaign.id)
    html = letters(receiver)[0].get_body(("html",))
    assert html is not None
    assert "Собираем заказы: Улун;Пуэр;" in html.get_content()


async def test_a_letter_that_came_back_brings_no_purchases(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await campaigns.save_settings(ctx, CampaignSettings(attribution=CampaignAttribution(touch="delivered")))
    campaign, people = await sent_to(program, workspace, receiver, 2)
    async with unit_of_work(program, workspace) as ctx:
        bounced = text("UPDATE mass_messages SET state = 'failed', code = 'bounced' WHERE contact_id = :who")
        await ctx.session.execute(bounced, {"who": people[0]})
    for one in people:
        await toys.buys(program, workspace, one, rubles=100)
    async with unit_of_work(program, workspace) as ctx:
        found = (await figures.figures(ctx, campaign.id)).total
    assert (found.converted, found.revenue_minor) == (1, 10_000)


async def planned_by_two(program: Program, company: Company, *, people: int, control_percent: int) -> UUID:
    """To everybody by each of two mailboxes."""
    await toys.purpose(program, company)
    boxes = [await toys.mailbox(program, company) for _ in range(2)]
    await toys.people(program, company, people)
    segment_id, said = await toys.everybody(program, company), await toys.template(program, company)
    plan = toys.to_segment(segment_id, [(box.id, said) for box in boxes])
    made = await toys.create(program, company, replace(plan, spread="every", control_percent=control_percent))
    await toys.launch(program, company, made.id)
    await toys.plan(program, company, made.id)
    return made.id


async def begin_anew(program: Program, company: Company, campaign_id: UUID) -> None:
    """As after a crash in the first block, with people who came since."""
    async with unit_of_work(program, company) as ctx:
        row = await reviewing.rows.found(ctx, campaign_id, lock=True)
        row.planned_at, row.source, row.after = None, 0, None
    await toys.plan(program, company, campaign_id)


@pytest.mark.parametrize("day", ["2026-02-30", "0002-05-01", "9999-12-31", ""])
async def test_a_day_that_is_none_is_told_before_the_launch_and_people_are_counted(
    program: Program, workspace: Company, day: str
) -> None:
    await toys.purpose(program, workspace)
    box = await toys.mailbox(program, workspace)
    await toys.people(program, workspace, 2)
    segment_id, said = await toys.everybody(program, workspace), await toys.template(program, workspace)
    when = CampaignSchedule(mode="local", day=day, clock="10:00")
    campaign = await toys.create(
        program, workspace, replace(toys.to_segment(segment_id, [(box.id, said)]), schedule=when)
    )
    await toys.count(program, workspace, campaign)
    async with unit_of_work(program, workspace) as ctx:
        found = await reviewing.review(ctx, campaign.id)
    assert "campaigns.moment_missing" in {one.code for one in found.findings}
    assert found.check is not None
    assert (found.check.done, list(found.check.reached)) == (True, [2])
