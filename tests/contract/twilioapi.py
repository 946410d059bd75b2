"""Twilio on loopback, by its OpenAPI documents: paths, parameters and fields that they do not know are refused."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any, cast

import jsonschema
from aiohttp import web
from tests.contract.cloud import Cloud, Request, skip_without
from tests.ports import SHARED

SPECIFICATIONS = SHARED / "specs/twilio"
ACCOUNT = "AC" + "1a" * 16
TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+14155552345"
NUMBER_SID = "PN" + "2b" * 16
SERVICE = "MG" + "3c" * 16
FORM = "application/x-www-form-urlencoded"

Params = dict[str, Any]  # Any: JSON


def signature(url: str, form: Mapping[str, str], *, token: str = TOKEN) -> str:
    """As Twilio signs a request (twilio.com/docs/usage/security)."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def refusal(status: int, code: int, message: str = "words", *, retry_after: str = "") -> web.Response:
    body = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return web.json_response(body, status=status, headers={"Retry-After": retry_after} if retry_after else {})


class TwilioApi(Cloud):
    """One account with one number."""

    def __init__(self) -> None:
        skip_without(SPECIFICATIONS)
        super().__init__()
        self.sms_url = "https://other.example.com/hook"
        self.service_url = ""
        self.files: dict[str, bytes] = {}
        self._last = 0
        self._known = [
            (verb.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operation)
            for name in ("twilio_api_v2010_trimmed", "twilio_messaging_v1")
            for path, methods in json.loads((SPECIFICATIONS / f"{name}.json").read_text("utf-8"))["paths"].items()
            for verb, operation in methods.items()
            if verb in {"get", "post", "delete"}
        ]

    def sent(self) -> list[Params]:
        return [dict(one.params) for one in self.requests if one.name == "POST Messages.json"]

    def forget(self) -> None:
        """Count messages anew."""
        self._last = 0

    async def read(self, raw: web.Request) -> Request:
        form = {name: str(value) for name, value in (await raw.post()).items()}
        return Request(f"{raw.method} {raw.path.rsplit('/', 1)[-1]}", {**dict(raw.query), **form})

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        if raw.path.startswith("/media/"):
            assert "Authorization" not in raw.headers, "the password must not be shown to the storage"
            return web.Response(body=self.files[raw.path])
        if raw.headers.get("Authorization") != "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode():
            return refusal(401, 20003, "Authenticate")
        if "/Media/" in raw.path:
            return web.Response(status=307, headers={"Location": f"{self.base_url}/media/1"})
        if problem := self._problem(raw, request):
            return refusal(400, 21604, problem)
        return web.json_response(self._answer(request, raw), status=201 if raw.method == "POST" else 200)

    def _problem(self, raw: web.Request, request: Request) -> str:
        found = [one for verb, path, one in self._known if verb == raw.method and path.fullmatch(raw.path)]
        if not found:
            return f"there is no {raw.method} {raw.path}"
        operation = found[0]
        allowed = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        if unknown := set(raw.query) - allowed:
            return f"unknown parameters: {sorted(unknown)}"
        if raw.method != "POST":
            return ""
        schema = operation["requestBody"]["content"][FORM]["schema"]
        body = {name: _typed(value, schema["properties"].get(name, {})) for name, value in request.params.items()}
        strict = jsonschema.Draft202012Validator({**schema, "additionalProperties": False})
        errors = strict.iter_errors(cast("Params", body))
        return next((one.message[:300] for one in errors), "")

    def _answer(self, request: Request, raw: web.Request) -> Params:
        match request.name:
            case "POST Messages.json":
                self._last += 1
                return {
                    "sid": f"SM{self._last:032x}",
                    "status": "queued",
                    "num_segments": "2",
                    "date_created": "Mon, 02 Mar 2026 12:00:00 +0000",
                    "price": None,
                }
            case "GET IncomingPhoneNumbers.json":
                number = {"sid": NUMBER_SID, "friendly_name": "Shop", "sms_url": self.sms_url}
                known = request.params.get("PhoneNumber") == NUMBER
                return {"incoming_phone_numbers": [number] if known else []}
            case name if name == f"POST {NUMBER_SID}.json":
                self.sms_url = str(request.params["SmsUrl"])
                return {"sid": NUMBER_SID}
            case name if name == f"POST {SERVICE}":
                self.service_url = str(request.params["InboundRequestUrl"])
                return {"sid": SERVICE}
            case _:
                assert raw.path.endswith(f"/{ACCOUNT}.json")
        return {"sid": ACCOUNT, "friendly_name": "Tea shop", "status": "active"}


def _typed(value: object, schema: Params) -> object:
    """A form knows only text; the document knows better."""
    text = cast("str", value)
    match schema.get("type"):
        case "integer":
            return int(text)
        case "boolean":
            return {"true": True, "false": False}[text]
        case _:
            return text
