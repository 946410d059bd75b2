"""SMSC.ru and SMS Aero on loopback, by their pages: no document for machines exists, so shapes are checked here."""

import base64
from typing import Any, cast

import jsonschema
from aiohttp import web
from tests.contract.cloud import Cloud, Request

LOGIN = "shop"
PASSWORD = "a password of the contract test"
WORD = "made-up-word"
EMAIL = "shop@example.ru"
API_KEY = "key-of-the-contract-test"

Params = dict[str, Any]  # Any: JSON

TEXT = {"type": "string", "minLength": 1}
KEYS = {"login": TEXT, "psw": TEXT, "fmt": {"const": "3"}, "charset": {"const": "utf-8"}}
SMSC: dict[str, Params] = {
    "send.php": {
        "required": ["phones", "mes"],
        "properties": {
            "phones": {"type": "string", "pattern": "^[0-9]{7,15}$"},
            "mes": {"type": "string", "minLength": 1, "maxLength": 1000},
            "sender": TEXT,
            "cost": {"enum": ["0", "1", "2", "3"]},
        },
    },
    "balance.php": {"properties": {}},
    "get.php": {
        "required": ["get_answers"],
        "properties": {
            "get_answers": {"const": "1"},
            "hour": {"pattern": "^[0-9]+$"},
            "after_id": {"pattern": "^[0-9]+$"},
        },
    },
}
AERO: dict[str, Params] = {
    "sms/send": {
        "required": ["number", "text", "sign"],
        "properties": {
            "number": {"type": "string", "pattern": "^[0-9]{7,15}$"},
            "text": {"type": "string", "minLength": 2, "maxLength": 640},
            "sign": TEXT,
            "callbackUrl": {"type": "string", "pattern": "^https://"},
            "callbackFormat": {"const": "JSON"},
        },
    },
    "auth": {"properties": {}},
    "balance": {"properties": {}},
}


def _problem(params: Params, schema: Params) -> str:
    strict = {"type": "object", "additionalProperties": False, **schema}
    return next((one.message for one in jsonschema.Draft202012Validator(strict).iter_errors(params)), "")


class SmscApi(Cloud):
    """One account at smsc.ru."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Params] = []
        self._last = 23

    async def read(self, raw: web.Request) -> Request:
        assert not raw.query, "the password must not stand in an address"
        form = {name: str(value) for name, value in (await raw.post()).items()}
        return Request(raw.path.removeprefix("/"), form)

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        known = SMSC[request.name]
        schema = {"required": [*KEYS, *known.get("required", [])], "properties": {**KEYS, **known["properties"]}}
        if problem := _problem(dict(request.params), schema):
            return error(1, problem)
        if (request.params["login"], request.params["psw"]) != (LOGIN, PASSWORD):
            return error(2, "authorise error")
        if request.name == "get.php":
            after = int(str(request.params.get("after_id", "0")))
            return web.json_response([one for one in self.answers if one["id"] > after])
        if request.name == "balance.php":
            return web.json_response({"balance": "100.50", "currency": "RUB"})
        self._last += 1
        return web.json_response({"id": self._last, "cnt": 2, "cost": "4.1", "balance": "83.6"})


def error(code: int, words: str = "words") -> web.Response:
    return web.json_response({"error": words, "error_code": code})


class AeroApi(Cloud):
    """One account at SMS Aero."""

    def __init__(self) -> None:
        super().__init__()
        self._last = 12344

    async def read(self, raw: web.Request) -> Request:
        return Request(raw.path.removeprefix("/"), cast("Params", await raw.json()))

    async def behave(self, request: Request, raw: web.Request) -> web.StreamResponse:
        wanted = "Basic " + base64.b64encode(f"{EMAIL}:{API_KEY}".encode()).decode()
        if raw.headers.get("Authorization") != wanted:
            return web.json_response(
                {"success": False, "message": "Your request was made with invalid credentials."}, status=401
            )
        if problem := _problem(dict(request.params), AERO[request.name]):
            return web.json_response({"success": False, "message": problem}, status=400)
        return web.json_response({"success": True, "data": self._data(request), "message": None})

    def _data(self, request: Request) -> object:
        if request.name == "balance":
            return {"balance": 337.03}
        if request.name == "auth":
            return None
        self._last += 1
        known = {"number": request.params["number"], "text": request.params["text"], "from": request.params["sign"]}
        return {
            **known,
            "id": self._last,
            "status": 0,
            "extendStatus": "queue",
            "channel": "FREE SIGN",
            "cost": 5.49,
            "dateCreate": 1719119523,
            "dateSend": 1719119523,
        }
