"""One's own name, presence, password, photo, second factor and sessions."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body

from otklik.domains.workspaces.pictures import BYTES_MAX
from otklik.domains.workspaces.routes.cookies import secret_of
from otklik.domains.workspaces.rules import SELF
from otklik.domains.workspaces.schemas import (
    CodeProof,
    Me,
    MePatch,
    OperatorData,
    PasswordChange,
    PasswordProof,
    SessionData,
    TotpSecret,
)
from otklik.domains.workspaces.service import own, passwords, photos, second_factor, sessions, signing_in
from otklik.platform.context import Ctx
from otklik.platform.web import API, AnyRequest, Page

Photo = Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]


@patch(f"{API}/me", permission=SELF)
async def change_me(request: AnyRequest, ctx: Ctx, data: MePatch) -> Me:
    """`presence` on_break may say how long: `break_minutes`."""
    await own.change_self(ctx, data)
    return await signing_in.me(ctx, secret=secret_of(request))


@put(f"{API}/me/activity", permission=SELF, status_code=204)
async def tell_activity(ctx: Ctx) -> None:
    """Something was done at the desk; the desk says so at most once a minute."""
    await own.tell_activity(ctx)


@put(f"{API}/me/password", permission=SELF, status_code=204)
async def change_password(request: AnyRequest, ctx: Ctx, data: PasswordChange) -> None:
    """All other sessions end."""
    await passwords.change_password(ctx, current=data.current, new=data.new, secret=secret_of(request))


@put(f"{API}/me/photo", permission=SELF, request_max_body_size=BYTES_MAX + 64 * 1024)
async def set_photo(ctx: Ctx, data: Photo) -> OperatorData:
    """PNG, JPEG or WebP up to 2 MB, in the field `file` of a form."""
    return await photos.set_photo(ctx, await data.read(BYTES_MAX + 1))


@delete(f"{API}/me/photo", permission=SELF, status_code=200)
async def remove_photo(ctx: Ctx) -> OperatorData:
    return await photos.remove_photo(ctx)


@post(f"{API}/me/totp", permission=SELF)
async def begin_totp(ctx: Ctx) -> TotpSecret:
    """A secret for an authenticator app; in force once a code proves it."""
    return await second_factor.begin(ctx)


@put(f"{API}/me/totp", permission=SELF, status_code=204)
async def confirm_totp(ctx: Ctx, data: CodeProof) -> None:
    await second_factor.confirm(ctx, code=data.code)


@delete(f"{API}/me/totp", permission=SELF, status_code=204)
async def remove_totp(ctx: Ctx, data: PasswordProof) -> None:
    await second_factor.remove(ctx, password=data.password)


@get(f"{API}/sessions", permission=SELF)
async def list_sessions(request: AnyRequest, ctx: Ctx) -> Page[SessionData]:
    """Where one is signed in."""
    return Page(items=await sessions.sessions(ctx, current_secret=secret_of(request)))


@delete(f"{API}/sessions", permission=SELF, status_code=204)
async def end_other_sessions(request: AnyRequest, ctx: Ctx) -> None:
    """Sign out everywhere else."""
    await sessions.end_other_sessions(ctx, current_secret=secret_of(request))


@delete(f"{API}/sessions/{{session_id:uuid}}", permission=SELF, status_code=204)
async def end_session(ctx: Ctx, session_id: UUID) -> None:
    await sessions.end_session(ctx, session_id)


routes: Final[Sequence[HTTPRouteHandler]] = [
    change_me,
    tell_activity,
    change_password,
    set_photo,
    remove_photo,
    begin_totp,
    confirm_totp,
    remove_totp,
    list_sessions,
    end_other_sessions,
    end_session,
]
