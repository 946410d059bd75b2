"""API tokens."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from litestar import delete, get, post
from litestar.handlers import HTTPRouteHandler

from otklik.domains.workspaces.schemas import TokenCreate, TokenData, TokenMade
from otklik.domains.workspaces.service import tokens
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page


@get(f"{API}/api-tokens", permission="tokens.write")
async def list_tokens(ctx: Ctx, cursor: str | None = None, limit: int | None = None) -> Page[TokenData]:
    return await tokens.tokens(ctx, cursor=cursor, limit=limit)


@post(f"{API}/api-tokens", permission="tokens.write")
async def create_token(ctx: Ctx, data: TokenCreate) -> TokenMade:
    """The secret is in this answer and nowhere else."""
    return await tokens.create_token(ctx, data)


@delete(f"{API}/api-tokens/{{token_id:uuid}}", permission="tokens.write", status_code=204)
async def revoke_token(ctx: Ctx, token_id: UUID) -> None:
    await tokens.revoke_token(ctx, token_id)


routes: Final[Sequence[HTTPRouteHandler]] = [list_tokens, create_token, revoke_token]
