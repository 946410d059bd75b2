"""HTTP of the visitor's side, for pages whose socket does not get through and for chats of one's own making."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import HttpMethod, Response, delete, get, post, put, route
from litestar.datastructures import State, UploadFile
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.conversations.errors import ConversationNotFound
from otklik.domains.delivery.service import files
from otklik.domains.livechat import cors, demo_pages, jobs, queries, rules, schemas
from otklik.domains.livechat.errors import FileNotFound
from otklik.domains.livechat.live_socket import visitor_live
from otklik.domains.livechat.service import (
    availability,
    carrying_on,
    continuing,
    devices,
    facts,
    posting,
    sessions,
    thread,
    transcripts,
    visiting,
    visitors,
)
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.downloads import file_response
from otklik.platform.jobs import Jobs
from otklik.platform.settings import Settings
from otklik.platform.web import API, AnyRequest, Page, client_address, page_size, provide_parts

DOOR: Final = f"{API}/visitor"
OPEN_TO_PAGES: Final = (
    "sessions",
    "messages",
    "presses",
    "files",
    "transcripts",
    "email",
    "continuation",
    "devices",
    "suggestions",
    "facts",
)
MIDDLEWARE: Final = [cors.Cors]


async def provide_visitor(request: AnyRequest, state: State) -> Visitor:
    return await visitors.let_in(await provide_parts(state), request.headers)


DEPENDENCIES: Final = {"visitor": Provide(provide_visitor)}


@post(f"{DOOR}/sessions", public=True, middleware=MIDDLEWARE)
async def begin_session(request: AnyRequest, parts: Parts, data: schemas.SessionIn) -> schemas.SessionOut:
    """Come, or with a token come back to the same thread."""
    return await sessions.begin(parts, data, _asking(request, parts))


@post(f"{DOOR}/messages", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def post_message(parts: Parts, visitor: Visitor, data: schemas.MessageIn) -> schemas.VisitorMessage:
    """Stored on return. The same `key` is the same message, however often it is sent."""
    return await posting.post(parts, visitor, data)


@post(f"{DOOR}/presses", public=True, status_code=204, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def press_button(parts: Parts, visitor: Visitor, data: schemas.PressIn) -> None:
    """Press a button under a message. The same `key` is the same press, however often it is sent."""
    await posting.press(parts, visitor, data)


@get(f"{DOOR}/messages", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def list_visitor_messages(
    parts: Parts,
    visitor: Visitor,
    *,
    before: UUID | None = None,
    limit: Annotated[int | None, QueryParameter(ge=1, le=200, required=False)] = None,
) -> Page[schemas.VisitorMessage]:
    """The newest page of the thread, or the one before a message; oldest first. The cursor is the next `before`."""
    size = page_size(limit)
    await visitors.count(parts, visitors.READS, who=str(visitor.id))
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        found = await thread.history(ctx, visitor, before=before, limit=size + 1)
    shown = found[-size:]
    return Page(items=shown, next_cursor=str(shown[0].id) if len(found) > size else None)


@post(f"{DOOR}/files", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def upload_visitor_file(
    parts: Parts,
    visitor: Visitor,
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> schemas.VisitorFileOut:
    """Keep a file to be attached to a message of this visitor."""
    body = await data.read()
    return await posting.upload(parts, visitor, name=data.filename, media_type=data.content_type, data=body)


@get(f"{DOOR}/files/{{file_id:uuid}}", public=True, middleware=MIDDLEWARE)
async def download_visitor_file(
    parts: Parts, file_id: UUID, signature: Annotated[str, QueryParameter(max_length=64)] = ""
) -> Response[bytes]:
    """The bytes, for whoever has the file's signed address."""
    return await _signed_file(parts, file_id, signature)


@post(f"{DOOR}/transcripts", public=True, status_code=202, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def send_transcript(parts: Parts, visitor: Visitor, data: schemas.EmailIn) -> None:
    """Mail the conversation to an address the visitor typed; once an hour."""
    email = await transcripts.check(parts, visitor, data.email)
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        arguments = {"visitor_id": visitor.id, "email": email}
        await ctx.use(Jobs).defer(ctx, jobs.send_transcript, arguments=arguments)


@put(f"{DOOR}/email", public=True, status_code=204, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def carry_on_by_email(parts: Parts, visitor: Visitor, data: schemas.EmailIn) -> None:
    """Answers that find no page of the visitor open go to this address."""
    await visitors.count(parts, visitors.EMAILS, who=str(visitor.id))
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        await carrying_on.ask_for(ctx, visitor, data.email)


@get(f"{DOOR}/continuation", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def get_visitor_continuation(parts: Parts, visitor: Visitor) -> schemas.VisitorContinuationOut:
    """Where the visitor carries this conversation on elsewhere; nothing is used up by asking."""
    await visitors.count(parts, visitors.READS, who=str(visitor.id))
    if visitor.conversation_id is None:
        raise ConversationNotFound
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        return await availability.elsewhere(ctx, visitor, visitor.conversation_id)


@post(f"{DOOR}/devices", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def add_visitor_device(parts: Parts, visitor: Visitor, data: schemas.DeviceIn) -> schemas.VisitorDeviceOut:
    """A browser or a phone rings from now on when an answer finds nothing open; the same device again is the same."""
    await visitors.count(parts, visitors.DEVICES, who=str(visitor.id))
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        return await devices.register(ctx, visitor, data)


@delete(f"{DOOR}/devices/{{visitor_device_id:uuid}}", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def remove_visitor_device(parts: Parts, visitor: Visitor, visitor_device_id: UUID) -> None:
    """Ring it no more: when the person signs out, say."""
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        await devices.remove(ctx, visitor, visitor_device_id)


@post(f"{DOOR}/facts", public=True, status_code=204, middleware=MIDDLEWARE)
async def tell_facts(request: AnyRequest, parts: Parts, data: schemas.PageFactsIn) -> None:
    """What a page tells of its visitor, who has agreed to it; a browser that objects (Sec-GPC, DNT) leaves nothing."""
    await facts.tell(parts, data, _asking(request, parts))


@get(f"{DOOR}/suggestions", public=True, middleware=MIDDLEWARE, dependencies=DEPENDENCIES)
async def list_suggestions(
    parts: Parts, visitor: Visitor, q: Annotated[str, QueryParameter(max_length=200)] = ""
) -> schemas.Suggestions:
    """Ready questions that begin like what is typed; at most five."""
    if visitor.config.get("suggestions") is False:
        return schemas.Suggestions(items=[])
    await visitors.count(parts, visitors.READS, who=str(visitor.id))
    entries = [*sessions.listed(visitor.config, "topics"), *sessions.listed(visitor.config, "questions")]
    return schemas.Suggestions(items=rules.suggestions(q, entries))


@route(
    [*(f"{DOOR}/{name}" for name in OPEN_TO_PAGES), f"{DOOR}/devices/{{visitor_device_id:uuid}}"],
    http_method=[HttpMethod.OPTIONS],
    public=True,
    status_code=204,
    include_in_schema=False,
    middleware=MIDDLEWARE,
)
async def preflight() -> Response[None]:
    """What a page of another origin may ask for here."""
    return Response(None, status_code=204, headers=cors.ALLOWED)


@get(f"{API}/conversations/{{conversation_id:uuid}}/visitor", permission="conversations.read")
async def get_visitor(ctx: Ctx, conversation_id: UUID) -> schemas.VisitorOut:
    """Whoever writes from a page: where they are, and whether they are still there."""
    return await visiting.shown(ctx, conversation_id)


@post(f"{API}/conversations/{{conversation_id:uuid}}/continuations", permission="conversations.write")
async def create_continuation(ctx: Ctx, conversation_id: UUID, data: schemas.ContinuationIn) -> schemas.ContinuationOut:
    """A link by which the customer carries this conversation on in another channel."""
    return await continuing.create(ctx, conversation_id=conversation_id, channel_id=data.channel_id)


@get("/demo", public=True, include_in_schema=False)
async def demo_shop(parts: Parts) -> Response[bytes]:
    """The demo shop with the demo company's chat."""
    return await _demo_page(parts, "index.html")


@get("/demo/{name:path}", public=True, include_in_schema=False)
async def demo_shop_file(parts: Parts, name: str) -> Response[bytes]:
    return await _demo_page(parts, name)


def _asking(request: AnyRequest, parts: Parts) -> visitors.Arrival:
    return visitors.Arrival(
        address=client_address(request, trusted_proxies=parts.get(Settings).trusted_proxies),
        user_agent=request.headers.get("user-agent", ""),
        origin=request.headers.get("origin", ""),
        own_host=request.headers.get("host", ""),
        objects="1" in (request.headers.get("sec-gpc"), request.headers.get("dnt")),
    )


async def _demo_page(parts: Parts, name: str) -> Response[bytes]:
    body, media_type = await demo_pages.page(parts, name)
    headers = {"cache-control": "no-cache", "content-security-policy": demo_pages.POLICY}
    return Response(body, media_type=media_type, headers=headers)


async def _signed_file(parts: Parts, file_id: UUID, signature: str) -> Response[bytes]:
    if not thread.is_signed(parts, file_id, signature):
        raise FileNotFound
    async with parts.get(Database).system() as session:
        row = await queries.file(session, file_id)
    if row is None:
        raise FileNotFound
    async with parts.get(Database).transaction(row.workspace_id) as ctx:
        body = await files.read(ctx, row)
    return file_response(row.name, row.media_type, body, inline=True)


routes: Sequence[ControllerRouterHandler] = [
    preflight,  # first: Litestar gives a path its own OPTIONS handler unless there is one already
    begin_session,
    post_message,
    press_button,
    list_visitor_messages,
    upload_visitor_file,
    download_visitor_file,
    send_transcript,
    carry_on_by_email,
    get_visitor_continuation,
    add_visitor_device,
    remove_visitor_device,
    list_suggestions,
    tell_facts,
    get_visitor,
    create_continuation,
    demo_shop,
    demo_shop_file,
    visitor_live,
]
