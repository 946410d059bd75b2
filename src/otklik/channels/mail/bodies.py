"""The readable body of a mail and its files, chosen from the tree of parts."""

import mimetypes
import re
from email.message import Message
from typing import Final

import msgspec

from otklik.channels.contract import InboundAttachment
from otklik.channels.mail import headers, html, mime

_UU_BEGIN: Final = re.compile(r"^begin [0-7]{3,4} (\S.*)$")
_TAGGED: Final = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_PLAIN_LIKE: Final = frozenset({"text/plain", "text/markdown", "text/enriched", "text/richtext", "text/x-markdown"})
_EXTENSIONS: Final = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "image/jpeg": ".jpg",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
}


class Segment(msgspec.Struct, frozen=True):
    """One stretch of the body: text, HTML, or both as alternatives of each other."""

    text: str
    html: str


class Body(msgspec.Struct, frozen=True):
    text: str
    """The whole text, history and all."""
    folded: str
    """The same without what mail programs mark in HTML as history; input to the line rules."""
    html: str
    """Cleaned; empty when the mail has no HTML."""
    attachments: tuple[InboundAttachment, ...]


def read(message: Message, *, hint: str = "") -> Body:
    collector = _Collector(hint)
    for part in mime.leaves(message):
        collector.take(part)
    segments = collector.segments()
    has_html = any(segment.html.strip() for segment in segments)
    return Body(
        text="\n\n".join(_texts(segments, fold=False)).strip("\n"),
        folded="\n\n".join(_texts(segments, fold=True)).strip("\n"),
        html=html.clean("\n".join(_as_html(segment) for segment in segments)) if has_html else "",
        attachments=tuple(collector.attachments),
    )


def _texts(segments: list[Segment], *, fold: bool) -> list[str]:
    texts = [_segment_text(segment, fold=fold) for segment in segments]
    return [text for text in texts if text.strip()]


def _segment_text(segment: Segment, *, fold: bool) -> str:
    if segment.text.strip() or not segment.html:
        return segment.text
    return html.to_text(segment.html, fold=fold)


def _as_html(segment: Segment) -> str:
    return segment.html or (html.from_text(segment.text) if segment.text.strip() else "")


class _Collector:
    """Sorts leaves into body segments and files."""

    def __init__(self, hint: str) -> None:
        self._hint = hint
        self._open: list[tuple[Message | None, Segment]] = []
        self._named_texts: list[str] = []  # text files meant to be shown: the body when there is no other
        self._alternative: tuple[str, ...] = ()
        self.attachments: list[InboundAttachment] = []

    def take(self, part: mime.Part) -> None:
        if self._is_body(part):
            self._take_body(part)
        elif part.media_type != "text/x-amp-html":
            self.attachments.append(self._attachment(part))
            shown = mime.disposition(part.message) != "attachment" or not part.parents
            if part.media_type == "text/plain" and shown:
                self._named_texts.append(mime.text_of(part.message, hint=self._hint))

    def segments(self) -> list[Segment]:
        return [segment for _, segment in self._open] or [Segment(text, "") for text in self._named_texts]

    def _is_body(self, part: mime.Part) -> bool:
        if part.media_type not in _PLAIN_LIKE and part.media_type != "text/html":
            return False
        stated = mime.disposition(part.message)
        named = bool(mime.file_name(part.message, hint=self._hint))
        if stated == "attachment":
            return not named and not part.parents
        return not named or (not self._open and part.parent != "multipart/mixed")

    def _take_body(self, part: mime.Part) -> None:
        text = mime.text_of(part.message, hint=self._hint)
        if part.media_type == "text/html":
            self._add(part, Segment("", text))
            return
        if part.media_type in {"text/enriched", "text/richtext"}:
            text = _TAGGED.sub("", text.replace("<<", "<"))
        if mime.type_parameter(part.message, "format").lower() == "flowed":
            text = unflow(text, delete_space=mime.type_parameter(part.message, "delsp").lower() == "yes")
        self._add(part, Segment(self._without_uu(text), ""))

    def _add(self, part: mime.Part, segment: Segment) -> None:
        """Neighbours inside one `multipart/alternative` say the same thing: they become one segment."""
        alternative = "multipart/alternative" in part.parents
        if alternative and self._alternative == part.parents[: _alternative_depth(part)] and self._open:
            _, last = self._open[-1]
            if not (last.html and segment.html) and not (last.text.strip() and segment.text.strip()):
                self._open[-1] = (part.message, Segment(last.text or segment.text, last.html or segment.html))
                return
            if segment.text and last.text:
                return
        self._alternative = part.parents[: _alternative_depth(part)] if alternative else ()
        self._open.append((part.message, segment))

    def _without_uu(self, text: str) -> str:
        """Files pasted into the text by uuencode (the way before MIME) become attachments."""
        if "\nend" not in text or "begin " not in text:
            return text
        kept: list[str] = []
        lines = text.split("\n")
        index = 0
        while index < len(lines):
            found = _UU_BEGIN.match(lines[index])
            end = _uu_end(lines, index) if found else 0
            if found and end:
                self._attach_uu(found.group(1).strip(), lines[index : end + 1])
                index = end + 1
            else:
                kept.append(lines[index])
                index += 1
        return "\n".join(kept)

    def _attach_uu(self, name: str, lines: list[str]) -> None:
        data = mime.decode_uu(lines)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.attachments.append(
            InboundAttachment(name=name[:200], media_type=kind, size=len(data), data=data, kind=kind_of(kind))
        )

    def _attachment(self, part: mime.Part) -> InboundAttachment:
        node = part.message
        data = mime.content(node)
        cid = mime.content_id(node)
        stated = mime.disposition(node)
        related = "multipart/related" in part.parents
        return InboundAttachment(
            name=mime.file_name(node, hint=self._hint) or self._made_up_name(part),
            media_type=part.media_type,
            size=len(data),
            inline=stated == "inline" or (bool(cid) and related and stated != "attachment"),
            content_id=cid,
            data=data,
            kind=kind_of(part.media_type),
        )

    def _made_up_name(self, part: mime.Part) -> str:
        extension = _EXTENSIONS.get(part.media_type) or mimetypes.guess_extension(part.media_type) or ""
        if part.media_type == "message/rfc822":
            inner = next(iter(mime.sub_messages(part.message)), None)
            subject = headers.text(inner, "subject", hint=self._hint) if inner is not None else ""
            safe = re.sub(r"[\\/:*?\"<>|\x00-\x1f]+", " ", subject).strip()[:100]
            return f"{safe or 'message'}{extension}"
        return f"{part.media_type.partition('/')[0]}-{len(self.attachments) + 1}{extension}"


def _alternative_depth(part: mime.Part) -> int:
    return part.parents.index("multipart/alternative") + 1


def _uu_end(lines: list[str], start: int) -> int:
    """Index of the `end` line when all between looks encoded; 0 otherwise."""
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.strip() == "end":
            return index if index > start + 1 else 0
        if len(line.rstrip()) > 80 or (line.strip() and not " " <= line[0] <= "`"):
            return 0
    return 0


def unflow(text: str, *, delete_space: bool) -> str:
    """Paragraphs of `format=flowed` joined again (RFC 3676); quoted lines stay as they are."""
    joined: list[str] = []
    flowing = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        content = line.removeprefix(" ") if not quoted else line
        if flowing and not quoted and content and content != "-- ":
            before = joined[-1][:-1] if delete_space else joined[-1]
            joined[-1] = before + content
        else:
            joined.append(content)
        flowing = content.endswith(" ") and content != "-- " and not quoted
    return "\n".join(joined)


def kind_of(media_type: str) -> str:
    """The contract's kind of a file by its media type."""
    main = media_type.partition("/")[0]
    if main in {"image", "video", "audio"}:
        return main
    documents = ("pdf", "msword", "officedocument", "opendocument", "rtf", "ms-excel", "ms-powerpoint")
    return "document" if main == "text" or any(word in media_type for word in documents) else "file"
