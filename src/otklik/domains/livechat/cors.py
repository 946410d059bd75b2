"""Other origins at the visitor's door (Fetch standard, 3.2): a company may build a chat of its own on this API.

Every origin may ask; whether it is answered is decided by the channel's own list, in the handler. No cookies here.
"""

from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from otklik.platform.sockets import header_of

ALLOWED: Final = {
    "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
    "access-control-allow-headers": "authorization, content-type, idempotency-key",
    "access-control-max-age": "7200",
}
EXPOSED: Final = "retry-after, x-request-id"


class Cors:
    """Names the asking origin in every answer, errors too, so that the page can read their codes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The middleware of each visitor route."""
        origin = header_of(scope, b"origin")

        async def name_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers["access-control-allow-origin"] = origin
                headers["access-control-expose-headers"] = EXPOSED
                headers.add("vary", "origin")
            await send(message)

        await self._app(scope, receive, name_origin if origin else send)
