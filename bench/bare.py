"""The bare applications that Otklik is measured beside, served with Otklik's own server options.

`python -m bench.bare PORT` is raw ASGI: a POST is shown to every open socket, a socket's words come back to it.
`python -m bench.bare PORT litestar` is one `@asgi` handler of Litestar that reads the body and answers 200.
"""

import sys
from collections.abc import MutableMapping
from typing import Any, cast

import uvicorn
from litestar import Litestar, asgi
from litestar.types import ASGIApp, Receive, Scope, Send

from otklik.commands.serving import server_config

Message = MutableMapping[str, Any]  # Any: ASGI's own messages
_OK: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}


class Echo:
    """Raw ASGI, nothing in between."""

    def __init__(self) -> None:
        self._sockets: dict[int, Send] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(receive, send)
            return
        body = await _body(receive)
        if body:
            for socket in list(self._sockets.values()):
                await socket({"type": "websocket.send", "bytes": None, "text": body.decode()})
        await _answer(send)

    async def _socket(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        self._sockets[id(send)] = send
        while (message := cast("Message", await receive()))["type"] == "websocket.receive":
            await send({"type": "websocket.send", "bytes": None, "text": message.get("text") or ""})
        self._sockets.pop(id(send), None)


@asgi("/hooks", is_mount=True, copy_scope=False)
async def bare_hook(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - Litestar reads the names
    await _body(receive)
    await _answer(send)


@asgi("/health/ready", copy_scope=False)
async def ready(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - as above
    await _answer(send)


async def _body(receive: Receive) -> bytes:
    chunks = bytearray()
    while True:
        message = cast("Message", await receive())
        chunks += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(chunks)


async def _answer(send: Send) -> None:
    await send(cast("Any", _OK))  # Any: a plain dict is as good as the TypedDict
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def main(arguments: list[str]) -> None:
    app: ASGIApp = Litestar([bare_hook, ready], openapi_config=None) if "litestar" in arguments else Echo()
    config = server_config(app)
    config.host, config.port = "127.0.0.1", int(arguments[0])
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(sys.argv[1:])
