"""What is said beside the editor: each finding has a stable code, how grave it is, and what it speaks of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from otklik.channels.sms import segments
from otklik.domains.templates.documents import Kind, Purpose, TemplateVariable, Wording
from otklik.domains.templates.language import scanning
from otklik.domains.templates.language.variables import Problem
from otklik.domains.templates.rules import emotion

CLIPPED_BYTES: Final = 102 * 1024
"""Gmail shows no more of a letter's HTML, and hides the rest behind a link."""
SUBJECT_CHARS_BEST: Final = 60
PREHEADER_CHARS_BEST: Final = 110
WORDS_BESIDE_IMAGES_MIN: Final = 80
PUSH_TITLE_CHARS_BEST: Final = 50
PUSH_TEXT_CHARS_BEST: Final = 150
CHAT_CHARS_MAX: Final = 4096
SMS_SEGMENTS_MANY: Final = 3
CAPITALS_MIN: Final = 3
FINDINGS_MAX: Final = 60
SHOWN_CHARS: Final = 120
SHORTENERS: Final = frozenset(
    {"bit.ly", "goo.gl", "tinyurl.com", "t.co", "clck.ru", "ow.ly", "is.gd", "cutt.ly", "u.to", "vk.cc", "rb.gy"}
)

Severity = Literal["error", "warning", "hint"]

_ANCHOR: Final = re.compile(r"<a\b([^<>]*)>", re.IGNORECASE)
_HREF: Final = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_IMAGE: Final = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ALT: Final = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_UNSEEN: Final = (
    re.compile(r"<(?:style|script|head|title)\b", re.IGNORECASE),
    re.compile(r"</(?:style|script|head|title)>", re.IGNORECASE),
)
_CAPITALS: Final = re.compile(r"\b[A-ZА-ЯЁ]{5,}\b")
_SHOUT: Final = re.compile(r"[!?]{3,}|(?:![^!]{0,40}){5,}")
_WORDED: Final = re.compile(r"<(?!div style=\"display:none)\w+([^<>]*)>\s*(?=[^\s<])", re.IGNORECASE)
"""A tag with words right in it, but for the hidden ones of a preheader."""
_HIDING: Final = re.compile(
    r"style=\"[^\"]*(?:display:\s*none|visibility:\s*hidden|font-size:\s*[01]px)[^\"]*\"", re.IGNORECASE
)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`error`: it may not be published; `warning`: better mended; `hint`: good to know. `params` fill the words."""

    code: str
    severity: Severity
    part: str = ""
    params: Mapping[str, Any] = {}  # Any: numbers and words


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: the sources as written and as one person would get them."""

    kind: Kind
    purpose: Purpose
    wording: Wording
    html: str = ""
    """Rendered; empty for what is no letter."""
    text: str = ""
    """Rendered plain words."""
    subject: str = ""
    preheader: str = ""
    text_source: str = ""
    html_words: str = ""
    """Of a letter whose plain part was written by itself: what its HTML says in words, Liquid left standing."""
    variables: Sequence[TemplateVariable] = ()
    named: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()
    """Paths of what the company did not say of itself."""


def findings(checked: Checked, problems: Iterable[Problem] = ()) -> list[Finding]:
    """The gravest first."""
    by_kind = {"email": _letter, "sms": _sms, "push": _push, "chat": _chat}[checked.kind]
    found = [_of_problem(one) for one in problems]
    found += [*by_kind(checked), *_variables(checked), *_unsaid(checked), *_feeling(checked)]
    order = {"error": 0, "warning": 1, "hint": 2}
    return sorted(found, key=lambda one: order[one.severity])[:FINDINGS_MAX]


def _unsaid(checked: Checked) -> list[Finding]:
    """A hole in everybody's copy; a letter whose link leads nowhere is not written at all."""
    codes = [f"templates.{path.replace('.', '_')}_unsaid" for path in sorted(checked.named & checked.unsaid)]
    return [Finding(code=code, severity="warning", part="text") for code in codes]


def _of_problem(problem: Problem) -> Finding:
    params = {
        "line": problem.line,
        "column": problem.column,
        "found": problem.found,
        "suggestion": problem.suggestion,
    }
    return Finding(code=f"templates.{problem.code}", severity="error", part=problem.part, params=params)


def _letter(checked: Checked) -> list[Finding]:
    found = [*_size(checked.html), *_heading(checked), *_links(checked.html), *_images(checked.html)]
    if checked.purpose == "mass" and "unsubscribe_url" not in checked.named:
        found.append(Finding(code="templates.unsubscribe_missing", severity="error", part="html"))
    if any(_HIDING.search(tag[1]) for tag in _WORDED.finditer(checked.html)):
        found.append(Finding(code="templates.hidden_text", severity="warning", part="html"))
    return [*found, *_shouting("subject", checked.subject), *_shouting("html", _visible(checked.html))]


def _size(html: str) -> list[Finding]:
    size = len(html.encode())
    if size <= CLIPPED_BYTES:
        return []
    params = {"kilobytes": round(size / 1024), "max": CLIPPED_BYTES // 1024}
    return [Finding(code="templates.too_heavy", severity="warning", part="html", params=params)]


def _heading(checked: Checked) -> list[Finding]:
    found: list[Finding] = []
    if not checked.subject.strip():
        found.append(Finding(code="templates.subject_empty", severity="error", part="subject"))
    found += _long("subject", checked.subject, SUBJECT_CHARS_BEST)
    if not checked.preheader.strip():
        found.append(Finding(code="templates.preheader_empty", severity="hint", part="preheader"))
    return [*found, *_long("preheader", checked.preheader, PREHEADER_CHARS_BEST)]


def _long(part: str, text: str, best: int) -> list[Finding]:
    if len(text) <= best:
        return []
    params = {"length": len(text), "max": best}
    return [Finding(code=f"templates.{part}_long", severity="warning", part=part, params=params)]


def _links(html: str) -> list[Finding]:
    found: list[Finding] = []
    for anchor in _ANCHOR.finditer(html):
        href = _HREF.search(anchor[1])
        if href is None:
            continue
        address = unescape(href[1] or href[2] or "").strip()
        code = _link_code(address)
        if code:
            params = {"address": address[:SHOWN_CHARS]}
            found.append(Finding(code=code, severity="warning", part="html", params=params))
    return list({(one.code, one.params["address"]): one for one in found}.values())


def _link_code(address: str) -> str:
    if address in {"", "#"} or address.lower().startswith("javascript:"):
        return "templates.link_empty"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "templates.link_broken"
    if parts.scheme in {"mailto", "tel", "sms"}:
        return ""
    if not parts.scheme or not parts.netloc:
        return "templates.link_broken"
    if (parts.hostname or "").removeprefix("www.") in SHORTENERS:
        return "templates.link_shortened"
    return "templates.link_http" if parts.scheme == "http" else ""


def _images(html: str) -> list[Finding]:
    images = _IMAGE.findall(html)
    if not images:
        return []
    found: list[Finding] = []
    bare = sum(1 for one in images if not _alt(one))
    if bare:
        found.append(
            Finding(code="templates.image_without_alt", severity="warning", part="html", params={"count": bare})
        )
    if len(_visible(html)) < WORDS_BESIDE_IMAGES_MIN:
        found.append(Finding(code="templates.images_only", severity="warning", part="html"))
    return found


def _alt(attributes: str) -> str:
    found = _ALT.search(attributes)
    return (found[1] or found[2] or "").strip() if found else ""


def _visible(html: str) -> str:
    words = scanning.without_comments(scanning.dropped(html, *_UNSEEN, put=" "), put=" ")
    return " ".join(unescape(scanning.without_tags(words, put=" ")).split())


def _shouting(part: str, text: str) -> list[Finding]:
    found: list[Finding] = []
    capitals = _CAPITALS.findall(text)
    if len(capitals) >= (1 if part == "subject" else CAPITALS_MIN):
        params = {"words": ", ".join(dict.fromkeys(capitals))[:SHOWN_CHARS]}
        found.append(Finding(code="templates.capitals", severity="warning", part=part, params=params))
    if _SHOUT.search(text):
        found.append(Finding(code="templates.exclamations", severity="warning", part=part))
    return found


def _sms(checked: Checked) -> list[Finding]:
    if not checked.text.strip():
        return [Finding(code="templates.text_empty", severity="error", part="text")]
    counted = segments.count(checked.text)
    params = {"segments": counted.segments, "units": counted.units, "left": counted.units_left}
    grave: Severity = "warning" if counted.segments > SMS_SEGMENTS_MANY else "hint"
    found = [Finding(code="templates.sms_segments", severity=grave, part="text", params=params)]
    plain = "".join("" if one in counted.costly else one for one in checked.text)
    if counted.costly and segments.count(plain).segments < counted.segments and len(counted.costly) <= 10:
        dear = {"characters": " ".join(counted.costly)}
        found.append(Finding(code="templates.sms_dear_characters", severity="warning", part="text", params=dear))
    return [*found, *_shouting("text", checked.text)]


def _push(checked: Checked) -> list[Finding]:
    if not checked.text.strip():
        return [Finding(code="templates.text_empty", severity="error", part="text")]
    found = _long("push_title", checked.subject, PUSH_TITLE_CHARS_BEST)
    return [*found, *_long("push_text", checked.text, PUSH_TEXT_CHARS_BEST), *_shouting("text", checked.text)]


def _chat(checked: Checked) -> list[Finding]:
    if not checked.text.strip():
        return [Finding(code="templates.text_empty", severity="error", part="text")]
    bare = [one for one in checked.wording.buttons if not one.label.strip()]
    found = [Finding(code="templates.button_empty", severity="error", part="buttons")] if bare else []
    if len(checked.text) > CHAT_CHARS_MAX:
        params = {"length": len(checked.text), "max": CHAT_CHARS_MAX}
        found.append(Finding(code="templates.chat_long", severity="error", part="text", params=params))
    return [*found, *_shouting("text", checked.text)]


def _variables(checked: Checked) -> list[Finding]:
    used = {one.partition(".")[0] for one in checked.named}
    return [
        Finding(code="templates.variable_unused", severity="hint", part="variables", params={"name": one.name})
        for one in checked.variables
        if one.name not in used
    ]


def _feeling(checked: Checked) -> list[Finding]:
    kinds = {one.name: one.kind for one in checked.variables}
    texts = [
        ("subject", checked.wording.subject or checked.wording.title),
        ("preheader", checked.wording.preheader),
        ("text", checked.text_source),
        ("html", checked.html_words),
        *(("buttons", one.label) for one in checked.wording.buttons),
    ]
    found = [
        Finding(code=f"templates.{one.needs}_unbound", severity="error", part=one.part, params={"words": one.words})
        for one in emotion.unbound(texts, kinds)
    ]
    if checked.purpose == "mass" and emotion.dry("\n".join(text for _, text in texts)):
        found.append(Finding(code="templates.dry", severity="hint", part="text"))
    return found
