"""HTTP of previews: the company's choice, and pictures kept here."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, put
from litestar.types import ControllerRouterHandler

from otklik.domains.previews import schemas
from otklik.domains.previews.service import choosing
from otklik.platform.context import Ctx
from otklik.platform.downloads import file_response
from otklik.platform.web import API


@get(f"{API}/preview-settings", permission="conversations.read")
async def get_preview_settings(ctx: Ctx) -> schemas.PreviewSettings:
    """Whether this server looks behind the first link of a message."""
    return await choosing.get(ctx)


@put(f"{API}/preview-settings", permission="workspace.write")
async def set_preview_settings(ctx: Ctx, data: schemas.PreviewSettings) -> schemas.PreviewSettings:
    """For what is said from now on."""
    return await choosing.put(ctx, data)


@get(f"{API}/link-pictures/{{preview_id:uuid}}", permission="conversations.read")
async def get_link_picture(ctx: Ctx, preview_id: UUID) -> Response[bytes]:
    """The picture of a link, from this server: nobody's browser asks the stranger's."""
    media_type, body = await choosing.picture(ctx, preview_id)
    return file_response("picture", media_type, body, inline=True)


routes: Sequence[ControllerRouterHandler] = [get_preview_settings, set_preview_settings, get_link_picture]
