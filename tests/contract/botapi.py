"""A Bot API server on loopback that refuses whatever its machine-readable specification does not allow.

It records every request; a test scripts refusals and lost answers, and feeds updates to long polling or the webhook.
"""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, cast

import aiohttp
from aiohttp import web
from tests.contract.cloud import skip_without
from tests.ports import NOON, SHARED

from otklik.channels.markup import utf16_length

TOKEN = "4242:AAE-contract_test"
SPECIFICATION = SHARED / "specs/telegram/telegram_bot_api.json"
DOWNLOAD_BYTES_MAX = 20 * 1024 * 1024
SILENT = {"sendChatAction", "answerCallbackQuery", "deleteMessage", "setMessageReaction", "readBusinessMessage"}
"""Methods that answer nothing but that it was done."""
ME = {"id": 4242, "is_bot": True, "first_name": "Чайная", "username": "tea_shop_bot"}
NAMED_SENDS = ("Photo", "Document", "Voice", "Video", "Audio", "Sticker", "Animation")

Params = dict[str, object]


class Refused(Exception):
    """Becomes the Bot API's error JSON."""

    def __init__(self, status: int, description: str, **parameters: object) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


class LostAnswer(Exception):
    """The request is taken, its answer never comes: the connection is cut."""


class File(NamedTuple):
    name: str
    media_type: str
    data: bytes


class Request(NamedTuple):
    method: str
    params: Params
    files: dict[str, File]


class Specification:
    """Checks values against the types of the specification; unknown names are mistakes too."""

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text("utf-8"))
        self.methods: dict[str, dict[str, object]] = content["methods"]
        self.types: dict[str, dict[str, object]] = content["types"]

    def check_call(self, method: str, params: Params, files: Mapping[str, File]) -> None:
        fields = _fields(self.methods[method])
        for name in params:
            if name not in fields:
                raise Refused(400, f"Bad Request: {method} has no parameter {name}")
        for name, field in fields.items():
            value = params.get(name, files.get(name))
            if value is None and field["required"]:
                raise Refused(400, f"Bad Request: {name} is empty")
            if value is not None and not self._fits_any(value, cast("list[str]", field["types"])):
                raise Refused(400, f"Bad Request: {name} must be {field['types']}, got {value!r}"[:300])

    def _fits_any(self, value: object, kinds: list[str]) -> bool:
        return any(self.fits(value, kind) for kind in kinds)

    def fits(self, value: object, kind: str) -> bool:
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(value, list) and all(self.fits(one, inner) for one in cast("list[object]", value))
        if kind == "InputFile":
            return isinstance(value, File)
        if kind in PLAIN:
            return isinstance(value, PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        if isinstance(value, Mapping):
            return self._fits_object(cast("Mapping[str, object]", value), kind)
        return False

    def _fits_object(self, value: Mapping[str, object], kind: str) -> bool:
        described = self.types[kind]
        if subtypes := described.get("subtypes"):
            return self._fits_any(value, cast("list[str]", subtypes))
        fields = _fields(described)
        return set(value) <= set(fields) and all(self._fits_field(value.get(name), fields[name]) for name in fields)

    def _fits_field(self, value: object, field: Mapping[str, object]) -> bool:
        if value is None:
            return not field["required"]
        constant = re.search(r"(?:must be|always) \"?(\w+)\"?$", str(field["description"]))
        if constant and value != constant[1]:
            return False
        return self._fits_any(value, cast("list[str]", field["types"]))


PLAIN: dict[str, tuple[type, ...]] = {"Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,)}


def _fields(described: Mapping[str, object]) -> dict[str, dict[str, object]]:
    return {str(one["name"]): one for one in cast("list[dict[str, object]]", described.get("fields", []))}


class BotApi:
    """The state of one bot at the fake server."""

    def __init__(self) -> None:
        skip_without(SPECIFICATION)
        self.specification = Specification(SPECIFICATION)
        self.base_url = ""
        self.requests: list[Request] = []
        self.chats = {"1111111", "-1001234567489"}
        self.files: dict[str, bytes] = {}
        self.photos: dict[int, list[str]] = {}
        """What a person shows of themselves, the newest first: by their number, ids of files."""
        self.communities: dict[str, tuple[Params, Params]] = {}
        """By `@name` and number: the chat, and what the bot is there (ChatMember)."""
        self.webhook: Params = {}
        self.webhook_info: Params = {}
        self._scripted: defaultdict[str, deque[Refused | LostAnswer | web.Response]] = defaultdict(deque)
        self._updates: list[Params] = []
        self._changed = asyncio.Condition()
        self._last_message_id = 100

    # ---- what a test says ------------------------------------------------------------------------

    def script(self, method: str, *outcomes: Refused | LostAnswer | web.Response) -> None:
        """The next answers of a method; after them it behaves again."""
        self._scripted[method].extend(outcomes)

    async def receive(self, update: Params) -> None:
        """An update for long polling."""
        async with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    async def deliver(self, update: Params) -> int:
        """Post an update to the webhook as Telegram would; a method in the answer is run."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": str(self.webhook.get("secret_token", ""))}
        async with (
            aiohttp.ClientSession() as session,
            session.post(str(self.webhook["url"]), json=update, headers=headers) as reply,
        ):
            if reply.content_type == "application/json" and (call := await reply.json()):
                await self.run_reply(call)
            return reply.status

    async def run_reply(self, call: Params) -> object:
        """The method call that a webhook was answered with."""
        method = str(call["method"])
        return await self._run(Request(method, {name: call[name] for name in call if name != "method"}, {}))

    def called(self, method: str) -> list[Params]:
        return [one.params for one in self.requests if one.method == method]

    def sent(self) -> list[Request]:
        return [one for one in self.requests if one.method.startswith("send") and one.method != "sendChatAction"]

    async def until_called(self, method: str, *, times: int = 1) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self.called(method)) >= times)

    # ---- what a bot says -------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            if request.match_info["token"] != TOKEN:
                raise Refused(401, "Unauthorized")
            result = await self._run(await _read(request))
        except Refused as error:
            body = {"ok": False, "error_code": error.status, "description": error.description}
            return web.json_response(
                body | ({"parameters": error.parameters} if error.parameters else {}), status=error.status
            )
        except LostAnswer:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return result if isinstance(result, web.Response) else web.json_response({"ok": True, "result": result})

    async def download(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["path"].removeprefix("files/"))
        if request.match_info["token"] != TOKEN or data is None:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=data)

    async def _run(self, request: Request) -> object:
        if request.method not in self.specification.methods:
            raise Refused(404, "Not Found")
        async with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        if scripted := self._scripted[request.method]:
            outcome = scripted.popleft()
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        self.specification.check_call(request.method, request.params, request.files)
        self._check_limits(request)
        return await self._behave(request)

    def _check_limits(self, request: Request) -> None:
        params = request.params
        if "chat_id" in params and str(params["chat_id"]) not in {*self.chats, *self.communities}:
            raise Refused(400, "Bad Request: chat not found")
        if "text" in params and not str(params["text"]).strip():
            raise Refused(400, "Bad Request: message text is empty")
        if utf16_length(str(params.get("text", ""))) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        media = cast("list[Params]", params.get("media", []))
        if any(utf16_length(str(one.get("caption", ""))) > 1024 for one in [params, *media]):
            raise Refused(400, "Bad Request: message caption is too long")
        if request.method == "sendMediaGroup":
            _check_album(media, request.files)
        for button in _buttons(params):
            if not 1 <= len(str(button.get("callback_data", "-")).encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")

    async def _behave(self, request: Request) -> object:
        method, params = request.method, request.params
        if method == "getUpdates":
            return await self._get_updates(params)
        if method == "sendMediaGroup":
            return [self._message(params) for _ in cast("list[Params]", params["media"])]
        if method in {"sendMessage", "sendLocation", "editMessageText", *(f"send{one}" for one in NAMED_SENDS)}:
            return self._message(params)
        if method == "getFile":
            return self._get_file(str(params["file_id"]))
        return self._administer(method, params)

    def _administer(self, method: str, params: Params) -> object:
        if method == "setWebhook":
            self._set_webhook(params)
        elif method == "deleteWebhook":
            self.webhook = {}
        elif method == "getMe":
            return ME
        elif method == "getWebhookInfo":
            known = {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0}
            return known | self.webhook_info
        elif method == "getUserProfilePhotos":
            return self._photos(params)
        elif method in {"getChat", "getChatMember"}:
            chat, member = self.communities[str(params["chat_id"])]
            return chat if method == "getChat" else member
        elif method not in SILENT:
            raise Refused(501, f"the fake does not know {method}")
        return True

    def opens(self, chat: Params, *, status: str = "administrator", **rights: object) -> None:
        """There is a channel or a group where the bot is this."""
        member = {"status": status, "user": ME, **rights}
        names = [str(chat["id"]), *([f"@{chat['username']}"] if "username" in chat else [])]
        self.communities |= dict.fromkeys(names, (chat, member))

    def _photos(self, params: Params) -> Params:
        """Each in three sizes, of which the largest is the file."""
        shown = self.photos.get(int(str(params["user_id"])), [])
        sizes = [
            [
                {
                    "file_id": f"{one}:{width}" if width < 640 else one,
                    "file_unique_id": one,
                    "width": width,
                    "height": 1,
                }
                for width in (160, 640, 320)
            ]
            for one in shown[: int(str(params.get("limit", 100)))]
        ]
        return {"total_count": len(shown), "photos": sizes}

    def _set_webhook(self, params: Params) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(params.get("secret_token", "-"))):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", str(params["url"])):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = params

    def _get_file(self, file_id: str) -> Params:
        if file_id not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        if size > DOWNLOAD_BYTES_MAX:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"files/{file_id}"}

    async def _get_updates(self, params: Params) -> list[Params]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, wait_seconds = int(str(params.get("offset", 0))), int(str(params.get("timeout", 0)))
        self._updates = [one for one in self._updates if int(str(one["update_id"])) >= offset]
        try:
            async with asyncio.timeout(wait_seconds), self._changed:
                await self._changed.wait_for(lambda: bool(self._updates))
        except TimeoutError:
            return []
        return self._updates[:100]

    def _message(self, params: Params) -> Params:
        self._last_message_id += 1
        chat = {"id": int(str(params["chat_id"])), "type": "private"}
        return {"message_id": self._last_message_id, "date": int(NOON.timestamp()), "chat": chat, "from": ME}


async def _read(request: web.Request) -> Request:
    method, params, files = request.match_info["method"], cast("Params", {}), dict[str, File]()
    if request.content_type == "application/json":
        params = await request.json()
    elif request.content_type == "multipart/form-data":
        form = await request.post()
        for name, value in form.items():
            if isinstance(value, web.FileField):
                files[name] = File(value.filename, value.content_type, value.file.read())
            else:
                params[name] = _typed(str(value))
    return Request(method, params, files)


def _typed(value: str) -> object:
    """Form fields are text; objects, lists and booleans in them are JSON."""
    return json.loads(value) if value[:1] in {"{", "["} or value in {"true", "false"} else value


def _check_album(media: list[Params], files: Mapping[str, File]) -> None:
    if not 2 <= len(media) <= 10:
        raise Refused(400, "Bad Request: album must contain 2 to 10 items")
    kinds = {str(one["type"]) for one in media}
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise Refused(400, "Bad Request: document and audio can't be mixed with other media types")
    for one in media:
        place = str(one["media"])
        if place.startswith("attach://") and place.removeprefix("attach://") not in files:
            raise Refused(400, f"Bad Request: file {place} is not found")


def _buttons(params: Params) -> list[Params]:
    markup = cast("Mapping[str, list[list[Params]]]", params.get("reply_markup", {}))
    return [button for row in markup.get("inline_keyboard", []) for button in row]


@asynccontextmanager
async def bot_api(api: BotApi | None = None) -> AsyncGenerator[BotApi]:
    """The server on a free port of loopback."""
    api = api or BotApi()
    app = web.Application(client_max_size=60 * 1024 * 1024)
    app.router.add_route("*", "/bot{token}/{method}", api.answer)
    app.router.add_get("/file/bot{token}/{path:.+}", api.download)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()
