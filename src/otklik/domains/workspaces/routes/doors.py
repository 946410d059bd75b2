"""Ways in and out: the session, and forgotten passwords."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, delete, get, post, put
from litestar.background_tasks import BackgroundTask
from litestar.handlers import HTTPRouteHandler

from otklik.domains.workspaces.routes.attempts import attempt_of
from otklik.domains.workspaces.routes.cookies import secret_of, with_session, without_session
from otklik.domains.workspaces.rules import SELF
from otklik.domains.workspaces.schemas import Me, NewPassword, ResetRequest, SignInData
from otklik.domains.workspaces.service import passwords, sessions, signing_in
from otklik.platform.context import Ctx, Parts
from otklik.platform.settings import Settings
from otklik.platform.web import API, AnyRequest, client_address


@post(f"{API}/session", public=True, status_code=200)
async def open_session(request: AnyRequest, parts: Parts, data: SignInData) -> Response[Me]:
    """Sign in."""
    attempt = attempt_of(
        request, parts, email=data.email, password=data.password, code=data.code, workspace_slug=data.workspace
    )
    signed_in = await signing_in.sign_in(parts, attempt)
    return with_session(signed_in.me, secret=signed_in.secret, settings=parts.get(Settings))


@get(f"{API}/session", permission=SELF)
async def read_session(request: AnyRequest, ctx: Ctx) -> Response[Me]:
    """Who is signed in; the cookie's life starts anew."""
    secret = secret_of(request)
    me = await signing_in.me(ctx, secret=secret)
    return with_session(me, secret=secret, settings=ctx.use(Settings))


@delete(f"{API}/session", permission=SELF, status_code=204)
async def close_session(request: AnyRequest, ctx: Ctx) -> Response[None]:
    """Sign out."""
    await sessions.sign_out(ctx, secret=secret_of(request))
    return without_session(ctx.use(Settings))


@post(f"{API}/password-resets", public=True, status_code=202)
async def ask_reset(request: AnyRequest, parts: Parts, data: ResetRequest) -> Response[None]:
    """Ask for a link by mail; the answer is the same whoever asks."""
    address = client_address(request, trusted_proxies=parts.get(Settings).trusted_proxies)
    await passwords.check_reset_rate(parts, address=address)
    later = BackgroundTask(passwords.request_reset, parts, email=data.email)
    return Response(None, status_code=202, background=later)


@put(f"{API}/password-resets/{{token:str}}", public=True, status_code=204)
async def use_reset(parts: Parts, token: str, data: NewPassword) -> None:
    """Set a new password by the link."""
    await passwords.reset_password(parts, token=token, password=data.password)


routes: Final[Sequence[HTTPRouteHandler]] = [open_session, read_session, close_session, ask_reset, use_reset]
