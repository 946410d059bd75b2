"""Batches to many for tests: people by the thousand, a mailbox, an author who writes plainly, the loop itself."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel

from otklik.channels.contract import ConfigValue
from otklik.channels.mail.mass.letter import Design, Form, Slot, Values
from otklik.domains.consents.schemas import Basis, PurposeIn
from otklik.domains.consents.service import purposes
from otklik.domains.delivery import workers
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.service import ledger, mass
from otklik.domains.delivery.service.mass import Batch, ClaimedRow, NewBatch, Wish, relaying
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.program import Program

PURPOSE = "news"
OWNER = "toy"
ADDRESS = "news@example.test"


@dataclass
class ToyAuthor:
    """Writes one letter; `names` are the people it was asked about, in blocks."""

    blocks: list[int] = field(default_factory=list[int])
    designs: int = 0
    unwritten: set[UUID] = field(default_factory=set[UUID])
    cartless: set[UUID] = field(default_factory=set[UUID])
    """Whose link leads nowhere."""

    async def design(self, ctx: Ctx, batch: Batch, *, variant: int, language: str) -> Design:
        self.designs += 1
        return Design(
            sender="",
            subject=[f"Новости {variant}, ", Slot("name")],
            text=["Здравствуйте, ", Slot("name"), "! https://shop.example/new и ", Slot("link:cart")],
            html=[
                "<html><body><p>Здравствуйте, ",
                Slot("name"),
                '!</p><a href="https://shop.example/new">Новинки</a> ',
                '<a href="https://shop.example/sale?a=1&amp;b=2">Скидки</a> <a href="',
                Slot("link:cart", Form.MARKUP),
                '">Корзина</a> <a href="',
                Slot("unsubscribe_url", Form.MARKUP),
                '">Отписаться</a> <a href="',
                Slot("preferences_url", Form.MARKUP),
                '">Настроить</a></body></html>',
            ],
        )

    async def values(self, ctx: Ctx, batch: Batch, rows: Sequence[ClaimedRow]) -> Mapping[UUID, Values]:
        self.blocks.append(len(rows))
        return {
            row.id: {
                "name": row.name,
                "link:cart": "" if row.contact_id in self.cartless else f"https://shop.example/cart/{row.contact_id}",
            }
            for row in rows
            if row.contact_id not in self.unwritten
        }

    async def contents(self, ctx: Ctx, batch: Batch, rows: Sequence[ClaimedRow]) -> Mapping[UUID, ledger.Content]:
        self.blocks.append(len(rows))
        return {
            row.id: ledger.Content(text=f"Здравствуйте, {row.name}")
            for row in rows
            if row.contact_id not in self.unwritten
        }


def author(program: Program) -> ToyAuthor:
    toy = ToyAuthor()
    program.parts.get(mass.MassAuthors).add(OWNER, toy)
    return toy


async def purpose(
    program: Program, company: Company, *, code: str = PURPOSE, basis: Basis = "legitimate_interest"
) -> None:
    async with unit_of_work(program, company) as ctx:
        await purposes.create(
            ctx,
            PurposeIn(code=code, name_ru="Новости", name_en="News", basis=basis, text_ru="Согласен", text_en="I agree"),
        )


async def mailbox(program: Program, company: Company, *, port: int, **more: ConfigValue) -> Channel:
    config: dict[str, ConfigValue] = {
        "address": ADDRESS,
        "from_name": "Чайная",
        "password": "unused",
        "imap_host": "127.0.0.1",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_auth": False,
    }
    return await create_channel(program, company, kind="email", config={**config, **more})


_PEOPLE = text("""
WITH new AS (
    INSERT INTO contacts (id, workspace_id, name, root_id, created_at, last_seen_at)
    SELECT id, :workspace_id, 'Анна ' || place, id, :now, :now
    FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS one (id, place)
    RETURNING id
), addressed AS (
    INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
    SELECT gen_random_uuid(), :workspace_id, id, :kind, left(replace(id::text, '-', ''), 40) || :tail, true, false, :now
    FROM unnest(CAST(:ids AS uuid[])) AS one (id)
)
SELECT count(*) FROM new
""")


async def people(
    program: Program, company: Company, count: int, *, kind: str = "email", tail: str = "@people.test"
) -> list[UUID]:
    """Root cards with one address each: `ID@people.test`, ID without dashes."""
    ids = [new_id() for _ in range(count)]
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(
            _PEOPLE, {"ids": ids, "workspace_id": ctx.workspace_id, "now": ctx.now(), "kind": kind, "tail": tail}
        )
    return ids


async def batch(
    program: Program,
    company: Company,
    channel: Channel,
    *,
    owner_id: UUID | None = None,
    per_second: float | None = None,
) -> UUID:
    async with unit_of_work(program, company) as ctx:
        return await mass.open_batch(
            ctx,
            NewBatch(
                channel_id=channel.id,
                purpose=PURPOSE,
                owner=OWNER,
                owner_id=owner_id or new_id(),
                key=str(new_id()),
                per_second=per_second,
                utm={"utm_source": "otklik", "utm_campaign": "spring"},
            ),
        )


async def plan(program: Program, company: Company, batch_id: UUID, contact_ids: Sequence[UUID]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(contact_ids), mass.BLOCK_MAX):
        async with unit_of_work(program, company) as ctx:
            wishes = [Wish(contact_id=one, due_at=ctx.now()) for one in contact_ids[start : start + mass.BLOCK_MAX]]
            for code, count in (await mass.plan(ctx, batch_id, wishes)).items():
                found[code] = found.get(code, 0) + count
    return found


async def start(program: Program, company: Company, batch_id: UUID) -> None:
    async with unit_of_work(program, company) as ctx:
        await mass.start(ctx, batch_id)


async def due(program: Program, company: Company, channel_id: UUID | None = None) -> list[UUID]:
    """The company's batches that have something to send now, by the channel if it is named."""
    async with unit_of_work(program, company) as ctx:
        found = await mass_sending.due_batches(ctx.session, now=ctx.now(), channel_id=channel_id)
    return [one.batch_id for one in found if one.workspace_id == company.id]


async def relay(program: Program, company: Company, batch_id: UUID) -> int:
    """One block into the ledger; returns how many went."""
    return await relaying.relay(program.parts, batch_id=batch_id, workspace_id=company.id)


async def relay_due(program: Program, company: Company, channel_id: UUID) -> None:
    """One block of the only batch that is due by the channel."""
    [batch_id] = await due(program, company, channel_id)
    await relay(program, company, batch_id)


async def states(program: Program, company: Company, batch_id: UUID) -> dict[str, int]:
    """Rows by `state` or `state:code`, counted from the rows themselves."""
    async with unit_of_work(program, company) as ctx:
        rows = await ctx.session.execute(
            text("SELECT state, code, count(*) FROM mass_messages WHERE batch_id = :id GROUP BY 1, 2"), {"id": batch_id}
        )
        return {f"{row[0]}:{row[1]}" if row[1] else row[0]: row[2] for row in rows}


async def counted(program: Program, company: Company, batch_id: UUID) -> dict[str, int]:
    """The same from the counters."""
    async with unit_of_work(program, company) as ctx:
        rows = await ctx.session.execute(
            text(
                "SELECT name, code, sum(count) FROM mass_counts WHERE batch_id = :id AND kind = 'state' GROUP BY 1, 2"
            ),
            {"id": batch_id},
        )
        return {f"{row[0]}:{row[1]}" if row[1] else row[0]: int(row[2]) for row in rows if row[2]}


@asynccontextmanager
async def sending(program: Program) -> AsyncGenerator[None]:
    """The loop runs meanwhile."""

    async def loop() -> None:
        await workers.send_mass(program.parts)

    task = asyncio.create_task(loop())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
