"""A small company of random people: cards joined and not, what they did around the edges of days, what we owe them."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.factories import Company, unique, unit_of_work
from tests.factories_delivery import create_channel

from otklik.domains.activity.models import RfmScore
from otklik.domains.activity.schemas import FactIn, LineIn, PersonRef
from otklik.domains.activity.service import following, recording
from otklik.domains.consents.models import Purpose, State, Suppression
from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.conversations.models import Conversation, ConversationNumber, Label
from otklik.domains.debts.models import Debt
from otklik.domains.delivery.models import Channel
from otklik.domains.ratings.models import Rating
from otklik.domains.segments.models import ListedPerson, Segment
from otklik.domains.tasks.models import Task
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.program import Program

NAMES: Final = ("Анна Ким", "Борис", "анна", "O'Neil 100%", "a_b\\c", "")
CITIES: Final = ("Москва", "МОСКВА", "Тверь", "100%", "")
EVENTS: Final = ("product_viewed", "opened", "purchase")
PRODUCTS: Final = ("p1", "p2")
CATEGORIES: Final = ("coffee", "tea")
LOCALES: Final = ("ru", "ru-RU", "en-GB", "")
PEOPLE: Final = 7


class Town:
    """The company's fixed things, by which rules name them."""

    def __init__(self, company: Company, channels: list[Channel]) -> None:
        self.company = company
        self.channel_ids = [channel.id for channel in channels]
        self.label_ids = [new_id(), new_id()]
        self.list_id = new_id()
        self.purpose_id = new_id()
        self.cards: list[UUID] = []


async def build(program: Program, company: Company, random: Random, *, zone: ZoneInfo) -> Town:
    channels = [await create_channel(program, company, kind="webchat") for _ in range(2)]
    town = Town(company, channels)
    async with unit_of_work(program, company) as ctx:
        await _settle(ctx, town, random, zone)
    return town


async def _settle(ctx: Ctx, town: Town, random: Random, zone: ZoneInfo) -> None:
    await _things(ctx, town)
    await people(ctx, town, random, zone, count=PEOPLE)
    for card_id in town.cards:
        await _reach(ctx, town, random, card_id)
        await _dealings(ctx, town, random, card_id, zone)
    await ctx.session.flush()
    await deeds(ctx, town, random, zone, count=random.randrange(5, 25))
    await regulars(ctx, town, random)
    await _join(ctx, town, random)


async def _things(ctx: Ctx, town: Town) -> None:
    own = {"workspace_id": ctx.workspace_id}
    ctx.session.add_all(
        Label(id=one, name=unique("l"), colour="grey", created_at=ctx.now(), **own) for one in town.label_ids
    )
    ctx.session.add(
        Purpose(id=town.purpose_id, code="news", name_ru="н", name_en="n", basis="consent", created_at=ctx.now(), **own)
    )
    ctx.session.add(
        Segment(
            id=town.list_id,
            code="listed",
            name="Список",
            kind="list",
            created_at=ctx.now(),
            updated_at=ctx.now(),
            **own,
        )
    )
    ctx.session.add(ConversationNumber(last=1000, **own))
    await ctx.session.flush()


async def people(ctx: Ctx, town: Town, random: Random, zone: ZoneInfo, *, count: int) -> None:
    for _ in range(count):
        card_id = new_id()
        created = moment(ctx, random, zone)
        ctx.session.add(
            Contact(
                id=card_id,
                workspace_id=ctx.workspace_id,
                root_id=card_id,
                name=random.choice(NAMES),
                locale=random.choice(LOCALES),
                attributes=attributes(ctx, random, zone),
                created_at=created,
                last_seen_at=moment(ctx, random, zone),
            )
        )
        town.cards.append(card_id)
    await ctx.session.flush()


def attributes(ctx: Ctx, random: Random, zone: ZoneInfo) -> dict[str, Any]:
    day = (ctx.now().astimezone(zone) + timedelta(days=random.randrange(-4, 5))).date()
    born = day.replace(year=random.choice((1990, 1996, 2000)), day=min(day.day, 28))
    pool: dict[str, Any] = {
        "city": random.choice((*CITIES, 5, True, ["Москва"])),
        "age": random.choice((17, 18, 18.5, 30, "18", None)),
        "visit": random.choice((day.isoformat(), f"{day.isoformat()}T10:00:00Z", "2026-02-31", "скоро", 5)),
        "birthday": random.choice((born.isoformat(), "1996-02-29", "1990-02-28", "1990-03-01", "нет")),
        "vip": random.choice((True, False, "true")),
        "tags": random.choice((["a"], ["a", "b"], [], "a")),
    }
    return {name: value for name, value in pool.items() if random.random() < 0.6}


def moment(ctx: Ctx, random: Random, zone: ZoneInfo) -> datetime:
    """Near an edge: a midnight of the last days, or some hours ago to the microsecond."""
    now = ctx.now()
    if random.random() < 0.3:
        return now - timedelta(hours=random.randrange(0, 4), microseconds=random.randrange(-1, 2) + 1)
    day = (now.astimezone(zone) - timedelta(days=random.randrange(0, 6))).date()
    edge = datetime(day.year, day.month, day.day, tzinfo=zone)
    return min(edge.astimezone(now.tzinfo) + timedelta(seconds=random.choice((-1, 0, 1, 3600, 40_000))), now)


async def deeds(ctx: Ctx, town: Town, random: Random, zone: ZoneInfo, *, count: int) -> None:
    facts = [_fact(ctx, random, random.choice(town.cards), zone) for _ in range(count)]
    outcomes = await recording.record(ctx, facts)
    assert all(one.error is None for one in outcomes)


async def regulars(ctx: Ctx, town: Town, random: Random) -> None:
    """Some buy again and again, some of them to the very day and some with microseconds that do not divide."""
    for card_id in town.cards:
        if random.random() < 0.5:
            continue
        every = random.choice((timedelta(days=1), timedelta(days=2), timedelta(days=1, hours=5, microseconds=1)))
        last = ctx.now() - random.choice((timedelta(), timedelta(days=2), timedelta(days=4, microseconds=7)))
        facts = [
            FactIn(name="purchase", person=PersonRef(contact_id=card_id), at=last - every * place)
            for place in range(random.randrange(2, 6))
        ]
        await recording.record(ctx, facts)


def _fact(ctx: Ctx, random: Random, card_id: UUID, zone: ZoneInfo) -> FactIn:
    name = random.choice(EVENTS)
    lines = [
        LineIn(
            product=random.choice(PRODUCTS),
            category=random.choice(CATEGORIES),
            quantity=random.choice((1, 2, 0.333)),
            price_minor=random.choice((100, 999)),
        )
        for _ in range(random.randrange(0, 3) if name == "purchase" else 0)
    ]
    amount = random.choice((None, 500, 1500, -300)) if not lines else None
    return FactIn(
        name=name,
        person=PersonRef(contact_id=card_id),
        at=moment(ctx, random, zone),
        amount_minor=amount,
        currency="USD" if random.random() < 0.15 and (amount or lines) else None,
        properties={"page": random.choice(("Кофе", "чай", 5, ["кофе"])), "n": random.choice((1, 5, "5"))},
        lines=tuple(lines),
    )


async def _reach(ctx: Ctx, town: Town, random: Random, card_id: UUID) -> None:
    own = {"workspace_id": ctx.workspace_id}
    for kind in ("email", "phone", "telegram"):
        if random.random() < 0.5:
            continue
        address = unique(kind)
        ctx.session.add(
            Identity(
                id=new_id(),
                contact_id=card_id,
                address_kind=kind,
                address=address,
                verified=random.random() < 0.5,
                claimed=False,
                reachable=random.random() < 0.7,
                created_at=ctx.now(),
                **own,
            )
        )
        if random.random() < 0.4:
            ctx.session.add(
                Suppression(
                    id=new_id(),
                    address_kind=kind,
                    address=address,
                    channel=random.choice(("", "email", "sms")),
                    reason=random.choice(("hard_bounce", "complaint", "blocked", "unsubscribed")),
                    note="",
                    created_at=ctx.now(),
                    lifted_at=random.choice((None, None, ctx.now())),
                    **own,
                )
            )
    for channel in ("", "email", "sms"):
        if random.random() < 0.5:
            ctx.session.add(
                State(
                    contact_id=card_id,
                    purpose_id=town.purpose_id,
                    channel=channel,
                    address=random.choice(("", "a@example.ru")),
                    status=random.choice(("granted", "withdrawn", "pending")),
                    at=ctx.now() - timedelta(minutes=random.randrange(3)),
                    record_id=new_id(),
                    **own,
                )
            )
    if random.random() < 0.4:
        ctx.session.add(
            ListedPerson(segment_id=town.list_id, contact_id=card_id, source="hand", added_at=ctx.now(), **own)
        )


async def _dealings(ctx: Ctx, town: Town, random: Random, card_id: UUID, zone: ZoneInfo) -> None:
    talk = await _talk(ctx, town, random, card_id, zone) if random.random() < 0.6 else None
    own = {"workspace_id": ctx.workspace_id}
    if random.random() < 0.5:
        state = random.choice(("open", "open", "done"))
        task = Task(
            id=new_id(),
            contact_id=random.choice(town.cards) if talk else card_id,
            conversation_id=talk,
            text="Позвонить",
            operator_id=town.company.owner.id,
            due_at=ctx.now() + timedelta(hours=random.choice((-30, 0, 1, 30))),
            state=state,
            created_at=ctx.now(),
            settled_at=None if state == "open" else ctx.now(),
            **own,
        )
        ctx.session.add(task)
        if random.random() < 0.5:
            _owe(ctx, random, kind="task", source_id=task.id, talk=talk)
    if talk and random.random() < 0.4:
        _owe(ctx, random, kind=random.choice(("unanswered", "promised")), source_id=talk, talk=talk)


async def _talk(ctx: Ctx, town: Town, random: Random, card_id: UUID, zone: ZoneInfo) -> UUID:
    closed = random.random() < 0.4
    wrote = random.choice((None, moment(ctx, random, zone)))
    talk = Conversation(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        number=random.randrange(10**9),
        channel_id=random.choice(town.channel_ids),
        contact_id=card_id,
        thread_id=unique("t"),
        subject="",
        state="closed" if closed else "open",
        closed_at=ctx.now() if closed else None,
        reply_token=unique("token"),
        preview="",
        preview_author="",
        opened_at=ctx.now(),
        last_message_at=ctx.now(),
        last_inbound_at=wrote,
        waiting_since=None if closed or random.random() < 0.5 else ctx.now(),
        label_ids=[one for one in town.label_ids if random.random() < 0.4],
    )
    ctx.session.add(talk)
    await ctx.session.flush()
    if random.random() < 0.5:
        score = random.choice((None, 1, 3, 5))
        ctx.session.add(
            Rating(
                id=new_id(),
                workspace_id=ctx.workspace_id,
                conversation_id=talk.id,
                channel_id=talk.channel_id,
                operator_id=town.company.owner.id,
                closed_at=ctx.now(),
                asked_at=ctx.now(),
                scale="stars",
                bad_up_to=2,
                locale="ru",
                score=score,
                bad=None if score is None else score <= 2,
                rated_at=None if score is None else moment(ctx, random, zone),
            )
        )
    return talk.id


def _owe(ctx: Ctx, random: Random, *, kind: str, source_id: UUID, talk: UUID | None) -> None:
    ctx.session.add(
        Debt(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            source_kind="task" if kind == "task" else "wait",
            source_id=source_id,
            kind=kind,
            conversation_id=talk,
            since=ctx.now(),
            urgent_at=ctx.now(),
            why="waits",
            params={},
            state=random.choice(("open", "open", "settled")),
        )
    )


async def _join(ctx: Ctx, town: Town, random: Random) -> None:
    """Some cards are cards of others: roots are the first of the town, so that chains and elders both come up."""
    joined: list[UUID] = []
    for card_id in town.cards[3:]:
        if random.random() < 0.4:
            card = await ctx.session.get_one(Contact, card_id)
            card.merged_into_id = card.root_id = random.choice(town.cards[:2])
            joined.append(card_id)
    await ctx.session.flush()
    await following.people_changed(ctx, [*town.cards])
    for card_id in town.cards:
        if card_id not in joined and random.random() < 0.4:
            ctx.session.add(
                RfmScore(
                    workspace_id=ctx.workspace_id,
                    contact_id=card_id,
                    recency=random.randrange(1, 6),
                    frequency=random.randrange(1, 6),
                    money=random.randrange(1, 6),
                    value=3,
                    group=random.choice(("champions", "lost", "at_risk")),
                    level=random.randrange(0, 3),
                    purchases=1,
                    spent_minor=100,
                    last_at=ctx.now(),
                )
            )
    await ctx.session.flush()
