"""MAX on loopback: refuses what its OpenAPI document does not allow, and checks its own answers by it too."""

import asyncio
import itertools
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import jsonschema
import yaml
from aiohttp import web
from tests.contract.cloud import Cloud, Request, files_of
from tests.ports import NOON, SHARED

SPECIFICATION = SHARED / "specs/max/max_bot_api_schema_community.yaml"
TOKEN = "f9LHodD0cOI_contract-test"
ME = {
    "user_id": 99,
    "first_name": "Чайная",
    "username": "tea_shop_bot",
    "is_bot": True,
    "last_activity_time": 1,
    "name": "Чайная",
}
DIALOG = 182182182

Json = dict[str, Any]  # Any: JSON


def refusal(status: int, code: str, message: str = "", **headers: str) -> web.Response:
    """A scripted refusal in MAX's own shape."""
    return web.json_response({"code": code, "message": message}, status=status, headers=headers)


@cache
def document() -> Json:
    """The document in plain JSON Schema: a base with a discriminator becomes one of its heirs."""
    found = cast("Json", yaml.safe_load(SPECIFICATION.read_text("utf-8")))
    schemas: Json = found["components"]["schemas"]
    heirs = {name: one["discriminator"] for name, one in schemas.items() if "discriminator" in one}
    told = {name: _strict(one, heirs, root=True) for name, one in schemas.items()}
    for name, rule in heirs.items():
        key = rule["propertyName"]
        choices = [
            {"allOf": [{"$ref": ref}, {"properties": {key: {"const": value}}}], "unevaluatedProperties": False}
            for value, ref in rule["mapping"].items()
        ]
        told[f"{name}.any"] = {"oneOf": choices}
    return {**found, "components": {**found["components"], "schemas": told}}


def _strict(value: Any, heirs: Json, *, root: bool = False) -> Any:
    if isinstance(value, list):
        return [_strict(one, heirs) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return {"$ref": f"{value['$ref']}.any"} if name in heirs else value
    kept = {key: one for key, one in value.items() if key not in {"discriminator", "required"}}
    kept |= {"required": value["required"]} if isinstance(value.get("required"), list) else {}
    if root and "allOf" in kept:  # here it is inheritance, so the base stays the base
        parts = [one if "$ref" in one else _strict(one, heirs) for one in kept["allOf"]]
        return {**{key: _strict(one, heirs) for key, one in kept.items()}, "allOf": parts}
    return {key: _strict(one, heirs) for key, one in kept.items()}


def misfit(value: Any, schema: Json) -> str:
    """How a value breaks a schema of the document; empty when it does not."""
    whole = {**_strict(schema, document_heirs()), "components": document()["components"]}
    wrong = next(jsonschema.Draft202012Validator(whole).iter_errors(value), None)
    return f"{wrong.json_path}: {wrong.message}"[:300] if wrong else ""


@cache
def document_heirs() -> Json:
    return {name.removesuffix(".any"): True for name in document()["components"]["schemas"] if name.endswith(".any")}


def described(method: str, path: str) -> Json | None:
    """The operation of a request, whatever stands in its path."""
    for known, operations in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path) and method.lower() in operations:
            return operations[method.lower()]
    return None


def check_request(operation: Json, request: Request) -> str:
    """What is wrong with the query or the body; empty when nothing is."""
    known = {one["name"]: one for one in operation.get("parameters", []) if one.get("in") == "query"}
    for name, one in known.items():
        if one.get("required") and name not in request.params:
            return f"{name} is missing"
    for name, value in cast("Mapping[str, str]", request.params).items():
        if name not in known:
            return f"there is no {name}"
        kind = known[name].get("schema", {}).get("type")
        typed = int(value) if kind == "integer" and value.lstrip("-").isdecimal() else value
        if kind != "array" and (wrong := misfit(typed, known[name].get("schema", {}))):
            return f"{name}: {wrong}"
    if "requestBody" not in operation:
        return "no body is expected" if request.body is not None else ""
    return misfit(request.body, operation["requestBody"]["content"]["application/json"]["schema"])


class MaxApi(Cloud):
    """One bot at the fake MAX."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: list[Json] = []
        self.updates: list[Json] = []
        self.communities: dict[str, tuple[Json, Json]] = {}
        """By name and number: the chat, and what the bot is there (ChatMember)."""
        self.not_ready = 0
        """How many times a message with a file is turned down because MAX still works on it."""
        self._numbers = itertools.count(101)

    async def receive(self, *updates: Json) -> None:
        """Updates for long polling."""
        async with self._changed:
            self.updates.extend(updates)
            self._changed.notify_all()

    async def read(self, raw: web.Request) -> Request:
        path, query = f"/{raw.match_info['path']}", dict(raw.query)
        if path.startswith("/upload/"):
            return Request("upload", query, files=(await files_of(raw))[1])
        body = await raw.json() if raw.can_read_body else None
        return Request(f"{raw.method} {path}", query, body)

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        path = f"/{raw.match_info['path']}"
        if path.startswith("/upload/"):
            return self._upload(path, request)
        if path.startswith("/file/"):
            return web.Response(body=b"bytes") if path == "/file/good" else web.Response(status=404)
        if raw.headers.get("Authorization") != TOKEN:
            return refusal(401, "verify.token", "Invalid access_token")
        operation = described(raw.method, path)
        if operation is None:
            return refusal(404, "not.found", "Unknown path")
        if wrong := check_request(operation, request):
            return refusal(400, "proto.payload", wrong)
        answer = await self._answer(request, path)
        if isinstance(answer, web.Response):
            return answer
        told = operation["responses"]["200"]
        told = document()["components"]["responses"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
        broken = misfit(answer, told["content"]["application/json"]["schema"])
        assert not broken, f"the fake answers {request.name} as MAX does not: {broken}"
        return web.json_response(answer)

    async def _answer(self, request: Request, path: str) -> Json | web.Response:
        params, body = cast("Mapping[str, str]", request.params), cast("Json", request.body or {})
        if request.name == "GET /updates":
            return await self._updates(params)
        if request.name == "POST /messages":
            return self._message(params, body)
        if request.name == "POST /subscriptions":
            return self._subscribe(body)
        if request.name == "GET /subscriptions":
            return {"subscriptions": [{"url": one["url"], "time": 1} for one in self.subscriptions]}
        if request.name == "DELETE /subscriptions":
            self.subscriptions = [one for one in self.subscriptions if one["url"] != params["url"]]
        if request.name.startswith("GET /chats/"):
            return self._community(path.removeprefix("/chats/"))
        return self._known(path, params) or {"success": True}

    def opens(self, chat: Json, *, name: str = "", **rights: object) -> None:
        """There is a channel or a chat where the bot is this."""
        told = {"status": "active", "last_event_time": 1, "participants_count": 2, "is_public": bool(name), **chat}
        member = {**ME, "last_access_time": 1, "is_owner": False, "is_admin": False, "join_time": 1, **rights}
        self.communities |= dict.fromkeys(filter(None, (str(chat["chat_id"]), name)), (told, member))

    def _community(self, asked: str) -> Json | web.Response:
        name, _, mine = asked.partition("/")
        if name not in self.communities:
            return refusal(404, "not.found", "Chat is not found")
        return self.communities[name][1 if mine else 0]

    def _known(self, path: str, params: Mapping[str, str]) -> Json:
        played = {"token": "t-before"} if params.get("type") in {"video", "audio"} else {}
        urls = {"mp4_360": f"{self.base_url}/file/low", "mp4_1080": f"{self.base_url}/file/good"}
        video = {"token": "v", "urls": urls, "width": 1, "height": 1, "duration": 1}
        here: Json = {
            "/me": ME,
            "/uploads": {"url": f"{self.base_url}/upload/{params.get('type')}", **played},
            "/videos/v": video,
            "/videos/gone": {**video, "urls": {}},
        }
        return here.get(path, {})

    async def _updates(self, params: Mapping[str, str]) -> Json | web.Response:
        if self.subscriptions:
            return refusal(405, "method.not.allowed", "There is a subscription")
        seen = int(params.get("marker", "0"))
        try:
            async with asyncio.timeout(int(params["timeout"])), self._changed:
                await self._changed.wait_for(lambda: len(self.updates) > seen)
        except TimeoutError:
            return {"updates": [], "marker": seen}
        return {"updates": self.updates[seen:], "marker": len(self.updates)}

    def _subscribe(self, body: Json) -> Json:
        if not body["url"].startswith("https://"):
            return {"success": False, "message": "url must start with https://"}
        self.subscriptions.append(body)
        return {"success": True}

    def _upload(self, path: str, request: Request) -> web.Response:
        [file] = request.files
        assert file.field == "data"
        if file.name.endswith(".exe"):
            return refusal(400, "upload.error", "File extension is forbidden")
        if path.endswith("image"):
            return web.json_response({"photos": {"1": {"token": "t-photo"}}})
        return web.json_response({"token": "t-after"} if path.endswith("file") else {"retval": 1})

    def _message(self, params: Mapping[str, str], body: Json) -> Json | web.Response:
        kinds = [one["type"] for one in body.get("attachments", [])]
        if "file" in kinds and len(kinds) > 1:
            return refusal(400, "proto.payload", "A file must be the only attachment")
        if kinds and self.not_ready:
            self.not_ready -= 1
            return refusal(400, "attachment.not.ready", "")
        if not (body.get("text") or kinds):
            return refusal(400, "proto.payload", "Empty message")
        chat_id = int(params.get("chat_id", DIALOG))
        number = next(self._numbers)
        told = {"mid": f"mid.{number}", "seq": 116327994376978687, "text": body.get("text", "")}
        where = {"chat_id": chat_id, "chat_type": "dialog", "user_id": 1}
        seen = {"url": f"https://max.ru/c/{chat_id}/{number}"} if str(chat_id) in self.communities else {}
        sent = {"sender": ME, "recipient": where, "timestamp": int(NOON.timestamp() * 1000), "body": told, **seen}
        return {"message": sent}
