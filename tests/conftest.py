"""What tests share: one embedded PostgreSQL, one program and one application a run; a fresh company a test."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
from litestar import Litestar
from tests import client as clients
from tests import factories, moulds
from tests.client import Client, SignInAs
from tests.factories import Company
from tests.smtpserver import Wrong, wrong_server

from otklik import web
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.platform.migrate import migrate
from otklik.platform.postgres import Postgres
from otklik.platform.settings import Settings
from otklik.program import Program

# No test judges by the clock on the wall: a busy machine is not a broken product.
hypothesis.settings.register_profile("otklik", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("otklik")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # whoever began the run, not one of its workers
        moulds.forget()


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """The embedded server. Nothing here must survive a power cut, so it does not wait for the disk."""
    # Under root pytest's own folders are closed to the server's account; its cluster would go to /var/lib and stay.
    folder = Path(tempfile.mkdtemp(prefix="otk-"))
    folder.chmod(0o711)
    embedded = Postgres(folder)
    embedded.start()
    try:
        with psycopg.connect(embedded.admin_dsn, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
        yield embedded
    finally:
        embedded.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres(server: Postgres) -> str:
    """The migrated database, by the role that row-level security holds for."""
    migrate(server.dsn)
    return server.dsn


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        allowed_hosts=("127.0.0.1", "localhost"),
        trusted_proxies=(clients.PROXY,),
    )


@pytest.fixture(scope="session")
async def program(postgres: str, settings: Settings) -> AsyncIterator[Program]:
    """The whole program without its background loops; tests run jobs by hand."""
    running = Program(settings, database_url=postgres)
    await running.start(work=False)
    yield running
    await running.stop()


@pytest.fixture(scope="session")
def app(program: Program) -> Litestar:
    return web.build(program)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[Client]:
    """A browser that nobody has signed in with."""
    async with Client(app) as browser:
        yield browser


@pytest.fixture
async def workspace(program: Program) -> Company:
    return await factories.create_workspace(program)


@pytest.fixture
async def second_workspace(program: Program) -> Company:
    return await factories.create_workspace(program, name="Василёк")


@pytest.fixture
def owner(workspace: Company) -> OperatorData:
    return workspace.owner


@pytest.fixture
async def operator(program: Program, workspace: Company) -> OperatorData:
    return await factories.create_operator(program, workspace)


@pytest.fixture
async def sign_in_as(app: Litestar, program: Program, workspace: Company) -> AsyncIterator[SignInAs]:
    """A new operator of the role named, signed in, in the test's company."""
    async with AsyncExitStack() as stack:

        async def sign_in(role: str) -> Client:
            person = await factories.create_operator(program, workspace, role=role)
            browser = await factories.signed_in_client(app, program, workspace, person)
            return await stack.enter_async_context(browser)

        yield sign_in


@pytest.fixture
async def signed_in(app: Litestar, program: Program, workspace: Company) -> AsyncIterator[Client]:
    """The company's owner, signed in, with the CSRF header."""
    browser = await factories.signed_in_client(app, program, workspace, workspace.owner)
    async with browser:
        yield browser


@pytest.fixture
def clock() -> FixedClock:
    """Monday noon in Moscow, standing still until the test moves it."""
    return FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
async def timed(postgres: str, settings: Settings, clock: FixedClock) -> AsyncIterator[Program]:
    """The program on a clock that the test moves; its companies are not those of `program`."""
    running = Program(settings, database_url=postgres, clock=clock)
    await running.start(work=False)
    yield running
    await running.stop()


@pytest.fixture
async def receiver() -> AsyncIterator[Wrong]:
    """A mail server that takes everything and remembers it."""
    async with wrong_server(lambda _stage, _count: None) as running:
        yield running
