"""Avito's API on loopback, by its OpenAPI documents: paths, parameters and bodies that they do not know are refused."""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import parse_qsl

import jsonschema
import pytest
from aiohttp import web
from tests.ports import SHARED

CLIENT_ID = "client_id-1"
CLIENT_SECRET = "Client-Secret_of-the-contract-test"
ACCOUNT = 94235311
CHAT = "u2i-6~1"
MARIA = 456
SPECIFICATIONS = SHARED / "specs/avito"
ERRONEOUS = {"sendMessageRequestBody": ["type", "message"]}
"""The document demands a field of another method here; the rest of it is right."""

Params = dict[str, Any]  # Any: JSON


class Refused(Exception):
    """Becomes Avito's error JSON."""

    def __init__(self, status: int, message: str = "words", *, retry_after: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.headers = {"Retry-After": retry_after} if retry_after else {}


class LostAnswer(Exception):
    """The request is taken, its answer never comes: the connection is cut."""


class Specification:
    """Operations of the documents by method and path."""

    def __init__(self) -> None:
        self._known: list[tuple[str, re.Pattern[str], Params, Params]] = []
        for name in ("messenger", "user", "auth"):
            document = json.loads((SPECIFICATIONS / f"{name}.json").read_text("utf-8"))
            for path, methods in document["paths"].items():
                pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path.strip("\u200e")))
                shared = methods.get("parameters", [])
                for method in set(methods) & {"get", "post"}:
                    operation = {**methods[method], "parameters": [*shared, *methods[method].get("parameters", [])]}
                    self._known.append((method.upper(), pattern, operation, document))

    def check(self, method: str, path: str, *, query: dict[str, str], body: Params | None, media_type: str) -> None:
        found = [(one, root) for verb, pattern, one, root in self._known if verb == method and pattern.fullmatch(path)]
        if not found:
            raise Refused(404, f"there is no {method} {path}")
        operation, root = found[0]
        parameters = [_resolved(one, root) for one in operation["parameters"]]
        if unknown := set(query) - {one["name"].removesuffix("[]") for one in parameters if one["in"] == "query"}:
            raise Refused(400, f"unknown parameters: {sorted(unknown)}")
        content = operation.get("requestBody", {}).get("content", {})
        if (body is not None) != bool(content) or (content and media_type not in content):
            raise Refused(400, f"the body must be {sorted(content)}, not {media_type}")
        if content and media_type != "multipart/form-data":
            self._check_body(body or {}, content[media_type]["schema"], root)

    def _check_body(self, body: Params, schema: Params, root: Params) -> None:
        name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
        whole = _resolved(schema, root)
        required = ERRONEOUS.get(name, whole.get("required", []))
        strict = {**whole, "required": required, "additionalProperties": False, "components": root["components"]}
        if errors := [one.message for one in jsonschema.Draft202012Validator(strict).iter_errors(body)]:
            raise Refused(400, errors[0][:300])


def _resolved(value: Params, root: Params) -> Params:
    if "$ref" not in value:
        return value
    found: Any = root
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return cast("Params", found)


class AvitoApi:
    """One company's account."""

    def __init__(self) -> None:
        self.specification = Specification()
        self.base_url = ""
        self.requests: list[tuple[str, str, Params]] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.files: dict[str, bytes] = {}
        self.webhook = ""
        self.passes = 0
        self.chats: list[Params] = []
        self.messages: dict[str, list[Params]] = {}
        self.gate: asyncio.Event | None = None
        """While it is there and not set, messages are taken and not answered."""
        self.taken = asyncio.Event()
        self._scripted: defaultdict[str, deque[Refused | LostAnswer | web.Response]] = defaultdict(deque)
        self._last = 0

    def script(self, name: str, *outcomes: Refused | LostAnswer | web.Response) -> None:
        """The next answers of whatever path ends so; after them it behaves again."""
        self._scripted[name].extend(outcomes)

    def writes(self, *, author: int, chat: str = CHAT, text: str = "Ещё продаёте?", at: int = 1772452800) -> Params:
        """Somebody writes in a chat with Maria; the message as lists of Avito have it."""
        known = next((one for one in self.chats if one["id"] == chat), None)
        if known is None:
            people = [{"id": ACCOUNT, "name": "Чайная"}, {"id": MARIA, "name": "Мария"}]
            known = {"id": chat, "created": at, "users": people}
            self.chats.append(known)
        self._last += 1
        direction = "out" if author == ACCOUNT else "in"
        told = {"id": f"msg{self._last}", "author_id": author, "created": at, "direction": direction, "type": "text"}
        told |= {"content": {"text": text}, "is_read": False, "read": None}
        self.messages.setdefault(chat, []).insert(0, told)
        known |= {"updated": at, "last_message": {name: told[name] for name in ("id", "created")}}
        self.chats.sort(key=lambda one: -int(one["updated"]))
        return told

    def sent(self) -> list[Params]:
        return [body for _, path, body in self.requests if path.rsplit("/", 1)[-1] in {"messages", "image"}]

    def revoke_pass(self) -> None:
        """What was given out so far is no good any more."""
        self.passes += 1

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except Refused as error:
            body = {"error": {"code": error.status, "message": str(error)}}
            return web.json_response(body, status=error.status, headers=error.headers)
        except LostAnswer:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

    async def download(self, request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers, "the pass must not be shown to a public host"
        data = self.files.get(request.match_info["id"])
        return web.Response(body=data) if data is not None else web.Response(status=404)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path, query = request.path, dict(request.query)
        body = await self._body(request)
        self.requests.append((request.method, path, body or {}))
        name = path.rstrip("/").rsplit("/", 1)[-1]
        if scripted := self._scripted[name]:
            outcome = scripted.popleft()
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        if name != "token" and request.headers.get("Authorization") != f"Bearer pass-{self.passes}":
            raise Refused(401, "Unauthorized")
        self.specification.check(request.method, path, query=query, body=body, media_type=request.content_type)
        if request.method == "GET" and "/chats" in path:
            return web.json_response(self._shown(name, path, query))
        answer = self._behave(name, path, query, body or {})
        if self.gate is not None and name in {"messages", "image"}:
            self.taken.set()
            await self.gate.wait()
        return web.json_response(answer)

    async def _body(self, request: web.Request) -> Params | None:
        if request.content_type == "application/json" and request.body_exists:
            return cast("Params", await request.json())
        if request.content_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(await request.text()))
        if request.content_type == "multipart/form-data":
            for name, value in (await request.post()).items():
                assert isinstance(value, web.FileField)
                self.uploads.append((name, value.file.read()))
            return {}
        return None

    def _behave(self, name: str, path: str, query: dict[str, str], body: Params) -> Params:
        if name == "token":
            return self._token(body)
        if name == "self":
            return {"id": ACCOUNT, "name": "Чайная", "profile_url": "https://avito.ru/user/1/profile"}
        if name == "webhook":
            self.webhook = body["url"]
            return {"ok": True}
        if name == "unsubscribe":
            self.webhook = "" if body["url"] == self.webhook else self.webhook
            return {"ok": True}
        if name == "uploadImages":
            return {"12345.abc": {"1280x960": "https://img.example/1.jpg"}}
        if name == "getVoiceFiles":
            host = self.base_url
            return {"voices_urls": {one: f"{host}/files/{one}" for one in [query["voice_ids"]] if one in self.files}}
        if name == "read":
            return {"ok": True}
        return self._send(path)

    def _shown(self, name: str, path: str, query: dict[str, str]) -> Params | list[Params]:
        page = slice(int(query.get("offset", "0")), int(query.get("offset", "0")) + int(query.get("limit", "100")))
        if name == "chats":
            return {"chats": self.chats[page]}
        if name == "messages":
            return self.messages.get(path.split("/")[-3], [])[page]
        known = [one for one in self.chats if one["id"] == name]
        if not known:
            raise Refused(404, "chat not found")
        return known[0]

    def _token(self, body: Params) -> Params:
        if (body["client_id"], body["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            raise Refused(403, "client not found")
        self.passes += 1
        return {"access_token": f"pass-{self.passes}", "expires_in": 86400, "token_type": "Bearer"}

    def _send(self, path: str) -> Params:
        if f"/accounts/{ACCOUNT}/chats/{CHAT}/" not in path:
            raise Refused(404, "chat not found")
        self._last += 1
        return {"id": f"msg{self._last}", "direction": "out", "created": 1772452800}


@asynccontextmanager
async def avito_api() -> AsyncGenerator[AvitoApi]:
    """The server on a free port of loopback."""
    if not SPECIFICATIONS.exists():
        pytest.skip("Avito's specifications are not beside this checkout")
    api = AvitoApi()
    app = web.Application(client_max_size=30 * 1024 * 1024)
    app.router.add_get("/files/{id}", api.download)
    app.router.add_route("*", "/{path:.*}", api.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()
