"""A wait runs under a target from the customer's words to the provider's acceptance, whatever happens between."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests import factories
from tests.domain.targets.conftest import SetTarget
from tests.factories import Company, unit_of_work
from tests.factories_automations import create_automation, results
from tests.factories_talk import Talk, new_talk

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.schemas import LabelIn
from otklik.domains.conversations.service import labelling, labels, managing
from otklik.domains.notifications import service as notifications
from otklik.domains.targets import rules, schemas
from otklik.domains.targets.queries.reporting import Narrow
from otklik.domains.targets.service import defining, reporting
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import FixedClock
from otklik.program import Program

TEN_MINUTES = schemas.TargetIn(name="Быстро", any_seconds=600, warn_percent=50)


async def all_waits(talk: Talk) -> list[schemas.WaitOut]:
    async with unit_of_work(talk.program, talk.company) as ctx:
        period = rules.period(ctx.now() - timedelta(days=30), ctx.now() + timedelta(days=1), now=ctx.now())
        return await reporting.waits(ctx, period=period, narrow=Narrow(), before=None, limit=50)


async def codes(talk: Talk, operator: OperatorData) -> list[str]:
    """What the operator was told, the earliest first."""
    async with unit_of_work(talk.program, talk.company) as ctx:
        told = await notifications.listing(ctx, operator.id, before=None, limit=50)
    return [one.code for one in reversed(told) if one.code.startswith("targets.")]


async def team_of(talk: Talk, *members: OperatorData, name: str = "Опт") -> UUID:
    async with unit_of_work(talk.program, talk.company) as ctx:
        return (await teams.create_team(ctx, TeamCreate(name=name, member_ids=[one.id for one in members]))).id


async def test_the_due_time_is_shown_in_the_list_and_goes_with_the_answer(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(TEN_MINUTES)
    await talk.customer_writes(ago=timedelta(minutes=2))
    assert (await talk.row()).target_due_at == talk.clock.now() + timedelta(minutes=8)
    await talk.passes(timedelta(minutes=3))
    await talk.answers(anna)
    assert (await talk.row()).target_due_at is None
    [wait] = await all_waits(talk)
    assert (wait.outcome, wait.held_by_id, wait.target_name) == ("kept", anna.id, "Быстро")


async def test_a_wait_over_night_pauses_until_the_company_opens(
    talk: Talk, clock: FixedClock, set_target: SetTarget
) -> None:
    await set_target(TEN_MINUTES)
    clock.move(datetime(2026, 3, 6, 14, 55, tzinfo=UTC) - clock.now())  # Friday, five minutes before closing
    await talk.customer_writes()
    assert (await talk.row()).target_due_at == datetime(2026, 3, 9, 6, 5, tzinfo=UTC)  # Monday, 9:05 in Moscow


async def test_a_target_by_the_clock_runs_at_night(talk: Talk, clock: FixedClock, set_target: SetTarget) -> None:
    await set_target(schemas.TargetIn(name="Круглые сутки", any_seconds=600, working=False))
    clock.move(timedelta(hours=12))
    await talk.customer_writes()
    assert (await talk.row()).target_due_at == clock.now() + timedelta(minutes=10)


async def test_only_the_providers_acceptance_stops_it(talk: Talk, anna: OperatorData, set_target: SetTarget) -> None:
    await set_target(TEN_MINUTES)
    await talk.customer_writes()
    message = await talk.says(anna)
    await talk.passes(timedelta(minutes=11))
    await talk.settled(message)
    [wait] = await all_waits(talk)
    assert (wait.outcome, wait.broken_at) == ("broken", wait.due_at)


async def test_when_they_write_again_a_new_wait_begins(talk: Talk, anna: OperatorData, set_target: SetTarget) -> None:
    await set_target(schemas.TargetIn(name="Быстро", first_seconds=60, any_seconds=600))
    await talk.customer_writes()
    await talk.answers(anna)
    await talk.passes(timedelta(minutes=1))
    await talk.customer_writes()
    assert (await talk.row()).target_due_at == talk.clock.now() + timedelta(minutes=10)
    again, earlier = await all_waits(talk)
    assert (earlier.first, earlier.seconds, again.first, again.seconds) == (True, 60, False, 600)


async def test_whoever_wrote_while_we_answered_waits_from_those_words(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(TEN_MINUTES)
    await talk.customer_writes()
    answer = await talk.says(anna)
    await talk.passes(timedelta(minutes=1))
    await talk.customer_writes("И ещё")
    wrote_at = talk.clock.now()
    await talk.passes(timedelta(minutes=1))
    await talk.settled(answer)
    assert (await talk.row()).target_due_at == wrote_at + timedelta(minutes=10)


async def test_what_is_closed_with_nothing_to_answer_is_neither_kept_nor_broken(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(TEN_MINUTES)
    await talk.customer_writes("Спасибо")
    await talk.closed_by(anna)
    [wait] = await all_waits(talk)
    assert wait.outcome == "dropped"
    await talk.passes(timedelta(hours=1))
    assert (await all_waits(talk))[0].broken_at is None


async def test_a_breach_is_written_down_with_whoever_held_it_and_stays(
    timed: Program, talk: Talk, company: Company, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(TEN_MINUTES)
    await talk.customer_writes()
    await talk.given_to(anna)
    due_at = (await talk.row()).target_due_at
    await talk.passes(timedelta(minutes=10))
    boris = await factories.create_operator(timed, company, name="Борис")
    await talk.given_to(boris)
    await talk.answers(boris)
    [wait] = await all_waits(talk)
    assert (wait.outcome, wait.broken_at, wait.held_by_id) == ("broken", due_at, anna.id)
    assert await codes(talk, anna) == ["targets.soon", "targets.broken"]
    assert await codes(talk, boris) == []


async def test_a_snooze_and_a_transfer_do_not_stop_the_clock(
    timed: Program, talk: Talk, company: Company, anna: OperatorData, set_target: SetTarget
) -> None:
    slow_team = await team_of(talk, anna)
    await set_target(TEN_MINUTES)
    await set_target(schemas.TargetIn(name="Не спеша", team_id=slow_team, any_seconds=36_000))
    await talk.customer_writes()
    due_at = (await talk.row()).target_due_at
    await talk.given_to(None, team_id=slow_team)
    await talk.given_to(anna)
    async with unit_of_work(timed, company) as ctx:
        await managing.read(ctx, talk.conversation_id)
    assert (await talk.row()).target_due_at == due_at


async def test_a_transfer_to_a_stricter_team_is_stricter_and_hands_no_breach_on(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    team_id = await team_of(talk, anna)
    await set_target(schemas.TargetIn(name="Все", any_seconds=7200))
    await set_target(schemas.TargetIn(name="Опт", team_id=team_id, any_seconds=300))
    await talk.customer_writes()
    await talk.passes(timedelta(minutes=30))
    await talk.given_to(None, team_id=team_id)
    assert (await talk.row()).target_due_at == talk.clock.now() + timedelta(minutes=5)
    assert (await all_waits(talk))[0].because == ("team",)


async def test_a_gold_customer_has_a_target_of_their_own_from_the_moment_they_are_gold(
    timed: Program, talk: Talk, company: Company, set_target: SetTarget
) -> None:
    await set_target(schemas.TargetIn(name="Все", any_seconds=7200))
    await set_target(schemas.TargetIn(name="Золото", tier="Gold", any_seconds=600))
    async with unit_of_work(timed, company) as ctx:
        await defining.set_settings(ctx, wanted=schemas.TargetSettings(tier_attribute="уровень"))
    await talk.customer_writes()
    began = talk.clock.now()
    await talk.passes(timedelta(minutes=1))
    async with unit_of_work(timed, company) as ctx:
        contact_id = (await talk.row()).contact_id
        changes = contacts.ContactChanges(attributes={"уровень": "gold"})
        await contacts.update(ctx, contact_id=contact_id, changes=changes)
    assert (await talk.row()).target_due_at == began + timedelta(minutes=10)


async def label(talk: Talk, name: str) -> UUID:
    async with unit_of_work(talk.program, talk.company) as ctx:
        return (await labels.create(ctx, LabelIn(name=name, colour="red"))).id


async def test_of_the_targets_of_two_labels_the_stricter_holds_from_the_moment_the_label_is_put_on(
    talk: Talk, set_target: SetTarget
) -> None:
    complaint, order = await label(talk, "Жалоба"), await label(talk, "Заказ")
    await set_target(schemas.TargetIn(name="Все", any_seconds=7200))
    await set_target(schemas.TargetIn(name="Заказы", label_id=order, any_seconds=3600))
    await set_target(schemas.TargetIn(name="Жалобы", label_id=complaint, any_seconds=600))
    await talk.customer_writes()
    began = talk.clock.now()
    await talk.passes(timedelta(minutes=1))
    async with unit_of_work(talk.program, talk.company) as ctx:
        await labelling.add(ctx, talk.conversation_id, order)
        await labelling.add(ctx, talk.conversation_id, complaint)
    assert (await talk.row()).target_due_at == began + timedelta(minutes=10)
    [wait] = await all_waits(talk)
    assert (wait.target_name, wait.because) == ("Жалобы", ("label",))
    async with unit_of_work(talk.program, talk.company) as ctx:
        await labelling.remove(ctx, talk.conversation_id, complaint)
    assert (await talk.row()).target_due_at == began + timedelta(minutes=10)


async def test_a_changed_or_deleted_target_leaves_running_waits_as_they_began(
    timed: Program, talk: Talk, company: Company, clock: FixedClock, set_target: SetTarget
) -> None:
    target_id = await set_target(TEN_MINUTES)
    await talk.customer_writes()
    began = clock.now()
    async with unit_of_work(timed, company) as ctx:
        await defining.change(ctx, target_id, changes=schemas.TargetChanges(any_seconds=60))
    assert (await talk.row()).target_due_at == began + timedelta(minutes=10)
    other = await new_talk(timed, company, clock)
    await other.customer_writes()
    assert (await other.row()).target_due_at == began + timedelta(minutes=1)
    async with unit_of_work(timed, company) as ctx:
        await defining.delete(ctx, target_id)
    await talk.passes(timedelta(minutes=10))
    assert {(one.outcome, one.broken_at is not None) for one in await all_waits(talk)} == {(None, True)}
    assert {one.target_name for one in await all_waits(talk)} == {"Быстро"}


async def test_it_is_taken_back_before_the_breach_and_supervisors_are_called(
    timed: Program, talk: Talk, company: Company, anna: OperatorData, set_target: SetTarget
) -> None:
    wanted = schemas.TargetIn(name="Быстро", any_seconds=600, warn_percent=50, reassign_percent=80, escalate_percent=90)
    await set_target(wanted)
    supervisor = await factories.create_operator(timed, company, role="supervisor", name="Вера")
    await talk.customer_writes()
    await talk.given_to(anna)
    await talk.passes(timedelta(minutes=5))
    assert await codes(talk, anna) == ["targets.soon"]
    await talk.passes(timedelta(minutes=3))
    assert (await talk.row()).assignee_id is None
    assert await codes(talk, anna) == ["targets.soon", "targets.taken"]
    await talk.passes(timedelta(minutes=1))
    assert await codes(talk, supervisor) == ["targets.escalated"]


async def test_it_is_escalated_to_the_team_that_was_named(
    timed: Program, talk: Talk, company: Company, anna: OperatorData, set_target: SetTarget
) -> None:
    helper = await factories.create_operator(timed, company, name="Глеб")
    team_id = await team_of(talk, helper, name="Дежурные")
    await set_target(schemas.TargetIn(name="Быстро", any_seconds=600, escalate_percent=90, escalate_team_id=team_id))
    await talk.customer_writes()
    await talk.given_to(anna)
    await talk.passes(timedelta(minutes=9))
    row = await talk.row()
    assert (row.assignee_id, row.team_id) == (None, team_id)
    assert await codes(talk, helper) == ["targets.escalated"]


async def test_a_company_without_targets_runs_no_waits(talk: Talk, anna: OperatorData) -> None:
    await talk.customer_writes()
    await talk.given_to(anna)
    await talk.answers(anna)
    assert await all_waits(talk) == []


async def test_a_target_set_while_somebody_waits_holds_for_the_next_wait(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await talk.customer_writes()
    await set_target(TEN_MINUTES)
    assert (await talk.row()).target_due_at is None
    await talk.answers(anna)
    await talk.customer_writes()
    assert (await talk.row()).target_due_at is not None


async def test_what_is_about_to_break_and_what_broke_starts_automations(
    timed: Program, talk: Talk, company: Company, set_target: SetTarget
) -> None:
    soon = await create_automation(timed, company, when="target_at_risk")
    broken = await create_automation(timed, company, when="target_broken")
    await set_target(TEN_MINUTES)
    await talk.customer_writes()
    await talk.passes(timedelta(minutes=6))
    assert (await results(timed, company, soon), await results(timed, company, broken)) == (["fired"], [])
    await talk.passes(timedelta(minutes=5))
    assert (await results(timed, company, soon), await results(timed, company, broken)) == (["fired"], ["fired"])
