"""VK on loopback: refuses whatever its machine-readable schema does not allow, and checks its own answers by it too."""

import asyncio
import itertools
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from aiohttp import web
from tests.contract.cloud import Cloud, Request, files_of
from tests.ports import SHARED

SPECIFICATION = SHARED / "specs/vk"
TOKEN = "vk1.a.contract_test"
WALL_TOKEN = "vk1.u.contract_test"
"""Of a person who runs the community."""
GROUP = {"id": 4242, "name": "Чайная", "screen_name": "tea_shop", "is_closed": 0, "type": "group"}
ANNA = {
    "id": 123,
    "first_name": "Анна",
    "last_name": "Ли",
    "screen_name": "anna",
    "photo_200": "https://vk.example/a.jpg",
}
HISTORY_FROM = 100
"""The number of the oldest event that the fake still has."""

Schema = Mapping[str, object]

WALL_POST: Schema = {
    "name": "wall.post",
    "access_token_type": ["user"],
    "parameters": [
        {"name": "owner_id", "type": "integer", "required": True},
        {"name": "from_group", "type": "boolean"},
        {"name": "message", "type": "string"},
        {"name": "attachments", "type": "array", "items": {"type": "string"}},
        {"name": "guid", "type": "string"},
    ],
    "responses": {
        "response": {
            "type": "object",
            "properties": {
                "response": {"type": "object", "properties": {"post_id": {"type": "integer", "required": True}}}
            },
        }
    },
}
"""Written down here, for the stored part of VK's schema lacks the wall: what we use of the method."""


class VkError(Exception):
    """Becomes VK's error JSON."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code


def error(code: int, message: str = "Something is wrong") -> web.Response:
    """A scripted refusal, in VK's own shape: HTTP 200."""
    return web.json_response({"error": {"error_code": code, "error_msg": message, "request_params": []}})


def item_error(code: int, message: str = "Something is wrong") -> web.Response:
    """A refusal for one recipient, inside a good answer of `messages.send`."""
    told = {"code": code, "description": message}
    return web.json_response(
        {"response": [{"peer_id": 123, "message_id": 0, "conversation_message_id": 0, "error": told}]}
    )


@cache
def _document(path: Path) -> Schema:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _resolved(schema: Schema, home: Path) -> tuple[Schema, Path]:
    """Behind a reference; what the stored part of the schema lacks is anything."""
    if "$ref" not in schema:
        return schema, home
    file, _, pointer = str(schema["$ref"]).partition("#/")
    target = (home.parent / file).resolve() if file else home
    found: object = _document(target)
    for key in pointer.split("/"):
        found = found.get(key) if isinstance(found, Mapping) else None
    kept = {key: value for key, value in schema.items() if key != "$ref"}
    inner, where = _resolved(found, target) if isinstance(found, Mapping) else ({}, target)
    return {**kept, **inner}, where


PLAIN: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool, int),
    "array": (list,),
    "object": (dict,),
}


def misfit(value: object, schema: Schema, home: Path, where: str = "") -> str:
    """How a JSON value breaks the schema; empty when it does not. Names the schema does not have are mistakes too."""
    schema, home = _resolved(schema, home)
    kinds = schema.get("type", [])
    types = tuple(
        one for kind in ([kinds] if isinstance(kinds, str) else cast("list[str]", kinds)) for one in PLAIN[kind]
    )
    if types and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
        return f"{where}: {value!r} is no {kinds}"
    if "enum" in schema and value not in cast("list[object]", schema["enum"]):
        return f"{where}: {value!r} is none of {schema['enum']}"
    if isinstance(value, int) and value < cast("int", schema.get("minimum", value)):
        return f"{where}: {value} is too small"
    if isinstance(value, str) and len(value) > cast("int", schema.get("maxLength", len(value))):
        return f"{where}: too long"
    if isinstance(value, list):
        items = cast("Schema", schema.get("items", {}))
        return next(filter(None, (misfit(one, items, home, f"{where}[]") for one in value)), "")
    return _object_misfit(value, schema, home, where) if isinstance(value, dict) else ""


def _object_misfit(value: dict[str, object], schema: Schema, home: Path, where: str) -> str:
    if choices := cast("list[Schema]", schema.get("oneOf", [])):
        found = [misfit(value, one, home, where) for one in choices]
        return "" if "" in found else "; ".join(found)
    known = _properties(schema, home)
    for name, (inner, home_of) in known.items():
        if name not in value and inner.get("required") is True:
            return f"{where}.{name}: missing"
        if name in value and (wrong := misfit(value[name], inner, home_of, f"{where}.{name}")):
            return wrong
    strange = set(value) - set(known) if known else set[str]()
    return f"{where}: no such names: {sorted(strange)}" if strange else ""


def _properties(schema: Schema, home: Path) -> dict[str, tuple[Schema, Path]]:
    found: dict[str, tuple[Schema, Path]] = {}
    for part in cast("list[Schema]", schema.get("allOf", [])):
        inner, where = _resolved(part, home)
        found |= _properties(inner, where)
    own = cast("dict[str, Schema]", schema.get("properties", {}))
    return found | {name: (one, home) for name, one in own.items()}


def _described(method: str) -> tuple[Schema, Path]:
    """Raises `VkError` where there is no such method."""
    home = SPECIFICATION / method.partition(".")[0] / "methods.json"
    known = {str(one["name"]): one for one in cast("list[Schema]", _document(home).get("methods", []))}
    if found := (known | {"wall.post": WALL_POST}).get(method):
        return found, home
    raise VkError(3, f"Unknown method {method}")


def check_call(method: str, params: Mapping[str, str], *, by: str = "group") -> None:
    """Raises `VkError` where the schema has no such method or parameter, or not of this shape, or not for this key."""
    described, home = _described(method)
    if by not in cast("list[str]", described["access_token_type"]):
        raise VkError(27, "Group authorization failed: method is unavailable with group auth")
    known = {str(one["name"]): one for one in cast("list[Schema]", described.get("parameters", []))}
    for name, one in known.items():
        if one.get("required") is True and not params.get(name):
            raise VkError(100, f"One of the parameters specified was missing or invalid: {name} is undefined")
    for name, value in params.items():
        if name not in known:
            raise VkError(100, f"{method} has no parameter {name}")
        if wrong := _parameter_misfit(value, known[name], home, name):
            raise VkError(100, f"One of the parameters specified was missing or invalid: {wrong}")


def _parameter_misfit(value: str, schema: Schema, home: Path, name: str) -> str:
    """Forms carry text: lists are parted by commas, objects written as JSON."""
    kinds = schema.get("type")
    if "$ref" in schema and kinds == "string":
        inner, where = _resolved({"$ref": schema["$ref"]}, home)
        return misfit(json.loads(value), inner, where, name) if inner.get("type") == "object" else ""
    if kinds == "array":
        items = cast("Schema", schema.get("items", {}))
        parts = value.split(",")
        if len(parts) > cast("int", schema.get("maxItems", len(parts))):
            return f"{name}: too many"
        return next(filter(None, (_parameter_misfit(one, items, home, name) for one in parts)), "")
    typed = int(value) if kinds in ("integer", "boolean") and value.lstrip("-").isdecimal() else value
    return misfit(typed, schema, home, name)


class VkApi(Cloud):
    """One community at the fake VK."""

    def __init__(self) -> None:
        super().__init__()
        self.rights = ["manage", "messages", "photos", "docs"]
        self.confirmation = "c0de42"
        self.servers: list[dict[str, object]] = []
        self.settings: dict[str, Mapping[str, str]] = {}
        self.sent: dict[tuple[str, str], Mapping[str, object]] = {}
        self.events: list[dict[str, object]] = []
        self.wall: list[Mapping[str, str]] = []
        self.runs = True
        """Whether the person whose key it is runs the community."""
        self.key = "key1"
        self.upload_answer: dict[str, object] | None = None
        self._numbers = itertools.count(101)

    async def receive(self, *events: dict[str, object]) -> None:
        """Events for long polling."""
        async with self._changed:
            self.events.extend(events)
            self._changed.notify_all()

    async def read(self, raw: web.Request) -> Request:
        path = raw.match_info["path"]
        fields, files = await files_of(raw) if raw.method == "POST" else (dict(raw.query), ())
        return Request(path.removeprefix("method/"), fields, files=files)

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        path, params = raw.match_info["path"], dict(cast("Mapping[str, str]", request.params))
        if path == "poll":
            return web.json_response(await self._poll(params))
        if path.startswith("upload/"):
            return web.json_response(self._upload(path, request), content_type="text/html")
        if path.startswith("file/"):
            return self._file(path)
        try:
            return web.json_response({"response": await self._call(request.name, params)})
        except VkError as wrong:
            return error(wrong.code, str(wrong))

    async def _call(self, method: str, params: dict[str, str]) -> object:
        by = {TOKEN: "group", WALL_TOKEN: "user"}.get(params.pop("access_token", ""))
        if by is None:
            raise VkError(5, "User authorization failed: invalid access_token (4).")
        if params.pop("v", "") != "5.199":
            raise VkError(8, "Invalid request: v is required")
        check_call(method, params, by=by)
        if params.get("group_id", str(GROUP["id"])) != str(GROUP["id"]):
            raise VkError(15, "Access denied")
        answer = getattr(self, "_" + method.replace(".", "_"))(params)
        described, home = _described(method)
        shapes = cast("dict[str, Schema]", described["responses"]).values()
        wrong = [misfit({"response": answer}, shape, home) for shape in shapes]
        assert "" in wrong, f"the fake answers {method} as VK does not: {wrong}"
        return answer

    # ---- long polling ----------------------------------------------------------------------------

    async def _poll(self, params: dict[str, str]) -> dict[str, object]:
        assert (params["act"], params["wait"]) == ("a_check", "25")
        if params["key"] != self.key:
            return {"failed": 2}
        ts = int(params["ts"] or "0")
        if ts > HISTORY_FROM + len(self.events):
            return {"failed": 3}
        if ts < HISTORY_FROM:
            return {"failed": 1, "ts": HISTORY_FROM + len(self.events)}
        try:
            async with asyncio.timeout(25), self._changed:
                await self._changed.wait_for(lambda: HISTORY_FROM + len(self.events) > ts)
        except TimeoutError:
            return {"ts": str(ts), "updates": []}
        return {"ts": str(HISTORY_FROM + len(self.events)), "updates": self.events[ts - HISTORY_FROM :]}

    # ---- files -----------------------------------------------------------------------------------

    def _upload(self, path: str, request: Request) -> dict[str, object]:
        [file] = request.files
        assert file.field == ("photo" if path.endswith("photo") else "file")
        if self.upload_answer is not None:
            return self.upload_answer
        if path.endswith("photo"):
            return {"server": 7, "photo": json.dumps([{"photo": file.name}]), "hash": "h"}
        return {"file": f"uploaded|{file.name}"}

    def _file(self, path: str) -> web.StreamResponse:
        if path == "file/doc":
            raise web.HTTPFound(f"{self.base_url}/file/moved")
        if path == "file/round":
            raise web.HTTPFound(f"{self.base_url}/file/round")
        return web.Response(body=b"bytes") if path == "file/moved" else web.Response(status=404)

    # ---- methods ---------------------------------------------------------------------------------

    def _groups_getById(self, params: Mapping[str, str]) -> object:  # noqa: N802 - VK's names
        return {"groups": [{**GROUP, "is_admin": int(self.runs)} if "group_id" in params else GROUP], "profiles": []}

    def _wall_post(self, params: Mapping[str, str]) -> object:
        if not (params.get("message") or params.get("attachments")):
            raise VkError(100, "One of the parameters specified was missing or invalid: message is empty")
        if sum(one.startswith("http") for one in params.get("attachments", "").split(",")) > 1:
            raise VkError(222, "Hyperlinks are forbidden")
        self.wall.append(params)
        return {"post_id": next(self._numbers)}

    def _photos_getWallUploadServer(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return {"album_id": 1, "upload_url": f"{self.base_url}/upload/photo", "user_id": 5}

    def _photos_saveWallPhoto(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return [{"album_id": 1, "date": 1, "id": next(self._numbers), "owner_id": 5, "has_tags": False}]

    def _groups_getTokenPermissions(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return {"mask": 1, "permissions": [{"name": one, "setting": 1} for one in self.rights]}

    def _groups_getLongPollServer(self, params: Mapping[str, str]) -> object:  # noqa: N802
        if self.settings.get("long_poll", {}).get("enabled") == "0":
            raise VkError(100, "longpoll for this group is not enabled")
        ts = str(HISTORY_FROM + len(self.events))
        return {"key": self.key, "server": f"{self.base_url}/poll", "ts": ts}

    def _groups_setLongPollSettings(self, params: Mapping[str, str]) -> object:  # noqa: N802
        self.settings["long_poll"] = params
        return 1

    def _groups_setCallbackSettings(self, params: Mapping[str, str]) -> object:  # noqa: N802
        self.settings["callback"] = params
        return 1

    def _groups_getCallbackConfirmationCode(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return {"code": self.confirmation}

    def _groups_getCallbackServers(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return {"count": len(self.servers), "items": self.servers}

    def _groups_addCallbackServer(self, params: Mapping[str, str]) -> object:  # noqa: N802
        if not params["url"].startswith("https://") or not params["secret_key"].isalnum():
            raise VkError(100, "One of the parameters specified was missing or invalid: url or secret_key")
        server: dict[str, object] = {"id": next(self._numbers), "creator_id": 1, "status": "wait"}
        self.servers.append({**server, **{name: params[name] for name in ("url", "title", "secret_key")}})
        return {"server_id": server["id"]}

    def _groups_deleteCallbackServer(self, params: Mapping[str, str]) -> object:  # noqa: N802
        self.servers = [one for one in self.servers if str(one["id"]) != params["server_id"]]
        return 1

    def _users_get(self, params: Mapping[str, str]) -> object:
        return [{**ANNA, "id": int(one)} for one in params["user_ids"].split(",")]

    def _messages_setActivity(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return 1

    def _messages_markAsRead(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return 1

    def _messages_send(self, params: Mapping[str, str]) -> object:
        """A `random_id` seen before gives the message that was sent with it."""
        if not (params.get("message") or params.get("attachment")):
            raise VkError(100, "One of the parameters specified was missing or invalid: message is empty")
        _check_keyboard(json.loads(params.get("keyboard", '{"buttons": []}')))
        assert 0 < int(params["random_id"]) < 2**31
        key = (params["peer_ids"], params["random_id"])
        if key not in self.sent:
            number = next(self._numbers)
            told = {"peer_id": int(params["peer_ids"]), "message_id": number * 10, "conversation_message_id": number}
            self.sent[key] = told
        return [self.sent[key]]

    def _photos_getMessagesUploadServer(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return {"album_id": 1, "upload_url": f"{self.base_url}/upload/photo", "user_id": 0}

    def _photos_saveMessagesPhoto(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return [
            {
                "album_id": 1,
                "date": 1,
                "id": next(self._numbers),
                "owner_id": -4242,
                "access_key": "k",
                "has_tags": False,
            }
        ]

    def _docs_getMessagesUploadServer(self, params: Mapping[str, str]) -> object:  # noqa: N802
        return {"upload_url": f"{self.base_url}/upload/{params['type']}"}

    def _docs_save(self, params: Mapping[str, str]) -> object:
        known = {"id": next(self._numbers), "owner_id": -4242}
        if params["file"].endswith(".ogg"):
            links = {"link_mp3": "https://vk.example/a.mp3", "link_ogg": "https://vk.example/a.ogg"}
            return {"type": "audio_message", "audio_message": {**known, **links, "duration": 1, "waveform": [1]}}
        described = {"title": params["title"], "size": 1, "ext": "x", "date": 1, "type": 1}
        return {"type": "doc", "doc": {**known, **described}}


def _check_keyboard(keyboard: dict[str, object]) -> None:
    rows = cast("list[list[dict[str, dict[str, str]]]]", keyboard["buttons"])
    if keyboard.get("inline") and (len(rows) > 6 or any(len(row) > 5 for row in rows) or sum(map(len, rows)) > 10):
        raise VkError(911, "Keyboard format is invalid: too many buttons")
    for button in (one for row in rows for one in row):
        action = button["action"]
        if len(action.get("label", "")) > 40 or len(action.get("payload", "")) > 255:
            raise VkError(911, "Keyboard format is invalid: label or payload is too long")
