"""The company's choice, and the pictures it may see."""

from uuid import UUID

from otklik.domains.previews import errors, events, queries, schemas
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.files import Files


async def get(ctx: Ctx) -> schemas.PreviewSettings:
    row = await queries.settings(ctx)
    return schemas.PreviewSettings(enabled=row.enabled if row is not None else True)


async def put(ctx: Ctx, chosen: schemas.PreviewSettings) -> schemas.PreviewSettings:
    await queries.save_settings(ctx, enabled=chosen.enabled)
    await publish(ctx, events.PreviewsSwitched(enabled=chosen.enabled))
    return chosen


async def picture(ctx: Ctx, preview_id: UUID) -> tuple[str, bytes]:
    """Its type and bytes. Raises `PictureNotFound`."""
    row = await queries.one(ctx, preview_id)
    if row is None or row.picture_key is None:
        raise errors.PictureNotFound
    return row.picture_type, await ctx.use(Files).read(row.picture_key)
