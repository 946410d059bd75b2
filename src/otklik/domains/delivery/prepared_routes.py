"""HTTP of prepared messages."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post, put
from litestar.handlers import HTTPRouteHandler

from otklik.domains.delivery import schemas
from otklik.domains.delivery.service import prepared
from otklik.platform.context import Ctx
from otklik.platform.web import API


@get(f"{API}/channels/{{channel_id:uuid}}/prepared-messages", permission="conversations.read")
async def list_prepared(ctx: Ctx, channel_id: UUID) -> list[schemas.PreparedOut]:
    """What the channel's provider approves beforehand, approved or not, by name; at most 2,000."""
    return await prepared.of_channel(ctx, channel_id)


@post(
    f"{API}/channels/{{channel_id:uuid}}/prepared-message-readings", permission="conversations.write", status_code=202
)
async def read_prepared_anew(ctx: Ctx, channel_id: UUID) -> None:
    """Ask the provider for the list again; what changed is pushed as `prepared.changed`."""
    await prepared.ask_anew(ctx, channel_id)


@put(f"{API}/prepared-messages/{{prepared_id:uuid}}/fills", permission="channels.write")
async def fill_prepared(ctx: Ctx, prepared_id: UUID, data: schemas.PreparedFills) -> schemas.PreparedOut:
    """What usually stands in the blanks."""
    return await prepared.fill(ctx, prepared_id, data.fills)


routes: Sequence[HTTPRouteHandler] = [list_prepared, read_prepared_anew, fill_prepared]
