"""The demo company as a process on loopback, open at any hour a test may run at."""

import asyncio
import functools
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from tests import moulds
from tests.factories import Company
from tests.factories_campaigns import at_any_hour
from tests.factories_conversations import open_conversation, say_many
from tests.faults.process import Otklik, _without_waiting_for_the_disk, free_port

import otklik
from otklik import demo
from otklik.domains.delivery.service import channels
from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.schemas import Hours, Interval
from otklik.domains.workspaces import passwords
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import operators
from otklik.platform.migrate import migrate
from otklik.platform.postgres import Postgres
from otklik.program import Program

STATIC = Path(otklik.__file__).parent / "static"
ROUND_THE_CLOCK = (Interval(opens="00:00", closes="24:00"),)


def require_screens() -> None:
    """A test of screens that were never built must not pass by looking at nothing."""
    for built in ("desk/index.html", "widget/loader.js", "widget/app/index.html"):
        if not (STATIC / built).is_file():
            pytest.fail(f"{built} is not built: run script/bootstrap --dev, which script/test does by itself")


@asynccontextmanager
async def demo_company() -> AsyncGenerator[Otklik]:
    """A serving process; its data and its PostgreSQL end with the block."""
    require_screens()
    otklik = Otklik(await moulds.cast("demo", _fill), port=free_port())
    try:
        await otklik.start()
        otklik.dsn = await asyncio.to_thread(functools.partial(Postgres(otklik.folder).start, join=True))
        yield otklik
        await otklik.stop()
    finally:
        otklik.kill()
        await asyncio.to_thread(otklik.end_postgres)
        shutil.rmtree(otklik.folder, ignore_errors=True)


async def hire(otklik: Otklik, *, name: str, email: str, role: str = "operator") -> OperatorData:
    """One more colleague, who signs in with the demo company's password."""
    async with inside(otklik) as (program, company):
        stored = await passwords.hashed(demo.PASSWORD)
        async with program.database.transaction(company.id) as ctx:
            return await operators.create_operator(ctx, email=email, name=name, role=role, password_hash=stored)


async def long_conversation(otklik: Otklik, *, name: str, count: int) -> tuple[UUID, list[UUID]]:
    """A site chat of that many messages with somebody of that name; its id and theirs, the oldest first."""
    async with inside(otklik) as (program, company):
        async with program.database.transaction(company.id) as ctx:
            chat = next(one for one in await channels.listing(ctx) if one.kind == "webchat")
        conversation_id = await open_conversation(program, company, chat, name=name)
        return conversation_id, await say_many(program, company, conversation_id, count=count)


@asynccontextmanager
async def inside(otklik: Otklik) -> AsyncGenerator[tuple[Program, Company]]:
    """The company's own program beside the one that serves."""
    program = Program(otklik.settings, database_url=otklik.dsn)
    await program.start(work=False)
    try:
        found = await workspaces.demo_company(
            program.parts, password=demo.PASSWORD, email=demo.EMAIL, name=demo.COMPANY, owner_name=demo.OWNER
        )
        async with program.database.transaction(found.workspace_id) as ctx:
            people = await operators.operators(ctx, cursor=None, limit=None)
        owner = next(one for one in people.items if one.email == demo.EMAIL)
        yield program, Company(id=found.workspace_id, slug="demo", owner=owner)
    finally:
        await program.stop()


async def _fill(folder: Path) -> None:
    postgres = Postgres(folder)
    await asyncio.to_thread(postgres.start)
    try:
        _without_waiting_for_the_disk(postgres)
        await asyncio.to_thread(migrate, postgres.dsn)
        program = Program(Otklik(folder, port=free_port()).settings, database_url=postgres.dsn)
        await program.start(work=False)
        try:
            await demo.create(program)
            await _open_round_the_clock(program)
        finally:
            await program.stop()
    finally:
        await asyncio.to_thread(postgres.stop)


async def _open_round_the_clock(program: Program) -> None:
    company = await workspaces.demo_company(
        program.parts, password=demo.PASSWORD, email=demo.EMAIL, name=demo.COMPANY, owner_name=demo.OWNER
    )
    async with program.database.transaction(company.workspace_id) as ctx:
        await schedule.set_hours(ctx, hours=Hours(time_zone="Europe/Moscow", week=(ROUND_THE_CLOCK,) * 7))
        await at_any_hour(ctx)
