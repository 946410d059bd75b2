"""Odnoklassniki on loopback, by what is known of its bots: it refuses what that does not allow."""

import itertools
from collections.abc import Mapping
from typing import Any, cast

from aiohttp import web
from tests.contract.cloud import Cloud, Request, files_of

TOKEN = "tkn1contract:CBAtest"
CHAT = "chat:C3ecb9d02a600"
ATTACHMENT_TYPES = {"IMAGE", "VIDEO", "AUDIO", "FILE", "INLINE_KEYBOARD"}
BUTTON_KEYS = {"CALLBACK": {"type", "text", "intent", "payload"}, "LINK": {"type", "text", "intent", "url"}}

Json = dict[str, Any]  # Any: JSON


def error(code: int, words: str = "Something is wrong") -> web.Response:
    """A refusal in OK's own shape: HTTP 200 and a header."""
    return web.json_response({"error_code": code, "error_msg": words}, headers={"invocation-error": str(code)})


def misfit(message: Json) -> str:
    """What is wrong with a message; empty when nothing is."""
    attached = message.get("attachments", [])
    if not set(message) <= {"text", "attachments", "reply_to"} or not (message.get("text") or attached):
        return "message is empty or has strange fields"
    if len(attached) > 5 or any(one["type"] not in ATTACHMENT_TYPES for one in attached):
        return "attachments"
    keyboards = [one["payload"]["keyboard"]["buttons"] for one in attached if one["type"] == "INLINE_KEYBOARD"]
    buttons = [button for rows in keyboards for row in rows for button in row]
    if any(set(one) != BUTTON_KEYS[one["type"]] or not one["text"] for one in buttons):
        return "buttons"
    return "" if all("token" in one["payload"] or one["type"] == "INLINE_KEYBOARD" for one in attached) else "token"


class OkApi(Cloud):
    """One group at the fake Odnoklassniki."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: list[Json] = []
        self.polls: Json = {}
        self.updates: list[Json] = []
        self.chat_type = "DIALOG"
        self.chats: list[Json] = []
        """The latest event first."""
        self.messages: dict[str, list[Json]] = {}
        """By chat, the latest first."""
        self.forbidden = False
        self._numbers = itertools.count(101)

    async def receive(self, *updates: Json) -> None:
        async with self._changed:
            self.updates.extend(updates)
            self._changed.notify_all()

    async def read(self, raw: web.Request) -> Request:
        path, query = raw.match_info["path"], dict(raw.query)
        if path.startswith("upload/"):
            return Request("upload", query, files=(await files_of(raw))[1])
        if raw.method == "POST":
            assert raw.headers["Content-Type"] == "application/json;charset=utf-8"
        body = await raw.json() if raw.method == "POST" else None
        return Request(f"{raw.method} {path.removeprefix('graph')}", query, body)

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        path = raw.match_info["path"]
        if path.startswith("upload/"):
            [file] = request.files
            assert file.field == "file"
            return web.Response(status=400 if file.name.endswith(".exe") else 200)
        if path.startswith("file/"):
            return web.Response(body=b"bytes") if path == "file/good" else web.Response(status=404)
        if request.params.get("access_token") != TOKEN:
            return error(103, "PARAM_SESSION_KEY : Invalid session key")
        answer = await self._answer(request, cast("Json", request.body or {}))
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    async def _answer(self, request: Request, body: Json) -> Json | web.Response:
        params = cast("Mapping[str, str]", request.params)
        known: Json = {
            "GET /me/info": {"name": "Чайная", "group_id": "group:1"},
            "GET /me/subscriptions": {"subscriptions": self.subscriptions},
            f"GET /me/chat/{CHAT}": {"type": self.chat_type, "chat_id": CHAT},
            "GET /me/fileUploadUrl": {"url": f"{self.base_url}/upload/1", "token": f"t-{params.get('type')}"},
        }
        if request.name in known:
            return known[request.name]
        if request.name == "GET /me/chats":
            assert set(params) <= {"count", "marker", "access_token"}
            return self._page_of_chats(int(params["count"]), int(params.get("marker", "0")))
        if request.name.startswith("GET /me/messages/"):
            assert set(params) <= {"from", "to", "count", "access_token"}
            latest, first = int(params.get("from", str(2**63 - 1))), int(params.get("to", "0"))
            said = self.messages.get(request.name.removeprefix("GET /me/messages/"), [])
            return {"messages": [one for one in said if first <= one["timestamp"] <= latest][: int(params["count"])]}
        if request.name == "GET /me/updates":
            return await self._updates(params)
        return self._post(request.name, body)

    def _page_of_chats(self, count: int, at: int) -> Json:
        assert 1 <= count <= 100
        more = {"marker": str(at + count)} if len(self.chats) > at + count else {}
        return {"chats": self.chats[at : at + count], **more}

    def _post(self, name: str, body: Json) -> Json | web.Response:
        if name == "POST /me/subscribe" and "url" in body:
            self.subscriptions.append({"url": body["url"], "time": 1})
        elif name == "POST /me/subscribe":
            self.polls = body
        elif name == "POST /me/unsubscribe":
            self.subscriptions = [one for one in self.subscriptions if one["url"] != body["url"]]
        elif name.startswith("POST /me/messages"):
            return self._message(body)
        return {"success": True}

    def _message(self, body: Json) -> Json | web.Response:
        if body.get("sender_action") in {"typing_on", "mark_seen"}:
            return {"success": True}
        if wrong := misfit(body["message"]):
            return error(100, f"PARAM : {wrong}")
        if self.forbidden:
            return {"success": False}
        return {"success": True, "message_id": f"mid:C.{next(self._numbers)}"}

    async def _updates(self, params: Mapping[str, str]) -> Json:
        seen = int(params.get("marker", "0"))
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.updates) > seen)
        return {"updates": self.updates[seen:], "marker": len(self.updates)}
