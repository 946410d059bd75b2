"""What previews ask of the database."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.previews.models import LinkPreview, PreviewSettings
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is written."""

    address: str
    address_digest: str
    title: str = ""
    description: str = ""
    site_name: str = ""
    picture_key: str | None = None
    picture_type: str = ""
    fetched_at: datetime


async def settings(ctx: Ctx) -> PreviewSettings | None:
    return await ctx.session.scalar(scoped(ctx, PreviewSettings), execution_options={"populate_existing": True})


async def save_settings(ctx: Ctx, *, enabled: bool) -> None:
    new = insert(PreviewSettings).values(workspace_id=ctx.workspace_id, enabled=enabled)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id"], set_={"enabled": enabled}))


async def of_address(ctx: Ctx, digest: str) -> LinkPreview | None:
    return await ctx.session.scalar(scoped(ctx, LinkPreview).where(LinkPreview.address_digest == digest))


async def one(ctx: Ctx, preview_id: UUID) -> LinkPreview | None:
    return await ctx.session.scalar(scoped(ctx, LinkPreview).where(LinkPreview.id == preview_id))


async def save(ctx: Ctx, found: Found) -> LinkPreview:
    """What was found now takes the place of what was found before; the picture's address stays."""
    values = msgspec.structs.asdict(found)
    new = insert(LinkPreview).values(id=new_id(), workspace_id=ctx.workspace_id, **values)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id", "address_digest"], set_=values))
    row = await of_address(ctx, found.address_digest)
    assert row is not None
    await ctx.session.refresh(row)
    return row
