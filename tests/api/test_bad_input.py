"""What cannot be right gets a clear error with a stable code, and nothing is stored half."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import pytest
from litestar import Litestar
from tests import factories, factories_delivery
from tests.client import Client, Reply
from tests.contract.botapi import TOKEN
from tests.factories import Company, unique

from otklik.domains.delivery.models import Channel
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings
from otklik.program import Program

NASTY: Final = "<script>alert(1)</script><img src=x onerror=alert(1)>'; DROP TABLE messages; -- {{7*7}} ${7*7} %s"
CHAT: Final = 777
OUTWARD: Final = frozenset({"/api/v1/channel-checks"})
"""Calls whatever host it is given; tests/contract has its bad input."""

Json = dict[str, Any]  # Any: JSON documents


class ErrorShape(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    params: dict[str, str | int | float | bool | None]
    request_id: str


def refused(reply: Reply, *, status: int, code: str) -> ErrorShape:
    """The one shape of every error."""
    body = msgspec.json.decode(reply.content, type=ErrorShape)
    assert (reply.status_code, body.code) == (status, code)
    assert body.request_id
    return body


@pytest.fixture
async def channel(program: Program, workspace: Company) -> Channel:
    config = {"token": TOKEN, "intake": "webhook"}
    return await factories_delivery.create_channel(program, workspace, kind="telegram", config=config)


def update(text: str, *, number: int = 1, name: str = "Мария") -> Json:
    person = {"id": CHAT, "is_bot": False, "first_name": name}
    chat = {"id": CHAT, "type": "private"}
    message = {"message_id": number, "date": 1_795_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


async def hook(client: Client, channel: Channel, content: bytes, *, secret: str | None = None) -> Reply:
    headers = {"X-Telegram-Bot-Api-Secret-Token": channel.webhook_secret if secret is None else secret}
    return await client.post(f"/hooks/{channel.public_id}", content=content, headers=headers)


@pytest.fixture
async def conversation(program: Program, channel: Channel, signed_in: Client) -> str:
    """Somebody wrote; the path of the conversation."""
    body = json.dumps(update("Здравствуйте")).encode()
    await factories_delivery.deposit(program, channel, event_id="1", body=body)
    await factories_delivery.read_journal(program, channel)
    rows = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    return f"/api/v1/conversations/{rows[0]['id']}"


async def count(program: Program, table: str, company: Company) -> int:
    async with program.pool.connection() as connection:
        query = f"SELECT count(*) FROM {table} WHERE workspace_id = %s".encode()
        row = await (await connection.execute(query, (company.id,))).fetchone()
    return int(str(row[0])) if row else 0


MALFORMED: Final = {
    "nothing": b"",
    "half": b'{"text": "a',
    "no JSON": b"text=a",
    "a list": b"[]",
    "null": b"null",
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "half a surrogate pair": b'{"text": "\\ud800"}',
    "a number for a text": b'{"text": 7}',
    "a text for a list": b'{"text": "a", "attachment_ids": "x"}',
    "no id": b'{"text": "a", "reply_to_id": "7"}',
    "an unknown field": b'{"text": "a", "colour": "red"}',
    "a huge number": b'{"text": 1' + b"0" * 400 + b"}",
    "nested without end": b'{"text": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
async def test_a_body_that_cannot_be_read_is_refused_and_stores_nothing(
    program: Program, workspace: Company, signed_in: Client, conversation: str, content: bytes
) -> None:
    before = await count(program, "messages", workspace)
    headers = {"content-type": "application/json"}
    reply = await signed_in.post(f"{conversation}/messages", content=content, headers=headers)
    refused(reply, status=400, code="request.invalid")
    assert await count(program, "messages", workspace) == before
    assert await count(program, "ledger", workspace) == 0


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(
    settings: Settings, signed_in: Client, client: Client, conversation: str, channel: Channel
) -> None:
    content = b" " * (settings.request_bytes_max + 1)
    headers = {"content-type": "application/json"}
    reply = await signed_in.post(f"{conversation}/messages", content=content, headers=headers)
    refused(reply, status=413, code="request.too_large")
    refused(await hook(client, channel, content), status=413, code="request.too_large")


async def test_a_text_beyond_its_limit_names_the_field(signed_in: Client, conversation: str) -> None:
    reply = await signed_in.post(f"{conversation}/notes", json={"text": "я" * 200_001})
    assert refused(reply, status=400, code="request.invalid").params["field"] == "text"


@pytest.mark.parametrize("secret", ["", "wrong", "тайна"], ids=["none", "wrong", "not ASCII"])
async def test_a_webhook_with_a_wrong_signature_is_refused_and_not_kept(
    program: Program, workspace: Company, client: Client, channel: Channel, secret: str
) -> None:
    body = json.dumps(update("Обман")).encode()
    headers = [(b"x-telegram-bot-api-secret-token", secret.encode())]
    reply = await client.post(f"/hooks/{channel.public_id}", content=body, headers=headers)
    refused(reply, status=403, code="delivery.signature_refused")
    assert await count(program, "journal", workspace) == 0


async def test_a_webhook_of_no_channel_is_not_found(client: Client) -> None:
    for path in ("/hooks/nobody", "/hooks/", "/hooks/a/b"):
        refused(await client.post(path, content=b"{}"), status=404, code="delivery.channel_not_found")


BROKEN_UPDATES: Final = {
    "no JSON": b"<xml/>",
    "a list": b"[1, 2]",
    "nothing": b"",
    "NUL in its number": b'{"update_id": "1\\u0000", "message": {}}',
    "numbers for texts": json.dumps({"update_id": 5, "message": {"message_id": {}, "chat": 7, "text": []}}).encode(),
    "a time beyond all clocks": json.dumps(
        {**update("x"), "message": {**update("x")["message"], "date": 10**30}}
    ).encode(),
}


@pytest.mark.parametrize("content", BROKEN_UPDATES.values(), ids=BROKEN_UPDATES)
async def test_an_update_that_cannot_be_read_is_kept_and_holds_up_nobody(
    program: Program, workspace: Company, client: Client, signed_in: Client, channel: Channel, content: bytes
) -> None:
    assert (await hook(client, channel, content)).status_code == 200
    assert (await hook(client, channel, json.dumps(update("После", number=2)).encode())).status_code == 200
    await factories_delivery.read_journal(program, channel)
    assert await count(program, "journal", workspace) == 2
    row = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]
    shown = (await signed_in.get(f"/api/v1/conversations/{row['id']}/messages")).json()["items"]
    assert "После" in [one["text"] for one in shown]


@pytest.mark.parametrize("text", [NASTY, "а\0б", "\ufeff\u202e\u200b", "👩‍👩‍👧‍👧" * 100, "\ud83d"])
async def test_whatever_a_customer_writes_is_shown_as_it_is(
    program: Program, channel: Channel, client: Client, signed_in: Client, text: str
) -> None:
    """Only what PostgreSQL cannot hold, or no text can, is replaced."""
    content = json.dumps(update(text, name=text[:60])).encode()
    assert (await hook(client, channel, content)).status_code == 200
    await factories_delivery.read_journal(program, channel)
    async with program.pool.connection() as connection:
        query = "SELECT state, error FROM journal WHERE channel_id = %s"
        item = await (await connection.execute(query, (channel.id,))).fetchone()
    if text == "\ud83d":  # no JSON decoder can make a text of it: kept as it came, to be replayed
        assert item is not None
        assert item[0] in {"read", "failed"}
        return
    assert item == ("read", "")
    row = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]
    shown = (await signed_in.get(f"/api/v1/conversations/{row['id']}/messages")).json()["items"][0]
    assert shown["text"] == text.replace("\0", "\ufffd")
    assert row["contact"]["name"] == text[:60].replace("\0", "\ufffd").strip()


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "auth.required"),
        ({"authorization": "Bearer otk_wrong"}, "auth.required"),
        ({"authorization": "Bearer "}, "auth.required"),
        ({"authorization": "Basic YTpi"}, "auth.required"),
        ({"cookie": "otklik_session=wrong"}, "auth.required"),
        ({"cookie": f"otklik_session={'x' * 5_000}"}, "auth.required"),
    ],
)
async def test_a_wrong_token_lets_nobody_in(client: Client, headers: Mapping[str, str], code: str) -> None:
    for path in ("/api/v1/conversations", "/api/v1/channels", "/api/v1/search?q=a"):
        refused(await client.get(path, headers=dict(headers)), status=401, code=code)


async def test_a_session_without_its_csrf_token_changes_nothing(
    program: Program, workspace: Company, signed_in: Client, conversation: str
) -> None:
    for given in ("", "wrong", "ключ"):
        headers = [(b"x-csrf-token", given.encode())]
        reply = await signed_in.post(f"{conversation}/notes", json={"text": "a"}, headers=headers)
        refused(reply, status=403, code="auth.forbidden")
    assert await count(program, "messages", workspace) == 1


async def test_ids_of_another_company_are_as_unknown_as_those_of_nobody(
    app: Litestar, program: Program, second_workspace: Company, signed_in: Client, conversation: str
) -> None:
    stranger = await factories.signed_in_client(app, program, second_workspace, second_workspace.owner)
    mine = (await signed_in.get(f"{conversation}/messages")).json()["items"][0]
    async with stranger:
        for theirs, nobodys in (
            (conversation, f"/api/v1/conversations/{new_id()}"),
            (f"/api/v1/messages/{mine['id']}", f"/api/v1/messages/{new_id()}"),
        ):
            for method, rest, body in ACTS[theirs.split("/")[3]]:
                answers = [await stranger.request(method, f"{path}{rest}", json=body) for path in (theirs, nobodys)]
                errors = [msgspec.json.decode(one.content, type=ErrorShape).code for one in answers]
                assert [one.status_code for one in answers] == [404, 404], rest
                assert errors[0] == errors[1]
    assert len((await signed_in.get(f"{conversation}/messages")).json()["items"]) == 1


ACTS: Final[Mapping[str, list[tuple[str, str, Json | None]]]] = {
    "conversations": [
        ("GET", "", None),
        ("GET", "/messages", None),
        ("POST", "/messages", {"text": "a"}),
        ("POST", "/notes", {"text": "a"}),
        ("PUT", "/closure", None),
        ("DELETE", "/closure", None),
        ("PUT", "/assignment", {}),
        ("PUT", "/reading", None),
        ("PUT", "/typing", None),
    ],
    "messages": [("GET", "/trail", None), ("GET", "/raw", None), ("POST", "/retries", None)],
}


async def test_what_points_at_another_company_is_refused(
    program: Program, workspace: Company, second_workspace: Company, signed_in: Client, conversation: str
) -> None:
    given = {"operator_id": str(second_workspace.owner.id)}
    reply = await signed_in.put(f"{conversation}/assignment", json=given)
    refused(reply, status=400, code="conversations.assignee_unknown")
    reply = await signed_in.put(f"{conversation}/assignment", json={"team_id": str(new_id())})
    refused(reply, status=400, code="conversations.assignee_unknown")
    for path, body in (("messages", {"text": "a"}), ("notes", {"text": "a"})):
        reply = await signed_in.post(f"{conversation}/{path}", json={**body, "attachment_ids": [str(new_id())]})
        refused(reply, status=400, code="conversations.attachment_unknown")
    assert await count(program, "messages", workspace) == 1
    assert await count(program, "ledger", workspace) == 0


async def test_a_page_cursor_nobody_gave_is_refused(signed_in: Client, conversation: str) -> None:
    for path in ("/api/v1/conversations?", f"{conversation}/messages?", "/api/v1/search?q=a&"):
        for cursor in ("x", "W10", "WyIiLCIiXQ", "%00", "ё"):
            reply = await signed_in.get(f"{path}cursor={cursor}")
            refused(reply, status=400, code="request.cursor_invalid")


async def test_html_and_sql_come_back_as_they_were_written(signed_in: Client, conversation: str) -> None:
    for path in ("messages", "notes"):
        said = await signed_in.post(f"{conversation}/{path}", json={"text": NASTY})
        assert (said.status_code, said.json()["text"]) == (201, NASTY)
    shown = (await signed_in.get(f"{conversation}/messages")).json()["items"]
    assert [one["text"] for one in shown] == ["Здравствуйте", NASTY, NASTY]
    assert (await signed_in.get(conversation)).json()["row"]["preview"].startswith("<script>alert(1)</script>")
    found = await signed_in.get("/api/v1/search", params={"q": NASTY})
    assert found.status_code == 200


@dataclass(frozen=True)
class Field:
    """One text field of one operation's body, and a body that is right but for it."""

    method: str
    path: str
    name: str
    body: Json


def text_fields(app: Litestar) -> Iterator[Field]:
    """Every text field of every JSON body that the API describes."""
    described = app.openapi_schema.to_schema()
    schemas = described["components"]["schemas"]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None or path in OUTWARD:
                continue
            schema = resolved(content["schema"], schemas)
            body = {name: example(one, schemas) for name, one in schema.get("properties", {}).items()}
            for name, one in schema.get("properties", {}).items():
                if is_free_text(resolved(one, schemas)):
                    yield Field(method.upper(), path, name, body)


def resolved(schema: Json, schemas: Json) -> Json:
    """Follows references, and takes the richest of several kinds."""
    if "$ref" in schema:
        return resolved(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            kinds = [resolved(one, schemas) for one in schema[several]]
            return next((one for one in kinds if one.get("type") != "null"), kinds[0])
    return schema


def is_free_text(schema: Json) -> bool:
    return schema.get("type") == "string" and "format" not in schema and "enum" not in schema


def example(schema: Json, schemas: Json) -> object:
    found = resolved(schema, schemas)
    if "default" in schema:
        return schema["default"]
    if "enum" in found:
        return found["enum"][0]
    plain = {"string": unique("text")[-12:], "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    return str(new_id()) if found.get("format") == "uuid" else plain.get(str(found.get("type")))


@pytest.mark.parametrize("value", [NASTY, "а\0б", "я" * 300_000, "\u202e", "", " "], ids=str.__len__)
async def test_no_text_field_of_any_operation_makes_the_server_fall(
    app: Litestar, signed_in: Client, value: str
) -> None:
    fields = list(text_fields(app))
    assert len(fields) > 20
    for field in fields:
        path = field.path
        while "{" in path:
            path = path[: path.index("{")] + str(new_id()) + path[path.index("}") + 1 :]
        reply = await signed_in.request(field.method, path, json={**field.body, field.name: value})
        assert reply.status_code < 500, (field.method, field.path, field.name, reply.text)
        if reply.status_code >= 400:
            msgspec.json.decode(reply.content, type=ErrorShape)
