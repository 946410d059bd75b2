"""What the company writes for, and the words people agree to."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import UNSET

from otklik.domains.consents import errors, models, queries, rules, schemas
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id


async def listing(ctx: Ctx) -> list[schemas.PurposeOut]:
    found = await queries.purposes(ctx)
    words = await queries.wordings(ctx, [one.id for one in found])
    return [_out(one, [word for word in words if word.purpose_id == one.id]) for one in found]


async def create(ctx: Ctx, data: schemas.PurposeIn) -> schemas.PurposeOut:
    """Raises `PurposeTaken`, `PurposesTooMany`."""
    if data.code in rules.OF_PRODUCT or await queries.purpose(ctx, data.code) is not None:
        raise errors.PurposeTaken
    if len(await queries.purposes(ctx)) >= rules.PURPOSES_MAX:
        raise errors.PurposesTooMany(params={"max": rules.PURPOSES_MAX})
    row = models.Purpose(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        code=data.code,
        name_ru=data.name_ru.strip(),
        name_en=data.name_en.strip(),
        basis=data.basis,
        created_at=ctx.now(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    if data.text_ru.strip() or data.text_en.strip():
        await _say(ctx, row.id, version=1, text_ru=data.text_ru, text_en=data.text_en)
    return await get(ctx, row.id)


async def change(ctx: Ctx, purpose_id: UUID, data: schemas.PurposeChanges) -> schemas.PurposeOut:
    """New words become the next version. Raises `PurposeNotFound`."""
    row = await queries.purpose_by_id(ctx, purpose_id)
    if row is None:
        raise errors.PurposeNotFound
    row.name_ru = row.name_ru if data.name_ru is UNSET else data.name_ru.strip()
    row.name_en = row.name_en if data.name_en is UNSET else data.name_en.strip()
    if data.archived is not UNSET:
        row.archived_at = (row.archived_at or ctx.now()) if data.archived else None
    last = next(iter(await queries.wordings(ctx, [row.id])), None)
    said = (last.text_ru, last.text_en) if last else ("", "")
    wanted = (
        said[0] if data.text_ru is UNSET else data.text_ru.strip(),
        said[1] if data.text_en is UNSET else data.text_en.strip(),
    )
    if wanted != said:
        await _say(ctx, row.id, version=last.version + 1 if last else 1, text_ru=wanted[0], text_en=wanted[1])
    await ctx.session.flush()
    return await get(ctx, row.id)


async def get(ctx: Ctx, purpose_id: UUID) -> schemas.PurposeOut:
    """Raises `PurposeNotFound`."""
    row = await queries.purpose_by_id(ctx, purpose_id)
    if row is None:
        raise errors.PurposeNotFound
    return _out(row, await queries.wordings(ctx, [row.id]))


async def _say(ctx: Ctx, purpose_id: UUID, *, version: int, text_ru: str, text_en: str) -> None:
    ctx.session.add(
        models.Wording(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            purpose_id=purpose_id,
            version=version,
            text_ru=text_ru.strip(),
            text_en=text_en.strip(),
            created_at=ctx.now(),
            created_by_id=ctx.actor.id,
        )
    )
    await ctx.session.flush()


def _out(row: models.Purpose, words: Sequence[models.Wording]) -> schemas.PurposeOut:
    return schemas.PurposeOut(
        id=row.id,
        code=row.code,
        name_ru=row.name_ru,
        name_en=row.name_en,
        basis=row.basis,  # pyright: ignore[reportArgumentType] - the table's CHECK holds the same values
        archived=row.archived_at is not None,
        wordings=[
            schemas.WordingOut(
                version=word.version, text_ru=word.text_ru, text_en=word.text_en, created_at=word.created_at
            )
            for word in words
        ],
    )
