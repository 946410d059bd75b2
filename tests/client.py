"""The HTTP client of the tests: speaks ASGI to the application in the test's own event loop."""

import itertools
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import httpx  # noqa: TID251 - the ban is for the product; Litestar's own test client runs the app in another loop
from litestar import Litestar

Reply = httpx.Response

_ADDRESSES: Final = itertools.count(1)
HOST: Final = "127.0.0.1"
PROXY: Final = "127.0.0.1"
"""Where requests come from; the test settings trust it, so that each client has an address of its own."""


class Client(httpx.AsyncClient):
    """One browser or program. Each has its own address, so that limits by address do not cross tests."""

    def __init__(self, app: Litestar, *, cookies: dict[str, str] | None = None) -> None:
        number = next(_ADDRESSES)
        super().__init__(
            transport=httpx.ASGITransport(cast("Any", app), client=(PROXY, 1)),  # Any: httpx types ASGI more loosely
            base_url=f"http://{HOST}:8000",
            headers={
                "user-agent": "Otklik tests",
                "x-forwarded-for": f"203.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            },
        )
        for name, value in (cookies or {}).items():
            self.cookies.set(name, value, domain=HOST)

    @property
    def address(self) -> str:
        return self.headers["x-forwarded-for"]


SignInAs = Callable[[str], Awaitable[Client]]
"""The fixture that signs a new operator of a role in."""
