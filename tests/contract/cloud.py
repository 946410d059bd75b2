"""What the fake servers of messengers share: they record every request, play a script, lose answers on purpose."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest
from aiohttp import web

BODY_BYTES_MAX = 60 * 1024 * 1024


class LostAnswer(Exception):
    """The request is taken and acted on, its answer never comes: the connection is cut."""


class File(NamedTuple):
    field: str
    name: str
    media_type: str
    data: bytes


class Request(NamedTuple):
    """`name` is the method of the API: `messages.send`, or `POST /messages`."""

    name: str
    params: Mapping[str, object]
    body: object = None
    files: tuple[File, ...] = ()


class Cloud:
    """A messenger's server; a subclass says what it answers."""

    def __init__(self) -> None:
        self.base_url = ""
        self.requests: list[Request] = []
        self._scripted: defaultdict[str, deque[LostAnswer | web.Response]] = defaultdict(deque)
        self._changed = asyncio.Condition()

    def script(self, name: str, *outcomes: LostAnswer | web.Response) -> None:
        """The next answers to a request; after them the server behaves again."""
        self._scripted[name].extend(outcomes)

    def called(self, name: str) -> list[Request]:
        return [one for one in self.requests if one.name == name]

    async def until_called(self, name: str, *, times: int = 1) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self.called(name)) >= times)

    async def answer(self, raw: web.Request) -> web.StreamResponse:
        """Record, then play the script or behave."""
        request = await self.read(raw)
        async with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        outcome = self._scripted[request.name].popleft() if self._scripted[request.name] else None
        if isinstance(outcome, web.Response):
            return outcome
        answer = await self.behave(request, raw)
        if outcome is not None:
            assert raw.transport is not None
            raw.transport.close()
        return answer

    async def read(self, raw: web.Request) -> Request:
        raise NotImplementedError

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        raise NotImplementedError


async def files_of(raw: web.Request) -> tuple[dict[str, str], tuple[File, ...]]:
    """The fields and the files of a form."""
    fields, files = dict[str, str](), list[File]()
    for name, value in (await raw.post()).items():
        if isinstance(value, web.FileField):
            files.append(File(name, value.filename, value.content_type, value.file.read()))
        else:
            fields[name] = str(value)
    return fields, tuple(files)


_Cloud = TypeVar("_Cloud", bound=Cloud)


def skip_without(specification: Path) -> None:
    """Skip the test where the messenger's specification is missing."""
    if not specification.exists():
        pytest.skip(f"the specification {specification.name} is not beside this checkout")


@asynccontextmanager
async def serving(cloud: _Cloud, *, needs: Path | None = None) -> AsyncGenerator[_Cloud]:
    """The server on a free port of loopback."""
    if needs is not None:
        skip_without(needs)
    app = web.Application(client_max_size=BODY_BYTES_MAX)
    app.router.add_route("*", "/{path:.*}", cloud.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    cloud.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield cloud
    finally:
        await runner.cleanup()
