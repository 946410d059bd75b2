"""What is kept of followed segments: who was touched, who is in, when a person's answer could change by itself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.consents.models import Suppression
from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.conversations.models import Conversation
from otklik.domains.segments.models import Segment, Standing, Touch
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

_INTEREST: Final = text("""
SELECT DISTINCT topic FROM segments, unnest(topics) AS topic WHERE workspace_id = :workspace AND followed <> 'no'
""")
_TOUCH: Final = text("""
INSERT INTO segment_touches (id, workspace_id, segment_id, contact_id)
SELECT gen_random_uuid(), :workspace, segments.id, touched.contact_id
FROM segments CROSS JOIN (SELECT DISTINCT unnest(CAST(:contacts AS uuid[])) AS contact_id) AS touched
WHERE segments.workspace_id = :workspace AND segments.followed <> 'no'
  AND segments.topics && CAST(:topics AS text[])
RETURNING segment_id
""")
_TAKE: Final = text("""
WITH chosen AS (
    SELECT id FROM segment_touches WHERE workspace_id = :workspace AND segment_id = :segment ORDER BY id LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
DELETE FROM segment_touches USING chosen WHERE segment_touches.id = chosen.id RETURNING segment_touches.contact_id
""")
_SAVE: Final = text("""
INSERT INTO segment_standings AS kept (workspace_id, segment_id, contact_id, inside, entered_at, flips_at)
SELECT :workspace, :segment, given.contact_id, given.inside, CASE WHEN given.inside THEN CAST(:now AS timestamptz) END,
       given.flips_at
FROM unnest(CAST(:contacts AS uuid[]), CAST(:inside AS boolean[]), CAST(:flips AS timestamptz[]))
    AS given (contact_id, inside, flips_at)
ORDER BY given.contact_id
ON CONFLICT (segment_id, contact_id) DO UPDATE
SET inside = excluded.inside, flips_at = excluded.flips_at,
    entered_at = CASE WHEN excluded.inside AND kept.inside THEN kept.entered_at ELSE excluded.entered_at END
WHERE (kept.inside, kept.flips_at) IS DISTINCT FROM (excluded.inside, excluded.flips_at)
""")


class Looked(NamedTuple):
    """One person as they stand now."""

    contact_id: UUID
    inside: bool
    flips_at: datetime | None


# ---- touching -----------------------------------------------------------------------------------------


async def interest(ctx: Ctx) -> frozenset[str]:
    """Every topic that a followed segment of the company hangs on."""
    return frozenset(await ctx.session.scalars(_INTEREST, {"workspace": ctx.workspace_id}))


async def touch(ctx: Ctx, contact_ids: Collection[UUID], topics: Collection[str]) -> set[UUID]:
    """Note these people for every followed segment that hangs on one of the topics; which segments these are."""
    given = {"workspace": ctx.workspace_id, "contacts": list(contact_ids), "topics": list(topics)}
    return set(await ctx.session.scalars(_TOUCH, given))


async def take_touched(ctx: Ctx, segment_id: UUID, *, limit: int) -> list[UUID]:
    """A block of those noted; they are noted no more."""
    given = {"workspace": ctx.workspace_id, "segment": segment_id, "limit": limit}
    return list(await ctx.session.scalars(_TAKE, given))


async def people_of(ctx: Ctx, conversation_ids: Collection[UUID]) -> list[UUID]:
    query = scoped(ctx, Conversation).where(Conversation.id.in_(conversation_ids))
    return list(await ctx.session.scalars(query.with_only_columns(Conversation.contact_id)))


async def people_at(ctx: Ctx, suppression_id: UUID) -> list[UUID]:
    """Whose address it is that is left in peace, or was."""
    query = (
        select(Contact.root_id)
        .join(Identity, Identity.contact_id == Contact.id)
        .join(
            Suppression,
            (Suppression.address_kind == Identity.address_kind) & (Suppression.address == Identity.address),
        )
        .where(
            Suppression.id == suppression_id,
            Suppression.workspace_id == ctx.workspace_id,
            Identity.workspace_id == ctx.workspace_id,
        )
    )
    return list(await ctx.session.scalars(query))


# ---- standing -----------------------------------------------------------------------------------------


async def looked(ctx: Ctx, query: Select[Any]) -> list[Looked]:  # Any: (id, inside, flips_at)
    return [Looked(*row) for row in await ctx.session.execute(query)]


async def inside_of(ctx: Ctx, segment_id: UUID, contact_ids: Collection[UUID]) -> set[UUID]:
    """Which of these were in it when last looked at."""
    query = scoped(ctx, Standing).where(
        Standing.segment_id == segment_id, Standing.contact_id.in_(contact_ids), Standing.inside
    )
    return set(await ctx.session.scalars(query.with_only_columns(Standing.contact_id)))


async def save(ctx: Ctx, segment_id: UUID, rows: Sequence[Looked]) -> None:
    """Keep how these stand; of whom there is nothing to keep no row stays."""
    kept = [row for row in rows if row.inside or row.flips_at is not None]
    gone = [row.contact_id for row in rows if not row.inside and row.flips_at is None]
    if kept:
        given = {
            "workspace": ctx.workspace_id,
            "segment": segment_id,
            "now": ctx.now(),
            "contacts": [row.contact_id for row in kept],
            "inside": [row.inside for row in kept],
            "flips": [row.flips_at for row in kept],
        }
        await ctx.session.execute(_SAVE, given)
    if gone:
        mine = (Standing.workspace_id == ctx.workspace_id, Standing.segment_id == segment_id)
        await ctx.session.execute(delete(Standing).where(*mine, Standing.contact_id.in_(gone)))


async def due(ctx: Ctx, segment_id: UUID, *, limit: int) -> list[UUID]:
    """Whose answer could have changed by now."""
    query = scoped(ctx, Standing).where(Standing.segment_id == segment_id, Standing.flips_at <= ctx.now())
    query = query.with_only_columns(Standing.contact_id).order_by(Standing.flips_at).limit(limit)
    return list(await ctx.session.scalars(query))


async def next_flip(ctx: Ctx, segment_id: UUID) -> datetime | None:
    query = scoped(ctx, Standing).where(Standing.segment_id == segment_id, Standing.flips_at.is_not(None))
    return await ctx.session.scalar(query.with_only_columns(func.min(Standing.flips_at)))


async def next_standing(ctx: Ctx, segment_id: UUID, *, after: UUID | None, limit: int) -> list[UUID]:
    """Everybody of whom something is kept, by id."""
    query = scoped(ctx, Standing).where(Standing.segment_id == segment_id)
    if after is not None:
        query = query.where(Standing.contact_id > after)
    query = query.with_only_columns(Standing.contact_id).order_by(Standing.contact_id).limit(limit)
    return list(await ctx.session.scalars(query))


async def next_people(ctx: Ctx, *, after: UUID | None, limit: int) -> list[UUID]:
    """Everybody of the company, by id."""
    query = scoped(ctx, Contact).where(Contact.merged_into_id.is_(None))
    if after is not None:
        query = query.where(Contact.id > after)
    return list(await ctx.session.scalars(query.with_only_columns(Contact.id).order_by(Contact.id).limit(limit)))


async def set_followed(ctx: Ctx, segment_id: UUID, followed: str, *, filled_to: UUID | None = None) -> None:
    mine = (Segment.workspace_id == ctx.workspace_id, Segment.id == segment_id)
    await ctx.session.execute(update(Segment).where(*mine).values(followed=followed, filled_to=filled_to))


async def forget(ctx: Ctx, segment_id: UUID, *, limit: int) -> int:
    """Some of what is kept of a segment that nobody follows; how many rows."""
    gone = 0
    for model, column in ((Standing, Standing.contact_id), (Touch, Touch.id)):
        mine = (model.workspace_id == ctx.workspace_id, model.segment_id == segment_id)
        chosen = select(column).where(*mine).limit(limit)
        found = await ctx.session.execute(delete(model).where(*mine, column.in_(chosen)).returning(column))
        gone += len(found.all())
    return gone


async def companies(session: AsyncSession) -> list[tuple[WorkspaceId, UUID]]:
    """(company, segment) of all that are followed."""
    query = select(Segment.workspace_id, Segment.id).where(Segment.followed != "no").order_by(Segment.id)
    return [(row[0], row[1]) for row in await session.execute(query)]
