"""HTML of strangers: made safe for the desk, and turned into text that keeps its lines, lists and quotes.

Remote pictures are not loaded until a person asks (they tell the sender when and where the mail was read): their
address moves to `data-remote-src`. Pictures that came along stay as `cid:` references.
"""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

import nh3

from otklik.channels.mail import html_allowed

HTML_CHARS_MAX: Final = 2_000_000
"""Characters of HTML that are cleaned; a longer body is shown as text alone."""

NESTING_MAX: Final = 1_000
"""Levels of HTML; browsers stop at 512. The cleaner's time grows with the square of the depth."""

REFERENCES_MAX: Final = 50_000
"""Characters written out (`&amp;`): no letter has as many, and over half a million the cleaner takes half a minute."""

_DROPPED_WITH_CONTENT: Final = frozenset(
    {"script", "style", "title", "head", "template", "noscript", "iframe", "object"}
)
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "sms", "cid", "data"})
_ANY_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_CLOSED_UNSAID: Final = frozenset(
    ["area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p"]
).union(["source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr"])
"""Elements without an end, or whose end is left out in honest letters (HTML, 13.1.2.4)."""
_DATA_PICTURE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_REMOTE_PICTURE: Final = re.compile(r'(<img\b[^>]*?) src="(?!cid:|data:)([^"]*)"', re.IGNORECASE)


def clean(html: str) -> str:
    """Safe HTML: no scripts, forms or remote loading; links open without a way back to the desk."""
    if len(html) > HTML_CHARS_MAX or _holds_up(html):
        return ""
    safe = nh3.clean(
        _with_whole_references(html),
        tags=set(html_allowed.TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=html_allowed.ATTRIBUTES,
        attribute_filter=_filter_attribute,
        link_rel="noopener noreferrer nofollow",
        url_schemes=set(_SCHEMES),
        filter_style_properties=set(html_allowed.STYLES),
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    # nh3 writes canonical HTML (lower-case names, double quotes, > escaped in values), so a pattern is exact here
    return _REMOTE_PICTURE.sub(r'\1 data-remote-src="\2"', safe).strip()


def _holds_up(html: str) -> bool:
    return html.count("&") > REFERENCES_MAX or _is_bottomless(html)


def _is_bottomless(html: str) -> bool:
    """Whether elements are opened and opened and not closed: no letter does that, and it would take minutes."""
    depth = 0
    for found in _ANY_TAG.finditer(html):
        if found.group(2).lower() not in _CLOSED_UNSAID:
            depth = max(depth - 1, 0) if found.group(1) else depth + 1
            if depth > NESTING_MAX:
                return True
    return False


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return None if re.search(r"url\s*\(|expression|@import|\\", value, re.IGNORECASE) else value
    if value.lstrip().lower().startswith("data:"):
        return value if tag == "img" and _DATA_PICTURE.fullmatch(value.strip()) else None
    return value


def from_text(text: str) -> str:
    """Plain text as HTML, for a mail that has parts of both kinds."""
    return "<p>" + escape(text, quote=False).replace("\n", "<br>") + "</p>"


def to_text(html: str, *, fold: bool = False) -> str:
    """Readable text. With `fold`, what mail programs mark as the quoted message is left out."""
    reader = _Reader(fold=fold)
    reader.feed(_well_formed(html[:HTML_CHARS_MAX]))
    reader.close()
    return reader.text()


def _well_formed(html: str) -> str:
    """The same page with every tag closed: over tags broken on purpose the standard parser takes minutes."""
    if _holds_up(html):
        return _BARE_TAG.sub(" ", html).replace("<", "&lt;")
    return nh3.clean(
        _with_whole_references(html),
        tags=set(html_allowed.TAGS | _BLOCKS),
        clean_content_tags=set(_SKIPPED),
        attributes={"*": {"class", "id", "name", "style", "type"}},
        link_rel=None,
    )


def _with_whole_references(html: str) -> str:
    """Without NUL, and with each `&` that begins nothing written out: over many of those the cleaner takes minutes."""
    return _LONE_AMPERSAND.sub("&amp;", html.replace("\x00", ""))


_LONE_AMPERSAND: Final = re.compile(r"&(?!#\d|#x[0-9a-f]|[a-z])", re.IGNORECASE)
_BARE_TAG: Final = re.compile(r"<[^<>]*>")


_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
        "caption",
    ]
)
_SPACED: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote"})
_SKIPPED: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "select", "object", "svg"})
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "embed", "source"})
_QUOTE_START: Final = re.compile(
    r"^(?:divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|"
    r"x_divrplyfwdmsg|isreplycontent|reply-intro|mailcontentreplyforward|replybody|yiv\d*divrplyfwdmsg)$",
    re.IGNORECASE,
)
"""Ids after which Outlook, Spark and others put nothing but the earlier message."""
_QUOTE_BOX: Final = re.compile(
    r"(?:^|\s)(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|yahoo_quoted|protonmail_quote|tutanota_quote|"
    r"zmail_extra|ymail_signature_quote|mailrucaption|zimbra_quote|mb_quote|airmail_ext_on|qt-quote|yqt\d+)(?:\s|$)",
    re.IGNORECASE,
)
"""Classes of boxes that hold nothing of the writer's own."""
_INDENT_ONLY: Final = re.compile(r"border\s*:\s*(?:none|0)", re.IGNORECASE)


class _Reader(HTMLParser):
    """Collects lines; a blockquote level is a `> ` prefix, as text mail writes it."""

    def __init__(self, *, fold: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._fold = fold
        self._lines: list[str] = []
        self._line = ""
        self._quotes: list[bool] = []
        self._skipping: list[str] = []
        self._pre = 0
        self._lists: list[int] = []
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._skipping:
            if tag not in _VOID and tag == self._skipping[0]:
                self._skipping.append(tag)
            return
        if tag in _SKIPPED or self._is_quote_box(values):
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        self._open(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if tag == self._skipping[0]:
                self._skipping.pop()
            return
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        self._close(tag)

    def handle_data(self, data: str) -> None:
        if self._skipping or self._ended:
            return
        if self._pre:
            first, *others = data.split("\n")
            self._line += first
            for other in others:
                self._break()
                self._line = other
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data).replace("\u00a0", " ")
        self._line += text.lstrip(" ") if not self._line or self._line.endswith(" ") else text

    def text(self) -> str:
        self._break()
        return "\n".join(_without_blank_runs(self._lines)).strip("\n")

    def _is_quote_box(self, values: dict[str, str]) -> bool:
        if not self._fold:
            return False
        if _QUOTE_START.match(values.get("id", "").strip()) or _QUOTE_START.match(values.get("name", "").strip()):
            self._break()
            self._ended = True
        return bool(_QUOTE_BOX.search(values.get("class", "")))

    def _open(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._break(blank=True)
        elif tag == "blockquote":
            self._quotes.append(not _INDENT_ONLY.search(values.get("style", "")) or "cite" in values.get("type", ""))
        elif tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._line += self._bullet()
        elif tag in {"td", "th"} and self._line.strip():
            self._line += " "

    def _close(self, tag: str) -> None:
        if tag == "blockquote" and self._quotes:
            self._quotes.pop()
        elif tag == "pre" and self._pre:
            self._pre -= 1
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()

    def _bullet(self) -> str:
        if self._lists and self._lists[-1]:
            self._lists[-1] += 1
            return f"{self._lists[-1] - 1}. "
        return "- "

    def _break(self, *, spaced: bool = False, blank: bool = False) -> None:
        prefix = "> " * min(sum(self._quotes), 20)
        line = self._line if self._pre else self._line.rstrip(" ")
        self._line = ""
        if line.strip():
            self._lines.append(prefix + line)
        elif blank or (spaced and self._lines and self._lines[-1].strip("> ")):
            self._lines.append(prefix.rstrip())


def _without_blank_runs(lines: list[str]) -> list[str]:
    """Two blank lines in a row become one, quoted or not."""
    kept: list[str] = []
    for line in lines:
        if line.strip("> ") or not kept or kept[-1].strip("> "):
            kept.append(line)
    return kept
