"""Otklik as a customer's machine runs it: `otklik serve`, a process with its own data folder, port and PostgreSQL.

A test kills it by its process id, as a power switch or the kernel would, and starts it again on the same data.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
from tests import factories
from tests.faults.waiting import eventually
from tests.served import free_port

from otklik.channels.contract import ConfigValue
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.domains.workspaces import identity
from otklik.platform.crypto import Cipher
from otklik.platform.migrate import migrate
from otklik.platform.postgres import Postgres
from otklik.platform.postgres_process import read_postmaster
from otklik.platform.settings import Settings
from otklik.program import Program

STOP_SECONDS = 30.0
START_SECONDS = 60.0

Json = dict[str, Any]  # Any: JSON from the API, looked at by tests


class Otklik:
    """One installation: its data outlives its processes."""

    def __init__(self, folder: Path, *, port: int) -> None:
        self.folder = folder
        self.port = port
        self.settings = Settings(data_dir=folder, port=port, allowed_hosts=("127.0.0.1",))
        self.dsn = ""
        self.headers: dict[str, str] = {}
        """Of the owner's browser."""
        self.channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._postgres: Postgres | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "process.log").read_text("utf-8", "replace")

    def spawn(self) -> None:
        """Start a process; returns at once."""
        variables = {
            "OTKLIK_DATA_DIR": str(self.folder),
            "OTKLIK_PORT": str(self.port),
            "OTKLIK_ALLOWED_HOSTS": "127.0.0.1",
            "OTKLIK_LOG_FORMAT": "json",
        }
        command = ["env", *(f"{name}={value}" for name, value in variables.items())]
        command += [str(Path(sys.executable).with_name("otklik")), "serve"]
        with (self.folder / "process.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    async def start(self) -> None:
        """Returns when the process serves."""
        self.spawn()
        await self.until_ready()

    async def until_ready(self) -> None:
        async with aiohttp.ClientSession() as session:

            async def ready() -> bool:
                assert self._process is not None
                assert self._process.poll() is None, self.log[-3000:]
                try:
                    async with session.get(f"{self.url}/health/ready") as reply:
                        return reply.status == 200
                except aiohttp.ClientError:
                    return False

            await eventually(ready, timeout_seconds=START_SECONDS)

    def kill(self) -> None:
        """`kill -9`: nothing of the process runs after this, not even a `finally`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    async def stop(self) -> None:
        """As Ctrl-C or the service manager ends it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
            self._process = None

    async def stop_postgres(self) -> None:
        """End the database under the running process, as a restart for an update does: sessions are cut."""
        place = Postgres(self.folder)._place()
        server = read_postmaster(place.home.cluster)
        assert server is not None
        os.kill(server.pid, signal.SIGINT)
        await eventually(lambda: not (place.home.cluster / "postmaster.pid").exists())

    async def start_postgres(self) -> None:
        """On the same data and socket."""
        self._postgres = Postgres(self.folder)
        await asyncio.to_thread(self._postgres._launch, self._postgres._place())

    def end_postgres(self) -> None:
        """Whoever started it."""
        if self._postgres is not None:  # it is this process's child
            self._postgres._abandon()
        leftover = Postgres(self.folder)
        leftover.start()
        leftover.stop()

    @property
    def webhook(self) -> str:
        assert self.channel is not None
        return f"{self.url}/hooks/{self.channel.public_id}"

    @property
    def webhook_secret(self) -> str:
        assert self.channel is not None
        return self.channel.webhook_secret

    @asynccontextmanager
    async def desk(self) -> AsyncGenerator["Desk"]:
        """The owner's browser."""
        async with aiohttp.ClientSession(headers=self.headers, cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield Desk(session, self.url)

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:  # Any: columns of any type
        """Look into the database past the product, over all companies."""
        async with await psycopg.AsyncConnection.connect(self.dsn, options="-c otklik.workspace_id=*") as connection:
            return await (await connection.execute(query.encode(), values)).fetchall()


class Desk:
    """An operator's browser against a real process."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/api/v1"

    async def get(self, path: str) -> Json:
        async with self._session.get(f"{self._url}{path}") as reply:
            reply.raise_for_status()
            return await reply.json()

    async def post(self, path: str, body: Json, *, key: str) -> int:
        async with self._session.post(f"{self._url}{path}", json=body, headers={"Idempotency-Key": key}) as reply:
            return reply.status

    async def status(self, path: str) -> tuple[int, Json]:
        """Of a reading request, and the body whatever the status."""
        async with self._session.get(f"{self._url}{path}") as reply:
            return reply.status, await reply.json()

    def live(self, *, after: int | None = None) -> "aiohttp.client._WSRequestContextManager":
        query = "" if after is None else f"?after={after}"
        return self._session.ws_connect(f"{self._url}/live{query}")

    async def whole_thread(self, conversation_id: str) -> list[Json]:
        """Every message by walking the cursor, oldest first."""
        found: list[Json] = []
        cursor = ""
        while True:
            page = await self.get(f"/conversations/{conversation_id}/messages?limit=50{cursor}")
            found = [*page["items"], *found]
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"


@asynccontextmanager
async def installation(*, kind: str, config: Mapping[str, ConfigValue]) -> AsyncGenerator[Otklik]:
    """A company with one channel and its owner signed in, no process yet; whatever is left running is ended."""
    # Under root pytest's own folders are closed to PostgreSQL's account, as in tests/conftest.py
    folder = Path(tempfile.mkdtemp(prefix="otk-faults-"))
    await asyncio.to_thread(folder.chmod, 0o711)
    otklik = Otklik(folder, port=free_port())
    try:
        await _seed(otklik, kind=kind, config=config)
        yield otklik
    finally:
        otklik.kill()
        await asyncio.to_thread(otklik.end_postgres)
        shutil.rmtree(folder, ignore_errors=True)


async def _seed(otklik: Otklik, *, kind: str, config: Mapping[str, ConfigValue]) -> None:
    postgres = Postgres(otklik.folder)
    otklik.dsn = await asyncio.to_thread(postgres.start)
    try:
        _without_waiting_for_the_disk(postgres)
        await asyncio.to_thread(migrate, postgres.dsn)
        program = Program(otklik.settings, database_url=postgres.dsn)
        await program.start(work=False)
        try:
            await _fill(otklik, program, kind=kind, config=config)
        finally:
            await program.stop()
    finally:
        await asyncio.to_thread(postgres.stop)


async def _fill(otklik: Otklik, program: Program, *, kind: str, config: Mapping[str, ConfigValue]) -> None:
    company = await factories.create_workspace(program)
    async with factories.unit_of_work(program, company) as ctx:
        otklik.channel = await channels.create(ctx, kind=kind, name="Канал", config=config)
    secret = await factories.open_session(program, company, company.owner.id)
    csrf = identity.csrf_token(program.parts.get(Cipher), secret)
    otklik.headers = {"x-csrf-token": csrf, "cookie": f"{identity.COOKIE}={secret}"}


def _without_waiting_for_the_disk(postgres: Postgres) -> None:
    """Processes are killed here, not the machine."""
    with psycopg.connect(postgres.admin_dsn, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")
