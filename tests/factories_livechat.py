"""Site chats, visitors, and their live sockets as a browser has them, in the test's own event loop."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Protocol, cast
from uuid import uuid4  # noqa: TID251 - browsers make keys of this kind

from litestar import Litestar
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import create_channel, read_journal, send_due

from otklik.channels.contract import ConfigValue
from otklik.domains.delivery.models import Channel
from otklik.program import Program

PATIENCE_SECONDS: Final = 10.0
API: Final = "/api/v1/visitor"

Frame = dict[str, Any]  # Any: JSON as it came


def key() -> str:
    return str(uuid4())


async def create_chat(
    program: Program, company: Company, *, config: Mapping[str, ConfigValue] | None = None
) -> Channel:
    return await create_channel(program, company, kind="webchat", name="Чат", config=config)


class Browser:
    """A page with the chat open: its HTTP client, its token, what the session told."""

    def __init__(self, app: Litestar, client: Client, channel: Channel) -> None:
        self.app = app
        self.client = client
        self.channel = channel
        self.token = ""
        self.session: Frame = {}

    async def begin(self, *, language: str = "ru", url: str = "https://shop.example/tea") -> Frame:
        body = {"channel_id": self.channel.public_id, "language": language, "page": {"url": url, "title": "Чай"}}
        reply = await self.client.post(f"{API}/sessions", json=body | ({"token": self.token} if self.token else {}))
        assert reply.status_code == 201, reply.text
        self.session = reply.json()
        self.token = self.session["token"]
        self.client.headers["authorization"] = f"Visitor {self.token}"
        return self.session

    @property
    def id(self) -> str:
        return self.session["visitor_id"]

    async def say(self, text: str, *, message_key: str | None = None, **more: object) -> Frame:
        body = {"key": message_key or key(), "text": text, **more}
        reply = await self.client.post(f"{API}/messages", json=body)
        assert reply.status_code == 201, reply.text
        return reply.json()

    async def history(self) -> list[Frame]:
        return (await self.client.get(f"{API}/messages")).json()["items"]

    @asynccontextmanager
    async def socket(self, *, after: int | None = None, token: str | None = None) -> AsyncGenerator["Socket"]:
        query = f"token={self.token if token is None else token}" + ("" if after is None else f"&after={after}")
        opened = Socket(self.app, query)
        await opened.open()
        try:
            yield opened
        finally:
            await opened.leave()


class Socket:
    """One WebSocket, spoken in ASGI."""

    def __init__(self, app: Litestar, query: str, *, origin: str = "") -> None:
        self._to_app: asyncio.Queue[Frame] = asyncio.Queue()
        self._from_app: asyncio.Queue[Frame] = asyncio.Queue()
        headers = [(b"host", b"127.0.0.1:8000"), *([(b"origin", origin.encode())] if origin else [])]
        self._scope: Frame = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "ws",
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 1),
            "root_path": "",
            "path": f"{API}/live",
            "raw_path": f"{API}/live".encode(),
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
            "state": {},
        }
        self._app = app
        self._task: asyncio.Task[None] | None = None
        self.seen: list[Frame] = []

    async def open(self) -> None:
        receive, send = self._to_app.get, self._from_app.put
        self._to_app.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(cast("Any", self._app)(self._scope, receive, send))
        assert (await self._next())["type"] == "websocket.accept"

    def send(self, frame: object) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self._to_app.put_nowait({"type": "websocket.receive", "text": text})

    async def frame(self) -> Frame:
        """The next frame of any kind."""
        message = await self._next()
        assert message["type"] == "websocket.send", message
        frame = json.loads(message["text"])
        self.seen.append(frame)
        return frame

    async def until(self, name: str) -> Frame:
        """The next frame of a kind (or with a field) of that name; others are passed over and kept in `seen`."""
        while True:
            frame = await self.frame()
            if frame.get("kind") == name or name in frame:
                return frame

    async def closed(self) -> int:
        """The code the server closed with."""
        while True:
            message = await self._next()
            if message["type"] == "websocket.close":
                return int(message["code"])

    async def leave(self) -> None:
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1001})
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await asyncio.wait_for(self._task, PATIENCE_SECONDS)

    async def _next(self) -> Frame:
        return await asyncio.wait_for(self._from_app.get(), PATIENCE_SECONDS)


class Visits(Protocol):
    async def __call__(self, channel: Channel | None = None) -> Browser: ...


async def deliver(program: Program, company: Company, channel: Channel) -> None:
    """What the background loops do: read what came in, send what is due."""
    await read_journal(program, channel)
    await send_due(program, company)
