"""API tokens: a program's way in, made by an operator, never able to do more than its maker."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.workspaces import events, queries, rules
from otklik.domains.workspaces.errors import ScopeNotHeld
from otklik.domains.workspaces.identity import TOKEN_PREFIX, token_digest
from otklik.domains.workspaces.models import ApiToken
from otklik.domains.workspaces.schemas import TokenCreate, TokenData, TokenMade
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.errors import Invalid, NotFound
from otklik.platform.events import publish
from otklik.platform.ids import new_id, token
from otklik.platform.web import Page, as_uuid, decode_cursor, encode_cursor, page_size

SECRET_BYTES: Final = 32
HINT_LENGTH: Final = 4


async def tokens(ctx: Ctx, *, cursor: str | None, limit: int | None) -> Page[TokenData]:
    """Not revoked, the newest first."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    after = as_uuid(values[0], field="cursor") if values else None
    rows = await queries.access.tokens(ctx, after=after, limit=size + 1)
    more = encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None
    return Page(items=[_data(row) for row in rows[:size]], next_cursor=more)


async def create_token(ctx: Ctx, data: TokenCreate) -> TokenMade:
    """Raises `Invalid` on an unknown scope, `ScopeNotHeld` on one the maker lacks, `Forbidden` for a token's token."""
    maker = await operators.own_row(ctx)
    scopes = _checked_scopes(ctx, data)
    secret = TOKEN_PREFIX + token(size_bytes=SECRET_BYTES)
    row = ApiToken(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=data.name.strip(),
        digest=token_digest(ctx.use(Cipher), secret),
        hint=secret[-HINT_LENGTH:],
        scopes=scopes,
        created_by_id=maker.id,
        created_at=ctx.now(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await publish(ctx, events.ApiTokenCreated(token_id=row.id, scopes=scopes), subject_id=row.id)
    return TokenMade(**msgspec.structs.asdict(_data(row)), secret=secret)


async def revoke_token(ctx: Ctx, token_id: UUID) -> None:
    """Raises `NotFound`."""
    row = await queries.access.token_by_id(ctx, token_id)
    if row is None:
        raise NotFound
    row.revoked_at = ctx.now()
    await publish(ctx, events.ApiTokenRevoked(token_id=row.id), subject_id=row.id)


def _checked_scopes(ctx: Ctx, data: TokenCreate) -> list[str]:
    scopes = sorted(set(data.scopes))
    for scope in scopes:
        if scope not in rules.PERMISSIONS:
            raise Invalid(params={"field": "scopes"})
        if not ctx.actor.may(scope):
            raise ScopeNotHeld(params={"scope": scope})
    return scopes


def _data(row: ApiToken) -> TokenData:
    return TokenData(
        id=row.id,
        name=row.name,
        hint=row.hint,
        scopes=row.scopes,
        created_by_id=row.created_by_id,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
