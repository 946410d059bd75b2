"""Invitations, from both sides."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.handlers import HTTPRouteHandler

from otklik.domains.workspaces.routes.attempts import attempt_of
from otklik.domains.workspaces.routes.cookies import with_session
from otklik.domains.workspaces.schemas import Acceptance, InvitationCreate, InvitationData, Me, Offer
from otklik.domains.workspaces.service import invitations
from otklik.platform.context import Ctx, Parts
from otklik.platform.settings import Settings
from otklik.platform.web import API, AnyRequest, Page


@get(f"{API}/invitations", permission="operators.write")
async def list_invitations(ctx: Ctx, cursor: str | None = None, limit: int | None = None) -> Page[InvitationData]:
    """Not accepted yet, expired ones too."""
    return await invitations.invitations(ctx, cursor=cursor, limit=limit)


@post(f"{API}/invitations", permission="operators.write")
async def invite(ctx: Ctx, data: InvitationCreate) -> InvitationData:
    return await invitations.invite(ctx, data)


@put(f"{API}/invitations/{{invitation_id:uuid}}/letter", permission="operators.write")
async def resend(ctx: Ctx, invitation_id: UUID) -> InvitationData:
    """Send the letter again; the link lasts as long as a new one."""
    return await invitations.resend(ctx, invitation_id)


@delete(f"{API}/invitations/{{invitation_id:uuid}}", permission="operators.write", status_code=204)
async def withdraw(ctx: Ctx, invitation_id: UUID) -> None:
    await invitations.withdraw(ctx, invitation_id)


@get(f"{API}/invitations/{{token:str}}/offer", public=True)
async def read_offer(parts: Parts, token: str) -> Offer:
    """What the link in the letter stands for."""
    return await invitations.offer(parts, token=token)


@put(f"{API}/invitations/{{token:str}}/acceptance", public=True)
async def accept(request: AnyRequest, parts: Parts, token: str, data: Acceptance) -> Response[Me]:
    """Join and sign in."""
    attempt = attempt_of(request, parts, password=data.password, code=data.code)
    signed_in = await invitations.accept(parts, data, token=token, attempt=attempt)
    return with_session(signed_in.me, secret=signed_in.secret, settings=parts.get(Settings))


routes: Final[Sequence[HTTPRouteHandler]] = [list_invitations, invite, resend, withdraw, read_offer, accept]
