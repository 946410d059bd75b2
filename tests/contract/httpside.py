"""The other side of the HTTP channel on loopback: checks signatures by its own reading of Standard Webhooks."""

import base64
import hashlib
import hmac
import json
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
from aiohttp import web

SECRET_IN = "whsec_" + base64.b64encode(b"for what comes in, 32 bytes long").decode()
SECRET_OUT = "whsec_" + base64.b64encode(b"for what goes out, 32 bytes long").decode()
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/http-channel.schema.json").read_text())

Json = dict[str, Any]  # Any: JSON


def valid(value: object, part: str) -> None:
    """By the published schema, as somebody else's program would read it."""
    jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{part}"}).validate(value)


def mac(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()


def signed(body: bytes, *, message_id: str, at: datetime, secret: str = SECRET_IN) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{mac(secret, message_id, stamp, body)}",
    }


class OtherSide:
    """Takes each `webhook-id` once, as it must."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: dict[str, Json] = {}
        self.asked = 0
        self.careless = False
        self.answers: deque[web.Response | None] = deque()
        """The next answers; None cuts the connection after the message was taken."""

    def messages(self) -> list[Json]:
        return [one for one in self.taken.values() if one["kind"] == "message"]

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        body, named = await request.read(), request.headers
        expected = f"v1,{mac(SECRET_OUT, named['webhook-id'], named['webhook-timestamp'], body)}"
        if not self.careless and named["webhook-signature"] != expected:
            return web.json_response({"error": "signature"}, status=401)
        if self.answers and (scripted := self.answers.popleft()) is not None:
            return scripted
        told = json.loads(body)
        valid(told, "Out")
        cut = named["webhook-id"] not in self.taken and self.lost
        self.taken[named["webhook-id"]] = told
        if cut:
            self.lost = False
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"id": f"theirs-{named['webhook-id']}"})

    lost = False
    """The next answer is lost on its way."""

    async def file(self, request: web.Request) -> web.Response:
        return web.Response(body=b"%PDF-1.7") if request.match_info["name"] == "a.pdf" else web.Response(status=404)


@asynccontextmanager
async def other_side() -> AsyncGenerator[OtherSide]:
    side = OtherSide()
    app = web.Application()
    app.router.add_post("/otklik", side.take)
    app.router.add_get("/files/{name}", side.file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    side.url = f"http://127.0.0.1:{runner.addresses[0][1]}/otklik"
    try:
        yield side
    finally:
        await runner.cleanup()
