"""Webhooks of every provider's shape at a steady rate, signed as it signs, journalled before they are answered.

Each request has its moment on a schedule that waits for nobody, and its time runs from that moment (no coordinated
omission). The server is a process that serves the web alone, as in a company with such a stream; beside it a handler of
the same kind that only reads the body takes the same requests in the same run. `lost` is how many requests were
answered 200 though their raw body does not lie in the journal afterwards.
"""

import asyncio
import hashlib
import hmac
import importlib.util
import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, LiteralString
from urllib.parse import quote

import msgspec
import psycopg

from bench import harness
from bench.figures import Figure, figure, median, percentile
from bench.wire import Http

CASES: Final = harness.ROOT / "tests/contract/cases.py"
"""The shapes of the conformance suite; by path, for a package of the environment has the name `tests` too."""


def _cases() -> Sequence[Any]:  # Any: of a module that is found by its path
    spec = importlib.util.spec_from_file_location("cases", CASES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


APP_SECRET: Final = "0123456789abcdef0123456789abcdef"
TOKEN: Final = "0123456789abcdef-bench-token"
NOWHERE: Final = "http://127.0.0.1:9"
"""Connecting fails there at once; what comes in is taken all the same."""
META: Final = {"token": TOKEN, "app_secret": APP_SECRET, "verify_token": "made-up-word"}
CONFIGS: Final[Mapping[str, Mapping[str, str]]] = {
    "telegram": {"token": "1:bench", "intake": "webhook"},
    "vk": {"token": TOKEN},
    "max": {"token": TOKEN, "intake": "webhook"},
    "odnoklassniki": {"token": TOKEN},
    "viber": {"token": TOKEN, "sender_name": "Чайная"},
    "whatsapp": {**META, "phone_number_id": "106540352242922", "account_id": "102290129340398"},
    "messenger": META,
    "instagram": META,
    "avito": {"client_id": "bench-id", "client_secret": APP_SECRET, "user_id": "94235311"},
}
BODIES: Final = {case.kind: case.comes for case in _cases()}


class Size(msgspec.Struct, frozen=True, kw_only=True):
    per_second: int = 1_000
    seconds: float = 10.0
    rounds: int = 3


TINY: Final = Size(per_second=50, seconds=0.5, rounds=1)


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it lies on the wire."""

    path: str
    body: bytes
    headers: Mapping[str, str] = {}


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """A connected channel's door, and the word its provider was given."""

    channel_id: str
    kind: str
    path: str
    word: str


Signer = Callable[[Hook, bytes], Signed]


def _header(name: str) -> Signer:
    return lambda hook, body: Signed(path=hook.path, body=body, headers={name: hook.word})


def _parameter(name: str) -> Signer:
    return lambda hook, body: Signed(path=f"{hook.path}?{name}={quote(hook.word)}", body=body)


def _proof(name: str, key: str, prefix: str = "") -> Signer:
    def sign(hook: Hook, body: bytes) -> Signed:
        proof = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return Signed(path=hook.path, body=body, headers={name: prefix + proof})

    return sign


def _inside(hook: Hook, body: bytes) -> Signed:
    word = "".join(char for char in hook.word if char.isalnum())[:50]  # what VK takes of it
    return Signed(path=hook.path, body=_encoded({**json.loads(body), "secret": word}))


META_SIGNED: Final = _proof("x-hub-signature-256", APP_SECRET, "sha256=")
SIGNERS: Final[Mapping[str, Signer]] = {
    "telegram": _header("x-telegram-bot-api-secret-token"),
    "vk": _inside,
    "max": _header("x-max-bot-api-secret"),
    "odnoklassniki": _parameter("key"),
    "viber": _proof("x-viber-content-signature", TOKEN),
    "whatsapp": META_SIGNED,
    "messenger": META_SIGNED,
    "instagram": META_SIGNED,
    "avito": _parameter("secret"),
}


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.bare("litestar") as bare, _channels() as (server, hooks):
        for hook in hooks:
            async for found in _of_kind(server, hook, bare_port=bare.port, size=size):
                yield found


async def _of_kind(server: harness.Running, hook: Hook, *, bare_port: int, size: Size) -> AsyncGenerator[Figure]:
    ours: list[list[float]] = []
    bare: list[list[float]] = []
    sent, count = 0, int(size.per_second * size.seconds)
    for _ in range(size.rounds):
        requests = [_request(hook, number) for number in range(sent + 1, sent + count + 1)]
        sent += count
        bare.append(await _round(bare_port, requests, size=size))
        ours.append(await _round(server.port, requests, size=size))
    for percent in (50, 99):
        yield figure(
            f"webhooks.{hook.kind}.p{percent}",
            median(percentile(one, percent) for one in ours),
            "ms",
            reference=median(percentile(one, percent) for one in bare),
        )
    kept = await _journalled(server, hook)
    yield figure(f"webhooks.{hook.kind}.lost", sent - kept, "requests", target="value <= 0")


def _request(hook: Hook, number: int) -> Signed:
    words = f"Здравствуйте, когда привезут заказ? Жду с утра, телефон тот же. №{number}"
    return SIGNERS[hook.kind](hook, _encoded(BODIES[hook.kind]([words], number)))


def _encoded(body: Mapping[str, Any]) -> bytes:  # Any: JSON
    return json.dumps(body, ensure_ascii=False).encode()


async def _round(port: int, requests: Sequence[Signed], *, size: Size) -> list[float]:
    """Milliseconds from schedule to answer, of every request. Raises when one is refused."""
    took: list[float] = []
    async with Http(port) as http:
        start = time.monotonic() + 0.1
        async with asyncio.TaskGroup() as group:
            for at, request in enumerate(requests):
                due = start + at / size.per_second
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                group.create_task(_post(http, request, due=due, took=took))
    return took


async def _post(http: Http, request: Signed, *, due: float, took: list[float]) -> None:
    headers = {"content-type": "application/json", **request.headers}
    answer = await http.post(request.path, request.body, headers=headers)
    assert answer.status == 200, answer.status
    took.append((time.monotonic() - due) * 1000)


async def _journalled(server: harness.Running, hook: Hook) -> int:
    return int(str(await _asked(server, "SELECT count(*) FROM journal WHERE channel_id = %s", hook.channel_id)))


async def _asked(server: harness.Running, question: LiteralString, channel_id: str) -> object:
    async with (
        harness.database(server) as database,
        await psycopg.AsyncConnection.connect(database.admin_dsn) as connection,
    ):
        row = await (await connection.execute(question, (channel_id,))).fetchone()
    assert row is not None
    return row[0]


@asynccontextmanager
async def _channels() -> AsyncGenerator[tuple[harness.Running, Sequence[Hook]]]:
    """The web alone, after everything has connected the channels once."""
    async with harness.data_folder() as folder:
        async with harness.otklik(folder) as server, harness.signed_in(server) as desk:
            hooks = [await _hook(server, desk, kind) for kind in CONFIGS]
        async with harness.otklik(folder, command="web") as server:
            yield server, hooks


async def _hook(server: harness.Running, desk: harness.Desk, kind: str) -> Hook:
    config = {**CONFIGS[kind], "base_url": NOWHERE}
    channel = await desk.post("/api/v1/channels", {"kind": kind, "name": kind, "config": config})
    word = await _asked(server, "SELECT webhook_secret FROM channels WHERE id = %s", channel["id"])
    return Hook(channel_id=channel["id"], kind=kind, path=f"/hooks/{channel['public_id']}", word=str(word))
