"""Plays the demo company's story through the product's own verbs, at the times it tells of.

What customers said goes through the journal, what operators answered through the ledger, so that threads, trails and
speed are what the product itself made of them. All in the caller's transaction: nothing is seen before it is whole,
and no background loop finds a message to send.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from otklik import demo_story as story
from otklik.channels.contract import InboundRead, RawItem
from otklik.channels.visitors import VisitorItem
from otklik.demo_story import Dialogue, Line
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import queries as conversations
from otklik.domains.conversations.service import managing, writing
from otklik.domains.delivery import queries as delivery
from otklik.domains.delivery.models import Channel, JournalItem
from otklik.domains.delivery.service import intake, ledger, receipts
from otklik.domains.livechat.models import VisitorSession
from otklik.domains.livechat.service import visitors
from otklik.domains.workspaces.rules import permissions_of
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.platform.context import SYSTEM, Actor, ActorKind, Ctx
from otklik.platform.ids import new_id, token

TOUCH: Final = timedelta(milliseconds=40)
"""What a step of delivery takes on a quiet server."""
BLOCK: Final = 50
NODE: Final = 0

People = Mapping[str, OperatorData]


async def play(ctx: Ctx, channel: Channel, people: People) -> None:
    """Every conversation of the story, line by line in the order of time; what lies ahead is left out."""
    ends = ctx.now()
    playing = [_Playing(ctx, channel, people, dialogue) for dialogue in story.DIALOGUES]
    moments = sorted(
        (moment for one in playing for moment in one.moments(ends)),
        key=lambda moment: moment[0],
    )
    for at, one, line in moments:
        await one.step(line, at=at)
    ctx.clock = FixedClock(ends)
    for one in playing:
        await one.known_to(people[story.ANNA])
    ctx.actor = SYSTEM


class _Playing:
    """One conversation of the story as it goes on."""

    def __init__(self, ctx: Ctx, channel: Channel, people: People, dialogue: Dialogue) -> None:
        self._ctx = ctx
        self._channel = channel
        self._people = people
        self._dialogue = dialogue
        self._visitor_id = new_id()
        self._clock = FixedClock(ctx.now())
        self._conversation_id: UUID | None = None

    def moments(self, ends: datetime) -> Iterator[tuple[datetime, "_Playing", Line]]:
        at = self._dialogue.began(ends)
        for line in self._dialogue.lines:
            at += timedelta(seconds=line.after_seconds)
            if at < ends:
                yield at, self, line

    async def step(self, line: Line, *, at: datetime) -> None:
        self._clock = FixedClock(at)
        self._ctx.clock = self._clock
        if line.who == story.CUSTOMER:
            self._ctx.actor = SYSTEM
            await (self._read() if line.act == "read" else self._ask(line))
        else:
            self._ctx.actor = acting(self._people[line.who])
            await self._act(line)
        if line.act == "say":
            await carry(self._ctx, self._clock)

    async def known_to(self, person: OperatorData) -> None:
        """What was closed is old news to whoever looks first."""
        if self._conversation_id is not None and self._dialogue.lines[-1].act == "close":
            self._ctx.actor = acting(person)
            await managing.read(self._ctx, self._conversation_id)

    async def _ask(self, line: Line) -> None:
        """As the site chat takes a message: stored raw, then read."""
        if self._conversation_id is None:
            await self._arrive()
        await self._stay()
        await take_in(self._ctx, self._channel, self._said(line).raw(), clock=self._clock)
        await self._opened()

    def _said(self, line: Line) -> VisitorItem:
        return VisitorItem(
            key=new_id(),
            visitor_id=self._visitor_id,
            sent_at=self._ctx.now(),
            text=line.text,
            language=self._dialogue.language,
        )

    @property
    def _page_url(self) -> str:
        return f"{story.SITE}{self._dialogue.page}"

    async def _arrive(self) -> None:
        """The browser's token is thrown away: nobody comes back as this visitor."""
        digest = visitors.digest(self._ctx.parts, token())
        page = {"url": self._page_url, "title": self._dialogue.page_title, "referrer": "", "attributes": {}}
        self._ctx.session.add(
            VisitorSession(
                id=self._visitor_id,
                workspace_id=self._ctx.workspace_id,
                channel_id=self._channel.id,
                token_digest=digest,
                first_seen_at=self._ctx.now(),
                last_seen_at=self._ctx.now(),
                language=self._dialogue.language,
                page=page,
                device=self._dialogue.device,
                email="",
            )
        )
        await self._ctx.session.flush()

    async def _stay(self) -> None:
        """Nothing polls for a customer of the story: how long their page stays open is written down at once."""
        visitor = await self._ctx.session.get_one(VisitorSession, self._visitor_id)
        visitor.last_seen_at = self._ctx.now() + timedelta(minutes=self._dialogue.stays_minutes)

    async def _opened(self) -> None:
        if self._conversation_id is not None:
            return
        found = await conversations.conversation_of_thread(
            self._ctx, channel_id=self._channel.id, thread_id=str(self._visitor_id)
        )
        assert found is not None
        self._conversation_id = found.id
        if self._dialogue.name:
            changes = contacts.ContactChanges(name=self._dialogue.name)
            await contacts.update(self._ctx, contact_id=found.contact_id, changes=changes)

    async def _act(self, line: Line) -> None:
        assert self._conversation_id is not None
        match line.act:
            case "take":
                await managing.assign(
                    self._ctx, self._conversation_id, operator_id=self._people[line.who].id, team_id=None
                )
                await managing.read(self._ctx, self._conversation_id)
            case "close":
                await managing.close(self._ctx, self._conversation_id)
            case "note":
                await writing.note(self._ctx, self._conversation_id, writing.Words(text=line.text))
            case _:
                await writing.reply(self._ctx, self._conversation_id, writing.Words(text=line.text))

    async def _read(self) -> None:
        """The visitor's page was open and in front."""
        receipt = InboundRead(
            external_id="", thread_id=str(self._visitor_id), sent_at=self._ctx.now(), by_machine=False, up_to=True
        )
        await receipts.apply(self._ctx, channel_id=self._channel.id, receipt=receipt, received_at=self._ctx.now())


async def take_in(ctx: Ctx, channel: Channel, raw: RawItem, *, clock: FixedClock) -> None:
    """As a channel takes what it was told: stored raw, then read."""
    item = JournalItem(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        channel_id=channel.id,
        event_id=raw.event_id,
        body=raw.body,
        headers={},
        received_at=ctx.now(),
        state="received",
    )
    ctx.session.add(item)
    await ctx.session.flush()
    clock.move(TOUCH)
    await intake.read_item(ctx, channel, item)
    await delivery.mark_read(ctx, [item.id])


async def carry(ctx: Ctx, clock: FixedClock) -> None:
    """Take what was planned through the ledger's states, as if the provider had accepted it."""
    for ledger_id in await delivery.claim(ctx.session, node=NODE, now=ctx.now(), limit=BLOCK):
        row = await delivery.ledger_row(ctx, ledger_id, lock=True)
        assert row is not None
        await ctx.session.refresh(row)
        clock.move(TOUCH)
        await ledger.move(ctx, row, state="handed", at=ctx.now())
        clock.move(TOUCH)
        row.external_id = str(row.id)
        await ledger.move(ctx, row, state="accepted", at=ctx.now())
        await ctx.session.flush()


def acting(person: OperatorData) -> Actor:
    """With all that their role may do."""
    return Actor(kind=ActorKind.OPERATOR, id=person.id, permissions=permissions_of(person.role))
