"""Asking the HTTP interfaces of SMS gateways: forms, passwords in a header, answers that failed said plainly."""

import base64
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from otklik.channels import wire
from otklik.channels.contract import ChannelError, Port, Remedy
from otklik.platform.http import AddressRefused, HttpFailed, HttpReply

FIELDS_MAX: Final = 200


async def ask(
    port: Port,
    kind: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    json: object = None,
    headers: Mapping[str, str] | None = None,
    sends: bool = False,
) -> HttpReply:
    """GET, or POST when there is a `form` or `json`. Raises `ChannelError` as `wire.ask` does."""
    method = "GET" if form is None and json is None else "POST"
    try:
        return await port.http.request(method, url, form=form, query=query, json=json, headers=headers)
    except AddressRefused:
        raise ChannelError(f"{kind}.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        remedy = Remedy.UNKNOWN if sends and error.sent else Remedy.RETRY
        raise ChannelError(f"{kind}.no_answer", remedy=remedy, detail=error.reason) from None


def basic(user: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic (RFC 7617)."""
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def pairs(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form as it came, empty ones too; none when it is no form."""
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except (UnicodeDecodeError, ValueError):
        return []


def retry_after(reply: HttpReply) -> float | None:
    """Seconds the gateway asks to wait (RFC 9110, 10.2.3); a date there is not understood."""
    return wire.number(reply.headers, "retry-after")
