"""What one may do for the figure's sake: each leaves the score where it was, or lower."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.factories import Company, acting, create_operator, create_workspace, unit_of_work
from tests.factories_bonus import SAID, answered, line, set_terms
from tests.factories_talk import Talk, new_talk

from otklik.domains.bonus.schemas import Line
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import managing, merging, snoozing, writing
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.program import Program

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
USUAL = 5 * MINUTE


class Month:
    """Anna answers three customers each within the usual five minutes; then she tries something."""

    def __init__(self, program: Program, clock: FixedClock) -> None:
        self.program, self.clock = program, clock

    async def begin(self) -> "Month":
        self.company: Company = await create_workspace(self.program)
        self.anna: OperatorData = await create_operator(self.program, self.company, name="Анна")
        self.channel_id: UUID = (await new_talk(self.program, self.company, self.clock)).channel_id
        await set_terms(self.program, self.company)
        for _ in range(3):
            await self.answered(after=USUAL)
        return self

    async def answered(self, *, after: timedelta, text: str = SAID) -> Talk:
        return await answered(
            self.program, self.company, self.clock, self.anna, after=after, channel_id=self.channel_id, text=text
        )

    async def asked(self, text: str = "Когда привезёте мою кровать?") -> Talk:
        talk = await new_talk(self.program, self.company, self.clock, channel_id=self.channel_id)
        await talk.customer_writes(text)
        return talk

    async def line(self) -> Line:
        found = await line(self.program, self.company, self.anna)
        assert found is not None
        return found

    async def score(self) -> int:
        found = await self.line()
        assert found.score is not None
        return found.score


@pytest.fixture
async def month(timed: Program, clock: FixedClock) -> Month:
    return await Month(timed, clock).begin()


async def test_the_usual_pace_is_half_of_all_points(month: Month) -> None:
    assert await month.score() == 5000


async def test_a_holding_answer_stops_no_clock_here(month: Month) -> None:
    talks = [await month.asked() for _ in range(9)]
    for talk in talks:
        month.clock.move(SECOND)
        await talk.answers(month.anna, "Минуту, сейчас уточню")
    month.clock.move(9 * MINUTE)  # soon enough for the speed screen, which counts from the holding answer
    for talk in talks:
        await talk.answers(month.anna, SAID)
    assert await month.score() < 5000


async def test_closing_without_an_answer_ends_no_wait_cheaply(month: Month) -> None:
    talks = [await month.asked() for _ in range(9)]
    month.clock.move(30 * MINUTE)
    for talk in talks:
        await talk.closed_by(month.anna)
    found = await month.line()
    assert found.score is not None
    assert found.score < 5000
    assert found.marks is not None
    assert found.marks.closed == 9


async def test_closing_at_once_gains_nothing(month: Month) -> None:
    for _ in range(9):
        talk = await month.asked()
        month.clock.move(SECOND)
        await talk.closed_by(month.anna)
    assert await month.score() == 5000


async def test_closing_after_mere_thanks_costs_nothing(month: Month) -> None:
    for _ in range(9):
        talk = await month.asked("Спасибо!")
        month.clock.move(30 * MINUTE)
        await talk.closed_by(month.anna)
    assert await month.score() == 5000


async def test_putting_off_stops_no_clock(month: Month) -> None:
    for _ in range(9):
        talk = await month.asked()
        async with unit_of_work(month.program, month.company, actor=acting(month.anna)) as ctx:
            await snoozing.snooze(ctx, talk.conversation_id, until=month.clock.now() + 20 * MINUTE)
        await talk.passes(20 * MINUTE)
        await talk.answers(month.anna, SAID)
    assert await month.score() < 5000


async def test_joining_conversations_keeps_the_oldest_wait_and_that_it_is_a_first_one(month: Month) -> None:
    old = await month.answered(after=USUAL)
    new = await new_talk(month.program, month.company, month.clock)  # another channel
    await new.customer_writes()
    before = (await month.line()).first
    month.clock.move(20 * MINUTE)
    async with unit_of_work(month.program, month.company, actor=acting(month.anna)) as ctx:
        kept = await ctx.session.get(Conversation, old.conversation_id)
        merged = await ctx.session.get(Conversation, new.conversation_id)
        assert kept is not None
        assert merged is not None
        merged.contact_id = kept.contact_id
        await merging.merge(ctx, new.conversation_id, into_id=old.conversation_id)
    await old.answers(month.anna, SAID)
    after = (await month.line()).first
    assert before is not None
    assert after is not None
    assert after.answers == before.answers + 1
    assert await month.score() <= 5000


async def test_answering_a_colleague_gains_nothing(month: Month) -> None:
    for _ in range(9):
        talk = await month.asked()
        await with_address(talk, month, month.company.owner.email)
        month.clock.move(SECOND)
        await talk.answers(month.anna, SAID)
    found = await month.line()
    assert (found.score, found.answers) == (5000, 3)
    assert found.marks is not None
    assert found.marks.own > 0


async def test_a_slow_answer_is_not_got_rid_of_by_a_colleagues_address(month: Month) -> None:
    for _ in range(8):
        await month.answered(after=40 * MINUTE)
    talk = await month.answered(after=40 * MINUTE)
    slow = await month.score()
    await with_address(talk, month, month.company.owner.email)
    assert await month.score() <= slow


async def test_what_machines_say_is_no_answer(month: Month) -> None:
    for _ in range(9):
        talk = await month.asked()
        month.clock.move(SECOND)
        words = writing.Words(text=SAID, automatic=True)
        async with unit_of_work(month.program, month.company) as ctx:
            message = await writing.reply(ctx, talk.conversation_id, words)
        await talk.settled(message)
    found = await month.line()
    assert (found.score, found.answers) == (5000, 3)


async def test_an_ok_gains_nothing_and_costs_nothing(month: Month) -> None:
    for _ in range(9):
        await month.answered(after=SECOND, text="Ок, оооооооооок 👍👍👍")
    found = await month.line()
    assert (found.score, found.answers) == (5000, 3)


async def test_an_ok_does_not_hide_how_long_the_answer_took(month: Month) -> None:
    for _ in range(9):
        talk = await month.answered(after=SECOND, text="Здравствуйте!")
        month.clock.move(30 * MINUTE)
        await talk.answers(month.anna, SAID)
    assert await month.score() < 5000


async def test_chatting_with_one_and_the_same_person_counts_five_times_a_day(month: Month) -> None:
    talk = await month.asked()
    for _ in range(12):
        month.clock.move(SECOND)
        await talk.answers(month.anna, SAID)
        await talk.customer_writes()
    found = await month.line()
    assert found.marks is not None
    assert (found.answers, found.marks.many) == (8, 7)


async def test_opening_again_by_oneself_begins_no_wait(month: Month) -> None:
    talk = await month.answered(after=USUAL)
    for _ in range(9):
        await talk.closed_by(month.anna)
        async with unit_of_work(month.program, month.company, actor=acting(month.anna)) as ctx:
            await managing.reopen(ctx, talk.conversation_id)
        await talk.answers(month.anna, SAID)
    found = await month.line()
    assert (found.score, found.answers, found.reopened) == (5000, 4, 0)


async def test_giving_the_conversation_away_and_back_changes_nothing(month: Month) -> None:
    for _ in range(9):
        talk = await month.asked()
        month.clock.move(20 * MINUTE)
        await talk.given_to(month.company.owner)
        await talk.given_to(month.anna)
        await talk.answers(month.anna, SAID)
    assert await month.score() < 5000


async def test_customers_who_had_to_come_back_cost_the_place(month: Month) -> None:
    for _ in range(6):
        talk = await month.answered(after=SECOND)
        await talk.closed_by(month.anna)
        month.clock.move(5 * MINUTE)
        await talk.customer_writes("Вы не ответили на мой вопрос о цене")
    found = await month.line()
    assert (found.closings, found.reopened, found.refused, found.place) == (6, 6, "reopened", None)
    assert found.amount_minor == 0


async def test_those_who_came_back_to_say_thanks_do_not(month: Month) -> None:
    for _ in range(6):
        talk = await month.answered(after=SECOND)
        await talk.closed_by(month.anna)
        await talk.customer_writes("Спасибо!")
    found = await month.line()
    assert (found.closings, found.reopened, found.refused) == (6, 0, "")


async def with_address(talk: Talk, month: Month, address: str) -> None:
    conversation = await talk.row()
    async with unit_of_work(month.program, month.company, actor=acting(month.anna)) as ctx:
        await contacts.add_address(
            ctx, contact_id=conversation.contact_id, address_kind="email", address=address, verified=False
        )
