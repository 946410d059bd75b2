"""Nothing forbidden reaches a provider: people, what they agreed to, whom they want peace from, caps, hours, absences,
and asks of every part of the product that speaks to customers.

The oracle is a few plain sentences of its own; the provider is the Bot API that checks its specification, and the
server's own mail is a real SMTP server.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests import factories, factories_livechat, journeys_asked
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_delivery import send_due
from tests.factories_mass import OWNER, ToyAuthor
from tests.pencil import FIRST, Model, every_day, policies
from tests.smtpserver import Wrong, wrong_server
from tests.telegram_thread import Customers, customers

from otklik import web
from otklik.domains.absences.schemas import OwnAbsence
from otklik.domains.absences.service import planning as absences
from otklik.domains.consents import service as consents
from otklik.domains.consents.schemas import Basis, PurposeIn
from otklik.domains.consents.service import purposes, recording, suppressing
from otklik.domains.contact_policy.schemas import ContactPolicy
from otklik.domains.contact_policy.service import choosing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import ContactChanges
from otklik.domains.conversations.service import automatic, receiving, writing
from otklik.domains.conversations.service.writing import Words
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.service import explaining, ledger, mass
from otklik.domains.delivery.service.mass import relaying
from otklik.domains.livechat.service import transcripts
from otklik.platform.clock import FixedClock
from otklik.platform.context import Actor, ActorKind, Ctx
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings
from otklik.program import Program

KIND = "telegram"
PURPOSES: tuple[tuple[str, Basis], ...] = (("news", "consent"), ("offers", "consent"), ("order", "contract"))
TOKEN = Actor(kind=ActorKind.TOKEN, permissions=frozenset({"conversations.write"}))
ZONES = ("", "Asia/Novosibirsk", "America/New_York")
"""Empty: nobody knows, so it is the company's, Moscow."""
QUIET_LOOKS = 2
"""A second each: the bot's own rate makes messages of one moment wait a little."""

ACTS = ("write", "grant", "withdraw", "request", "block", "unblock", "give", "send", "away")
PEACE = tuple(f"suppress {one}" for one in ("hard_bounce", "complaint", "unsubscribed", "by_hand", "import"))
WAITS = ("wait 3", "wait 7", "wait 20", "wait 70")
"""Hours."""
ASKS = ("reply", "api", "autoresponder", "automation", "rating", "promise", "question", "confirm", "order", "offers")
LETTERS = ("template_test", "carry_on", "transcript", "campaign", "journey")
CHAPTERS = (
    ("grant", "news", "news", "news", "send"),
    ("grant", "news", "wait 3", "send"),
    ("news", "wait 7", "send"),
    ("grant", "news", "send", "news", "send"),
    ("news", "withdraw", "send"),
    ("news", "suppress by_hand", "send"),
    ("grant", "campaign", "news", "campaign", "send"),
    ("grant", "campaign", "wait 7", "send"),
    ("campaign", "withdraw", "send"),
    ("grant", "journey", "news", "send"),
    ("grant", "journey", "wait 7", "news", "send"),
    ("grant", "journey", "withdraw", "send"),
)
"""What single steps would seldom come to: several wait at once, the night falls or somebody changes their mind."""
STEPS = st.one_of(
    *(st.sampled_from(one).map(lambda step: (step,)) for one in (ACTS, PEACE, WAITS, ASKS, LETTERS)),
    st.sampled_from(CHAPTERS),
    st.sampled_from(CHAPTERS),
)
STORIES = st.lists(STEPS, min_size=3, max_size=10).map(lambda parts: [step for part in parts for step in part])


@dataclass
class Author(ToyAuthor):
    """Writes to many what each batch was told to say."""

    texts: dict[UUID, str] = field(default_factory=dict[UUID, str])

    async def contents(
        self, ctx: Ctx, batch: mass.Batch, rows: Sequence[mass.ClaimedRow]
    ) -> Mapping[UUID, ledger.Content]:
        return {row.id: ledger.Content(text=self.texts[batch.id]) for row in rows}


@dataclass
class World:
    """A company with a bot, a site chat where somebody once spoke, and a mail server."""

    program: Program
    company: Company
    clock: FixedClock
    talk: Customers
    mail: Wrong
    visitor_id: UUID
    deputy_id: UUID
    author: Author
    journey: journeys_asked.OneMessage
    away_until: datetime


@pytest.fixture
async def world(postgres: str, tmp_path: Path, clock: FixedClock) -> AsyncIterator[World]:
    async with wrong_server(lambda _stage, _number: None) as mail:
        settings = Settings(
            data_dir=tmp_path, mail_url=f"smtp://127.0.0.1:{mail.port}", allowed_hosts=("127.0.0.1", "localhost")
        )
        program = Program(settings, database_url=postgres, clock=clock)
        await program.start(work=False)
        author = Author()
        program.parts.get(mass.MassAuthors).add(OWNER, author)
        company = await factories.create_workspace(program)
        deputy = await factories.create_operator(program, company)
        chat = await factories_livechat.create_chat(program, company)
        app = web.build(program)
        async with Client(app) as client, customers(program, company) as talk:
            visitor = factories_livechat.Browser(app, client, chat)
            await visitor.begin()
            await visitor.say("Есть чай?")
            async with unit_of_work(program, company) as ctx:
                for code, basis in PURPOSES:
                    await purposes.create(
                        ctx, PurposeIn(code=code, name_ru=code, name_en=code, basis=basis, text_ru="Согласен")
                    )
            journey = await journeys_asked.publish(program, company, channel_id=talk.channel.id, purpose="news")
            people = UUID(visitor.id), deputy.id
            yield World(program, company, clock, talk, mail, *people, author, journey, away_until=clock.now())
        await program.stop()


@example(every_day(0, 1440, day=1), "", ["grant", "campaign", "news", "campaign", "news", "send"])
@example(every_day(540, 1260, day=None), "Asia/Novosibirsk", ["grant", "campaign", "news", "wait 7", "send"])
@given(
    policy=policies(),
    zone=st.sampled_from(ZONES),
    story=STORIES,
)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_nothing_forbidden_ever_reaches_a_provider(
    world: World, policy: ContactPolicy, zone: str, story: list[str]
) -> None:
    teller = await Teller.begin(world, policy, zone)
    for step in [*story, "send", "wait 20", "send"]:
        await teller.do(step)
    assert teller.forbidden == []
    assert teller.withheld == []
    assert await teller.untold() == []


class Teller:
    """Acts one story out, with one person."""

    def __init__(self, world: World, model: Model, *, chat: int) -> None:
        self.world, self.model, self.chat = world, model, chat
        self.forbidden: list[str] = []
        self.withheld: list[str] = []
        self.asked: dict[str, str] = {}
        self.refused: list[str] = []
        self.sure = set[str]()
        self.batches: list[UUID] = []
        self.conversation_id = self.contact_id = self.identity_id = UUID(int=0)

    @classmethod
    async def begin(cls, world: World, policy: ContactPolicy, zone: str) -> "Teller":
        teller = cls(world, Model(policy, zone), chat=new_id().int % 10**9 + 1)
        world.talk.api.chats.add(str(teller.chat))
        channel = world.talk.channel
        async with unit_of_work(world.program, world.company) as ctx:
            await choosing.save(ctx, policy)
            person = await contacts.identify(
                ctx, channel_id=channel.id, address_kind=KIND, address=str(teller.chat), verified=True
            )
            if zone:
                changes = ContactChanges(attributes={"time_zone": zone})
                await contacts.update(ctx, contact_id=person.contact_id, changes=changes)
            await contacts.add_address(
                ctx, contact_id=person.contact_id, address_kind="email", address=teller.email, verified=True
            )
            conversation = await receiving.open_conversation(
                ctx,
                channel_id=channel.id,
                thread_id=str(teller.chat),
                contact_id=person.contact_id,
                identity_id=person.identity_id,
                subject="",
            )
            teller.conversation_id, teller.contact_id = conversation.id, person.contact_id
            teller.identity_id = person.identity_id
        return teller

    @property
    def email(self) -> str:
        return f"p{self.chat}@client.example"

    async def do(self, step: str) -> None:
        word, _, rest = step.partition(" ")
        if word == "send":
            await self._send()
        elif word == "wait":
            self.world.clock.move(timedelta(hours=int(rest)))
        elif word == "write":
            await self.world.talk.write("Вопрос", chat=self.chat)
            self.model.wrote, self.model.blocked = True, False
            self.model.peace -= {"hard_bounce"}
        elif word == "transcript":
            await self._transcript()
        elif word in {"grant", "withdraw", "request", "block", "unblock", "give", "suppress", "away"}:
            async with unit_of_work(self.world.program, self.world.company) as ctx:
                await self._act(ctx, word, rest)
        else:
            await self._ask(step)

    async def untold(self) -> list[str]:
        """Refusals of which the person's list says nothing."""
        async with unit_of_work(self.world.program, self.world.company) as ctx:
            told = await explaining.sent_to(ctx, self.contact_id, before=None, limit=100)
        skipped = sum(one.state == "skipped" and bool(one.code) for one in told)
        return self.refused if skipped < len(self.refused) else []

    async def _act(self, ctx: Ctx, word: str, rest: str) -> None:
        model = self.model
        if word in {"grant", "withdraw", "request"}:
            await self._agree(ctx, word)
        elif word in {"block", "unblock"}:
            free = word == "unblock"
            await contacts.set_reachable(ctx, identity_id=self.identity_id, reachable=free, code="blocked")
            if free and model.blocked:
                model.peace -= {"hard_bounce"}
            model.blocked = not free
        elif word == "give":
            await consents.give_contact(ctx, self.contact_id, promise="счёт")
            model.given.append({"promise": True, "question": True})
        elif word == "away":
            await self._away(ctx)
        else:
            for kind, address in ((KIND, str(self.chat)), ("email", self.email)):
                await suppressing.suppress(ctx, address_kind=kind, address=address, reason=rest)
            model.peace.add(rest)
            model.mailbox_dead |= rest == "hard_bounce"

    async def _away(self, ctx: Ctx) -> None:
        """Whoever answers is ill for an hour; it changes nothing of what may be said."""
        now, world = ctx.now(), self.world
        if now >= world.away_until:
            world.away_until = now + timedelta(hours=1)
            leave = OwnAbsence(
                kind="illness", starts_at=now, ends_at=world.away_until, deputy_operator_id=world.deputy_id
            )
            await absences.plan(ctx, world.company.owner.id, leave)

    async def _agree(self, ctx: Ctx, word: str) -> None:
        model = self.model
        act = {"grant": "granted", "withdraw": "withdrawn", "request": "requested"}[word]
        method = "form" if word != "withdraw" else "word"
        told = recording.Act(contact_id=self.contact_id, act=act, purpose="news", channel=KIND, method=method)
        await recording.record(ctx, told)
        if not (word == "request" and model.agreed == "granted"):
            model.agreed = {"grant": "granted", "withdraw": "withdrawn", "request": "pending"}[word]
        if word == "grant":
            model.peace -= {"unsubscribed"}

    async def _transcript(self) -> None:
        """The server's own letter to the person's address; a word from the bot does not heal the mailbox."""
        world, before = self.world, len(self.world.mail.kept)
        await transcripts.send(
            world.program.parts, visitor_id=world.visitor_id, workspace_id=world.company.id, email=self.email
        )
        went = len(world.mail.kept) > before
        if went == self.model.mailbox_dead:
            (self.forbidden if went else self.withheld).append("transcript")

    async def _ask(self, ask: str) -> None:
        if ask == "journey" and ask in self.asked.values():
            return  # nobody stands at one step twice at a time
        text = f"{ask} {new_id()}"
        was_free = self.model.may(ask)
        room = ask not in FIRST or self.model.holds_one_more(self.world.clock.now())
        actor = TOKEN if ask == "api" else Actor(kind=ActorKind.SYSTEM)
        planned = True
        try:
            async with unit_of_work(self.world.program, self.world.company, actor=actor) as ctx:
                planned = await self._plan(ctx, ask, text)
        except Refused:
            planned = False
        if planned and not was_free:
            self.forbidden.append(f"planned: {ask}")
        if not planned and was_free and room:
            self.withheld.append(ask)
        if planned:
            self.asked[text] = ask
            self.sure.add(text)
            self.model.use_step(ask)
        elif ask not in {"campaign", "journey"}:  # whose list is the batch's own
            self.refused.append(ask)

    async def _plan(self, ctx: Ctx, ask: str, text: str) -> bool:
        if ask == "campaign":
            return await self._campaign(ctx, text)
        if ask == "journey":
            self.batches.append(self.world.journey.batch_id)
            return await self.world.journey.ask(ctx, self.contact_id, text)
        if ask == "autoresponder":
            return await automatic.answer(ctx, self.conversation_id, text)
        if ask in {"reply", "api", "automation", "rating"}:
            words = Words(text=text, automatic=ask in {"automation", "rating"}, question=ask == "rating")
            await writing.reply(ctx, self.conversation_id, words)
            return True
        draft = ledger.Draft(
            channel_id=self.world.talk.channel.id,
            lane=self.conversation_id,
            subject_id=new_id(),
            key=text,
            purpose={"confirm": "confirmation", "template_test": "test"}.get(ask, ask),
            to_address=str(self.chat),
            thread_id=str(self.chat),
            identity_id=self.identity_id,
            asked_at=ctx.now() if ask == "carry_on" and self.model.wrote else None,
            content=ledger.Content(text=text),
        )
        await ledger.plan(ctx, draft)
        return True

    async def _campaign(self, ctx: Ctx, text: str) -> bool:
        """A batch of one; whether the person was let in."""
        channel_id = self.world.talk.channel.id
        new = mass.NewBatch(channel_id=channel_id, purpose="news", owner=OWNER, owner_id=new_id(), key=text)
        batch_id = await mass.open_batch(ctx, new)
        self.world.author.texts[batch_id] = text
        wish = mass.Wish(contact_id=self.contact_id, due_at=ctx.now())
        planned = await mass.plan(ctx, batch_id, [wish])
        await mass.start(ctx, batch_id)
        self.batches.append(batch_id)
        return planned[""] == 1

    async def _relay(self) -> None:
        """What the loop of messages to many does for these batches."""
        world = self.world
        for batch_id in self.batches:
            await relaying.relay(world.program.parts, batch_id=batch_id, workspace_id=world.company.id)

    async def _send(self) -> None:
        """What was let through before must still be free now, and what is free must go."""
        world, quiet = self.world, 0
        while quiet < QUIET_LOOKS:
            before = len(world.talk.api.sent())
            await self._relay()
            await send_due(world.program, world.company, now=world.clock.now())
            for request in world.talk.api.sent()[before:]:
                self._reached(str(request.params.get("text", "")))
            quiet = 0 if len(world.talk.api.sent()) > before else quiet + 1
            world.clock.move(timedelta(seconds=1))
        self._look_for_withheld()

    def _reached(self, text: str) -> None:
        now, ask = self.world.clock.now(), self.asked.pop(text, None)
        if ask is None:
            return  # of another story's person, whose time has come
        if not self.model.may_still(ask):
            self.forbidden.append(f"sent: {text}")
        if ask in FIRST:
            if not self.model.awake(now):
                self.forbidden.append(f"at night: {text}")
            if not self.model.holds_one_more(now):
                self.forbidden.append(f"one too many: {text}")
            self.model.asked.append(now.astimezone(ZoneInfo("Europe/Moscow")).date())

    def _look_for_withheld(self) -> None:
        """News may sleep until the person wakes; whatever else has not gone by now is lost, so it must not be free."""
        now, model = self.world.clock.now(), self.model
        for text, ask in list(self.asked.items()):
            sleeps = ask in FIRST and not model.awake(now)
            free = model.may_still(ask) and (ask not in FIRST or model.holds_one_more(now))
            if free and not sleeps and text in self.sure:
                self.withheld.append(f"not sent: {text}")
            if not free:
                self.sure.discard(text)  # skipped, or still waiting: a pencil does not know
