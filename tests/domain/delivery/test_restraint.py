"""The ledger keeps caps and quiet hours for what the company says first, and for nothing else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from tests import factories
from tests.factories import Company, unit_of_work
from tests.factories_delivery import send_due
from tests.telegram_thread import Customers, customers

from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes, recording
from otklik.domains.contact_policy import schemas
from otklik.domains.contact_policy.service import choosing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import ContactNotFound
from otklik.domains.conversations.service import receiving, writing
from otklik.domains.conversations.service.writing import Words
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.service import explaining, ledger
from otklik.platform.clock import FixedClock
from otklik.platform.ids import new_id
from otklik.program import Program

CHAT = 77
DAY = schemas.OpenSpan(opens=540, closes=1260)


@dataclass
class Desk:
    """A company that writes news to Anna by Telegram, on a clock of the test's."""

    program: Program
    company: Company
    clock: FixedClock
    talk: Customers
    contact_id: UUID
    identity_id: UUID
    conversation_id: UUID

    async def choose(self, cap: schemas.LevelCap, *, on_cap: str = "refuse") -> None:
        hours = (schemas.ChannelHours(channel="", week=(DAY,) * 7),)
        put_off = "put_off" if on_cap == "put_off" else "refuse"
        async with unit_of_work(self.program, self.company) as ctx:
            await choosing.save(ctx, schemas.ContactPolicy(caps=(cap,), on_cap=put_off, hours=hours))

    async def plan(self, text: str, *, purpose: str = "news", lane: UUID | None = None) -> None:
        draft = ledger.Draft(
            channel_id=self.talk.channel.id,
            lane=lane or new_id(),
            subject_id=new_id(),
            key=text,
            purpose=purpose,
            to_address=str(CHAT),
            thread_id=str(CHAT),
            identity_id=self.identity_id,
            content=ledger.Content(text=text),
        )
        async with unit_of_work(self.program, self.company) as ctx:
            await ledger.plan(ctx, draft)

    async def sent(self) -> list[str]:
        """What the provider has got by now, and in the seconds its rate takes."""
        for _ in range(4):
            await send_due(self.program, self.company, now=self.clock.now())
            self.clock.move(timedelta(seconds=1))
        return [str(one.params.get("text", "")) for one in self.talk.api.sent()]

    async def told(self) -> dict[str, str]:
        """What the person's list says: purpose and state, and why."""
        async with unit_of_work(self.program, self.company) as ctx:
            rows = await explaining.sent_to(ctx, self.contact_id, before=None, limit=50)
        return {f"{one.purpose} {one.state}": one.code for one in rows}


@pytest.fixture
async def desk(timed: Program, clock: FixedClock) -> AsyncIterator[Desk]:
    company = await factories.create_workspace(timed)
    async with customers(timed, company) as talk:
        talk.api.chats.add(str(CHAT))
        async with unit_of_work(timed, company) as ctx:
            for code, basis in (("news", "consent"), ("order", "contract")):
                chosen = "contract" if basis == "contract" else "consent"
                await purposes.create(
                    ctx, PurposeIn(code=code, name_ru=code, name_en=code, basis=chosen, text_ru="Согласна")
                )
            anna = await contacts.identify(
                ctx, channel_id=talk.channel.id, address_kind="telegram", address=str(CHAT), verified=True
            )
            agreed = recording.Act(
                contact_id=anna.contact_id, act="granted", purpose="news", channel="telegram", method="form"
            )
            await recording.record(ctx, agreed)
            conversation = await receiving.open_conversation(
                ctx,
                channel_id=talk.channel.id,
                thread_id=str(CHAT),
                contact_id=anna.contact_id,
                identity_id=anna.identity_id,
                subject="",
            )
        yield Desk(timed, company, clock, talk, anna.contact_id, anna.identity_id, conversation.id)


async def test_news_at_night_wait_for_the_morning_and_go_then(desk: Desk) -> None:
    desk.clock.move(timedelta(hours=10))  # 22:00
    await desk.plan("Новинки")
    assert await desk.sent() == []
    assert await desk.told() == {"news planned": "quiet_hours"}
    desk.clock.move(timedelta(hours=11))
    assert await desk.sent() == ["Новинки"]
    assert await desk.told() == {"news accepted": ""}


async def test_an_answer_and_a_notice_go_at_night_and_do_not_wait_behind_news_that_do(desk: Desk) -> None:
    desk.clock.move(timedelta(hours=10))
    await desk.plan("Новинки", lane=desk.conversation_id)
    async with unit_of_work(desk.program, desk.company) as ctx:
        await writing.reply(ctx, desk.conversation_id, Words(text="Ответ"))
    await desk.plan("Заказ в пути", purpose="order")
    assert sorted(await desk.sent()) == ["Заказ в пути", "Ответ"]


async def test_what_was_planned_by_day_and_comes_to_its_turn_at_night_waits_too(desk: Desk) -> None:
    await desk.plan("Новинки", lane=desk.conversation_id)
    desk.clock.move(timedelta(hours=10))
    async with unit_of_work(desk.program, desk.company) as ctx:
        await writing.reply(ctx, desk.conversation_id, Words(text="Ответ"))
    assert await desk.sent() == ["Ответ"]
    desk.clock.move(timedelta(hours=11))
    assert await desk.sent() == ["Ответ", "Новинки"]


async def test_one_too_many_is_refused_by_name_and_the_persons_list_says_so(desk: Desk) -> None:
    await desk.choose(schemas.LevelCap(level=0, day=1))
    await desk.plan("Первая")
    assert await desk.sent() == ["Первая"]
    with pytest.raises(Refused) as refused:
        await desk.plan("Вторая")
    assert refused.value.params["reason"] == "frequency_cap"
    assert await desk.told() == {"news accepted": "", "news skipped": "frequency_cap"}


async def test_two_planned_before_either_went_do_not_both_go(desk: Desk) -> None:
    await desk.choose(schemas.LevelCap(level=0, day=1))
    await desk.plan("Первая")
    await desk.plan("Вторая")
    assert len(await desk.sent()) == 1
    assert await desk.told() == {"news accepted": "", "news skipped": "frequency_cap"}


async def test_one_too_many_waits_for_its_day_when_the_company_chose_so(desk: Desk) -> None:
    await desk.choose(schemas.LevelCap(level=0, day=1), on_cap="put_off")
    await desk.plan("Первая")
    await desk.plan("Вторая")
    assert len(await desk.sent()) == 1
    desk.clock.move(timedelta(hours=20))  # eight in the morning of the next day
    assert len(await desk.sent()) == 1
    desk.clock.move(timedelta(hours=1))
    assert len(await desk.sent()) == 2


async def test_answers_are_not_counted(desk: Desk) -> None:
    await desk.choose(schemas.LevelCap(level=0, day=1))
    for text in ("Раз", "Два"):
        async with unit_of_work(desk.program, desk.company) as ctx:
            await writing.reply(ctx, desk.conversation_id, Words(text=text))
    await desk.plan("Новинки")
    assert await desk.sent() == ["Раз", "Два", "Новинки"]


async def test_a_refusal_is_told_of_although_all_else_was_taken_back(desk: Desk) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        withdrawn = recording.Act(
            contact_id=desk.contact_id, act="withdrawn", purpose="news", channel="telegram", method="word"
        )
        await recording.record(ctx, withdrawn)
    for _ in range(2):
        with pytest.raises(Refused):
            await desk.plan("Новинки")
    assert await desk.told() == {"news skipped": "consent_withdrawn"}


async def test_the_list_of_somebody_who_is_not_there_is_not_found(desk: Desk) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        with pytest.raises(ContactNotFound):
            await explaining.sent_to(ctx, new_id(), before=None, limit=5)
