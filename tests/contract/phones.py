"""Google's and Apple's push services on loopback: FCM checked by Google's own description, APNs over HTTP/2."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import jsonschema
import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded
from tests.ports import SHARED

from otklik.platform.phonepush import Note

PROJECT = "shop-7"
ROBOT = "push@shop-7.iam.gserviceaccount.com"
TOKEN = "fcm-registration-token-of-anna-s-phone"
DEVICE = "ab" * 32
KEY_ID, TEAM_ID, TOPIC = "ABC1234567", "TEAM123456", "ru.shop.app"
NOTE = Note(title="Чайная", body="Ольга: Есть", tag="conversation-1", data={"otklik": "answer"})

Json = dict[str, Any]  # Any: JSON

GOOGLES_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
APPLES_KEY = ec.generate_private_key(ec.SECP256R1())


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


class Google:
    """The token endpoint and messages:send of one project."""

    def __init__(self) -> None:
        self.url = ""
        self.bought = 0
        self.life_seconds = 3599
        self.sent: list[Json] = []
        self.installed = {TOKEN}
        self.answers: deque[tuple[int, str]] = deque()
        """The next refusals: HTTP status and FCM's code."""

    def account(self, *, key: str = "") -> str:
        return json.dumps(
            {
                "type": "service_account",
                "project_id": PROJECT,
                "client_email": ROBOT,
                "private_key": key or pem(GOOGLES_KEY),
                "token_uri": f"{self.url}/token",
            }
        )

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        try:
            claims = jwt.decode(
                str(form["assertion"]),
                GOOGLES_KEY.public_key(),
                algorithms=["RS256"],
                audience=f"{self.url}/token",
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidSignatureError:
            return web.json_response({"error": "invalid_grant"}, status=400)
        assert claims["iss"] == ROBOT
        assert claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
        assert claims["exp"] - claims["iat"] == 3600
        self.bought += 1
        return web.json_response({"access_token": f"token-{self.bought}", "expires_in": self.life_seconds})

    async def send(self, request: web.Request) -> web.Response:
        if self.answers:
            status, code = self.answers.popleft()
            return _refusal(status, code)
        if request.headers["authorization"] != f"Bearer token-{self.bought}":
            return _refusal(401, "UNAUTHENTICATED", detailed=False)
        body = await request.json()
        if problems := _problems(body):
            return _refusal(400, "INVALID_ARGUMENT", words=problems)
        if body.get("validateOnly"):
            return web.json_response({"name": f"projects/{PROJECT}/messages/fake"})
        if body["message"]["token"] not in self.installed:
            return _refusal(404, "UNREGISTERED")
        self.sent.append(body["message"])
        return web.json_response({"name": f"projects/{PROJECT}/messages/0:{len(self.sent)}"})


def _refusal(status: int, code: str, *, detailed: bool = True, words: str = "words") -> web.Response:
    kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
    details = [{"@type": kind, "errorCode": code}] if detailed else []
    error = {"code": status, "message": words, "status": "NOT_FOUND" if detailed else code, "details": details}
    return web.json_response({"error": error}, status=status)


def _problems(body: Json) -> str:
    """By the discovery document: names, types and choices."""
    schemas = json.loads((SHARED / "specs/google/fcm.v1.json").read_text())["schemas"]
    defs = {name: _strict(one) for name, one in schemas.items()}
    schema = {"$defs": defs, "$ref": "#/$defs/SendMessageRequest"}
    return "; ".join(one.message for one in jsonschema.Draft202012Validator(schema).iter_errors(body))


def _strict(value: Any) -> Any:  # Any: JSON Schema as Google writes it
    if isinstance(value, list):
        return [_strict(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": f"#/$defs/{value['$ref']}"}
    kept = {name: _strict(one) for name, one in value.items() if name not in {"id", "format", "description"}}
    if kept.get("type") == "any":
        del kept["type"]
    return {**kept, "additionalProperties": False} if "properties" in kept else kept


@asynccontextmanager
async def google() -> AsyncGenerator[Google]:
    if not (SHARED / "specs/google/fcm.v1.json").exists():
        pytest.skip("the specification is kept beside the project")
    service = Google()
    app = web.Application()
    app.router.add_post("/token", service.token)
    app.router.add_post(f"/v1/projects/{PROJECT}/messages:send", service.send)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


class Apple:
    """One application's phones; speaks HTTP/2 and nothing else."""

    def __init__(self) -> None:
        self.url = ""
        self.connections = 0
        self.tokens: set[str] = set()
        """Provider tokens that were shown."""
        self.sent: list[tuple[dict[str, str], Json]] = []
        self.phones = {DEVICE}
        self.answers: deque[tuple[int, str]] = deque()
        """The next refusals: HTTP status and reason."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        asked: dict[int, tuple[dict[str, str], bytearray]] = {}
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, RequestReceived):
                    asked[event.stream_id] = ({str(name): str(value) for name, value in event.headers}, bytearray())
                elif isinstance(event, DataReceived):
                    asked[event.stream_id][1].extend(event.data)
                    connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, StreamEnded):
                    headers, body = asked.pop(event.stream_id)
                    status, reason = self._answer(headers, bytes(body))
                    connection.send_headers(event.stream_id, [(":status", str(status)), ("apns-id", "1")])
                    connection.send_data(
                        event.stream_id, json.dumps({"reason": reason}).encode() if reason else b"", end_stream=True
                    )
            writer.write(connection.data_to_send())
            await writer.drain()
        writer.close()

    def _answer(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        token = headers["authorization"].removeprefix("bearer ")
        self.tokens.add(token)
        if self.answers:
            return self.answers.popleft()
        try:
            claims = jwt.decode(token, APPLES_KEY.public_key(), algorithms=["ES256"], options={"verify_iat": False})
        except jwt.PyJWTError:
            return 403, "InvalidProviderToken"
        if claims["iss"] != TEAM_ID or jwt.get_unverified_header(token)["kid"] != KEY_ID:
            return 403, "InvalidProviderToken"
        if headers["apns-topic"] != TOPIC:
            return 400, "TopicDisallowed"
        if len(body) > 4096:
            return 413, "PayloadTooLarge"
        if headers[":path"] != f"/3/device/{DEVICE}":
            return 400, "BadDeviceToken"
        if DEVICE not in self.phones:
            return 410, "Unregistered"
        assert headers["apns-push-type"] == "alert"
        assert headers["apns-priority"] in {"5", "10"}
        assert int(headers["apns-expiration"]) > 0
        self.sent.append((headers, json.loads(body)))
        return 200, ""


@asynccontextmanager
async def apple() -> AsyncGenerator[Apple]:
    service = Apple()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()


def later(now: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(now.timestamp() + seconds, now.tzinfo)
