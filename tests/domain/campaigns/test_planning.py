"""Who is planned: each person once, by the first channel that may reach them, and everybody else with a reason."""

from collections import Counter
from contextlib import suppress
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests import factories_campaigns as toys
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel

from otklik.domains.campaigns import queries
from otklik.domains.campaigns.documents import CampaignAudience, CampaignVariant
from otklik.domains.campaigns.service import explaining, planning, reviewing, walking
from otklik.domains.consents.service import suppressing
from otklik.domains.segments import service as segments
from otklik.domains.segments.models import ListedPerson as LISTED  # noqa: N814 - put on by hand
from otklik.program import Program

SMS = {"login": "tea", "password": "x", "sender": "TEA"}


async def test_each_person_is_planned_once_however_often_the_walk_dies(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "BLOCK", 10)
    monkeypatch.setattr(segments, "PAGE_MAX", 25)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace)
    people = await toys.people(program, workspace, 35)
    segment_id = await toys.everybody(program, workspace)
    said = await toys.template(program, workspace)
    campaign = await toys.create(program, workspace, toys.to_segment(segment_id, [(channel.id, said)]))
    await toys.launch(program, workspace, campaign.id)
    ahead = walking.Ahead()
    async with unit_of_work(program, workspace) as ctx:
        assert await planning.plan_block(ctx, campaign.id, ahead)
    with suppress(ZeroDivisionError):  # it dies before the commit
        async with unit_of_work(program, workspace) as ctx:
            await planning.plan_block(ctx, campaign.id, ahead)
            raise ZeroDivisionError
    assert len(await toys.rows(program, workspace, campaign.id)) == 10
    async with unit_of_work(program, workspace) as ctx:  # whoever goes on goes on from where it was committed
        assert await planning.plan_block(ctx, campaign.id, ahead)
    assert len(await toys.rows(program, workspace, campaign.id)) == 20
    await toys.plan(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    planned = await toys.rows(program, workspace, campaign.id)
    assert Counter(row[0] for row in planned) == Counter(people)
    assert {row[3] for row in planned} == {"planned"}
    async with unit_of_work(program, workspace) as ctx:
        row = await queries.by_id(ctx, campaign.id)
        assert row is not None
        assert (row.people, row.planned_at is not None) == (35, True)


async def test_by_the_first_channel_that_may_reach_them_and_who_is_reached_by_none_is_told_why(
    program: Program, workspace: Company
) -> None:
    await toys.purpose(program, workspace)
    mail = await toys.mailbox(program, workspace)
    sms = await create_channel(
        program, workspace, kind="smsc_ru", config={"login": "tea", "password": "x", "sender": "TEA"}
    )
    mailed = await toys.people(program, workspace, 3)
    phoned = await toys.people(program, workspace, 2, kind="phone")
    nobody = await toys.people(program, workspace, 1, kind="telegram")
    async with unit_of_work(program, workspace) as ctx:
        await suppressing.suppress(
            ctx, address_kind="email", address=f"{mailed[0].hex}@people.test", reason="complaint"
        )
    said = await toys.template(program, workspace), await toys.template(program, workspace, kind="sms", body="Чай")
    segment_id = await toys.everybody(program, workspace)
    plan = toys.to_segment(segment_id, [(mail.id, said[0]), (sms.id, said[1])])
    campaign = await toys.create(program, workspace, plan)
    await toys.count(program, workspace, campaign)
    async with unit_of_work(program, workspace) as ctx:
        checked = (await reviewing.review(ctx, campaign.id)).check
    assert checked is not None
    assert (checked.audience, list(checked.reached), dict(checked.excluded)) == (
        6,
        [2, 2],
        {"suppressed_complaint": 1, "no_address": 1},
    )
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    found = {(row[0], row[1], row[4]) for row in await toys.rows(program, workspace, campaign.id)}
    assert found == {
        (mailed[0], "0", "suppressed_complaint"),
        *((one, "0", "") for one in mailed[1:]),
        *((one, "1", "") for one in phoned),
        (nobody[0], "0", "no_address"),
    }
    async with unit_of_work(program, workspace) as ctx:
        why = await explaining.explain(ctx, campaign.id, nobody[0])
        assert (why.why, why.code) == ("skipped", "no_address")
        assert (await explaining.explain(ctx, campaign.id, phoned[0])).why == "planned"


async def test_who_is_in_two_segments_comes_once_and_who_is_in_one_left_out_never(
    program: Program, workspace: Company
) -> None:
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace)
    people = await toys.people(program, workspace, 12)
    first, second = [await listed(program, workspace, name, those) for name, those in (
        ("Первые", people[:8]), ("Вторые", people[4:]),
    )]  # fmt: skip
    left_out = await listed(program, workspace, "Не писать", people[6:9])
    plan = toys.to_segment(first, [(channel.id, await toys.template(program, workspace))])
    plan = replace(plan, audience=CampaignAudience(inside=(first, second), outside=(left_out,)))
    campaign = await toys.create(program, workspace, plan)
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    planned = [row[0] for row in await toys.rows(program, workspace, campaign.id)]
    assert sorted(planned) == sorted(set(people) - set(people[6:9]))
    async with unit_of_work(program, workspace) as ctx:
        assert (await explaining.explain(ctx, campaign.id, people[7])).why == "not_in_audience"


async def test_the_control_group_gets_nothing_and_variants_share_the_others(
    program: Program, workspace: Company
) -> None:
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace)
    await toys.people(program, workspace, 400)
    segment_id = await toys.everybody(program, workspace)
    plan = toys.to_segment(segment_id, [(channel.id, await toys.template(program, workspace))])
    variants = (CampaignVariant(share=1), CampaignVariant(share=3))
    campaign = await toys.create(program, workspace, replace(plan, variants=variants, control_percent=20))
    await toys.count(program, workspace, campaign)
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    planned = await toys.rows(program, workspace, campaign.id)
    kept_back = [row for row in planned if row[4] == "control_group"]
    sent = Counter(row[2] for row in planned if not row[4])
    assert 50 < len(kept_back) < 115
    assert 0.6 < sent[1] / sent.total() < 0.9
    async with unit_of_work(program, workspace) as ctx:
        check = (await reviewing.review(ctx, campaign.id)).check
    assert check is not None
    assert (check.control, check.reached[0]) == (len(kept_back), sent.total())


async def listed(program: Program, company: Company, name: str, people: list[UUID]) -> UUID:
    """A static list."""
    async with unit_of_work(program, company) as ctx:
        made = await segments.create(ctx, segments.NewSegment(name=name, kind="list"))
        for one in people:
            ctx.session.add(
                LISTED(
                    segment_id=made.id, contact_id=one, workspace_id=ctx.workspace_id, source="hand", added_at=ctx.now()
                )
            )
    return made.id
