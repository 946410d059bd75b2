"""Asking the bot part of the Graph API with the key of one group."""

from collections.abc import Mapping
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Config, Remedy
from otklik.channels.wire import Obj
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply

OFFICIAL_URL: Final = "https://api.ok.ru"
ERRORS: Final = {
    1: ("unclear", Remedy.UNKNOWN),
    2: ("unavailable", Remedy.RETRY),
    **dict.fromkeys((8, 11), ("too_many", Remedy.RETRY)),
    **dict.fromkeys((7, 10), ("blocked", Remedy.UNREACHABLE)),
    **dict.fromkeys((101, 102, 103, 104), ("token_refused", Remedy.RECONNECT)),
}
"""Those of the codes that all of OK's API shares; the bots' own are not told, and give the message up."""


async def call(
    port: contract.Port,
    config: Config,
    path: str,
    query: Mapping[str, str] | None = None,
    *,
    body: object = None,
    sends: bool = False,
    seconds: float = 0.0,
) -> Obj:
    """The answer to a GET, or to a POST when there is a body. Raises `ChannelError`, for a good status too."""
    token, url = str(config.get("token", "")), str(config.get("base_url") or OFFICIAL_URL).rstrip("/")
    told = {**(query or {}), "access_token": token}
    reply = await _ask(port, f"{url}/graph{path}", told, body, sends=sends, seconds=seconds)
    answer = wire.decode_or_nothing(reply.body)
    number, words = wire.whole(answer, "error_code"), wire.text(answer, "error_msg").replace(token or "-", "***")
    if number or "invocation-error" in reply.headers:
        name, remedy = ERRORS.get(number, ("refused", Remedy.GIVE_UP))
        raise ChannelError(f"odnoklassniki.{name}", remedy=remedy, detail=f"{number} {words}")
    if reply.status == 200 and answer:
        return answer
    error = wire.refusal((), kind="odnoklassniki", status=reply.status, description="")
    error.retry_after_seconds = wire.number(reply.headers, "retry-after")
    raise error


async def _ask(
    port: contract.Port, url: str, query: Mapping[str, str], body: object, *, sends: bool, seconds: float
) -> HttpReply:
    """The key is a part of the query, so the cause of a failure is cut off: it holds the address."""
    headers = {"content-type": "application/json;charset=utf-8"} if body is not None else {}
    method, patience = "GET" if body is None else "POST", TIMEOUT_SECONDS + seconds
    try:
        return await port.http.request(method, url, headers=headers, query=query, json=body, timeout_seconds=patience)
    except AddressRefused:
        raise ChannelError("odnoklassniki.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        remedy = Remedy.UNKNOWN if sends and error.sent else Remedy.RETRY
        raise ChannelError("odnoklassniki.no_answer", remedy=remedy, detail=error.reason) from None
