"""The session cookie: HttpOnly, SameSite=Lax, Secure behind https, lasting as long as the session may."""

from datetime import timedelta
from typing import TypeVar

from litestar import Response
from litestar.datastructures import Cookie

from otklik.domains.workspaces.identity import COOKIE
from otklik.platform.settings import Settings
from otklik.platform.web import AnyRequest

_Body = TypeVar("_Body")


def secret_of(request: AnyRequest) -> str:
    return request.cookies.get(COOKIE, "")


def with_session(body: _Body, *, secret: str, settings: Settings) -> Response[_Body]:
    """The answer, with the cookie set or its life prolonged."""
    lasts = timedelta(days=settings.session_days)
    return Response(body, cookies=[_cookie(secret, settings=settings, max_age=int(lasts.total_seconds()))])


def without_session(settings: Settings) -> Response[None]:
    """204, with the cookie taken away."""
    return Response(None, status_code=204, cookies=[_cookie("", settings=settings, max_age=0)])


def _cookie(value: str, *, settings: Settings, max_age: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=value,
        path="/",
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=settings.secure(),
    )
