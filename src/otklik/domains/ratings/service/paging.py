"""The page of a letter: whose it is by its signed link, shown and taken in a transaction of its company."""

from uuid import UUID

from otklik.domains.ratings import page, queries
from otklik.domains.ratings.errors import RatingClosed, RatingNotFound
from otklik.domains.ratings.rules import takes
from otklik.domains.ratings.schemas import Given
from otklik.domains.ratings.service import asking, giving
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.crypto import Cipher, TokenInvalid
from otklik.platform.db import Database


async def show(parts: Parts, token: str) -> str:
    """Raises `RatingNotFound`."""
    rating_id, workspace_id = await _whose(parts, token)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        rating = await giving.get(ctx, rating_id)
        if not takes(asked_at=rating.asked_at, rated_at=rating.rated_at, now=ctx.now()):
            return page.closed(rating.locale)
        company = (await companies.workspace(ctx)).name
        return page.form(rating, company=company, action=f"/rate/{token}", saved=False)


async def take(parts: Parts, token: str, given: Given) -> str:
    """Keep what was chosen and written. Raises `RatingNotFound`."""
    rating_id, workspace_id = await _whose(parts, token)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        try:
            rating = await giving.by_page(ctx, rating_id, score=given.score, comment=given.comment)
        except RatingClosed:
            return page.closed((await giving.get(ctx, rating_id)).locale)
        company = (await companies.workspace(ctx)).name
        return page.form(rating, company=company, action=f"/rate/{token}", saved=rating.score is not None)


async def _whose(parts: Parts, token: str) -> tuple[UUID, WorkspaceId]:
    try:
        rating_id = UUID(parts.get(Cipher).verify(token[:200], purpose=asking.PAGE_PURPOSE))
    except (TokenInvalid, ValueError) as error:
        raise RatingNotFound from error
    async with parts.get(Database).system() as session:
        workspace_id = await queries.workspace_of(session, rating_id)
    if workspace_id is None:
        raise RatingNotFound
    return rating_id, WorkspaceId(workspace_id)
