"""HTTP of passes: the page of a person's link, and the web service that Apple's phones call.

https://developer.apple.com/documentation/walletpasses/adding-a-web-service-to-update-passes: paths, answers and
spelling are Apple's. What an answer says beside its status no phone reads.
"""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

import msgspec
import structlog
from litestar import Response, delete, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.channels.wallet import package
from otklik.domains.passes import page, rules
from otklik.domains.passes.errors import CardNotFound, RegistrationInvalid
from otklik.domains.passes.service import links, registering, showing
from otklik.domains.passes.service.registering import Door
from otklik.platform import limits
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.limits import Rate
from otklik.platform.plainpage import HEADERS
from otklik.platform.settings import Settings
from otklik.platform.web import AnyRequest, client_address

Language = Annotated[str, QueryParameter(max_length=10)]
Tag = Annotated[str, QueryParameter(name="passesUpdatedSince", max_length=40)]
V1: Final = f"/{links.SERVICE}/{{public_id:str}}/v1"
DEVICE: Final = f"{V1}/devices/{{device_name:str}}/registrations/{{pass_type:str}}"
ONE: Final = f"{DEVICE}/{{serial:uuid}}"
REGISTRATION_BYTES_MAX: Final = 2 * 1024

LINKS: Final = Rate(name="pass_links", times=120, window_seconds=60)
"""Of one address."""
CALLS: Final = Rate(name="pass_calls", times=60, window_seconds=60)
"""About one card, by whoever holds its token."""
ASKS: Final = Rate(name="pass_asks", times=600, window_seconds=60)
"""For news, of one address: thousands of phones may share it."""
LOGS: Final = Rate(name="pass_logs", times=30, window_seconds=60)

log = structlog.get_logger()


class _PushToken(msgspec.Struct):
    token: str = msgspec.field(name="pushToken", default="")


class _Logs(msgspec.Struct):
    logs: list[str] = []


@get(f"/{links.PAGE}/{{token:str}}", public=True, include_in_schema=False)
async def show_pass(request: AnyRequest, parts: Parts, *, token: str, lang: Language = "") -> Response[str]:
    """A button on an iPhone, a word elsewhere."""
    await _count(parts, LINKS, _address(request, parts))
    locale = page.language(lang, request.headers.get("accept-language", ""))
    try:
        body, status = await showing.shown(parts, token, iphone=_iphone(request), locale=locale), 200
    except CardNotFound:
        body, status = page.gone(locale), 404
    return Response(body, media_type="text/html", headers=HEADERS, status_code=status)


@get(f"/{links.PAGE}/{{token:str}}/{showing.FILE}", public=True, include_in_schema=False)
async def take_pass(request: AnyRequest, parts: Parts, *, token: str) -> Response[bytes]:
    """The card itself."""
    await _count(parts, LINKS, _address(request, parts))
    body = await showing.taken(parts, token, iphone=_iphone(request))
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{showing.FILE}"'}
    return Response(body, media_type=package.MEDIA_TYPE, headers=headers)


@post(ONE, public=True, include_in_schema=False, request_max_body_size=REGISTRATION_BYTES_MAX)
async def register_phone(
    request: AnyRequest, parts: Parts, *, public_id: str, device_name: str, pass_type: str, serial: UUID
) -> Response[None]:
    """201: the phone is new to the card; 200: it was known."""
    await _let_in(request, parts, serial)
    try:
        given = msgspec.json.decode(await request.body(), type=_PushToken)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RegistrationInvalid(params={"field": "pushToken"}) from error
    door = Door(public_id=public_id, pass_type=pass_type)
    new = await registering.register(parts, door, serial=serial, device=device_name, push_token=given.token)
    return Response(None, status_code=201 if new else 200)


@delete(ONE, public=True, include_in_schema=False, status_code=200)
async def unregister_phone(
    request: AnyRequest, parts: Parts, *, public_id: str, device_name: str, pass_type: str, serial: UUID
) -> Response[None]:
    """The card was taken off the phone."""
    await _let_in(request, parts, serial)
    door = Door(public_id=public_id, pass_type=pass_type)
    await registering.unregister(parts, door, serial=serial, device=device_name)
    return Response(None, status_code=200)


@get(DEVICE, public=True, include_in_schema=False)
async def list_changed_passes(
    request: AnyRequest, parts: Parts, *, public_id: str, device_name: str, pass_type: str, since: Tag = ""
) -> Response[bytes]:
    """Serials of the phone's cards that changed; 204: none did."""
    await _count(parts, ASKS, _address(request, parts))
    door = Door(public_id=public_id, pass_type=pass_type)
    found = await registering.news(parts, door, device=device_name, tag=since)
    if found is None:
        return Response(b"", status_code=204)
    return Response(msgspec.json.encode(found), media_type="application/json")


@get(f"{V1}/passes/{{pass_type:str}}/{{serial:uuid}}", public=True, include_in_schema=False)
async def send_pass(
    request: AnyRequest, parts: Parts, *, public_id: str, pass_type: str, serial: UUID
) -> Response[bytes]:
    """The card as it is now; 304: as the phone has it."""
    await _let_in(request, parts, serial)
    since = request.headers.get("if-modified-since", "")
    door = Door(public_id=public_id, pass_type=pass_type)
    made = await registering.latest(parts, door, serial=serial, since=since)
    if made is None:
        return Response(b"", status_code=304)
    headers = {"last-modified": made.modified, "cache-control": "no-store"}
    return Response(await made.packed(), media_type=package.MEDIA_TYPE, headers=headers)


@post(f"{V1}/log", public=True, include_in_schema=False, status_code=200, request_max_body_size=rules.LOG_BYTES_MAX)
async def take_log(request: AnyRequest, parts: Parts, *, public_id: str) -> Response[None]:
    """What a phone complains of: to our log, without tokens, which phones put there as well."""
    await _count(parts, LOGS, _address(request, parts))
    channel = await registering.channel_of(parts, public_id)
    try:
        said = msgspec.json.decode(await request.body(), type=_Logs).logs
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = []
    for line in said[: rules.LOG_LINES_MAX]:
        log.warning("passes.phone.complained", channel_id=str(channel.id), said=rules.loggable(line))
    return Response(None, status_code=200)


async def _let_in(request: AnyRequest, parts: Parts, serial: UUID) -> None:
    """The token first: whoever has none costs no row."""
    links.check_token(parts, request.headers.get("authorization", ""), serial)
    await _count(parts, CALLS, str(serial))


async def _count(parts: Parts, rate: Rate, who: str) -> None:
    async with parts.get(Database).system() as session:
        await limits.count(session, parts.get(Cipher), rate, who=who, now=parts.get(Timekeeper).now())


def _address(request: AnyRequest, parts: Parts) -> str:
    return client_address(request, trusted_proxies=parts.get(Settings).trusted_proxies)


def _iphone(request: AnyRequest) -> bool:
    return rules.is_iphone(request.headers.get("user-agent", ""))


routes: Sequence[ControllerRouterHandler] = [
    show_pass,
    take_pass,
    register_phone,
    unregister_phone,
    list_changed_passes,
    send_pass,
    take_log,
]
