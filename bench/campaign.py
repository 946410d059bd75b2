"""A campaign's whole path: claim, gate, letter with 8 values, 5 signed links and a way out, send, write down.

The program's own loop sends a planned batch from an embedded PostgreSQL to postfix's `smtp-sink`; `smtp-source` sends
mails of equal size to the same sink in the same round. The gate is whole: reachability, consent, suppression, caps.
`campaign.plan` is what planning the same people took. Needs postfix (Debian: postfix).
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from bench import harness, mass
from bench.figures import Figure, figure, median
from otklik.channels.mail.mass import letter
from otklik.channels.mail.mass.letter import Form, Segment, Slot
from otklik.commands.database import opened
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes
from otklik.domains.delivery import workers
from otklik.domains.delivery.service import channels, ledger
from otklik.domains.delivery.service import mass as batches
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.platform.migrate import migrate
from otklik.platform.settings import Settings
from otklik.program import Program

OWNER: Final = "bench"
PURPOSE: Final = "news"
DOMAINS: Final = 50
LOOK_SECONDS: Final = 0.1


class Size(msgspec.Struct, frozen=True, kw_only=True):
    recipients: int = 200_000
    rounds: int = 1


TINY: Final = Size(recipients=3_000)


class Author:
    """The letter of `bench.mass`, its links written as an author writes them."""

    async def design(self, ctx: Ctx, batch: batches.Batch, *, variant: int, language: str) -> letter.Design:
        rows: list[Segment] = []
        for at in range(len(mass.VALUES)):
            rows += [
                "<tr><td class=value>",
                Slot(f"v{at}"),
                "</td></tr>\n" + "<tr><td>A line of a template</td></tr>\n" * 12,
            ]
        rows += [
            f'<tr><td><a href="https://shop.example/goods/{at}">Подробнее</a></td></tr>\n' for at in range(mass.LINKS)
        ]
        return letter.Design(
            sender="",
            subject=["Для вас, ", Slot("v0")],
            text=[
                "Здравствуйте, ",
                Slot("v0"),
                "!\n",
                *[f"https://shop.example/goods/{at}\n" for at in range(mass.LINKS)],
            ],
            html=[
                "<html><body><table>\n",
                "<tr><td>Здравствуйте</td></tr>\n" * 20,
                *rows,
                '</table><a href="',
                Slot("unsubscribe_url", Form.MARKUP),
                '">Отписаться</a></body></html>\n',
            ],
            feedback_id="1:2:3:otklik",
        )

    async def values(
        self, ctx: Ctx, batch: batches.Batch, rows: Sequence[batches.ClaimedRow]
    ) -> Mapping[UUID, Mapping[str, str]]:
        same = {f"v{at}": value for at, value in enumerate(mass.VALUES)}
        return {row.id: {**same, "v0": row.name} for row in rows}

    async def contents(
        self, ctx: Ctx, batch: batches.Batch, rows: Sequence[batches.ClaimedRow]
    ) -> Mapping[UUID, ledger.Content]:
        return {}


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.data_folder() as folder:
        settings = Settings(data_dir=folder, allowed_hosts=("127.0.0.1",))
        with opened(settings) as database:
            migrate(database.dsn)
            program = Program(settings, database_url=database.dsn)
            await program.start(work=False)
            try:
                async for found in _measured(program, size):
                    yield found
            finally:
                await program.stop()


async def _measured(program: Program, size: Size) -> AsyncGenerator[Figure]:
    program.parts.get(batches.MassAuthors).add(OWNER, Author())
    async with mass.sink() as port:
        workspace, channel_id = await company(program, port)
        crowd = await people(program, workspace, size.recipients)
        source: list[float] = []
        ours: list[float] = []
        planned: list[float] = []
        for _ in range(size.rounds):
            batch_id = await _open(program, workspace, channel_id)
            planned.append(await _plan(program, workspace, batch_id, crowd))
            await _vacuum(program)
            source.append(await mass.source(port, size.recipients, length=mass.length()))
            ours.append(await _sent(program, workspace, batch_id, size.recipients))
        yield figure("campaign.plan", median(planned), "people/s")
        yield figure("campaign.send", median(ours), "mails/s", reference=median(source), target="ratio >= 0.6")


async def company(program: Program, port: int) -> tuple[WorkspaceId, UUID]:
    async with program.parts.get(Database).system() as session:
        workspace_id = WorkspaceId(new_id())
        await session.execute(
            text("INSERT INTO workspaces (id, slug, name, created_at) VALUES (:id, 'bench', 'Чайная', now())"),
            {"id": workspace_id},
        )
    async with program.parts.get(Database).transaction(workspace_id) as ctx:
        await purposes.create(
            ctx, PurposeIn(code=PURPOSE, name_ru="Новости", name_en="News", basis="legitimate_interest")
        )
        channel = await channels.create(
            ctx,
            kind="email",
            name="Почта",
            config={
                "address": mass.SENDER,
                "password": "unused",
                "imap_host": "127.0.0.1",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_security": "none",
                "smtp_auth": False,
            },
        )
    return workspace_id, channel.id


_PEOPLE: Final = text("""
WITH new AS (
    INSERT INTO contacts (id, workspace_id, name, root_id, created_at, last_seen_at)
    SELECT id, :workspace_id, 'Анна ' || place, id, now(), now()
    FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS one (id, place)
)
INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
SELECT uuidv7(), :workspace_id, id, 'email', 'person' || id || '@d' || place % :domains || '.example.org',
       true, false, now()
FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS one (id, place)
""")


async def people(program: Program, company: WorkspaceId, count: int) -> list[UUID]:
    ids = [new_id() for _ in range(count)]
    for start in range(0, count, 10_000):
        async with program.parts.get(Database).transaction(company) as ctx:
            block = {"ids": ids[start : start + 10_000], "workspace_id": company, "domains": DOMAINS}
            await ctx.session.execute(_PEOPLE, block)
    return ids


async def _open(program: Program, company: WorkspaceId, channel_id: UUID) -> UUID:
    async with program.parts.get(Database).transaction(company) as ctx:
        return await batches.open_batch(
            ctx,
            batches.NewBatch(channel_id=channel_id, purpose=PURPOSE, owner=OWNER, owner_id=new_id(), key=str(new_id())),
        )


async def _plan(program: Program, company: WorkspaceId, batch_id: UUID, people: Sequence[UUID]) -> float:
    started = time.monotonic()
    for start in range(0, len(people), batches.BLOCK_MAX):
        async with program.parts.get(Database).transaction(company) as ctx:
            block = people[start : start + batches.BLOCK_MAX]
            found = await batches.plan(ctx, batch_id, [batches.Wish(contact_id=one, due_at=ctx.now()) for one in block])
        if found != {"": len(block)}:
            raise RuntimeError(f"not planned: {dict(found)}")
    return len(people) / (time.monotonic() - started)


async def _vacuum(program: Program) -> None:
    """What autovacuum does by itself within a minute of such a load."""
    async with program.database.engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(text("ANALYZE"))


async def _sent(program: Program, company: WorkspaceId, batch_id: UUID, count: int) -> float:
    """Mails a second from the start to the last one written down."""

    async def send() -> None:
        await workers.send_mass(program.parts)

    loop = asyncio.create_task(send())
    try:
        started = time.monotonic()
        async with program.parts.get(Database).transaction(company) as ctx:
            await batches.start(ctx, batch_id)
        while await _accepted(program, company, batch_id) < count:  # noqa: ASYNC110 - it is told by the database
            await asyncio.sleep(LOOK_SECONDS)
        return count / (time.monotonic() - started)
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


async def _accepted(program: Program, company: WorkspaceId, batch_id: UUID) -> int:
    async with program.parts.get(Database).transaction(company) as ctx:
        query = text("SELECT name, sum(count) FROM mass_counts WHERE batch_id = :id GROUP BY name")
        states = {row[0]: int(row[1]) for row in await ctx.session.execute(query, {"id": batch_id}) if row[1]}
    if states.keys() - {"planned", "handed", "accepted"}:
        raise RuntimeError(f"not sent: {states}")
    return states.get("accepted", 0)
