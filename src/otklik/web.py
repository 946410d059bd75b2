"""The web application: every domain's routes, the built screens, health, metrics and the API's own description."""

import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Litestar, Response, get
from litestar._openapi.schema_generation import SchemaCreator
from litestar.config.response_cache import ResponseCacheConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.types import ASGIApp, ControllerRouterHandler, Message, Receive, Scope, Send
from litestar.typing import FieldDefinition
from prometheus_client import CONTENT_TYPE_LATEST, Histogram, generate_latest
from sqlalchemy import text

import otklik
from otklik import api_page, discovery, screens
from otklik.platform import idempotency
from otklik.platform.context import Parts
from otklik.platform.db import Database
from otklik.platform.errors import Forbidden, Unavailable
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings
from otklik.platform.tracing import Tracing
from otklik.platform.web import (
    AnyRequest,
    abandon_work,
    declare_errors,
    on_error,
    provide_ctx,
    provide_entry,
    provide_parts,
)
from otklik.program import Program

REQUEST_SECONDS: Final = Histogram(
    "otklik_http_request_seconds", "Time to the first byte of the answer", ["method", "route", "status"]
)
EVERYWHERE: Final = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"))


def build(program: Program) -> Litestar:
    """The ASGI application of this process."""
    return Litestar(
        route_handlers=[*_domain_routes(), health_live, health_ready, metrics, *screens.routes()],
        dependencies={
            "ctx": Provide(provide_ctx),
            "entry": Provide(provide_entry),
            "parts": Provide(provide_parts),
        },
        exception_handlers={Exception: on_error, idempotency.Replayed: idempotency.replay},
        before_request=idempotency.begin,
        after_request=idempotency.note,
        middleware=[_Edge],
        plugins=[_ManyOfOne()],
        openapi_config=OpenAPIConfig(
            title="Otklik",
            version=otklik.__version__,
            path="/docs",
            render_plugins=[_ApiPage(path="/"), JsonRenderPlugin()],
        ),
        logging_config=None,  # Litestar's own would print every library's lines past the redaction of platform/log.py
        request_max_body_size=program.settings.request_bytes_max,
        response_cache_config=ResponseCacheConfig(),
        state=_state(program),
        type_encoders={UUID: str},
    )


def _state(program: Program) -> State:
    return State({"parts": program.parts})


def _domain_routes() -> Sequence[ControllerRouterHandler]:
    return [declare_errors(route) for module in discovery.modules("routes") for route in module.routes]


class _ManyOfOne(OpenAPISchemaPlugin):
    """`tuple[X, ...]` is an array of X; Litestar says of a bounded one "of X or of anything", which `oneOf` refuses."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        inner = field_definition.inner_types
        return field_definition.origin is tuple and len(inner) == 2 and inner[1].annotation is Ellipsis

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        items = schema_creator.for_field_definition(field_definition.inner_types[0])
        return Schema(type=OpenAPIType.ARRAY, items=items)


class _ApiPage(OpenAPIRenderPlugin):
    """The API's description as a page without scripts."""

    def render(self, request: AnyRequest, openapi_schema: dict[str, Any]) -> bytes:  # Any: Litestar's signature
        return api_page.render(openapi_schema, api_page.permissions(request.app)).encode()


@get("/health/live", sync_to_thread=False, opt={"public": True}, include_in_schema=False)
def health_live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", opt={"public": True}, include_in_schema=False)
async def health_ready(parts: Parts) -> dict[str, str]:
    """The database answers, so the process can work."""
    try:
        async with parts.get(Database).system() as session:
            await session.execute(text("SELECT 1"))
    except OSError as error:
        raise Unavailable(params={"part": "database"}) from error
    return {"status": "ready"}


@get("/metrics", opt={"public": True}, include_in_schema=False, sync_to_thread=False)
def metrics(request: AnyRequest, parts: Parts) -> Response[bytes]:
    """Prometheus metrics, for the machine itself or for whoever holds the token."""
    expected = parts.get(Settings).metrics_token
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    local = not forwarded and request.client is not None and request.client.host in {"127.0.0.1", "::1"}
    if request.headers.get("authorization") != f"Bearer {expected}" and (expected or not local):
        raise Forbidden
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class _Edge:
    """Round every request: an id that errors and logs repeat, headers no page should lack, its time in metrics."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = next((value for name, value in scope.get("headers", []) if name == b"x-request-id"), b"")
        chosen = given.decode("ascii", "replace")[:64] or str(new_id())
        scope.setdefault("state", {})["request_id"] = chosen
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", chosen.encode()), *EVERYWHERE]
                route = str(scope.get("path_template", "other"))
                labels = REQUEST_SECONDS.labels(scope["method"], route, str(message["status"]))
                labels.observe(time.perf_counter() - started)
            await send(message)

        with scope["litestar_app"].state.parts.get(Tracing).span("http.request", {"method": scope["method"]}):
            try:
                await self._app(scope, receive, send_marked)
            finally:
                await abandon_work(scope)
