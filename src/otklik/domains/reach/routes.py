"""HTTP of reach: the kit for administrators, and what everybody may see of it."""

from collections.abc import Sequence
from typing import Annotated, Final

from litestar import Response, get, put
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.livechat.service import continuing
from otklik.domains.promises.service.cached import Answer
from otklik.domains.reach import page, place_routes, rules, schemas
from otklik.domains.reach.errors import PageNotFound
from otklik.domains.reach.service import kit, moving, publishing
from otklik.platform.context import Ctx, Parts
from otklik.platform.web import API, AnyRequest

Language = Annotated[str, QueryParameter(max_length=10)]
PRIVATE: Final = {"cache-control": "no-store", "x-robots-tag": "noindex"}
HTML_HEADERS: Final = {"content-security-policy": page.POLICY, "referrer-policy": "no-referrer"}


@get(f"{API}/reach", permission="reach.read")
async def get_reach(ctx: Ctx) -> schemas.ReachOut:
    """The ways customers are shown, and the connected channels that could be among them."""
    return await kit.get(ctx)


@put(f"{API}/reach", permission="reach.write")
async def put_reach(ctx: Ctx, data: schemas.Kit) -> schemas.ReachOut:
    """Choose and order the ways; the first saving makes the public page."""
    return await kit.put(ctx, data)


@get(f"/{kit.PAGE}/{{public_id:str}}", public=True, include_in_schema=False)
async def show_reach(request: AnyRequest, parts: Parts, *, public_id: str, lang: Language = "") -> Response[bytes]:
    """`<public id>` is the page; with `.json`, `.jsonld`, `.vcf` or `.pdf` the same for other readers."""
    language = rules.language(lang, request.headers.get("accept-language", ""))
    try:
        answer = await publishing.answer(parts, public_id, language=language)
    except PageNotFound:
        if "." in public_id:
            raise
        body = page.missing(language or "en").encode()
        return Response(body, status_code=404, media_type=publishing.HTML, headers=HTML_HEADERS)
    headers = {**answer.headers, "vary": "accept-encoding, accept-language"}
    return _sent(request, answer, headers | HTML_HEADERS if answer.media_type == publishing.HTML else headers)


@get(f"/{kit.PAGE}/{{public_id:str}}/qr/{{code_name:str}}", public=True, include_in_schema=False)
async def show_reach_code(request: AnyRequest, parts: Parts, *, public_id: str, code_name: str) -> Response[bytes]:
    """`<entry>.svg` or `<entry>.png`; `page.svg` leads to the page itself."""
    answer = await publishing.code(parts, public_id, code_name)
    return _sent(request, answer, answer.headers)


@get(f"/{continuing.PAGE}/{{token:str}}", public=True, include_in_schema=False)
async def show_continuation(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """Opening it uses nothing up: mail systems open every link."""
    language = rules.language(lang, request.headers.get("accept-language", "")) or "en"
    try:
        body, status = await moving.shown(parts, token, language=language), 200
    except PageNotFound:
        body, status = page.used(language), 404
    return Response(body, status_code=status, media_type="text/html", headers=HTML_HEADERS | PRIVATE)


def _sent(request: AnyRequest, answer: Answer, headers: dict[str, str]) -> Response[bytes]:
    known = answer.known_by(request.headers.get("if-none-match", ""))
    return Response(
        b"" if known else answer.body, status_code=304 if known else 200, headers=headers, media_type=answer.media_type
    )


routes: Sequence[ControllerRouterHandler] = [
    get_reach,
    put_reach,
    show_reach,
    show_reach_code,
    show_continuation,
    *place_routes.routes,
]
