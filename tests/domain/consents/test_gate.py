"""Nothing forbidden leaves: people, what they agreed to and whom they want peace from, and asks of every part.

The oracle is a few plain sentences of its own; the provider is the Bot API that checks its specification.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work
from tests.telegram_thread import Customers, customers

from otklik.domains.consents import service as consents
from otklik.domains.consents.schemas import Basis, PurposeIn
from otklik.domains.consents.service import purposes, recording, suppressing
from otklik.domains.contact_policy.schemas import ChannelHours, ContactPolicy, LevelCap, OpenSpan
from otklik.domains.contact_policy.service import choosing
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import automatic, receiving, writing
from otklik.domains.conversations.service.writing import Words
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.service import ledger
from otklik.platform.context import Actor, ActorKind, Ctx
from otklik.platform.ids import new_id
from otklik.program import Program

KIND = "telegram"
PURPOSES: tuple[tuple[str, Basis], ...] = (("news", "consent"), ("offers", "consent"), ("order", "contract"))
TOKEN = Actor(kind=ActorKind.TOKEN, permissions=frozenset({"conversations.write"}))
REASONS = ("hard_bounce", "complaint", "unsubscribed", "by_hand", "import")

UNBOUND = ContactPolicy(
    caps=(LevelCap(level=0),), hours=(ChannelHours(channel="", week=(OpenSpan(opens=0, closes=1440),) * 7),)
)
"""Caps and quiet hours are proved in tests/domain/delivery/test_nothing_forbidden.py."""

ACTS = st.sampled_from(
    [
        "write",
        "grant",
        "withdraw",
        "request",
        "block",
        "unblock",
        "give",
        "send",
        *(f"suppress {one}" for one in REASONS),
    ]
)
ASKS = st.sampled_from(
    [
        "reply",
        "api",
        "autoresponder",
        "automation",
        "rating",
        "news",
        "offers",
        "order",
        "promise",
        "question",
        "confirm",
    ]
)
STORIES = st.lists(st.one_of(ACTS, ASKS), min_size=3, max_size=14)


@dataclass
class Model:
    """What somebody with a pencil would remember."""

    wrote: bool = False
    agreed: str = ""
    peace: set[str] = field(default_factory=set[str])
    given: list[dict[str, bool]] = field(default_factory=list[dict[str, bool]])
    blocked: bool = False

    def may(self, ask: str) -> bool:
        """Each ask with what must be true for it; a block is stronger than anything."""
        bounced = "hard_bounce" in self.peace
        refused = bool(self.peace & {"complaint", "by_hand", "import"})
        gone = "unsubscribed" in self.peace
        wanted = {
            "reply": True,
            "api": True,
            "autoresponder": self.wrote and not bounced,
            "automation": self.wrote and not bounced,
            "promise": any(one["promise"] for one in self.given) and not bounced,
            "question": any(one["question"] for one in self.given) and not (bounced or refused or gone),
            "rating": (self.wrote or any(one["question"] for one in self.given)) and not (bounced or refused or gone),
            "confirm": self.agreed == "pending" and not (bounced or refused),
            "order": not (bounced or self.peace & {"by_hand", "import"}),
            "news": self.agreed == "granted" and not (bounced or refused or gone),
            "offers": False,
        }
        return wanted[ask] and not self.blocked

    def use_step(self, ask: str) -> None:
        """A rating asked of somebody who never wrote is the one question their address was given for."""
        used = "question" if ask == "rating" and not self.wrote else ask
        for step in self.given:
            if used in {"promise", "question"} and step[used]:
                step[used] = False
                return

    def may_still(self, ask: str) -> bool:
        """What was let through before; the step it was planned on is its own."""
        mine = [{"promise": True, "question": True}]
        return Model(self.wrote, self.agreed, self.peace, mine, blocked=self.blocked).may(ask)


@pytest.fixture
async def talk(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


@given(story=STORIES)
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_nothing_forbidden_ever_reaches_the_provider(
    program: Program, workspace: Company, talk: Customers, story: list[str]
) -> None:
    teller = await Teller.begin(program, workspace, talk)
    for step in [*story, "send"]:
        await teller.do(step)
    assert teller.forbidden == []
    assert teller.withheld == []


class Teller:
    """Acts one story out, with one person."""

    def __init__(self, program: Program, company: Company, talk: Customers, *, chat: int) -> None:
        self.program, self.company, self.talk, self.chat = program, company, talk, chat
        self.model = Model()
        self.forbidden: list[str] = []
        self.withheld: list[str] = []
        self.asked: dict[str, str] = {}
        self.conversation_id = self.contact_id = self.identity_id = UUID(int=0)

    @classmethod
    async def begin(cls, program: Program, company: Company, talk: Customers) -> "Teller":
        teller = cls(program, company, talk, chat=new_id().int % 10**9 + 1)
        talk.api.chats.add(str(teller.chat))
        async with unit_of_work(program, company) as ctx:
            if not await purposes.listing(ctx):
                await choosing.save(ctx, UNBOUND)
                for code, basis in PURPOSES:
                    await purposes.create(
                        ctx, PurposeIn(code=code, name_ru=code, name_en=code, basis=basis, text_ru="Согласен")
                    )
            person = await contacts.identify(
                ctx, channel_id=talk.channel.id, address_kind=KIND, address=str(teller.chat), verified=True
            )
            conversation = await receiving.open_conversation(
                ctx,
                channel_id=talk.channel.id,
                thread_id=str(teller.chat),
                contact_id=person.contact_id,
                identity_id=person.identity_id,
                subject="",
            )
            teller.conversation_id, teller.contact_id = conversation.id, person.contact_id
            teller.identity_id = person.identity_id
        return teller

    async def do(self, step: str) -> None:
        if step == "send":
            await self._send()
        elif step == "write":
            await self.talk.write("Вопрос", chat=self.chat)
            self.model.wrote, self.model.blocked = True, False
            self.model.peace -= {"hard_bounce"}
        elif step in {"grant", "withdraw", "request", "block", "unblock", "give"} or step.startswith("suppress"):
            async with unit_of_work(self.program, self.company) as ctx:
                await self._act(ctx, step)
        else:
            await self._ask(step)

    async def _act(self, ctx: Ctx, step: str) -> None:
        model = self.model
        if step in {"grant", "withdraw", "request"}:
            act = {"grant": "granted", "withdraw": "withdrawn", "request": "requested"}[step]
            method = "form" if step != "withdraw" else "word"
            told = recording.Act(contact_id=self.contact_id, act=act, purpose="news", channel=KIND, method=method)
            await recording.record(ctx, told)
            if not (step == "request" and model.agreed == "granted"):
                model.agreed = {"grant": "granted", "withdraw": "withdrawn", "request": "pending"}[step]
            if step == "grant":
                model.peace -= {"unsubscribed"}
        elif step in {"block", "unblock"}:
            await contacts.set_reachable(ctx, identity_id=self.identity_id, reachable=step == "unblock", code="blocked")
            if step == "unblock" and model.blocked:
                model.peace -= {"hard_bounce"}
            model.blocked = step == "block"
        elif step == "give":
            await consents.give_contact(ctx, self.contact_id, promise="счёт")
            model.given.append({"promise": True, "question": True})
        else:
            reason = step.removeprefix("suppress ")
            await suppressing.suppress(ctx, address_kind=KIND, address=str(self.chat), reason=reason)
            model.peace.add(reason)

    async def _ask(self, ask: str) -> None:
        text = f"{ask} {new_id()}"
        was_free = self.model.may(ask)
        actor = TOKEN if ask == "api" else Actor(kind=ActorKind.SYSTEM)
        planned = True
        try:
            async with unit_of_work(self.program, self.company, actor=actor) as ctx:
                planned = await self._plan(ctx, ask, text)
        except Refused:
            planned = False
        if planned and not was_free:
            self.forbidden.append(f"planned: {ask}")
        if not planned and was_free:
            self.withheld.append(ask)
        if planned:
            self.asked[text] = ask
            self.model.use_step(ask)

    async def _plan(self, ctx: Ctx, ask: str, text: str) -> bool:
        if ask == "autoresponder":
            return await automatic.answer(ctx, self.conversation_id, text)
        if ask in {"reply", "api", "automation", "rating"}:
            words = Words(text=text, automatic=ask in {"automation", "rating"}, question=ask == "rating")
            await writing.reply(ctx, self.conversation_id, words)
            return True
        draft = ledger.Draft(
            channel_id=self.talk.channel.id,
            lane=self.conversation_id,
            subject_id=new_id(),
            key=text,
            purpose="confirmation" if ask == "confirm" else ask,
            to_address=str(self.chat),
            thread_id=str(self.chat),
            identity_id=self.identity_id,
            content=ledger.Content(text=text),
        )
        await ledger.plan(ctx, draft)
        return True

    async def _send(self) -> None:
        """What was let through before must still be free now; used steps are their own message's."""
        before = len(self.talk.api.sent())
        await self.talk.settle()
        for request in self.talk.api.sent()[before:]:
            text = str(request.params.get("text", ""))
            ask = self.asked.get(text)
            if ask is None or not self.model.may_still(ask):
                self.forbidden.append(f"sent: {text}")
        self.asked.clear()


async def test_a_thousand_people_are_asked_about_in_one_statement(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await purposes.create(ctx, PurposeIn(code="news", name_ru="Н", name_en="N", basis="consent", text_ru="Да"))
        found = [
            await contacts.identify(ctx, channel_id=None, address_kind="email", address=f"a{one}@client.example")
            for one in range(40)
        ]
        act = recording.Act(
            contact_id=found[3].contact_id, act="granted", purpose="news", channel="email", method="form"
        )
        await recording.record(ctx, act)
    async with unit_of_work(program, workspace) as ctx:
        asks = [
            consents.Ask(purpose="news", channel="email", identity_id=one.identity_id)
            for one in found
            for _ in range(25)
        ]
        with counted_statements(program) as statements:
            answers = await consents.standing(ctx, asks)
    assert len(statements) == 1
    assert [place for place, one in enumerate(answers) if not one.refused] == list(range(75, 100))
