"""How long sessions and tokens last, and how seldom using them writes."""

from litestar import Litestar
from sqlalchemy import text
from tests.client import Client

from otklik.domains.workspaces.identity import COOKIE, session_digest
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.program import Program


async def change_session(program: Program, client: Client, assignment: str) -> None:
    async with program.parts.get(Database).system() as session:
        await session.execute(
            text(f"UPDATE sessions SET {assignment} WHERE digest = :digest"), {"digest": digest(program, client)}
        )


async def session_of(program: Program, client: Client) -> dict[str, object]:
    async with program.parts.get(Database).system() as session:
        found = await session.execute(
            text("""
            SELECT xmin::text AS version, expires_at > now() + interval '29 days' AS fresh FROM sessions
            WHERE digest = :digest
            """),
            {"digest": digest(program, client)},
        )
        version, fresh = found.one()
        return {"version": version, "fresh": fresh}


def digest(program: Program, client: Client) -> str:
    return session_digest(program.parts.get(Cipher), client.cookies[COOKIE])


async def test_a_session_that_expired_lets_nobody_in(program: Program, signed_in: Client) -> None:
    await change_session(program, signed_in, "expires_at = now() - interval '1 second'")
    assert (await signed_in.get("/api/v1/session")).status_code == 401


async def test_a_session_in_use_is_prolonged(program: Program, signed_in: Client) -> None:
    await change_session(
        program, signed_in, "seen_at = now() - interval '6 minutes', expires_at = now() + interval '1 day'"
    )
    await signed_in.get("/api/v1/session")
    assert (await session_of(program, signed_in))["fresh"]


async def test_not_every_request_writes(program: Program, signed_in: Client) -> None:
    before = await session_of(program, signed_in)
    for _ in range(3):
        await signed_in.get("/api/v1/session")
    assert await session_of(program, signed_in) == before


async def test_the_cookie_lives_as_long_as_the_session_may(signed_in: Client) -> None:
    cookie = (await signed_in.get("/api/v1/session")).headers["set-cookie"].lower()
    assert f"max-age={30 * 24 * 3600}" in cookie


async def test_a_tokens_use_is_noted_once_a_minute(app: Litestar, signed_in: Client) -> None:
    body = {"name": "CRM", "scopes": ["operators.read"]}
    secret = (await signed_in.post("/api/v1/api-tokens", json=body)).json()["secret"]
    noted: list[object] = []
    async with Client(app) as program:
        for _ in range(2):
            await program.get("/api/v1/operators", headers={"authorization": f"Bearer {secret}"})
            noted.append((await signed_in.get("/api/v1/api-tokens")).json()["items"][0]["last_used_at"])
    assert noted[0] is not None
    assert noted[0] == noted[1]
