"""Meta's Graph API on loopback: WhatsApp as its OpenAPI document says, Pages and accounts as the Send API's pages do.

It refuses whatever they do not allow, records every request, and is scripted with refusals and lost answers.
"""

import hashlib
import hmac
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, cast

import jsonschema
import pytest
from aiohttp import web
from tests.ports import SHARED

TOKEN = "EAAG-contract_test_token"
APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "made-up-word"
NUMBER_ID = "106540352242922"
ACCOUNT_ID = "102290129340398"
PAGE_ID = "153125381133"
SPECIFICATION = SHARED / "specs/meta/business-messaging-api_v23.0.json"
UNDOCUMENTED = frozenset({"biz_opaque_callback_data"})
"""Fields of a message that Meta's document leaves out and its reference page has."""
FILE_FORMATS = frozenset({"IMAGE", "VIDEO", "DOCUMENT"})
LIMITS = {"page": 2000, "instagram": 1000}
ATTACHMENT_TYPES = frozenset({"image", "audio", "video", "file"})
PROFILES = {
    "page": frozenset({"id", "name", "first_name", "last_name", "profile_pic", "locale", "timezone", "gender"}),
    "instagram": frozenset(
        {"id", "name", "username", "profile_pic", "follower_count", "is_verified_user"}
        | {"is_user_follow_business", "is_business_follow_user"}
    ),
}
"""What the User Profile API tells of a person; it has no document, its pages have these tables."""
ACTIONS = frozenset({"typing_on", "typing_off", "mark_seen"})

Params = dict[str, Any]  # Any: JSON


class Refused(Exception):
    """Becomes the Graph API's error JSON."""

    def __init__(
        self, status: int, code: int, message: str = "", *, subcode: int = 0, retry_after: str = "", details: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {"Retry-After": retry_after} if retry_after else {}
        self.error: Params = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
        self.error |= {"error_subcode": subcode} if subcode else {}
        self.error |= {"error_data": {"messaging_product": "whatsapp", "details": details}} if details else {}


class LostAnswer(Exception):
    """The request is taken, its answer never comes: the connection is cut."""


class File(NamedTuple):
    name: str
    media_type: str
    data: bytes


class Request(NamedTuple):
    method: str
    path: str
    params: Params
    query: Mapping[str, str]
    files: Mapping[str, File]


def signed(body: bytes, *, secret: str = APP_SECRET) -> dict[str, str]:
    """The header by which Meta signs a webhook."""
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


class Specification:
    """The OpenAPI document, mended where it contradicts itself.

    Its messages are `allOf` a base and a part that allows nothing but itself, which no message at all would fit.
    """

    def __init__(self) -> None:
        document = json.loads(SPECIFICATION.read_text("utf-8"))
        schemas = document["components"]["schemas"]
        self.root = {"components": {"schemas": {name: _merged(one, schemas) for name, one in schemas.items()}}}
        # its pattern refuses the "0" of its own example
        schemas["TemplateComponent"]["properties"]["index"]["pattern"] = "^[0-9]$"
        self.kinds = set(schemas["Message"]["discriminator"]["mapping"])
        self.paths = document["paths"]

    def check_message(self, body: Params) -> None:
        if "status" in body:  # a mark of reading: the document has an example of it and no schema
            if set(body) != {"messaging_product", "status", "message_id"} or body["status"] != "read":
                raise Refused(400, 100, "(#100) Invalid parameter")
            return
        known = {name: value for name, value in body.items() if name not in UNDOCUMENTED}
        if "recipient" in known and "to" not in known:
            known["to"] = known.pop("recipient")
        kind = str(known.get("type"))
        if kind not in self.kinds:
            raise Refused(400, 100, f"(#100) Param type must be one of {sorted(self.kinds)}")
        self.check(known, f"{kind.capitalize()}Message")

    def check(self, body: Params, name: str) -> None:
        schema = {**self.root, "$ref": f"#/components/schemas/{name}"}
        errors = [one.message for one in jsonschema.Draft202012Validator(schema).iter_errors(body)]
        if errors:
            raise Refused(400, 100, f"(#100) {errors[0]}"[:300])


def _merged(schema: Params, schemas: Mapping[str, Params]) -> Params:
    if "allOf" not in schema:
        return schema
    parts = [schemas[one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one for one in schema["allOf"]]
    properties = {name: one for part in parts for name, one in part.get("properties", {}).items()}
    required = sorted({name for part in parts for name in part.get("required", [])})
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


class GraphApi:
    """One app with a number, an account, and a Page or a professional account."""

    def __init__(self, *, product: str = "whatsapp") -> None:
        self.product = product
        self.specification = Specification()
        self.base_url = ""
        self.requests: list[Request] = []
        self.files: dict[str, bytes] = {}
        self.webhooks: Params = {}
        self.subscribed: list[str] = []
        self.templates: list[Params] = []
        self.people: dict[str, Params] = {}
        self._scripted: defaultdict[str, deque[Refused | LostAnswer | web.Response]] = defaultdict(deque)
        self._last = 0

    def script(self, name: str, *outcomes: Refused | LostAnswer | web.Response) -> None:
        """The next answers of whatever path ends so; after them it behaves again."""
        self._scripted[name].extend(outcomes)

    def sent(self) -> list[Params]:
        return [one.params for one in self.requests if one.path.endswith("/messages")]

    def called(self, name: str) -> list[Request]:
        return [one for one in self.requests if one.path.rsplit("/", 1)[-1] == name]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except Refused as error:
            return web.json_response({"error": error.error}, status=error.status, headers=error.headers)
        except LostAnswer:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

    async def download(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["id"])
        known = request.headers.get("Authorization") == f"Bearer {TOKEN}"
        return web.Response(body=data) if known and data is not None else web.Response(status=404)

    async def cdn(self, request: web.Request) -> web.Response:
        """Files of Messenger and Instagram lie on a public host, which must never see the token."""
        assert "Authorization" not in request.headers
        data = self.files.get(request.match_info["id"])
        return web.Response(body=data) if data is not None else web.Response(status=404)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        known = await _read(request)
        self.requests.append(known)
        name = known.path.rsplit("/", 1)[-1]
        if scripted := self._scripted[name]:
            outcome = scripted.popleft()
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(401, 190, "Error validating access token: Session has expired")
        self._check_proof(known)
        return web.json_response(self._behave(known, name))

    def _check_proof(self, request: Request) -> None:
        proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        if request.query.get("appsecret_proof", proof) != proof:
            raise Refused(400, 100, "Invalid appsecret_proof provided in the API argument")

    def _behave(self, request: Request, name: str) -> Params:
        if name == "messages":
            return self._send_whatsapp(request) if self.product == "whatsapp" else self._send(request)
        if name == "subscribed_apps":
            return self._subscribe(request)
        if name in {"media", "message_attachments"}:
            return self._keep(request, name)
        if name in {"message_templates", "phone_numbers"}:
            return {"data": [{"id": NUMBER_ID}]} if name == "phone_numbers" else self._list_templates(request)
        return self._number(request) if name == NUMBER_ID else self._object(request, name)

    def _object(self, request: Request, name: str) -> Params:
        if name in {"me", PAGE_ID}:
            return {"id": PAGE_ID, "name": "Чайная", "username": "tea_shop"}
        if name in self.people:
            return self._profile(request, name)
        if name in self.files:
            return {"id": name, "url": f"{self.base_url.removesuffix('/v23.0')}/media/{name}"}
        raise Refused(400, 100, f"Unsupported request: {request.path} does not exist", subcode=33)

    def _profile(self, request: Request, name: str) -> Params:
        """What a person did not set is left out."""
        wanted = str(request.query.get("fields", "")).split(",")
        unknown = set(wanted) - PROFILES[self.product]
        if request.method != "GET" or unknown:
            raise Refused(400, 100, f"(#100) Tried accessing nonexisting field {sorted(unknown)}")
        return {"id": name, **{one: self.people[name][one] for one in wanted if one in self.people[name]}}

    def _number(self, request: Request) -> Params:
        if request.method == "GET":
            return {"id": NUMBER_ID, "display_phone_number": "+7 999 000-00-00", "verified_name": "Чайная"}
        self.specification.check(request.params, "PhoneNumberStatusUpdateRequest")
        self.webhooks = request.params["webhook_configuration"]
        url = str(self.webhooks["override_callback_uri"])
        if url and not url.startswith("https://"):
            raise Refused(400, 100, "(#100) override_callback_uri must be https")
        return {"success": True}

    def _list_templates(self, request: Request) -> Params:
        """Two a page, so that pages are walked."""
        assert "get" in self.specification.paths["/{Version}/{WABA-ID}/message_templates"]
        assert request.method == "GET"
        assert request.path == f"{ACCOUNT_ID}/message_templates"
        begin = int(request.query.get("after", "0"))
        page = {"data": self.templates[begin : begin + 2]}
        if begin + 2 >= len(self.templates):
            return page
        return page | {"paging": {"cursors": {"after": str(begin + 2)}, "next": f"{self.base_url}/next"}}

    def _subscribe(self, request: Request) -> Params:
        if request.method == "DELETE":
            self.subscribed = []
            return {"success": True}
        if self.product == "whatsapp":
            self.specification.check(request.params, "SubscriptionRequest")
        self.subscribed = str(request.params.get("subscribed_fields", "messages")).split(",")
        return {"success": True}

    def _keep(self, request: Request, name: str) -> Params:
        self._last += 1
        if name == "media":
            assert request.params["messaging_product"] == "whatsapp"
            assert request.files["file"].media_type == request.params["type"]
            return {"id": f"media{self._last}"}
        assert request.params.get("platform") == ("instagram" if self.product == "instagram" else None)
        assert json.loads(request.params["message"])["attachment"]["type"] in ATTACHMENT_TYPES
        assert request.files["filedata"].data
        return {"attachment_id": f"attachment{self._last}"}

    def _send_whatsapp(self, request: Request) -> Params:
        self.specification.check_message(request.params)
        if len(request.params.get("text", {}).get("body", "-")) not in range(1, 4097):
            raise Refused(400, 100, "(#100) Param text['body'] must be 1 to 4096 characters long.")
        if "template" in request.params:
            self._check_template(request.params["template"])
        titles = _titles(request.params)
        if len(titles) != len(set(titles)):
            raise Refused(400, 131009, "Duplicated title")
        self._last += 1
        answer = {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{self._last}"}]}
        return answer | {"contacts": [{"input": request.params.get("to", ""), "wa_id": "79990000000"}]}

    def _check_template(self, sent: Params) -> None:
        """As Meta refuses: by codes 132000 to 132018."""
        known = {(one["name"], one["language"]): one for one in self.templates}
        template = known.get((sent["name"], sent["language"]["code"]))
        if template is None:
            raise Refused(404, 132001, "(#132001) Template name does not exist in the translation")
        if template["status"] != "APPROVED":
            raise Refused(400, 132015, "(#132015) Template is paused")
        parts = {one["type"].upper(): one for one in template["components"]}
        given = {one["type"].upper(): one["parameters"] for one in sent.get("components", [])}
        for name, part in parts.items():
            wanted = len(set(re.findall(r"{{\w+}}", part.get("text", "")))) + (part.get("format") in FILE_FORMATS)
            if wanted != len(given.get(name, [])):
                raise Refused(400, 132000, "(#132000) Number of parameters does not match")
        texts = [one["text"] for parameters in given.values() for one in parameters if one["type"] == "text"]
        if any(re.search(r"[\n\t]| {5}", text) or not text for text in texts):
            raise Refused(400, 132018, "(#132018) Param text cannot have new-line/tab characters")

    def _send(self, request: Request) -> Params:
        """The Send API has no document: its pages say these shapes."""
        body = request.params
        known = {"recipient", "messaging_type", "tag", "message", "sender_action"}
        unknown = set(body) - known - ({"reply_to"} if self.product == "instagram" else set())
        if unknown or not body.get("recipient", {}).get("id"):
            raise Refused(400, 100, f"(#100) no such parameter: {sorted(unknown)}")
        if "sender_action" in body:
            assert set(body) == {"recipient", "sender_action"}
            assert body["sender_action"] in ACTIONS
            return {"recipient_id": body["recipient"]["id"]}
        if body["messaging_type"] not in {"RESPONSE", "UPDATE", "MESSAGE_TAG"}:
            raise Refused(400, 100, "(#100) Invalid messaging type")
        if (body["messaging_type"] == "MESSAGE_TAG") != (body.get("tag") == "HUMAN_AGENT"):
            raise Refused(400, 100, "(#100) Tag is required for this messaging type")
        _check_content(body["message"], text_max=LIMITS[self.product])
        self._last += 1
        return {"recipient_id": body["recipient"]["id"], "message_id": f"m_{self._last}"}


def _check_content(message: Params, *, text_max: int) -> None:
    if set(message) - {"text", "attachment", "quick_replies", "metadata"} or ("text" in message) == (
        "attachment" in message
    ):
        raise Refused(400, 100, "(#100) a message has a text or an attachment")
    if not 1 <= len(message.get("text", "-").encode("utf-16-le")) // 2 <= text_max:
        raise Refused(400, 100, f"(#100) Length of param message[text] must be at most {text_max}")
    replies = message.get("quick_replies", [])
    if len(replies) > 13 or any(not 1 <= len(one["title"]) <= 20 for one in replies):
        raise Refused(400, 100, "(#100) at most 13 quick replies with titles of at most 20 characters")
    if "attachment" in message:
        _check_attachment(message["attachment"])


def _check_attachment(attachment: Params) -> None:
    if attachment["type"] not in ATTACHMENT_TYPES or ("attachment_id" in attachment["payload"]) == (
        "url" in attachment["payload"]
    ):
        raise Refused(400, 100, "(#100) an attachment has a type, and an id or an address")


def _titles(body: Params) -> list[str]:
    action = body.get("interactive", {}).get("action", {})
    rows = [row["title"] for section in action.get("sections", []) for row in section.get("rows", [])]
    return [*rows, *(one["reply"]["title"] for one in action.get("buttons", []))]


async def _read(request: web.Request) -> Request:
    params, files = Params(), dict[str, File]()
    if request.content_type == "application/json":
        params = cast("Params", await request.json())
    elif request.content_type == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = File(value.filename, value.content_type, value.file.read())
            else:
                params[name] = str(value)
    return Request(request.method, request.match_info["path"], params, dict(request.query), files)


@asynccontextmanager
async def graph_api(*, product: str = "whatsapp") -> AsyncGenerator[GraphApi]:
    """The server on a free port of loopback."""
    if not SPECIFICATION.exists():
        pytest.skip("Meta's specification is not beside this checkout")
    api = GraphApi(product=product)
    app = web.Application(client_max_size=120 * 1024 * 1024)
    app.router.add_route("*", "/v23.0/{path:.+}", api.answer)
    app.router.add_get("/media/{id}", api.download)
    app.router.add_get("/cdn/{id}", api.cdn)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v23.0"
    try:
        yield api
    finally:
        await runner.cleanup()
