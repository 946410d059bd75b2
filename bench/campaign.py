"""A campaign's whole path: claim, gate, letter with 8 values, 5 signed links and a way out, send, write down.

The program's own loop sends a planned batch from an embedded PostgreSQL to postfix's `smtp-sink`; `smtp-source` sends
mails of equal size to the same sink in the same round. The gate is asked whole in every variant; `.full` gives it work:
caps, people on the suppression list before and after planning, two languages, a segment asked of each block; `.dkim`
signs with RSA-2048. `.plan` is what planning the same people took, `.memory` what this process holds at the end beside
what it held after a quarter. Needs postfix (Debian: postfix).
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, NamedTuple, overload
from uuid import UUID

import msgspec
from sqlalchemy import text

from bench import harness, mass, processes
from bench.figures import Figure, figure
from otklik.channels.mail.mass import dkim, letter
from otklik.channels.mail.mass.letter import Form, Segment, Slot
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes
from otklik.domains.contact_policy.schemas import LevelCap
from otklik.domains.contact_policy.service import choosing
from otklik.domains.delivery import workers
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.service import channels, ledger
from otklik.domains.delivery.service import mass as batches
from otklik.domains.delivery.service.mass import mailing
from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

OWNER: Final = "bench"
PURPOSE: Final = "news"
DOMAINS: Final = 50
LOOK_SECONDS: Final = 0.1
LISTED_AT_ONCE: Final = 1_000


class Size(msgspec.Struct, frozen=True, kw_only=True):
    recipients: int = 200_000
    full: int = 60_000
    signed: int = 20_000
    speed_seconds: int = 3


TINY: Final = Size(recipients=3_000, full=3_000, signed=1_000, speed_seconds=1)


class Sent(NamedTuple):
    """Mails a second; MiB this process held after a quarter of them and at the end."""

    rate: float
    early: float
    late: float


class Author:
    """The letter of `bench.mass`, its links written as an author writes them."""

    def __init__(self) -> None:
        self.segment_id: UUID | None = None

    async def design(self, ctx: Ctx, batch: batches.Batch, *, variant: int, language: str) -> letter.Design:
        greeting = "Hello" if language == "en" else "Здравствуйте"
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
                f"{greeting}, ",
                Slot("v0"),
                "!\n",
                *[f"https://shop.example/goods/{at}\n" for at in range(mass.LINKS)],
            ],
            html=[
                "<html><body><table>\n",
                f"<tr><td>{greeting}</td></tr>\n" * 20,
                *rows,
                '</table><a href="',
                Slot("unsubscribe_url", Form.MARKUP),
                '">Отписаться</a></body></html>\n',
            ],
            feedback_id="1:2:3:otklik",
        )

    async def values(
        self, ctx: Ctx, batch: batches.Batch, rows: Sequence[batches.ClaimedRow]
    ) -> Mapping[UUID, letter.Values]:
        """Three of the eight are a person's own, as name, order and number are; the others come again and again."""
        same = {f"v{at}": value for at, value in enumerate(mass.VALUES)}
        inside = set[UUID]()
        if self.segment_id is not None:
            inside = await segments.holds(ctx, self.segment_id, [row.contact_id for row in rows])
        return {
            row.id: {
                **same,
                "v0": row.name,
                "v3": f"AB-{row.id.int % 1_000_000}",
                "v6": str(row.id.int % 1_000),
                "v7": "Для своих" if row.contact_id in inside else same["v7"],
            }
            for row in rows
        }

    async def contents(
        self, ctx: Ctx, batch: batches.Batch, rows: Sequence[batches.ClaimedRow]
    ) -> Mapping[UUID, ledger.Content]:
        return {}


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.program() as (program, _):
        async for found in _measured(program, size):
            yield found


async def _measured(program: Program, size: Size) -> AsyncGenerator[Figure]:
    author = Author()
    program.parts.get(batches.MassAuthors).add(OWNER, author)
    async with mass.sink() as port:
        workspace, channel_id = await company(program, port)
        crowd = await people(program, workspace, max(size.recipients, size.full, size.signed))
        round_ = Round(program, workspace, channel_id, port)
        await _policy(round_, caps=False)
        batch_id, planned = await round_.planned(crowd[: size.recipients])
        yield figure("campaign.plan", planned, "people/s")
        source, sent = await round_.sent(batch_id, size.recipients)
        yield figure("campaign.send", sent.rate, "mails/s", reference=source, target="ratio >= 0.8")
        yield figure("campaign.memory", sent.late, "MB", reference=sent.early, target="ratio <= 1.1")
        async for found in _full(round_, author, crowd[: size.full]):
            yield found
        async for found in _signed(round_, crowd[: size.signed], seconds=size.speed_seconds):
            yield found


async def _full(round_: "Round", author: Author, crowd: Sequence[UUID]) -> AsyncGenerator[Figure]:
    """One in twenty is on the suppression list: half of them before planning, half after it."""
    await _policy(round_, caps=True)
    author.segment_id = await listed(round_, crowd[::2], code="loyal")
    early = await round_.suppress(crowd[::40])
    batch_id, planned = await round_.planned(crowd, languages=("ru", "en"))
    late = await round_.suppress(crowd[1::40])
    yield figure("campaign.plan.full", planned, "people/s")
    source, sent = await round_.sent(batch_id, len(crowd) - early - late)
    yield figure("campaign.send.full", sent.rate, "mails/s", reference=source, target="ratio >= 0.6")
    author.segment_id = None
    await round_.unsuppress()


async def _signed(round_: "Round", crowd: Sequence[UUID], *, seconds: int) -> AsyncGenerator[Figure]:
    """Beside what is less: the server's own generator, or signatures on one core."""
    async with round_.transaction() as ctx:
        key = mailing.Key(selector="bench", algorithm="rsa", pem=dkim.new_key(dkim.Algorithm.RSA), active=True)
        sealed = mailing.sealed_keys(ctx.parts, [key])
        await mass_sending.save_mail(ctx, round_.channel_id, {"keys": sealed, "keys_at": ctx.now()})
    batch_id, _ = await round_.planned(crowd)
    source, sent = await round_.sent(batch_id, len(crowd))
    limit = min(source, mass.openssl(seconds))
    yield figure("campaign.send.dkim", sent.rate, "mails/s", reference=limit, target="ratio >= 0.8")


async def _policy(round_: "Round", *, caps: bool) -> None:
    async with round_.transaction() as ctx:
        policy = choosing.first()
        none = (LevelCap(level=0),)
        await choosing.save(ctx, policy if caps else msgspec.structs.replace(policy, caps=none))


async def listed(round_: "Round", people: Sequence[UUID], *, code: str) -> UUID:
    """A segment that is a list of these people."""
    async with round_.transaction() as ctx:
        made = await segments.create(ctx, segments.NewSegment(name="Свои", kind="list", code=code))
    for start in range(0, len(people), LISTED_AT_ONCE):
        async with round_.transaction() as ctx:
            chosen = SegmentPeopleIn(contact_ids=tuple(people[start : start + LISTED_AT_ONCE]))
            await peopling.put_on(ctx, made.id, chosen)
    return made.id


class Round:
    """One company's mailbox, and a batch after another through it."""

    def __init__(self, program: Program, company: WorkspaceId, channel_id: UUID, port: int) -> None:
        self.program, self.company, self.channel_id, self.port = program, company, channel_id, port

    def transaction(self) -> AbstractAsyncContextManager[Ctx]:
        return self.program.parts.get(Database).transaction(self.company)

    async def suppress(self, people: Sequence[UUID]) -> int:
        async with self.transaction() as ctx:
            await ctx.session.execute(_SUPPRESS, {"ids": list(people), "workspace_id": self.company})
        return len(people)

    async def unsuppress(self) -> None:
        async with self.transaction() as ctx:
            await ctx.session.execute(text("UPDATE suppressions SET lifted_at = now() WHERE lifted_at IS NULL"))

    async def planned(self, people: Sequence[UUID], *, languages: Sequence[str] = ("",)) -> tuple[UUID, float]:
        """The batch, and people planned a second."""
        batch_id = await _open(self.program, self.company, self.channel_id)
        return batch_id, await _plan(self.program, self.company, batch_id, people, languages=languages)

    async def sent(self, batch_id: UUID, count: int) -> tuple[float, Sent]:
        await vacuum(self.program)
        source = await mass.source(self.port, count, length=mass.length())
        return source, await _sent(self.program, self.company, batch_id, count)


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


_SUPPRESS: Final = text("""
INSERT INTO suppressions (id, workspace_id, address_kind, address, channel, reason, note, created_at)
SELECT uuidv7(), :workspace_id, address_kind, address, '', 'by_hand', '', now()
FROM identities WHERE contact_id = ANY(CAST(:ids AS uuid[]))
""")


class Crowd(Sequence[UUID]):
    """Sixteen bytes each: as a list, the ids of a million would be a third of what this process holds."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data) // 16

    @overload
    def __getitem__(self, at: int) -> UUID: ...
    @overload
    def __getitem__(self, at: slice) -> "Crowd": ...
    def __getitem__(self, at: int | slice) -> "UUID | Crowd":
        if isinstance(at, slice):
            return Crowd(b"".join(self._data[16 * one : 16 * one + 16] for one in range(*at.indices(len(self)))))
        if not -len(self) <= at < len(self):
            raise IndexError
        start = 16 * (at % len(self))
        return UUID(bytes=self._data[start : start + 16])


async def people(program: Program, company: WorkspaceId, count: int) -> Crowd:
    crowd = Crowd(b"".join(new_id().bytes for _ in range(count)))
    for start in range(0, count, 10_000):
        async with program.parts.get(Database).transaction(company) as ctx:
            block = {"ids": list(crowd[start : start + 10_000]), "workspace_id": company, "domains": DOMAINS}
            await ctx.session.execute(_PEOPLE, block)
    return crowd


async def _open(program: Program, company: WorkspaceId, channel_id: UUID) -> UUID:
    async with program.parts.get(Database).transaction(company) as ctx:
        return await batches.open_batch(
            ctx,
            batches.NewBatch(channel_id=channel_id, purpose=PURPOSE, owner=OWNER, owner_id=new_id(), key=str(new_id())),
        )


async def _plan(
    program: Program, company: WorkspaceId, batch_id: UUID, people: Sequence[UUID], *, languages: Sequence[str]
) -> float:
    started = time.monotonic()
    for start in range(0, len(people), batches.BLOCK_MAX):
        async with program.parts.get(Database).transaction(company) as ctx:
            now, block = ctx.now(), people[start : start + batches.BLOCK_MAX]
            wishes = [
                batches.Wish(contact_id=one, due_at=now, language=languages[at % len(languages)])
                for at, one in enumerate(block)
            ]
            found = await batches.plan(ctx, batch_id, wishes)
        if found.keys() - {"", "suppressed_by_hand"} or found.total() != len(block):
            raise RuntimeError(f"not planned: {dict(found)}")
    return len(people) / (time.monotonic() - started)


async def vacuum(program: Program) -> None:
    """What autovacuum does by itself within a minute of such a load."""
    async with program.database.engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(text("ANALYZE"))


async def _sent(program: Program, company: WorkspaceId, batch_id: UUID, count: int) -> Sent:
    """From the start to the last one written down."""
    early = taken = 0.0
    async with sending(program):
        started = time.monotonic()
        async with program.parts.get(Database).transaction(company) as ctx:
            await batches.start(ctx, batch_id)
        while taken < count:
            taken = await accepted(program, company, batch_id)
            early = early or (_held() if taken >= count / 4 else 0.0)
            await asyncio.sleep(LOOK_SECONDS)
        return Sent(count / (time.monotonic() - started), early, _held())


@asynccontextmanager
async def sending(program: Program) -> AsyncGenerator[None]:
    """The product's own loop, at work."""

    async def send() -> None:
        await workers.send_mass(program.parts)

    loop = asyncio.create_task(send())
    try:
        yield
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


def _held() -> float:
    return processes.memory([os.getpid()]).pss / processes.MIB


_STATES: Final = text("""
SELECT c.name, sum(c.count) FROM mass_counts AS c JOIN mass_batches AS b ON b.id = c.batch_id
WHERE (b.id = :id OR b.owner_id = :id) AND c.kind = 'state' GROUP BY c.name
""")


async def accepted(program: Program, company: WorkspaceId, whose: UUID) -> int:
    """Letters of a batch, or of whoever opened it, that the server took."""
    async with program.parts.get(Database).transaction(company) as ctx:
        states = {row[0]: int(row[1]) for row in await ctx.session.execute(_STATES, {"id": whose}) if row[1]}
    if states.keys() - {"planned", "handed", "accepted", "skipped"}:
        raise RuntimeError(f"not sent: {states}")
    return states.get("accepted", 0)
