"""Colleagues: who they are, what they may, whether they still work here."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from litestar import Response, delete, get, patch, put
from litestar.handlers import HTTPRouteHandler

from otklik.domains.workspaces.schemas import OperatorData, OperatorPatch
from otklik.domains.workspaces.service import operators, photos
from otklik.platform.context import Ctx, Parts
from otklik.platform.web import API, Page


@get(f"{API}/operators", permission="operators.read")
async def list_operators(ctx: Ctx, cursor: str | None = None, limit: int | None = None) -> Page[OperatorData]:
    return await operators.operators(ctx, cursor=cursor, limit=limit)


@get(f"{API}/operators/{{operator_id:uuid}}", permission="operators.read")
async def read_operator(ctx: Ctx, operator_id: UUID) -> OperatorData:
    return await operators.operator(ctx, operator_id)


@patch(f"{API}/operators/{{operator_id:uuid}}", permission="operators.write")
async def change_operator(ctx: Ctx, operator_id: UUID, data: OperatorPatch) -> OperatorData:
    return await operators.change_operator(ctx, operator_id, data)


@put(f"{API}/operators/{{operator_id:uuid}}/deactivation", permission="operators.write")
async def deactivate(ctx: Ctx, operator_id: UUID) -> OperatorData:
    """Out at once: sessions end and tokens stop."""
    return await operators.deactivate(ctx, operator_id)


@delete(f"{API}/operators/{{operator_id:uuid}}/deactivation", permission="operators.write", status_code=200)
async def reactivate(ctx: Ctx, operator_id: UUID) -> OperatorData:
    return await operators.reactivate(ctx, operator_id)


@get(f"{API}/photos/{{operator_id:uuid}}/{{digest:str}}", public=True)
async def read_photo(parts: Parts, operator_id: UUID, digest: str) -> Response[bytes]:
    """For visitors too; a new photo has a new address."""
    found = await photos.photo(parts, operator_id, digest=digest)
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "cross-origin",
    }
    return Response(found.data, media_type=found.media_type, headers=headers)


routes: Final[Sequence[HTTPRouteHandler]] = [
    list_operators,
    read_operator,
    change_operator,
    deactivate,
    reactivate,
    read_photo,
]
