"""Reading what others send without trusting its shape, and asking their APIs without leaking a secret.

The readers answer an empty value instead of raising: an update in which one field changed its type still comes through.
"""

import hashlib
import hmac
import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec

from otklik.channels.contract import (
    ChannelError,
    Inbound,
    InboundEdit,
    InboundMessage,
    InboundUnknown,
    Location,
    ParseFailed,
    Port,
    RawItem,
    Remedy,
    SignatureRefused,
)
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

Obj = Mapping[str, object]
"""A JSON object of which nothing is known yet."""

NOTHING: Final[Obj] = {}
UNIX_SECONDS_MAX: Final = 253_402_300_799
"""The last second of the year 9999, the last one `datetime` can hold."""


Reader = Callable[[Obj, RawItem], list[Inbound]]
"""Reads the body of one kind of event. May raise `Incomplete`."""

READABLE: Final = (
    "title",
    "question",
    "description",
    "emoji",
    "value",
    "text",
    "options",
    "tasks",
    "blocks",
    "items",
    "cells",
)
"""Keys under which messengers keep what a person reads, in the order to read them."""

EXTENSIONS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "application/x-tgsticker": ".tgs",
}


class Incomplete(Exception):
    """An event lacks what nothing can be done without."""


def decode(body: bytes) -> Obj:
    """The JSON object in `body`. Raises `ParseFailed` on anything else."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseFailed(str(error)) from error
    if not isinstance(value, dict):
        raise ParseFailed("not a JSON object")
    return value


def decode_or_nothing(body: bytes) -> Obj:
    """The JSON object in `body`; an empty one when it is something else, a proxy's page say."""
    try:
        return decode(body)
    except ParseFailed:
        return NOTHING


def read_keyed(item: RawItem, readers: Mapping[str, Reader]) -> list[Inbound]:
    """Read an envelope whose key names the event; what no reader knows, or cannot use, is `InboundUnknown`."""
    envelope = decode(item.body)
    for name, body in envelope.items():
        if name in readers and isinstance(body, dict):
            try:
                return readers[name](body, item)
            except (Incomplete, RecursionError):
                return [InboundUnknown(name=f"{name}.incomplete")]
    names = [name for name, body in envelope.items() if isinstance(body, dict)] or list(envelope) or ["empty"]
    return [InboundUnknown(name=names[-1])]


def at(value: object, *path: str) -> object:
    """What lies under `path` in nested objects, else None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def obj(value: object, *path: str) -> Obj:
    """The object there, else an empty one."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def objs(value: object, *path: str) -> list[Obj]:
    """The objects of the list there; none when it is not a list."""
    found = at(value, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def first(value: object, *path: str) -> object:
    """The first of the list there, else None."""
    found = at(value, *path)
    return found[0] if isinstance(found, list) and found else None


def largest(value: object, *path: str, by: str) -> Obj:
    """The object there, or of a list of them the one with the most `by`."""
    return max(objs(value, *path), key=lambda one: whole(one, by), default=obj(value, *path))


def text(value: object, *path: str) -> str:
    """The string or whole number there as text, else an empty one. Ids come as both, and never as a fraction."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def texts(value: object, *path: str) -> list[str]:
    """The strings and whole numbers of the list there, as text."""
    found = at(value, *path)
    return [known for one in found if (known := text(one))] if isinstance(found, list) else []


def whole(value: object, *path: str) -> int:
    """The whole number there when it is not negative, else 0."""
    found = at(value, *path)
    return found if isinstance(found, int) and found > 0 and not isinstance(found, bool) else 0


def number(value: object, *path: str) -> float | None:
    """The finite number there, also one written as a string, else None."""
    found = at(value, *path)
    try:
        known = float(found) if isinstance(found, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return known if math.isfinite(known) else None


def moment(value: object, *path: str) -> datetime | None:
    """The Unix time in seconds there, else None; providers write 0 for "no time"."""
    seconds = whole(value, *path)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds <= UNIX_SECONDS_MAX else None


def place(value: object, *path: str, title: str = "", address: str = "") -> Location | None:
    """The point there, by `latitude` and `longitude` as every messenger calls them."""
    latitude, longitude = number(value, *path, "latitude"), number(value, *path, "longitude")
    if latitude is None or longitude is None:
        return None
    return Location(latitude=latitude, longitude=longitude, title=title, address=address)


def identifier(value: object, *path: str) -> str:
    """The id there; raises `Incomplete`, for nothing can be done with an event that says not where it belongs."""
    found = text(value, *path)
    if not found:
        raise Incomplete(".".join(path))
    return found


def full_name(who: Obj) -> str:
    """What a person or a chat is called, by the keys that messengers share."""
    both = " ".join(filter(None, [text(who, "first_name"), text(who, "last_name")]))
    return both or text(who, "title") or text(who, "username")


def file_name(stem: str, media_type: str) -> str:
    """A name for a file that came without one."""
    return stem + EXTENSIONS.get(media_type, "")


def sent_at(item: RawItem, value: object, *path: str) -> datetime:
    """The provider's time there, else when the item was received; the epoch when nobody knows."""
    return moment(value, *path) or item.received_at or datetime.fromtimestamp(0, UTC)


def as_edit(message: InboundMessage) -> InboundEdit:
    """An edited message, where the provider tells an edit by the whole new message."""
    return InboundEdit(
        external_id=message.external_id,
        thread_id=message.thread_id,
        sender=message.sender,
        sent_at=message.sent_at,
        text=message.text,
        visible_text=message.visible_text,
        attachments=message.attachments,
    )


def check_secret(given: str, *, expected: str) -> None:
    """Compare in constant time. Raises `SignatureRefused`, also when no secret was ever made."""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise SignatureRefused


def digest(body: bytes) -> str:
    """An event id for a body that carries none: the same bytes are the same event."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


async def download(port: Port, kind: str, url: str, *, timeout_seconds: float) -> bytes:
    """A file. Raises `ChannelError`: gone for good, or worth another try."""
    reply = await ask(port, kind, url, timeout_seconds=timeout_seconds)
    if reply.status != 200:
        raise refusal((), kind=f"{kind}.file", status=reply.status, description="")
    return reply.body


async def ask(
    port: Port,
    kind: str,
    url: str,
    *,
    sends: bool = False,
    params: Mapping[str, object] | None = None,
    uploads: Sequence[Upload] = (),
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> HttpReply:
    """GET, or POST when there are `params`: as JSON, beside `uploads` as a form with JSON in its fields.

    No answer becomes a `ChannelError` with the provider's `kind` in its code. `sends`: the other side may have acted on
    a request whose answer was lost, so it must not be repeated blindly. The cause is cut off (`from None`): the HTTP
    library's exceptions hold the URL, and URLs hold tokens.
    """
    try:
        return await port.http.request(
            "GET" if params is None else "POST",
            url,
            json=None if uploads else params,
            form=_form(params or {}) if uploads else None,
            uploads=uploads,
            timeout_seconds=timeout_seconds,
        )
    except AddressRefused:
        raise ChannelError(f"{kind}.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        remedy = Remedy.UNKNOWN if sends and error.sent else Remedy.RETRY
        raise ChannelError(f"{kind}.no_answer", remedy=remedy, detail=error.reason) from None


def _form(params: Mapping[str, object]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode() for name, value in params.items()
    }


def words(value: object) -> Iterator[str]:
    """The lines of readable text found in it, however deep: what to show of content nobody foresaw."""
    for one in value if isinstance(value, list) else []:
        yield from words(one)
    for key in READABLE if isinstance(value, dict) else ():
        found = at(value, key)
        line = _inline(found)
        yield from [line] if line else words(found)


def _inline(value: object) -> str:
    """Rich text: a string, or a list of strings and of objects with a `text`."""
    if isinstance(value, list) and any(isinstance(one, str) for one in value):
        return "".join(_inline(one) for one in value)
    return _inline(at(value, "text")) if isinstance(value, dict) else text(value)


@contextmanager
def leaving() -> Generator[None]:
    """Whoever takes something back with a key that was revoked has nothing left to take back."""
    try:
        yield
    except ChannelError as error:
        if error.remedy is not Remedy.RECONNECT:
            raise


class Refusal(NamedTuple):
    """One row of a provider's table of refusals: which answers it fits, and what they mean."""

    status: int
    words: str
    """Lower-case words that the description holds; empty fits any."""
    code: str
    remedy: Remedy


def refusal(rows: Sequence[Refusal], *, kind: str, status: int, description: str, hide: str = "") -> ChannelError:
    """The error of the first row that fits, else of `USUAL`, else the message is given up. `hide` is cut from it."""
    detail = description.replace(hide, "***") if hide else description
    for row in (*rows, *USUAL):
        if row.status == status and row.words in description.lower():
            return ChannelError(f"{kind}.{row.code}", remedy=row.remedy, detail=detail)
    if status >= 500:
        return ChannelError(f"{kind}.unavailable", remedy=Remedy.RETRY, detail=detail)
    if status < 400:
        return ChannelError(f"{kind}.answer_unreadable", remedy=Remedy.UNKNOWN, detail=detail)
    return ChannelError(f"{kind}.refused", remedy=Remedy.GIVE_UP, detail=detail)


USUAL: Final = (
    Refusal(401, "", "token_refused", Remedy.RECONNECT),
    Refusal(413, "", "file_too_big", Remedy.GIVE_UP),
    Refusal(429, "", "too_many", Remedy.RETRY),
)
"""What a status means wherever HTTP is spoken (RFC 9110, RFC 6585)."""
