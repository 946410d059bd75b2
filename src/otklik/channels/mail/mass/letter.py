"""A letter to many: what is the same for all is encoded once, what differs is put between.

    letter = compile_letter(Design(...))
    mail = letter.write(Recipient(...), values={"name": "Анна"})

A `Slot` stands where a recipient's value comes; how the value is made safe there is the slot's `form`. Values and
headers can hold anything: no line break of theirs reaches a header, no dot of theirs ends the mail.
"""

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from functools import lru_cache
from html import escape
from operator import itemgetter
from typing import Any, Final
from urllib.parse import quote

import msgspec

from otklik.channels.mail import compose
from otklik.channels.mail.mass import quoted

HEADERS_MAX: Final = 30
SLOTS_MAX: Final = 5_000
VALUE_CHARS_MAX: Final = 500_000
SUBJECT_CHARS_MAX: Final = 500
KEPT_MAX: Final = 5_000
KEPT_CHARS_MAX: Final = 60

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKS: Final = re.compile("[&<>\"']")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_URL: Final = re.compile(r"https?://[!-;=?-~]{3,1900}", re.ASCII)
_OWN: Final = frozenset({
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
    "list-unsubscribe", "list-unsubscribe-post", "reply-to", "feedback-id", "precedence", "list-id", "sender", "bcc",
    "cc", "return-path", "dkim-signature", "received",
})  # fmt: skip


class DesignRefused(ValueError):
    """The letter cannot be made; the message says what is wrong."""


class Form(StrEnum):
    TEXT = "text"
    """As it is; in an HTML part it is escaped."""
    MARKUP = "markup"
    """HTML made by the product itself; as it is."""
    QUERY = "query"
    """Inside a link's query: percent-encoded."""


class Slot(msgspec.Struct, frozen=True):
    name: str
    form: Form = Form.TEXT


Segment = str | Slot
Values = Mapping[str, str | bytes]
"""What stands in the slots of one copy: words, or in bytes the `quoted.piece` they come to, put in as it is."""


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent to everybody. The address fields are checked when it is compiled."""

    sender: str
    """The address in From."""
    sender_name: str = ""
    reply_to: str = ""
    subject: Sequence[Segment]
    text: Sequence[Segment]
    html: Sequence[Segment] = ()
    images: Sequence[compose.File] = ()
    """Shown inside the HTML by `cid:`."""
    feedback_id: str = ""
    """`campaign:customer:kind:sender`, counted by Gmail's Postmaster Tools; the same for all."""
    list_id: str = ""
    """RFC 2919: `news.example.com`."""
    headers: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    bulk: bool = True
    """Precedence: bulk, and no automatic answers wanted (RFC 3834)."""


class Recipient(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """To whom one copy goes. `id` is the row's: the same row is the same Message-ID for ever."""

    id: str
    address: str
    name: str = ""
    unsubscribe_url: str = ""
    """https: one click without a question (RFC 8058)."""
    unsubscribe_address: str = ""


class Written(msgspec.Struct, frozen=True, gc=False):
    """One copy. `fields` are name and value as they stand in the head, for a signature."""

    message_id: str
    recipient: str
    fields: tuple[tuple[str, str], ...]
    pieces: Sequence[bytes]
    """The head with its empty line, and the body: joined once, for another copy of the whole costs its making."""

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces[1:])

    @property
    def data(self) -> bytes:
        return b"".join(self.pieces)


class Letter:
    """Compiled; safe to use from several threads: writing changes nothing but what is remembered of values."""

    def __init__(
        self,
        design: Design,
        fields: Sequence[tuple[str, str]],
        body: Sequence[bytes | int],
        slots: Sequence["_Place"],
    ) -> None:
        self._design = design
        self._before = tuple(fields)
        self._head = _lines(fields)
        self._texts, places = _alternating(body)
        self._pick = _picker(places)
        self._slots = tuple(slots)
        self._named = _picker([one.name for one in slots])
        self._shapes = tuple(one.shape for one in slots)
        self._subject = _fixed_subject(design.subject)
        self._kept: dict[str, bytes] = {}
        """Short values as pieces: towns, goods and first names come again and again."""
        self._subjects = lru_cache(maxsize=KEPT_MAX)(encoded_words)
        self._names = lru_cache(maxsize=KEPT_MAX)(_called)

    @property
    def names(self) -> frozenset[str]:
        """Values that are asked for."""
        slots = [one for one in self._design.subject if isinstance(one, Slot)]
        return frozenset(one.name for one in [*self._slots, *slots])

    def write(self, to: Recipient, *, values: Values, date: str) -> Written:
        """One copy; `date` as `date_field` gives it, once for many.

        Raises `KeyError` for a value that is not given, `ChannelError` when the address is none.
        """
        address = compose.checked_address(to.address)
        message_id = compose.message_id_of(to.id, self._design.sender)
        own = (
            ("To", _mailbox(self._names(to.name), address)),
            ("Subject", self._subject if self._subject is not None else self._said(values)),
            ("Date", date),
            ("Message-ID", f"<{message_id}>"),
            *_unsubscribe(to),
        )
        texts = self._texts.copy()
        texts[2::2] = self._pick(self._encoded(values))
        texts[0] = b"%b%b\r\n" % (self._head, _lines(own))
        return Written(message_id, address, (*self._before, *own), texts)

    def _said(self, values: Values) -> str:
        """The subject where it depends on the person."""
        words = [one if isinstance(one, str) else str(values[one.name]) for one in self._design.subject]
        return self._subjects("".join(words)[:SUBJECT_CHARS_MAX])

    def _encoded(self, values: Values) -> list[bytes]:
        """Each place's value. The hottest loop of a campaign, so it calls little."""
        kept = self._kept
        found: list[bytes] = []
        for value, shape in zip(self._named(values), self._shapes, strict=True):
            if type(value) is bytes:
                found.append(value)
                continue
            text: str = value if shape is None else shape(value)  # pyright: ignore[reportAssignmentType, reportArgumentType]  # bytes went before, and a cast is a call
            piece = kept.get(text)
            found.append(self._piece(text) if piece is None else piece)
        return found

    def _piece(self, text: str) -> bytes:
        found = quoted.piece(text if len(text) <= VALUE_CHARS_MAX else text[:VALUE_CHARS_MAX])
        if len(text) <= KEPT_CHARS_MAX:
            if len(self._kept) >= KEPT_MAX:
                self._kept.clear()
            self._kept[text] = found
        return found


def _picker(keys: Sequence[Any]) -> Callable[[Any], Sequence[Any]]:  # Any: names of a mapping, or places of a list
    """What stands under these keys, in their order."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda there: [there[key] for key in keys]


def _alternating(body: Sequence[bytes | int]) -> tuple[list[bytes], list[int]]:
    """Room for the head, then texts with empty room for a value between any two; which place's value comes there."""
    texts, places = [b"", b""], list[int]()
    for one in body:
        if isinstance(one, bytes):
            texts[-1] += one
        else:
            places.append(one)
            texts += (b"", b"")
    return texts, places


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join([f"{name}: {value}\r\n" for name, value in fields]).encode("ascii")


class _Place(msgspec.Struct, frozen=True):
    """One value in one form."""

    name: str
    shape: Callable[[str], str] | None
    """Makes the value safe where it stands; None: as it is."""


def _shape(form: Form, *, in_html: bool) -> Callable[[str], str] | None:
    if form is Form.QUERY:
        return _in_query
    return _escaped if in_html and form is Form.TEXT else None


def _in_query(value: str) -> str:
    return quote(value, safe="")


def _escaped(value: str) -> str:
    return escape(value) if _MARKS.search(value) else value


def date_field(moment: datetime) -> str:
    """The Date of everything that is written at about this moment."""
    return format_datetime(moment)


def compile_letter(design: Design) -> Letter:
    """Raises `DesignRefused`."""
    if not design.text:
        raise DesignRefused("a letter has a plain text, for those who read no HTML")
    slots: dict[_Place, int] = {}
    body = _alternative(design, slots)
    if len(slots) > SLOTS_MAX:
        raise DesignRefused("too many places for values")
    return Letter(design, [*_fields(design), *body.fields], body.pieces, list(slots))


# ---- header -------------------------------------------------------------------------------------------


def _fields(design: Design) -> list[tuple[str, str]]:
    if len(design.headers) > HEADERS_MAX:
        raise DesignRefused("too many header fields")
    found = [("From", _mailbox(_called(design.sender_name), compose.checked_address(design.sender)))]
    if design.reply_to:
        found.append(("Reply-To", compose.checked_address(design.reply_to)))
    found.append(("MIME-Version", "1.0"))
    if design.list_id:
        found.append(("List-Id", f"<{_word(design.list_id)}>"))
    if design.feedback_id:
        found.append(("Feedback-ID", _word(design.feedback_id)))
    if design.bulk:
        found += [("Precedence", "bulk"), ("X-Auto-Response-Suppress", "All")]
    for name, value in design.headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _OWN:
            raise DesignRefused(f"the field {name[:60]} is not a letter's own to set")
        found.append((name, encoded_words(value)))
    return found


def _unsubscribe(to: Recipient) -> list[tuple[str, str]]:
    """RFC 2369 and RFC 8058; the button of mail programs appears only when both fields are signed."""
    ways = []
    if to.unsubscribe_url:
        if not _URL.fullmatch(to.unsubscribe_url):
            raise DesignRefused("an unsubscribe link is a plain http link")
        ways.append(f"<{to.unsubscribe_url}>")
    if to.unsubscribe_address:
        ways.append(f"<mailto:{quote(compose.checked_address(to.unsubscribe_address), safe='@+')}?subject=unsubscribe>")
    if not ways:
        return []
    found = [("List-Unsubscribe", ",\r\n ".join(ways))]
    if to.unsubscribe_url.startswith("https:"):
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return found


def _mailbox(called: str, address: str) -> str:
    return f"{called}<{address}>" if called else address


def _called(name: str) -> str:
    """What stands before an address in angle brackets; empty where there is no name."""
    clean = _CONTROL.sub(" ", name).strip()[: compose.NAME_CHARS_MAX]
    if clean.isascii() and "=?" not in clean:
        return compose.called(clean)
    return f"{encoded_words(clean)}\r\n "


def _word(value: str) -> str:
    if not re.fullmatch(r"[!-;=?-~]{1,200}", value):
        raise DesignRefused("a header word without spaces")
    return value


def encoded_words(value: str) -> str:
    """Unstructured text for a field: ASCII as it is, else encoded words of whole characters (RFC 2047)."""
    clean = _CONTROL.sub(" ", value).strip()
    if clean.isascii() and len(clean) <= 60 and "=?" not in clean:
        return clean
    data = clean.encode("utf-8", "replace")
    words = []
    at = 0
    while at < len(data):
        end = min(at + 42, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append("=?utf-8?B?" + base64.b64encode(data[at:end]).decode("ascii") + "?=")
        at = end
    return "\r\n ".join(words)


def _fixed_subject(subject: Sequence[Segment]) -> str | None:
    words = [one for one in subject if isinstance(one, str)]
    return encoded_words("".join(words)[:SUBJECT_CHARS_MAX]) if len(words) == len(subject) else None


# ---- body ---------------------------------------------------------------------------------------------

Pieces = list[bytes | int]
"""What is the same for all, and numbers of the places between."""


class _Part(msgspec.Struct, frozen=True):
    fields: tuple[tuple[str, str], ...]
    pieces: Pieces

    def inside(self) -> Pieces:
        """As it stands in a multipart."""
        return ["".join([f"{name}: {value}\r\n" for name, value in self.fields]).encode() + b"\r\n", *self.pieces]


def _alternative(design: Design, slots: "dict[_Place, int]") -> _Part:
    text = _text_part(design.text, "plain", slots)
    if not design.html:
        return text
    rich = _text_part(design.html, "html", slots)
    if design.images:
        files: list[Pieces] = [[compose.file_part(one)] for one in design.images]
        rich = _multipart("related", [rich.inside(), *files])
    return _multipart("alternative", [text.inside(), rich.inside()])


def _multipart(kind: str, parts: Sequence[Pieces]) -> _Part:
    """The boundary holds "=_", which quoted-printable and base64 never do, so no value can end a part."""
    line = f"--=_otklik_{kind}".encode()
    pieces: Pieces = []
    for part in parts:
        pieces += [line + b"\r\n", *part, b"\r\n"]
    return _Part((("Content-Type", f'multipart/{kind}; boundary="=_otklik_{kind}"'),), [*pieces, line + b"--\r\n"])


def _text_part(segments: Sequence[Segment], kind: str, slots: "dict[_Place, int]") -> _Part:
    """Always ends with a line break: the last piece's soft break would swallow the one before the boundary."""
    pieces: Pieces = []
    for one in _merged(segments):
        if isinstance(one, str):
            pieces.append(quoted.piece(one.replace("\0", "")))
        else:
            place = _Place(one.name, _shape(one.form, in_html=kind == "html"))
            pieces.append(slots.setdefault(place, len(slots)))
    fields = (
        ("Content-Type", f"text/{kind}; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    )
    return _Part(fields, [*pieces, b"\r\n"])


def _merged(segments: Sequence[Segment]) -> list[Segment]:
    found: list[Segment] = []
    for one in segments:
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        else:
            found.append(one)
    return found
