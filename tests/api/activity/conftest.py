"""A company's own system with a token that may send events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar
from tests.client import Client, Reply

Json = dict[str, Any]
Send = Callable[..., Awaitable[Reply]]


async def token(browser: Client, *scopes: str) -> str:
    made = await browser.post("/api/v1/api-tokens", json={"name": "Магазин", "scopes": list(scopes)})
    assert made.status_code == 201, made.text
    return str(made.json()["secret"])


@pytest.fixture
async def shop(app: Litestar, signed_in: Client) -> AsyncIterator[Client]:
    """Sends events, and may look at what became of them."""
    secret = await token(signed_in, "activity.ingest", "activity.read", "contacts.read", "contacts.write")
    async with Client(app) as program:
        program.headers["authorization"] = f"Bearer {secret}"
        yield program
