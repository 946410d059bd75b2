"""Every question templates ask of the database, each named for what it answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, tuple_

from otklik.domains.templates.models import Template, TemplateBlock, TemplateVersion
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def by_id(ctx: Ctx, template_id: UUID, *, lock: bool = False) -> Template | None:
    query = scoped(ctx, Template).where(Template.id == template_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def page(
    ctx: Ctx,
    *,
    q: str,
    kind: str | None,
    folder: str | None,
    archived: bool,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Template]:
    """The last changed first; by words of the name."""
    query = scoped(ctx, Template).where(
        Template.archived_at.is_not(None) if archived else Template.archived_at.is_(None)
    )
    if q:
        query = query.where(func.lower(Template.name).contains(q.lower(), autoescape=True))
    if kind is not None:
        query = query.where(Template.kind == kind)
    if folder is not None:
        query = query.where(Template.folder == folder)
    if after is not None:
        query = query.where(tuple_(Template.updated_at, Template.id) < after)
    query = query.order_by(Template.updated_at.desc(), Template.id.desc()).limit(limit)
    return (await ctx.session.scalars(query)).all()


async def folders(ctx: Ctx) -> Sequence[str]:
    query = scoped(ctx, Template).where(Template.folder != "").with_only_columns(Template.folder).distinct()
    return (await ctx.session.scalars(query.order_by(Template.folder))).all()


async def how_many(ctx: Ctx) -> int:
    return await _count(ctx, scoped(ctx, Template))


async def versions(ctx: Ctx, template_id: UUID, *, limit: int) -> Sequence[TemplateVersion]:
    """The newest first."""
    query = scoped(ctx, TemplateVersion).where(TemplateVersion.template_id == template_id)
    return (await ctx.session.scalars(query.order_by(TemplateVersion.number.desc()).limit(limit))).all()


async def version(ctx: Ctx, template_id: UUID, number: int) -> TemplateVersion | None:
    query = scoped(ctx, TemplateVersion).where(TemplateVersion.template_id == template_id)
    return await ctx.session.scalar(query.where(TemplateVersion.number == number))


async def languages(ctx: Ctx, template_id: UUID) -> Sequence[str]:
    """Of the version that was published last; none where none was."""
    last = (TemplateVersion.template_id == Template.id) & (TemplateVersion.number == Template.published_number)
    query = (
        select(func.jsonb_object_keys(TemplateVersion.body["wordings"]))
        .select_from(Template)
        .join(TemplateVersion, last)
    )
    query = query.where(Template.workspace_id == ctx.workspace_id, Template.id == template_id)
    return (await ctx.session.scalars(query)).all()


async def version_by_id(ctx: Ctx, template_id: UUID, version_id: UUID) -> TemplateVersion | None:
    query = scoped(ctx, TemplateVersion).where(TemplateVersion.template_id == template_id)
    return await ctx.session.scalar(query.where(TemplateVersion.id == version_id))


async def forget_versions(ctx: Ctx, template_id: UUID, *, through: int) -> None:
    """The oldest, so that a template published every day does not grow for ever."""
    old = delete(TemplateVersion).where(TemplateVersion.workspace_id == ctx.workspace_id)
    await ctx.session.execute(old.where(TemplateVersion.template_id == template_id, TemplateVersion.number <= through))


async def blocks(ctx: Ctx) -> Sequence[TemplateBlock]:
    return (await ctx.session.scalars(scoped(ctx, TemplateBlock).order_by(TemplateBlock.code))).all()


async def block_sources(ctx: Ctx) -> Mapping[str, str]:
    rows = await ctx.session.execute(
        scoped(ctx, TemplateBlock).with_only_columns(TemplateBlock.code, TemplateBlock.source)
    )
    return {row[0]: row[1] for row in rows}


async def block(ctx: Ctx, block_id: UUID) -> TemplateBlock | None:
    return await ctx.session.scalar(scoped(ctx, TemplateBlock).where(TemplateBlock.id == block_id))


async def remove_block(ctx: Ctx, block_id: UUID) -> bool:
    one = delete(TemplateBlock).where(TemplateBlock.workspace_id == ctx.workspace_id, TemplateBlock.id == block_id)
    return await ctx.session.scalar(one.returning(TemplateBlock.code)) is not None


async def _count(ctx: Ctx, query: Select[Any]) -> int:  # Any: rows of whatever table
    return await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0
