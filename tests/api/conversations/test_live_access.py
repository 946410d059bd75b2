"""The desk's socket through the real server: whoever may listen no more hears no more, in the same moment."""

import asyncio
import json
import socket as machine
from collections.abc import AsyncGenerator

import pytest
import uvicorn
from litestar import Litestar
from tests import factories
from tests.client import Client
from tests.factories import Company
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from otklik.commands import serving
from otklik.domains.conversations import live_socket
from otklik.domains.workspaces import identity
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.crypto import Cipher
from otklik.program import Program

PATIENCE_SECONDS = 10
"""Less than a beat, so that it is the news of the change that is tested."""


@pytest.fixture
async def served(app: Litestar) -> AsyncGenerator[str]:
    """`ws://…` of the desk's socket behind uvicorn."""
    listener = machine.socket()
    listener.bind(("127.0.0.1", 0))
    config = serving.server_config(app)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    yield f"ws://127.0.0.1:{listener.getsockname()[1]}/api/v1/live"
    server.should_exit = True
    await server.shutdown(sockets=[listener])


def desk(served: str, *, secret: str = "", token: str = "") -> connect:
    headers = {"authorization": f"Bearer {token}"} if token else {"cookie": f"{identity.COOKIE}={secret}"}
    return connect(served, additional_headers=headers)


async def opened(connection: ClientConnection) -> None:
    assert "head" in json.loads(await asyncio.wait_for(connection.recv(), PATIENCE_SECONDS))


async def hear_out(connection: ClientConnection) -> None:
    while True:
        await connection.recv()


async def close_code(connection: ClientConnection) -> int:
    """What the server closes with, whatever it tells before."""
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(hear_out(connection), PATIENCE_SECONDS)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


@pytest.mark.parametrize("way", ["deactivated", "signed out", "other sessions ended"])
async def test_whoever_is_sent_away_hears_no_more(
    served: str,
    app: Litestar,
    program: Program,
    workspace: Company,
    operator: OperatorData,
    signed_in: Client,
    way: str,
) -> None:
    secret = await factories.open_session(program, workspace, operator.id)
    async with desk(served, secret=secret) as connection, Client(app, cookies={identity.COOKIE: secret}) as own:
        await opened(connection)
        own.headers["x-csrf-token"] = identity.csrf_token(program.parts.get(Cipher), secret)
        if way == "deactivated":
            reply = await signed_in.put(f"/api/v1/operators/{operator.id}/deactivation")
        elif way == "signed out":
            reply = await own.delete("/api/v1/session")
        else:
            other = await factories.signed_in_client(app, program, workspace, operator)
            async with other:
                reply = await other.delete("/api/v1/sessions")
        assert reply.status_code < 300, reply.text
        assert await close_code(connection) == live_socket.UNAUTHENTICATED


async def test_a_revoked_token_hears_no_more(served: str, signed_in: Client) -> None:
    made = await signed_in.post("/api/v1/api-tokens", json={"name": "бот", "scopes": ["conversations.read"]})
    assert made.status_code == 201, made.text
    async with desk(served, token=made.json()["secret"]) as connection:
        await opened(connection)
        await signed_in.delete(f"/api/v1/api-tokens/{made.json()['id']}")
        assert await close_code(connection) == live_socket.UNAUTHENTICATED


async def test_a_colleague_who_stays_goes_on_listening(
    served: str, program: Program, workspace: Company, operator: OperatorData, signed_in: Client
) -> None:
    secret = await factories.open_session(program, workspace, workspace.owner.id)
    async with desk(served, secret=secret) as connection:
        await opened(connection)
        await signed_in.put(f"/api/v1/operators/{operator.id}/deactivation")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                frame = json.loads(await connection.recv())
                if frame.get("kind") == "operator.changed":
                    break
        assert frame["data"]["operator"]["deactivated_at"] is not None
