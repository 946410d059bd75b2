"""An absence loses nothing: what is open moves, what comes goes to whoever covers, what nobody touched comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests import factories
from tests.factories import Company, acting, unit_of_work
from tests.factories_delivery import create_channel
from tests.factories_routing import write

from otklik.domains.absences import errors
from otklik.domains.absences import service as absences
from otklik.domains.absences.schemas import AbsenceChanges, AbsenceOut, OwnAbsence
from otklik.domains.absences.service import planning
from otklik.domains.conversations.service import managing, reading, thread_pages
from otklik.domains.delivery.models import Channel
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.program import Program

DAY = timedelta(days=1)


@dataclass(kw_only=True)
class Desk:
    """A company with Ivan, his colleagues and a chat."""

    program: Program
    company: Company
    clock: FixedClock
    chat: Channel
    ivan: OperatorData
    maria: OperatorData
    oleg: OperatorData

    async def plan(
        self,
        who: OperatorData,
        deputy: OperatorData | None,
        *,
        starts: timedelta = DAY,
        ends: timedelta = 8 * DAY,
        team_id: UUID | None = None,
    ) -> AbsenceOut:
        new = OwnAbsence(
            starts_at=self.clock.now() + starts,
            ends_at=self.clock.now() + ends,
            deputy_operator_id=deputy.id if deputy else None,
            deputy_team_id=team_id,
        )
        async with unit_of_work(self.program, self.company) as ctx:
            return await planning.plan(ctx, who.id, new)

    async def change(self, absence: AbsenceOut, changes: AbsenceChanges) -> AbsenceOut:
        async with unit_of_work(self.program, self.company) as ctx:
            return await planning.change(ctx, absence.id, changes)

    async def given(self, who: OperatorData, *, customer: str | None = None) -> UUID:
        """A new conversation, given to somebody by hand."""
        conversation_id = await write(self.program, self.company, self.chat, who=customer)
        await self.give(conversation_id, who)
        return conversation_id

    async def give(self, conversation_id: UUID, who: OperatorData, *, by: OperatorData | None = None) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(by or self.company.owner)) as ctx:
            await managing.assign(ctx, conversation_id, operator_id=who.id, team_id=None)

    async def close(self, conversation_id: UUID) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            await managing.close(ctx, conversation_id)

    async def pass_time(self, by: timedelta) -> None:
        self.clock.move(by)
        while await ring_due(self.program.parts, workspace_id=self.company.id):
            pass

    async def with_whom(self, conversation_id: UUID) -> str | None:
        async with unit_of_work(self.program, self.company) as ctx:
            assignee_id = (await reading.get(ctx, conversation_id)).assignee_id
            return (await workspaces.operator(ctx, assignee_id)).name if assignee_id else None

    async def lines(self, conversation_id: UUID) -> list[dict[str, str]]:
        """What the thread says happened, oldest first."""
        async with unit_of_work(self.program, self.company) as ctx:
            thread = (await thread_pages.older(ctx, conversation_id, before=None, limit=50)).items
            return [one.extra["event"]["params"] for one in thread if one.kind == "event"]

    async def told(self, who: OperatorData) -> list[str]:
        async with unit_of_work(self.program, self.company) as ctx:
            return [one.code for one in await notifications.listing(ctx, who.id, before=None, limit=50)]


@pytest.fixture
async def desk(timed: Program, clock: FixedClock) -> Desk:
    company = await factories.create_workspace(timed)
    people = [await factories.create_operator(timed, company, name=name) for name in ("Иван", "Мария", "Олег")]
    chat = await create_channel(timed, company, kind="webchat", name="Чат")
    return Desk(program=timed, company=company, clock=clock, chat=chat, ivan=people[0], maria=people[1], oleg=people[2])


async def test_on_the_start_open_conversations_move_and_on_the_end_untouched_ones_return(desk: Desk) -> None:
    kept, closed, chosen = [await desk.given(desk.ivan) for _ in range(3)]
    await desk.plan(desk.ivan, desk.maria)
    await desk.pass_time(DAY - timedelta(seconds=1))
    assert await desk.with_whom(kept) == "Иван"
    await desk.pass_time(timedelta(seconds=1))
    assert [await desk.with_whom(one) for one in (kept, closed, chosen)] == ["Мария"] * 3
    await desk.close(closed)
    await desk.give(chosen, desk.oleg)
    await desk.pass_time(7 * DAY)
    assert [await desk.with_whom(one) for one in (kept, closed, chosen)] == ["Иван", "Мария", "Олег"]
    reasons = [one.get("reason") for one in await desk.lines(kept)]
    assert reasons == [None, "absence_began", "absence_ended"]
    assert "absences.began" in await desk.told(desk.maria)
    assert "absences.ended" in await desk.told(desk.ivan)


async def test_what_is_given_to_the_absent_goes_on_to_the_deputy_and_comes_back(desk: Desk) -> None:
    await desk.plan(desk.ivan, desk.maria, starts=timedelta())
    conversation = await desk.given(desk.ivan)
    assert await desk.with_whom(conversation) == "Мария"
    await desk.pass_time(8 * DAY)
    assert await desk.with_whom(conversation) == "Иван"


async def test_a_customer_who_writes_again_to_somebody_absent_is_with_the_deputy(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan, customer="anna")
    await desk.close(conversation)
    await desk.plan(desk.ivan, desk.maria, starts=timedelta())
    assert await desk.with_whom(conversation) == "Иван"
    await write(desk.program, desk.company, desk.chat, who="anna")
    assert await desk.with_whom(conversation) == "Мария"


async def test_the_absent_may_still_take_a_conversation_themselves_and_the_deputy_gets_copies(desk: Desk) -> None:
    await desk.plan(desk.ivan, desk.maria, starts=timedelta())
    conversation = await write(desk.program, desk.company, desk.chat, who="anna")
    await desk.give(conversation, desk.ivan, by=desk.ivan)
    assert await desk.with_whom(conversation) == "Иван"
    await desk.close(conversation)
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.ivan)) as ctx:
        await managing.reopen(ctx, conversation)
        await managing.assign(ctx, conversation, operator_id=desk.ivan.id, team_id=None)
    await write(desk.program, desk.company, desk.chat, who="anna")
    assert "absences.copy" in await desk.told(desk.maria)


async def test_a_deputy_who_is_absent_too_is_covered_and_each_gets_back_their_own(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)
    await desk.plan(desk.ivan, desk.maria, starts=DAY, ends=5 * DAY)
    await desk.plan(desk.maria, desk.oleg, starts=2 * DAY, ends=3 * DAY)
    owners = []
    for _ in range(5):
        await desk.pass_time(DAY)
        owners.append(await desk.with_whom(conversation))
    assert owners == ["Мария", "Олег", "Мария", "Мария", "Иван"]


async def test_the_first_to_return_takes_their_own_past_the_deputy_still_absent(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)
    await desk.plan(desk.ivan, desk.maria, starts=DAY, ends=3 * DAY)
    await desk.plan(desk.maria, desk.oleg, starts=2 * DAY, ends=5 * DAY)
    owners = []
    for _ in range(5):
        await desk.pass_time(DAY)
        owners.append(await desk.with_whom(conversation))
    assert owners == ["Мария", "Олег", "Иван", "Иван", "Иван"]


async def test_overlaps_and_circles_are_refused(desk: Desk) -> None:
    await desk.plan(desk.ivan, desk.maria)
    with pytest.raises(errors.AbsencesOverlap):
        await desk.plan(desk.ivan, desk.oleg, starts=7 * DAY, ends=9 * DAY)
    with pytest.raises(errors.DeputiesCircle):
        await desk.plan(desk.maria, desk.ivan, starts=3 * DAY, ends=4 * DAY)
    with pytest.raises(errors.DeputyInvalid):
        await desk.plan(desk.oleg, desk.oleg)
    with pytest.raises(errors.DeputyInvalid):
        await desk.plan(desk.oleg, None)
    with pytest.raises(errors.PeriodInvalid):
        await desk.plan(desk.oleg, desk.maria, starts=2 * DAY, ends=DAY)
    await desk.plan(desk.ivan, desk.oleg, starts=8 * DAY, ends=9 * DAY)


async def test_begun_early_prolonged_and_ended_early(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)
    absence = await desk.plan(desk.ivan, desk.maria)
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.ivan)) as ctx:
        begun = await planning.begin_now(ctx, absence.id, own=desk.ivan.id)
    assert (begun.state, await desk.with_whom(conversation)) == ("begun", "Мария")
    await desk.change(absence, AbsenceChanges(ends_at=desk.clock.now() + 20 * DAY))
    await desk.pass_time(10 * DAY)
    assert await desk.with_whom(conversation) == "Мария"
    with pytest.raises(errors.AbsenceBegunAlready):
        await desk.change(absence, AbsenceChanges(starts_at=desk.clock.now()))
    async with unit_of_work(desk.program, desk.company) as ctx:
        await planning.end_now(ctx, absence.id)
    assert await desk.with_whom(conversation) == "Иван"
    with pytest.raises(errors.AbsenceOver):
        await desk.change(absence, AbsenceChanges(copies=False))


async def test_another_deputy_takes_over_what_the_first_holds_untouched(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)
    absence = await desk.plan(desk.ivan, desk.maria, starts=timedelta())
    await desk.change(absence, AbsenceChanges(deputy_operator_id=desk.oleg.id))
    assert await desk.with_whom(conversation) == "Олег"
    await desk.pass_time(8 * DAY)
    assert await desk.with_whom(conversation) == "Иван"


async def test_a_team_may_cover(desk: Desk) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        team = await teams.create_team(ctx, TeamCreate(name="Продажи", member_ids=[desk.oleg.id]))
    conversation = await desk.given(desk.ivan)
    await desk.plan(desk.ivan, None, team_id=team.id, starts=timedelta())
    async with unit_of_work(desk.program, desk.company) as ctx:
        row = await reading.get(ctx, conversation)
        assert (row.assignee_id, row.team_id) == (None, team.id)
        words = await absences.reply_words(ctx, conversation_id=conversation, locale="ru")
        assert words == "Иван в отпуске до 10 марта, вам ответит команда «Продажи»."
    await desk.pass_time(8 * DAY)
    async with unit_of_work(desk.program, desk.company) as ctx:
        row = await reading.get(ctx, conversation)
        assert (row.assignee_id, row.team_id) == (desk.ivan.id, None)


async def test_customers_are_told_who_answers_and_only_while_it_is_true(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)

    async def words() -> str:
        async with unit_of_work(desk.program, desk.company) as ctx:
            return await absences.reply_words(ctx, conversation_id=conversation, locale="ru")

    await desk.plan(desk.ivan, desk.maria)
    assert await words() == ""
    await desk.pass_time(DAY)
    assert await words() == "Иван в отпуске до 10 марта, вам ответит Мария."
    await desk.pass_time(7 * DAY)
    assert await words() == ""


async def test_a_deputy_who_leaves_the_company_leaves_the_rest_to_everybody(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)
    await desk.plan(desk.ivan, desk.maria, starts=timedelta())
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.company.owner)) as ctx:
        await workspaces.deactivate(ctx, desk.maria.id)
    assert await desk.with_whom(conversation) is None
    assert "absences.deputy_left" in await desk.told(desk.ivan)
    await desk.pass_time(8 * DAY)
    assert await desk.with_whom(conversation) == "Иван"


async def test_a_cancelled_absence_never_begins(desk: Desk) -> None:
    conversation = await desk.given(desk.ivan)
    absence = await desk.plan(desk.ivan, desk.maria)
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.maria)) as ctx:
        with pytest.raises(errors.AbsenceNotFound):
            await planning.cancel(ctx, absence.id, own=desk.maria.id)
        await planning.cancel(ctx, absence.id)
    await desk.pass_time(2 * DAY)
    assert await desk.with_whom(conversation) == "Иван"


async def test_the_database_itself_refuses_two_absences_at_once(desk: Desk) -> None:
    first = await desk.plan(desk.ivan, desk.maria)
    second = await desk.plan(desk.ivan, desk.maria, starts=8 * DAY, ends=9 * DAY)
    assert first.ends_at == second.starts_at
    moved: datetime = second.starts_at - timedelta(hours=1)
    with pytest.raises(errors.AbsencesOverlap):
        await desk.change(second, AbsenceChanges(starts_at=moved))
