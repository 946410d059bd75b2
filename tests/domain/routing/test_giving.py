"""Conversations find somebody by themselves, in order, at once when somebody is free, and say why."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from tests import factories
from tests.counting import counted_statements
from tests.factories import Company, acting, unit_of_work
from tests.factories_automations import create_automation
from tests.factories_delivery import create_channel
from tests.factories_routing import come, leave, stay, write

from otklik.domains.absences.schemas import OwnAbsence
from otklik.domains.absences.service import planning
from otklik.domains.conversations.schemas import LabelIn
from otklik.domains.conversations.service import labelling, labels, managing, reading, thread_pages, writing
from otklik.domains.delivery.models import Channel
from otklik.domains.routing import service as routing
from otklik.domains.routing.errors import LabelUnknown
from otklik.domains.routing.schemas import ProfileIn, QueuedOut, RuleIn, Topic
from otklik.domains.routing.service import arranging, giving, holding, queueing
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import MePatch, OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program


@dataclass(kw_only=True)
class Desk:
    program: Program
    company: Company
    clock: FixedClock
    chat: Channel
    people: dict[str, OperatorData] = field(default_factory=dict[str, OperatorData])

    async def hire(self, *names: str) -> None:
        for name in names:
            self.people[name] = await factories.create_operator(self.program, self.company, name=name)

    async def come(self, *names: str) -> None:
        await come(self.program, self.company, *(self.people[name] for name in names))
        await self.settle()

    async def rule(self, rule: RuleIn, *, team_id: UUID | None = None, channel_id: UUID | None = None) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            await arranging.save(ctx, rule, team_id=team_id, channel_id=channel_id)
            await queueing.catch_up(ctx)
        await self.settle()

    async def profile(self, name: str, profile: ProfileIn) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            await arranging.save_profile(ctx, self.people[name].id, profile)
            await queueing.wake(ctx)
        await self.settle()

    async def write(self, *, who: str | None = None, text: str = "Вопрос", language: str = "ru") -> UUID:
        conversation_id = await write(self.program, self.company, self.chat, who=who, text=text, language=language)
        await self.settle()
        return conversation_id

    async def answer(self, name: str, conversation_id: UUID) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(self.people[name])) as ctx:
            await writing.reply(ctx, conversation_id, writing.Words(text="Ответ"))

    async def close(self, conversation_id: UUID) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            await managing.close(ctx, conversation_id)
        await self.settle()

    async def give(self, conversation_id: UUID, name: str | None, *, by: str | None = None) -> None:
        actor = acting(self.people[by] if by else self.company.owner)
        async with unit_of_work(self.program, self.company, actor=actor) as ctx:
            whom = self.people[name].id if name else None
            await managing.assign(ctx, conversation_id, operator_id=whom, team_id=None)
        await self.settle()

    async def settle(self) -> None:
        while await ring_due(self.program.parts, workspace_id=self.company.id):
            pass

    async def pass_time(self, by: timedelta, *staying: str) -> None:
        self.clock.move(by)
        await stay(self.program, self.company, *(self.people[name] for name in staying))
        await self.settle()

    async def with_whom(self, conversation_id: UUID) -> str | None:
        async with unit_of_work(self.program, self.company) as ctx:
            assignee_id = (await reading.get(ctx, conversation_id)).assignee_id
        return next((name for name, one in self.people.items() if one.id == assignee_id), None)

    async def lines(self, conversation_id: UUID) -> list[tuple[str, str]]:
        async with unit_of_work(self.program, self.company) as ctx:
            thread = (await thread_pages.older(ctx, conversation_id, before=None, limit=50)).items
        events = [one.extra["event"] for one in thread if one.kind == "event"]
        return [(one["code"], one["params"].get("reason") or one["params"].get("why", "")) for one in events]

    async def queue(self) -> list[QueuedOut]:
        async with unit_of_work(self.program, self.company) as ctx:
            return await queueing.listing(ctx, limit=100)


@pytest.fixture
async def desk(timed: Program, clock: FixedClock) -> Desk:
    company = await factories.create_workspace(timed)
    chat = await create_channel(timed, company, kind="webchat", name="Чат")
    desk = Desk(program=timed, company=company, clock=clock, chat=chat)
    await desk.hire("Анна", "Борис", "Вера")
    return desk


async def test_without_a_rule_everything_is_given_by_hand(desk: Desk) -> None:
    await desk.come("Анна")
    conversation = await desk.write()
    assert (await desk.with_whom(conversation), await desk.queue()) == (None, [])


async def test_conversations_go_round_and_each_says_why(desk: Desk) -> None:
    await desk.rule(RuleIn(way="round_robin"))
    await desk.come("Анна", "Борис", "Вера")
    given = [await desk.write() for _ in range(6)]
    assert Counter([await desk.with_whom(one) for one in given]) == {"Анна": 2, "Борис": 2, "Вера": 2}
    assert await desk.lines(given[0]) == [("assigned", "routing.round_robin")]


async def test_the_least_busy_gets_the_next_and_a_half_weight_takes_half_a_place(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load", weight_percent=50), channel_id=desk.chat.id)
    await desk.profile("Анна", ProfileIn(capacity=1))
    await desk.profile("Борис", ProfileIn(capacity=2))
    await desk.come("Анна", "Борис")
    given = [await desk.write() for _ in range(7)]
    assert Counter([await desk.with_whom(one) for one in given]) == {"Анна": 2, "Борис": 4, None: 1}


async def test_nobody_there_means_an_honest_queue_and_whoever_comes_gets_the_longest_wait(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load"))
    first = await desk.write()
    await desk.pass_time(timedelta(minutes=1))
    second = await desk.write()
    assert [(one.conversation_id, one.position, one.code) for one in await desk.queue()] == [
        (first, 1, "nobody_online"),
        (second, 2, "nobody_online"),
    ]
    assert await desk.lines(first) == [("queued", "nobody_online")]
    await desk.profile("Анна", ProfileIn(capacity=1))
    await desk.come("Анна")
    assert (await desk.with_whom(first), await desk.with_whom(second)) == ("Анна", None)
    assert [(one.conversation_id, one.position, one.code) for one in await desk.queue()] == [(second, 1, "all_busy")]
    async with unit_of_work(desk.program, desk.company) as ctx:
        assert await routing.places(ctx) == {second: 1}


async def test_closing_and_a_larger_capacity_give_the_next_at_once(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load"))
    await desk.profile("Анна", ProfileIn(capacity=1))
    await desk.come("Анна")
    first, second, third = [await desk.write() for _ in range(3)]
    await desk.close(first)
    assert (await desk.with_whom(second), await desk.with_whom(third)) == ("Анна", None)
    await desk.profile("Анна", ProfileIn(capacity=2))
    assert await desk.with_whom(third) == "Анна"


async def test_a_higher_priority_overtakes_a_longer_wait(desk: Desk) -> None:
    urgent = await create_channel(desk.program, desk.company, kind="webchat", name="Срочный")
    await desk.rule(RuleIn(way="load"))
    await desk.rule(RuleIn(way="load", priority=5), channel_id=urgent.id)
    await desk.profile("Анна", ProfileIn(capacity=1))
    slow = await desk.write()
    await desk.pass_time(timedelta(minutes=5))
    quick = await write(desk.program, desk.company, urgent)
    await desk.come("Анна")
    assert (await desk.with_whom(quick), await desk.with_whom(slow)) == ("Анна", None)


async def test_an_urgent_conversation_is_given_before_any_rules_priority(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load", priority=9))
    await desk.profile("Анна", ProfileIn(capacity=1))
    calm, urgent = await desk.write(), await desk.write()
    async with unit_of_work(desk.program, desk.company) as ctx:
        (await managing.locked(ctx, urgent)).priority = "urgent"
    await desk.come("Анна")
    assert (await desk.with_whom(urgent), await desk.with_whom(calm)) == ("Анна", None)


async def test_whoever_is_away_on_a_break_or_absent_gets_nothing(desk: Desk) -> None:
    await desk.rule(RuleIn(way="round_robin"))
    await desk.come("Анна", "Борис", "Вера")
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.people["Анна"])) as ctx:
        await workspaces.change_self(ctx, MePatch(presence="on_break", break_minutes=15))
    async with unit_of_work(desk.program, desk.company) as ctx:
        absence = OwnAbsence(
            starts_at=ctx.now(), ends_at=ctx.now() + timedelta(days=1), deputy_operator_id=desk.people["Вера"].id
        )
        await planning.plan(ctx, desk.people["Борис"].id, absence)
    given = [await desk.write() for _ in range(3)]
    assert [await desk.with_whom(one) for one in given] == ["Вера"] * 3
    await leave(desk.program, desk.company, desk.people["Вера"])
    waiting = await desk.write()
    assert await desk.with_whom(waiting) is None
    await desk.pass_time(timedelta(minutes=15), "Анна")
    assert await desk.with_whom(waiting) == "Анна"


async def test_skills_by_channel_and_by_words_and_languages(desk: Desk) -> None:
    topics = (Topic(skill="Возвраты", words=("возврат", "верн")),)
    await desk.rule(RuleIn(way="skill", topics=topics))
    await desk.profile("Борис", ProfileIn(skills=("возвраты",)))
    await desk.come("Анна", "Борис")
    assert await desk.with_whom(await desk.write(text="Хочу вернуть диван")) == "Борис"
    assert await desk.with_whom(await desk.write(text="Хочу вернуть стул")) == "Борис"
    assert await desk.with_whom(await desk.write(text="Сколько стоит?")) == "Анна"
    await desk.rule(RuleIn(way="language"))
    await desk.profile("Анна", ProfileIn(languages=("en",)))
    assert await desk.with_whom(await desk.write(text="Hello", language="en")) == "Анна"


async def test_a_label_asks_for_a_skill_also_once_it_is_put_on_what_waits(desk: Desk) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        refund = (await labels.create(ctx, LabelIn(name="Возврат", colour="orange"))).id
    await desk.rule(RuleIn(way="skill", topics=(Topic(skill="Возвраты", label_ids=(refund,)),)))
    await desk.profile("Борис", ProfileIn(skills=("возвраты",)))
    await desk.profile("Анна", ProfileIn(capacity=0))
    await desk.come("Анна")
    waiting = await desk.write(text="Диван не подошёл")
    assert (await desk.queue())[0].code == "all_busy"
    async with unit_of_work(desk.program, desk.company) as ctx:
        await labelling.add(ctx, waiting, refund)
    await desk.settle()
    assert ((await desk.queue())[0].code, (await desk.queue())[0].params) == ("nobody_skilled", {"skills": "возвраты"})
    await desk.come("Борис", "Вера")
    assert await desk.with_whom(waiting) == "Борис"
    assert (await desk.lines(waiting))[-1] == ("assigned", "routing.skill")


async def test_a_label_that_an_automation_puts_on_is_there_before_the_conversation_is_given_out(desk: Desk) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        refund = (await labels.create(ctx, LabelIn(name="Возврат", colour="orange"))).id
    about_money = {"kind": "words", "words": ["вернуть"]}
    put_on = {"kind": "add_label", "label_id": str(refund)}
    await create_automation(desk.program, desk.company, conditions=[about_money], actions=[put_on])
    await desk.rule(RuleIn(way="skill", topics=(Topic(skill="возвраты", label_ids=(refund,)),)))
    await desk.profile("Борис", ProfileIn(skills=("возвраты",)))
    await desk.come("Анна", "Борис")
    given = [await desk.with_whom(await desk.write(text="Хочу вернуть диван")) for _ in range(3)]
    assert given == ["Борис"] * 3
    assert await desk.with_whom(await desk.write(text="Сколько стоит?")) == "Анна"


async def test_automations_that_never_come_to_look_keep_nobody_waiting(desk: Desk) -> None:
    await create_automation(desk.program, desk.company)
    await desk.rule(RuleIn(way="round_robin"))
    await desk.come("Анна")
    conversation_id = await write(desk.program, desk.company, desk.chat, text="Вопрос")
    async with unit_of_work(desk.program, desk.company) as ctx:
        await giving.give_out(ctx)
    assert await desk.with_whom(conversation_id) is None
    desk.clock.move(holding.LOOKED_AT_WITHIN + timedelta(seconds=1))
    await stay(desk.program, desk.company, desk.people["Анна"])
    async with unit_of_work(desk.program, desk.company) as ctx:
        await giving.give_out(ctx)
    assert await desk.with_whom(conversation_id) == "Анна"


async def test_a_label_of_a_rule_must_be_the_company_s(desk: Desk) -> None:
    with pytest.raises(LabelUnknown):
        await desk.rule(RuleIn(way="skill", topics=(Topic(skill="возвраты", label_ids=(new_id(),)),)))


async def test_whoever_answered_last_is_asked_first_and_their_deputy_when_they_are_absent(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load", last_operator_days=7))
    await desk.come("Анна", "Борис", "Вера")
    conversation = await desk.write(who="Пётр")
    await desk.give(conversation, "Борис")
    await desk.answer("Борис", conversation)
    await desk.close(conversation)
    await desk.give(conversation, None)
    await desk.write(who="Пётр")
    assert await desk.with_whom(conversation) == "Борис"
    assert (await desk.lines(conversation))[-1] == ("assigned", "routing.last_operator")
    await desk.close(conversation)
    await desk.give(conversation, None)
    async with unit_of_work(desk.program, desk.company) as ctx:
        absence = OwnAbsence(
            starts_at=ctx.now(), ends_at=ctx.now() + timedelta(days=1), deputy_operator_id=desk.people["Вера"].id
        )
        await planning.plan(ctx, desk.people["Борис"].id, absence)
    await desk.write(who="Пётр")
    assert await desk.with_whom(conversation) == "Вера"
    assert (await desk.lines(conversation))[-1] == ("assigned", "routing.deputy")


async def test_a_team_gets_what_is_given_to_it_by_its_own_rule(desk: Desk) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        team = await teams.create_team(ctx, TeamCreate(name="Склад", member_ids=[desk.people["Вера"].id]))
    await desk.rule(RuleIn(way="round_robin"), team_id=team.id)
    await desk.come("Анна", "Борис", "Вера")
    conversation = await desk.write()
    assert await desk.with_whom(conversation) is None
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.company.owner)) as ctx:
        await managing.assign(ctx, conversation, operator_id=None, team_id=team.id)
    await desk.settle()
    assert await desk.with_whom(conversation) == "Вера"


async def test_what_somebody_gave_back_goes_to_another_and_what_a_person_chose_holds(desk: Desk) -> None:
    await desk.rule(RuleIn(way="round_robin"))
    await desk.come("Анна")
    conversation = await desk.write()
    await desk.give(conversation, None, by="Анна")
    assert await desk.with_whom(conversation) is None
    await desk.come("Борис")
    assert await desk.with_whom(conversation) == "Борис"
    await desk.give(conversation, "Вера")
    assert await desk.with_whom(conversation) == "Вера"


async def test_a_customer_who_comes_back_to_somebody_gone_home_finds_somebody_else(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load"))
    await desk.come("Анна")
    conversation = await desk.write(who="Пётр")
    await desk.close(conversation)
    await leave(desk.program, desk.company, desk.people["Анна"])
    await desk.write(who="Пётр")
    assert await desk.with_whom(conversation) == "Анна"
    await desk.come("Борис")
    assert await desk.with_whom(conversation) == "Борис"


async def test_an_answer_from_outside_the_queue_ends_the_waiting_for_somebody(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load"))
    conversation = await desk.write()
    await desk.close(conversation)
    assert await desk.queue() == []
    await desk.come("Анна")
    assert await desk.with_whom(conversation) is None


async def test_a_rule_that_begins_takes_in_who_waits_and_one_that_ends_lets_them_go(desk: Desk) -> None:
    await desk.come("Анна")
    conversation = await desk.write()
    await desk.rule(RuleIn(way="load"))
    assert await desk.with_whom(conversation) == "Анна"
    await leave(desk.program, desk.company, desk.people["Анна"])
    await desk.write()
    await desk.rule(RuleIn(way="by_hand"))
    await desk.rule(RuleIn(way="load", priority=1), channel_id=desk.chat.id)
    assert len(await desk.queue()) == 1


async def test_ten_at_once_on_two_nodes_never_exceed_a_capacity_nor_are_given_twice(desk: Desk) -> None:
    """Writers, closers and givers in transactions of their own, all at the same time."""
    await desk.rule(RuleIn(way="load"))
    for name in ("Анна", "Борис", "Вера"):
        await desk.profile(name, ProfileIn(capacity=2))
    await desk.come("Анна", "Борис", "Вера")

    async def node() -> None:
        for _ in range(20):
            await ring_due(desk.program.parts, workspace_id=desk.company.id)
            async with desk.program.parts.get(Database).transaction(desk.company.id) as ctx:
                await giving.give_out(ctx)

    async def customer() -> UUID:
        return await write(desk.program, desk.company, desk.chat)

    found = await asyncio.gather(*(customer() for _ in range(10)), node(), node(), node())
    conversations = [one for one in found if one is not None]
    await desk.settle()
    owners = Counter([await desk.with_whom(one) for one in conversations])
    assert owners == {"Анна": 2, "Борис": 2, "Вера": 2, None: 4}
    for one in conversations:
        assert [code for code, _ in await desk.lines(one)].count("assigned") <= 1
    held = [one for one in conversations if await desk.with_whom(one) is not None]

    async def closer(conversation_id: UUID) -> None:
        async with unit_of_work(desk.program, desk.company) as ctx:
            await managing.close(ctx, conversation_id)

    await asyncio.gather(*(closer(one) for one in held[:4]), node(), node())
    await desk.settle()
    owners = Counter([await desk.with_whom(one) for one in conversations if one not in held[:4]])
    assert owners == {"Анна": 2, "Борис": 2, "Вера": 2}
    assert await desk.queue() == []


async def test_giving_costs_the_same_however_many_wait(desk: Desk) -> None:
    await desk.rule(RuleIn(way="load", last_operator_days=7))

    async def statements() -> int:
        with counted_statements(desk.program) as sent:
            async with unit_of_work(desk.program, desk.company) as ctx:
                await giving.give_out(ctx)
        return len(sent)

    await desk.write()
    one = await statements()
    for _ in range(5):
        await desk.write()
    assert await statements() == one
