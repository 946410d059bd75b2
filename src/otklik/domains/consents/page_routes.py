"""HTTP of the public pages: signed links, no cookies, no script."""

from collections.abc import Awaitable, Sequence
from typing import Annotated

from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.consents import page, schemas
from otklik.domains.consents.errors import LinkInvalid
from otklik.domains.consents.service import chaining, paging
from otklik.platform.context import Parts
from otklik.platform.plainpage import HEADERS
from otklik.platform.settings import Settings
from otklik.platform.web import AnyRequest, client_address

Language = Annotated[str, QueryParameter(max_length=10)]
AGENT_LENGTH_MAX = 500


@get("/preferences/{token:str}", public=True, include_in_schema=False)
async def show_preferences(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """What this person receives."""
    locale = _locale(request, lang)
    return await _answer(paging.centre(parts, token, locale=locale), locale)


@post("/preferences/{token:str}", public=True, include_in_schema=False, status_code=200)
async def save_preferences(
    request: AnyRequest,
    parts: Parts,
    *,
    token: str,
    data: Annotated[schemas.Chosen, Body(media_type=RequestEncodingType.URL_ENCODED)],
    lang: Language = "",
) -> Response[str]:
    """What was ticked."""
    locale = _locale(request, lang)
    return await _answer(paging.choose(parts, token, data, _where(request, parts), locale=locale), locale)


@get("/unsubscribe/{token:str}", public=True, include_in_schema=False)
async def show_unsubscribe(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """A question: scanners open links, so opening changes nothing."""
    locale = _locale(request, lang)
    return await _answer(paging.leaving(parts, token, locale=locale), locale)


@post("/unsubscribe/{token:str}", public=True, include_in_schema=False, status_code=200)
async def unsubscribe(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """One click (RFC 8058: a POST without cookies, `List-Unsubscribe=One-Click`), or the button of the page."""
    locale = _locale(request, lang)
    one_click = b"List-Unsubscribe=One-Click" in await request.body()
    return await _answer(paging.leave(parts, token, _where(request, parts), one_click=one_click, locale=locale), locale)


@get("/confirm/{token:str}", public=True, include_in_schema=False)
async def show_confirmation(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """What is to be confirmed, and a button."""
    locale = _locale(request, lang)
    return await _answer(paging.confirming_page(parts, token, locale=locale), locale)


@post("/confirm/{token:str}", public=True, include_in_schema=False, status_code=200)
async def confirm(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """It was them."""
    locale = _locale(request, lang)
    return await _answer(paging.confirm(parts, token, _where(request, parts), locale=locale), locale)


def _locale(request: AnyRequest, lang: str) -> str:
    return page.language(lang, request.headers.get("accept-language", ""))


def _where(request: AnyRequest, parts: Parts) -> chaining.Where:
    return chaining.Where(
        form="preference page",
        ip=client_address(request, trusted_proxies=parts.get(Settings).trusted_proxies),
        user_agent=request.headers.get("user-agent", "")[:AGENT_LENGTH_MAX],
    )


async def _answer(body: Awaitable[str], locale: str) -> Response[str]:
    """People see a page, not an error of the API."""
    try:
        return Response(await body, media_type="text/html", headers=HEADERS)
    except LinkInvalid:
        return Response(page.gone(locale), media_type="text/html", headers=HEADERS, status_code=404)


routes: Sequence[ControllerRouterHandler] = [
    show_preferences,
    save_preferences,
    show_unsubscribe,
    unsubscribe,
    show_confirmation,
    confirm,
]
