"""What `serve`, `web` and `worker` share: the data folder, the database, the server, an orderly end."""

import asyncio
import errno
import signal
import socket
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
import uvloop

from otklik import demo, web
from otklik.commands.database import opened
from otklik.platform import datadir, garbage
from otklik.platform.errors import OtklikError
from otklik.platform.migrate import migrate
from otklik.platform.settings import Settings
from otklik.program import Program

GRACE_SECONDS: Final = 5
BACKLOG: Final = 2048


class PortInUse(OtklikError):
    """Something else listens there. Params: host, port."""

    code = "server.port_in_use"


@contextmanager
def prepared(settings: Settings, *, show: Callable[[str], None], alone: bool = False) -> Generator[str]:
    """The data folder in order and the database up to date; yields the database's address.

    `alone`: refuse a data folder that another Otklik serves, instead of joining it. Raises `DataFolderLocked`.
    """
    datadir.prepare(settings.data_dir)
    show("starting the database" if not settings.database_url else "connecting to the database")
    with opened(settings, alone=alone) as database:
        if migrate(database.dsn):
            show("the database schema is up to date")
        yield database.dsn


def serve(settings: Settings, *, with_web: bool, with_work: bool) -> int:
    """Run until SIGINT or SIGTERM."""
    started = time.monotonic()
    listener = _listen(settings) if with_web else None
    try:
        with prepared(settings, show=_show, alone=with_web and with_work) as dsn:
            uvloop.run(_serve(settings, dsn, listener=listener, with_work=with_work, started=started))
    finally:
        if listener is not None:
            listener.close()
    _show("stopped")
    return 0


def server_config(app: Callable[..., object]) -> uvicorn.Config:
    """How any application of ours is served; the benchmarks serve a bare one the same way to compare with."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=1024 * 1024,
        backlog=BACKLOG,
        access_log=False,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
        proxy_headers=False,
    )


async def _serve(
    settings: Settings, dsn: str, *, listener: socket.socket | None, with_work: bool, started: float
) -> None:
    program = Program(settings, database_url=dsn)
    stop = asyncio.Event()
    _on_signals(stop)
    await program.start(work=with_work)
    try:
        welcome = await demo.create(program) if settings.demo else None
        if listener is None:
            _show("working")
            await stop.wait()
            return
        server = _Server(server_config(web.build(program)))
        garbage.leave_what_stays()
        await _serve_web(server, listener, stop, on_ready=lambda: _greet(settings, welcome, started=started))
    finally:
        await program.stop()


async def _serve_web(
    server: "_Server", listener: socket.socket, stop: asyncio.Event, *, on_ready: Callable[[], None]
) -> None:
    task = asyncio.create_task(server.serve(sockets=[listener]))
    waiter = asyncio.create_task(stop.wait())
    await server.listening.wait()
    on_ready()
    await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiter.cancel()
    await task


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers, since the whole program ends together; says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything is started, so that a clash costs nothing. Raises `PortInUse`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise PortInUse(params={"host": settings.host, "port": settings.port}) from error
        raise
    listener.setblocking(False)  # noqa: FBT003 - the socket's own signature
    return listener


def _greet(settings: Settings, welcome: demo.Welcome | None, *, started: float) -> None:
    base = settings.base_url()
    print(f"\n  Otklik is running ({time.monotonic() - started:.1f} s)\n")
    print(f"  Desk       {base}/")
    if welcome is not None:
        print(f"             {welcome.email}  {welcome.password}")
        print(f"  Demo shop  {base}/demo")
    print(f"  API docs   {base}/docs")
    print("\n  Ctrl-C stops it.\n", flush=True)


def _show(line: str) -> None:
    print(f"otklik: {line}", file=sys.stderr, flush=True)
