"""Viber's bot API on loopback, by its pages: no document describes it for machines, so the shapes are checked here."""

import asyncio
import hashlib
import hmac
from collections import defaultdict, deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import jsonschema
from aiohttp import web

TOKEN = "445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9"
PERSON = "01234567890A="
FIRST_TOKEN = 5741311803571721087

Params = dict[str, Any]  # Any: JSON

TEXT = {"type": "string", "minLength": 1, "maxLength": 7000}
LINK = {"type": "string", "pattern": "^https?://", "maxLength": 2000}
BUTTON = {
    "type": "object",
    "required": ["ActionBody"],
    "additionalProperties": False,
    "properties": {
        "Columns": {"type": "integer", "minimum": 1, "maximum": 6},
        "Rows": {"type": "integer", "minimum": 1, "maximum": 2},
        "ActionType": {"enum": ["reply", "open-url", "share-phone", "location-picker", "none"]},
        "ActionBody": {"type": "string", "minLength": 1},
        "Text": {"type": "string", "maxLength": 250},
        "TextSize": {"enum": ["small", "regular", "large"]},
        "Silent": {"type": "boolean"},
    },
}
KEYBOARD = {
    "type": "object",
    "required": ["Type", "Buttons"],
    "additionalProperties": False,
    "properties": {
        "Type": {"const": "keyboard"},
        "DefaultHeight": {"type": "boolean"},
        "Buttons": {"type": "array", "minItems": 1, "maxItems": 12, "items": BUTTON},
    },
}
FRAME = {
    "auth_token": {"type": "string"},
    "receiver": {"type": "string", "minLength": 1},
    "min_api_version": {"type": "integer", "minimum": 1},
    "sender": {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 28}, "avatar": LINK},
    },
    "keyboard": KEYBOARD,
}
CONTENTS: dict[str, Params] = {
    "text": {"text": TEXT},
    "picture": {"text": {"type": "string", "maxLength": 512}, "media": LINK},
    "video": {"media": LINK, "size": {"type": "integer", "maximum": 27262976}},
    "file": {
        "media": LINK,
        "size": {"type": "integer", "maximum": 52428800},
        "file_name": {"type": "string", "minLength": 1, "maxLength": 256},
    },
}
METHODS: dict[str, Params] = {
    "set_webhook": {
        "url": {"type": "string"},
        "event_types": {"type": "array", "items": {"type": "string"}},
        "send_name": {"type": "boolean"},
        "send_photo": {"type": "boolean"},
    },
    "get_account_info": {},
}


def signed(body: bytes, *, token: str = TOKEN) -> dict[str, str]:
    """The header by which Viber signs a webhook."""
    return {"x-viber-content-signature": hmac.new(token.encode(), body, hashlib.sha256).hexdigest()}


class Status(Exception):
    """A failure, which at Viber is an answer with HTTP 200."""

    def __init__(self, status: int, message: str = "words") -> None:
        super().__init__(message)
        self.status = status


class LostAnswer(Exception):
    """The request is taken, its answer never comes: the connection is cut."""


class ViberApi:
    """One bot."""

    def __init__(self) -> None:
        self.base_url = ""
        self.requests: list[tuple[str, Params]] = []
        self.files: dict[str, bytes] = {}
        self.webhook = ""
        self.subscribers = {PERSON}
        self._scripted: defaultdict[str, deque[Status | LostAnswer | web.Response]] = defaultdict(deque)
        self._token = FIRST_TOKEN - 1

    def script(self, method: str, *outcomes: Status | LostAnswer | web.Response) -> None:
        """The next answers of a method; after them it behaves again."""
        self._scripted[method].extend(outcomes)

    def sent(self) -> list[Params]:
        return [params for method, params in self.requests if method == "send_message"]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except Status as error:
            return web.json_response({"status": error.status, "status_message": str(error)})
        except LostAnswer:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        assert len(raw) <= 30 * 1024, "a request is at most 30 KB"
        method, params = request.match_info["method"], cast("Params", await request.json())
        self.requests.append((method, params))
        if scripted := self._scripted[method]:
            outcome = scripted.popleft()
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        if params["auth_token"] != TOKEN:
            raise Status(2, "invalidAuthToken")
        return web.json_response({"status": 0, "status_message": "ok", **self._behave(method, params)})

    def _behave(self, method: str, params: Params) -> Params:
        if method == "send_message":
            return self._send(params)
        _check(params, {"auth_token": {"type": "string"}, **METHODS[method]}, required=["auth_token"])
        if method == "set_webhook":
            if params["url"] and not params["url"].startswith("https://"):
                raise Status(1, "invalidUrl")
            self.webhook = params["url"]
            return {"event_types": params.get("event_types", [])}
        return {"id": "pa:1", "name": "Чайная", "uri": "tea_shop", "webhook": self.webhook}

    def _send(self, params: Params) -> Params:
        content = CONTENTS[params["type"]]
        required = ["receiver", "sender", "type", *(name for name in content if name != "text" or len(content) == 1)]
        _check(params, {**FRAME, "type": {"type": "string"}, **content}, required=required)
        if params["receiver"] not in self.subscribers:
            raise Status(6, "receiverNotSubscribed")
        self._token += 1
        return {"message_token": self._token, "chat_hostname": "SN-CHAT-01_", "billing_status": 1}

    async def download(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["id"])
        return web.Response(body=data) if data is not None else web.Response(status=404)


def _check(params: Params, properties: Params, *, required: list[str]) -> None:
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    if errors := [one.message for one in jsonschema.Draft202012Validator(schema).iter_errors(params)]:
        raise Status(3, errors[0][:300])


@asynccontextmanager
async def viber_api() -> AsyncGenerator[ViberApi]:
    """The server on a free port of loopback."""
    api = ViberApi()
    app = web.Application()
    app.router.add_post("/pa/{method}", api.answer)
    app.router.add_get("/files/{id}", api.download)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/pa"
    try:
        yield api
    finally:
        await runner.cleanup()
        await asyncio.sleep(0)
