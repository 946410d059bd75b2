"""A request sent twice is done once."""

import asyncio

from litestar import Litestar
from tests import factories
from tests.client import Client, Reply
from tests.factories import Company

from otklik.platform.ids import new_id
from otklik.program import Program


def key() -> dict[str, str]:
    return {"idempotency-key": str(new_id())}


async def teams(client: Client) -> list[str]:
    return [team["name"] for team in (await client.get("/api/v1/teams")).json()["items"]]


async def test_a_repeat_gets_the_same_answer_and_does_nothing(signed_in: Client) -> None:
    headers = key()
    first = await signed_in.post("/api/v1/teams", json={"name": "Продажи"}, headers=headers)
    again = await signed_in.post("/api/v1/teams", json={"name": "Продажи"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert await teams(signed_in) == ["Продажи"]


async def test_an_answer_without_a_body_is_repeated_too(signed_in: Client) -> None:
    team = (await signed_in.post("/api/v1/teams", json={"name": "Склад"})).json()
    headers = key()
    replies = [await signed_in.delete(f"/api/v1/teams/{team['id']}", headers=headers) for _ in range(2)]
    assert [(reply.status_code, reply.content) for reply in replies] == [(204, b""), (204, b"")]


async def test_the_same_key_with_another_request_is_a_mistake(signed_in: Client) -> None:
    headers = key()
    await signed_in.post("/api/v1/teams", json={"name": "Продажи"}, headers=headers)
    other = await signed_in.post("/api/v1/teams", json={"name": "Склад"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "request.key_reused")
    assert await teams(signed_in) == ["Продажи"]


async def test_of_many_at_once_one_is_done(signed_in: Client) -> None:
    headers = key()

    async def send() -> Reply:
        return await signed_in.post("/api/v1/teams", json={"name": "Продажи"}, headers=headers)

    replies = await asyncio.gather(*(send() for _ in range(5)))
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert await teams(signed_in) == ["Продажи"]


async def test_what_failed_may_be_tried_again_with_its_key(signed_in: Client) -> None:
    existing = (await signed_in.post("/api/v1/teams", json={"name": "Продажи"})).json()
    headers = key()
    refused = await signed_in.post("/api/v1/teams", json={"name": "Продажи"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "workspaces.team_name_taken")
    await signed_in.delete(f"/api/v1/teams/{existing['id']}")
    assert (await signed_in.post("/api/v1/teams", json={"name": "Продажи"}, headers=headers)).status_code == 201


async def test_keys_of_different_people_do_not_meet(
    signed_in: Client, app: Litestar, program: Program, workspace: Company
) -> None:
    headers = key()
    other = await factories.create_operator(program, workspace, role="administrator")
    async with await factories.signed_in_client(app, program, workspace, other) as colleague:
        await signed_in.post("/api/v1/teams", json={"name": "Первая"}, headers=headers)
        reply = await colleague.post("/api/v1/teams", json={"name": "Вторая"}, headers=headers)
    assert reply.status_code == 201
    assert await teams(signed_in) == ["Вторая", "Первая"]


async def test_an_endless_key_is_refused(signed_in: Client) -> None:
    reply = await signed_in.post("/api/v1/teams", json={"name": "x"}, headers={"idempotency-key": "k" * 201})
    assert (reply.status_code, reply.json()["code"]) == (400, "request.key_invalid")
