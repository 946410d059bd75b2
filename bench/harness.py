"""Real processes on loopback: `otklik serve` with a data folder of its own, a bare server, a Bot API that agrees."""

import asyncio
import resource
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import aiohttp
import msgspec
from aiohttp import web

from otklik import demo
from otklik.commands.database import OpenDatabase, opened
from otklik.platform import garbage
from otklik.platform.clock import Clock
from otklik.platform.migrate import migrate
from otklik.platform.postgres import Postgres
from otklik.platform.settings import Settings
from otklik.program import Program

HOST: Final = "127.0.0.1"
ROOT: Final = Path(__file__).parent.parent
READY_SECONDS: Final = 120.0
STOP_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.02
OPEN_FILES: Final = 16_384
PROBE: Final = aiohttp.ClientTimeout(total=2.0)


class NotReady(Exception):
    """A server ended or did not answer in time; its last words."""


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A server that answers. `started` is when its process was spawned, by the monotonic clock."""

    pid: int
    port: int
    folder: Path
    started: float
    ready: float

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The demo company's owner, signed in."""

    session: aiohttp.ClientSession
    cookie: str

    async def get(self, path: str) -> bytes:
        async with self.session.get(path) as answer:
            return await _checked(answer)

    async def post(self, path: str, body: object) -> dict[str, str]:
        async with self.session.post(path, json=body) as answer:
            return msgspec.json.decode(await _checked(answer))

    async def put(self, path: str, body: object) -> None:
        async with self.session.put(path, json=body) as answer:
            await _checked(answer)


class Bot(msgspec.Struct, frozen=True, kw_only=True):
    """A Telegram channel that takes webhooks: where to post updates, and the header that proves them."""

    channel_id: str
    path: str
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": "application/json", "x-telegram-bot-api-secret-token": self.secret}


def raise_file_limit() -> None:
    """Thousands of sockets need as many files; children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@asynccontextmanager
async def data_folder() -> AsyncGenerator[Path]:
    """An empty folder that the database's own account may pass through; gone afterwards."""
    folder = _passable_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def otklik(
    folder: Path, *, command: str = "serve", settings: Mapping[str, str] | None = None
) -> AsyncGenerator[Running]:
    """The product itself, with the demo company, until the block ends."""
    port = free_port()
    given = {"DEMO": "1", "PORT": str(port), "DATA_DIR": str(folder), "ALLOWED_HOSTS": HOST, "LOG_LEVEL": "warning"}
    environment = {f"OTKLIK_{name}": value for name, value in (given | dict(settings or {})).items()}
    program = [sys.executable, "-c", "from otklik.main import run; run()", command]
    async with _process(program, environment, port=port, folder=folder) as running:
        yield running


@asynccontextmanager
async def bare(*kind: str) -> AsyncGenerator[Running]:
    """A bare application under the same server."""
    port = free_port()
    program = [sys.executable, "-m", "bench.bare", str(port), *kind]
    async with _process(program, {}, port=port, folder=ROOT) as running:
        yield running


@asynccontextmanager
async def signed_in(server: Running) -> AsyncGenerator[Desk]:
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address, not of a name
    async with aiohttp.ClientSession(server.url, cookie_jar=jar) as session:
        credentials = {"email": demo.EMAIL, "password": demo.PASSWORD}
        async with session.post("/api/v1/session", json=credentials) as answer:
            me = msgspec.json.decode(await _checked(answer))
            cookie = "; ".join(f"{one.key}={one.value}" for one in answer.cookies.values())
        session.headers["x-csrf-token"] = me["csrf_token"]
        yield Desk(session=session, cookie=cookie)


@asynccontextmanager
async def connected_bot(desk: Desk) -> AsyncGenerator[Bot]:
    """A channel connected to a Bot API of ours, which learns the secret as Telegram does: from setWebhook."""
    hooked: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()
    async with _bot_api(hooked) as base_url:
        config = {"token": "1:bench", "intake": "webhook", "base_url": base_url}
        channel = await desk.post("/api/v1/channels", {"kind": "telegram", "name": "Бот", "config": config})
        async with asyncio.timeout(READY_SECONDS):
            hook = await hooked
        yield Bot(
            channel_id=channel["id"], path="/hooks/" + hook["url"].rpartition("/")[2], secret=hook["secret_token"]
        )


async def always_open(desk: Desk) -> None:
    """Round-the-clock hours, so that a figure does not depend on the hour it was measured at."""
    day = [{"opens": "00:00", "closes": "24:00"}]
    await desk.put("/api/v1/hours", {"time_zone": "Europe/Moscow", "week": [day] * 7})


@asynccontextmanager
async def database(server: Running) -> AsyncGenerator[OpenDatabase]:
    """The running server's database, for loading and for bare SQL."""
    postgres = Postgres(server.folder)
    await asyncio.to_thread(postgres.start, join=True)
    try:
        yield OpenDatabase(dsn=postgres.dsn, admin_dsn=postgres.admin_dsn, programs=None)
    finally:
        await asyncio.to_thread(postgres.stop)


@asynccontextmanager
async def program(clock: Clock | None = None) -> AsyncGenerator[tuple[Program, OpenDatabase]]:
    """Otklik inside this process over an empty database, as `serve` sets it up, with nothing working behind it."""
    async with data_folder() as folder:
        settings = Settings(data_dir=folder, allowed_hosts=(HOST,))
        with opened(settings) as found:
            migrate(found.dsn)
            running = Program(settings, database_url=found.dsn, clock=clock)
            await running.start(work=False)
            garbage.leave_what_stays()
            try:
                yield running, found
            finally:
                await running.stop()


def _passable_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="otklik-bench-"))
    folder.chmod(0o711)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def _process(
    program: Sequence[str], environment: Mapping[str, str], *, port: int, folder: Path
) -> AsyncGenerator[Running]:
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *program,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT / "src"), **environment},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=None,
    )
    try:
        await _until_ready(process, port=port)
        yield Running(pid=process.pid, port=port, folder=folder, started=started, ready=time.monotonic())
    finally:
        await _end(process)


async def _until_ready(process: asyncio.subprocess.Process, *, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    async with aiohttp.ClientSession(f"http://{HOST}:{port}") as session:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get("/health/ready", timeout=PROBE) as answer:
                    if answer.status == 200:
                        return
            if process.returncode is not None or time.monotonic() > deadline:
                raise NotReady(f"exit code {process.returncode}")
            await asyncio.sleep(POLL_SECONDS)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


@asynccontextmanager
async def _bot_api(hooked: "asyncio.Future[Mapping[str, str]]") -> AsyncGenerator[str]:
    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "setWebhook" and not hooked.done():
            hooked.set_result(await request.json())
        bot = {"id": 1, "is_bot": True, "first_name": "Бот", "username": "bench_bot"}
        return web.json_response({"ok": True, "result": bot if method == "getMe" else True})

    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _checked(answer: aiohttp.ClientResponse) -> bytes:
    body = await answer.read()
    if answer.status >= 300:
        raise NotReady(f"{answer.method} {answer.url.path}: {answer.status} {body[:500].decode()}")
    return body
