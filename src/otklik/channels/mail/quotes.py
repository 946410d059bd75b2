"""What the writer wrote now, without the history below it: the operator reads this first, the rest is folded.

Works on text by lines, as a person would: an attribution ("On … wrote:"), a block of header fields, a dashed title or
a run of `>` opens a quote. A reply written below or between quotes is kept.
"""

import re
from typing import Final

import msgspec

from otklik.channels.mail import phrases, signatures

TEXT_CHARS_MAX: Final = 200_000
"""Characters searched for quotes; what is beyond is history."""

LINES_SEARCHED_MAX: Final = 2000
"""Lines in which a border is looked for; a letter that long has its quote higher up."""

LINE_CHARS_MAX: Final = 1_000
"""Characters of a line that are looked at: patterns over longer ones take minutes."""

ATTRIBUTION_LINES_MAX: Final = 7
ATTRIBUTION_CHARS_MAX: Final = 500

_VERB: Final = rf"(?:{phrases.WROTE})"
_MAIL: Final = r"[^\s<>@,;:\"()\[\]]+@[^\s<>@,;:\"()\[\]]+"
_DATE: Final = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[\s.-]{1,2}[^\W\d_]{3,12}\.?[\s,-]{1,2}(?:de |г\.? )?\d{2,4}|"
    r"[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:at\s)?\d{2,4}|\d{1,2}:\d{2}|\d{4}\s?[年년]|"
    r"\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,12}\.?)"
)
_WEEKDAY: Final = rf"(?:{phrases.WEEKDAYS})"
_START: Final = re.compile(
    rf"^[\s>*_\-–—]*(?:(?:{phrases.STARTERS})\b|(?:{_WEEKDAY})[.,\s]|\d|{_MAIL}|quoting|zitat|cit|selon|in |"
    rf"[^\n]{{0,80}}<|[^\n]{{1,60}}\s(?:{_VERB}))",
    re.IGNORECASE,
)
_VERB_END: Final = re.compile(rf"(?<![^\W\d_]){_VERB}(?:\s*\([^()]{{0,60}}\))?\s*[:：]?\s*[-–—*_]*$", re.IGNORECASE)
_VERB_NAME_END: Final = re.compile(
    r"(?<![^\W\d_])(?:schrieb|schreef|skrev|skreiv|wrote|escribió|escreveu|kirjoitti|написал\w*|писали|пишет|írta|heeft)\s"
    r"(?:[^\n:]|(?<=\d):(?=\d)){1,150}[:：]\s*$",
    re.IGNORECASE,
)
_QUOTING: Final = re.compile(
    r"^[\s>*]*(?:quoting|zitat von|citando|citeren|selon|citace|citat fr[åa]n|цитирую|in (?:article|message) \S+,?)\s"
    r"[^\n]{2,200}[:：]\s*$",
    re.IGNORECASE,
)
_COLON_END: Final = re.compile(r"[:：]\s*[*_]*$")
_ADDRESS_END: Final = re.compile(rf"[<(\[]\s*(?:mailto:)?{_MAIL}\s*[>)\]]\s*[:：]?\s*$")
_MID_LINE: Final = re.compile(
    rf"(?P<own>^.*?\S)\s*(?P<mark>-{{2,}}\s*|\s)(?P<quote>(?:on|le|am|el|em|op|il)\s(?:{_WEEKDAY}[.,]?\s|\d)[^\n]{{5,300}}?"
    rf"{_VERB}\s*[:：])\s*$",
    re.IGNORECASE,
)
_DASHED: Final = re.compile(
    rf"^[\s>*]*[-_=–—]{{2,}}\s*(?:{phrases.ORIGINAL}|{phrases.FORWARDED})\s*[:：]?\s*[-_=–—]*[\s*]*$", re.IGNORECASE
)
_POINTER: Final = re.compile(phrases.POINTERS)
_FORWARD_TITLE: Final = re.compile(rf"^[\s>*_=–—-]*(?:{phrases.FORWARDED})", re.IGNORECASE)
_DASHED_ANY: Final = re.compile(r"^[\s>*]*-{4,}\s?\S[^\n-]{2,60}\S?\s?-{4,}[\s*]*$")
_DASHED_WROTE: Final = re.compile(rf"^\s*-{{2,}}\s*[^\n]{{2,200}}\s{_VERB}\s*[:：]?\s*-{{2,}}\s*$", re.IGNORECASE)
_FORWARDED: Final = re.compile(rf"^[\s>*]*(?:{phrases.FORWARDED})\s*[:：]\s*[\s*]*$", re.IGNORECASE)
_TITLED: Final = re.compile(rf"^[\s>*]*(?:{phrases.ORIGINAL})\s*[:：]\s*[\s*]*$", re.IGNORECASE)
_ABOVE: Final = re.compile(
    rf"^(?:.{{0,20}}|[\s>]*(?:##|--|==).{{0,80}})(?:{phrases.ABOVE_LINE}).{{0,20}}$", re.IGNORECASE
)
_RULE: Final = re.compile(r"^\s*[_\-*=]{5,}\s*$")
_QUOTED: Final = re.compile(r"^\s{0,3}(?:>|\|\s|&gt;)")
_LINK_PIECE: Final = re.compile(r"^[^\s]*[/=&%?()<>][^\s]*(?:\s*>)*$")
_TIME: Final = re.compile(r"\d{1,2}[:.]\d{2}")

_KEYS: Final = {
    word.strip(): name for name, words in phrases.HEADER_KEYS.items() for word in words.split("|") if word.strip()
}
_KEY_LINE: Final = re.compile(r"^[\s>*_|]*([^\W\d][^:：\n<>@]{0,24}?)[\s*_]*[:：][\s*_]*(.*)$")


class Border(msgspec.Struct, frozen=True):
    """Where a quote begins, and how it ends: `whole` means nothing of the writer's follows."""

    line: int
    end: int
    """The first line after the border itself."""
    whole: bool


def visible(text: str) -> str:
    """The writer's own words; empty when all is quoted (a bare forward)."""
    lines = _prepared(text)
    whole = {_begun(line, number): line for number, line in enumerate(lines) if len(line) > LINE_CHARS_MAX}
    own = _without_quotes([_begun(line, number) for number, line in enumerate(lines)])
    return "\n".join(whole.get(line, line) for line in signatures.drop(own)).strip()


def _begun(line: str, number: int) -> str:
    """A line that is not too long as it is; of others their beginning, told apart by their number."""
    return line if len(line) <= LINE_CHARS_MAX else f"{line[: LINE_CHARS_MAX - 10]}…{number}"


def _prepared(text: str) -> list[str]:
    tidy = text[:TEXT_CHARS_MAX].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    lines = re.sub("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", tidy).split("\n")
    return _split_shared_line(lines)


def _split_shared_line(lines: list[str]) -> list[str]:
    """`Thanks On Mon, 4 Apr 2012, bob@example.com wrote:` becomes two lines."""
    for index, line in enumerate(lines):
        found = _MID_LINE.match(line) if len(line) <= ATTRIBUTION_CHARS_MAX and _COLON_END.search(line) else None
        if found and not _START_OF_ATTRIBUTION.match(line) and not is_quoted(line):
            return [*lines[:index], found["own"].rstrip("-").rstrip(), found["quote"], *lines[index + 1 :]]
    return lines


_START_OF_ATTRIBUTION: Final = re.compile(
    rf"^\s*[-–—]*\s*(?:{phrases.STARTERS})\s(?:{_WEEKDAY}[.,]?\s|[^\W\d_]{{3,9}}\s\d|\d)", re.IGNORECASE
)


def is_quoted(line: str) -> bool:
    return bool(_QUOTED.match(line))


def _without_quotes(lines: list[str]) -> list[str]:
    border = find_border(lines)
    if border is None:
        return _without_bare_quotes(lines)
    before = lines[: border.line]
    if _points_at_forward(before, lines[border.line]):
        return lines
    if border.whole:
        return _without_bare_quotes(before)
    start = _skip_blank(lines, border.end)
    end = _quote_end(lines, start)
    tail = lines[end:]
    if any(is_quoted(line) for line in tail) and _has_own_text(tail):
        return lines if _has_words(before) else lines[border.end :]
    return [*before, *tail]


def _points_at_forward(before: list[str], line: str) -> bool:
    """`FYI` above a forward says only "read what is below": then that is the message."""
    own = " ".join(" ".join(before).split()).strip(" .,:;!-–—").lower()
    return bool(_POINTER.fullmatch(own) and _FORWARD_TITLE.match(line))


def _has_own_text(tail: list[str]) -> bool:
    """Whether a reply runs between the quotes: own words before the last quoted line, not only after it."""
    last = max(index for index, line in enumerate(tail) if is_quoted(line))
    return any(line.strip() and not is_quoted(line) for line in tail[:last])


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def _skip_blank(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _quote_end(lines: list[str], start: int) -> int:
    """The line after the last `>` line of a run; a wrapped remnant inside the run belongs to it."""
    index = start
    end = start
    while index < len(lines):
        if is_quoted(lines[index]):
            end = index + 1
        elif lines[index].strip() and not _is_remnant(lines, index):
            break
        index += 1
    return end


def _is_remnant(lines: list[str], index: int) -> bool:
    """A line without `>` inside a quote that a mail program broke: a link, or the end of a long line."""
    if index == 0 or not is_quoted(lines[index - 1]):
        return False
    line = lines[index].strip()
    followed = index + 1 < len(lines) and is_quoted(lines[index + 1])
    if followed and _LINK_PIECE.match(line):
        return True
    return followed and len(lines[index - 1]) >= 66 and len(line) <= 30 and len(line.split()) <= 4


def _without_bare_quotes(lines: list[str]) -> list[str]:
    """No border: a run of `>` at the very end or the very beginning is history; between own lines it is context."""
    bare = signatures.drop(lines)
    end = _trim_end(bare)
    stop = end
    while stop > 0 and (is_quoted(bare[stop - 1]) or not bare[stop - 1].strip() or _is_remnant(bare, stop - 1)):
        stop -= 1
    if end - stop >= 1 and any(is_quoted(line) for line in bare[stop:end]) and not _is_ornament(bare[stop:end]):
        return _without_leading_quote(bare[:stop])
    return _without_leading_quote(bare)


def _without_leading_quote(lines: list[str]) -> list[str]:
    start = _skip_blank(lines, 0)
    end = _quote_end(lines, start)
    if end - start < 2 or any(is_quoted(line) for line in lines[end:]) or not _has_words(lines[end:]):
        return lines
    return lines[end:]


def _is_ornament(lines: list[str]) -> bool:
    """`>>> text <<<` is decoration, not a quote."""
    return all("<<" in line for line in lines if line.strip())


def _trim_end(lines: list[str]) -> int:
    end = len(lines)
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


# ---- borders ------------------------------------------------------------------------------------------


def find_border(lines: list[str]) -> Border | None:
    """The first line that opens quoted history."""
    for index, line in enumerate(lines[:LINES_SEARCHED_MAX]):
        if not line.strip() or (index and is_quoted(line) and is_quoted(lines[index - 1])):
            continue  # inside a run of `>` nothing new begins
        border = _title_border(lines, index) or _fields_border(lines, index) or _attribution_border(lines, index)
        if border is not None:
            return border
    return None


def _title_border(lines: list[str], index: int) -> Border | None:
    line = lines[index]
    if len(line) > 200:
        return None
    if _DASHED.match(line) or _FORWARDED.match(line) or _TITLED.match(line) or _ABOVE.match(line):
        return Border(index, index + 1, whole=True)
    if _DASHED_WROTE.match(line):
        return Border(index, index + 1, whole=not _next_is_quoted(lines, index + 1))
    titled = _DASHED_ANY.match(line) or _RULE.match(line)
    if titled and _is_fields_block(lines, _skip_blank(lines, index + 1), titled=True):
        return Border(index, index + 1, whole=True)
    return None


def _fields_border(lines: list[str], index: int) -> Border | None:
    return Border(index, index + 1, whole=True) if _is_fields_block(lines, index) else None


def _is_fields_block(lines: list[str], index: int, *, titled: bool = False) -> bool:
    """Two or more mail fields in a row, with an address or a time among them: nobody writes so by hand."""
    if index >= len(lines) or _key(lines[index]) not in {"from", "date", "to", "subject"}:
        return False
    found: set[str] = set()
    values: list[str] = []
    misses = 0
    for line in lines[index : index + 16]:
        name = _key(line)
        if name:
            found.add(name)
            misses = 0
        elif line.strip("> \t"):
            misses += 1
        values.append(line)
        if misses > 2:
            break
    return _is_convincing(found, "\n".join(values), titled=titled)


def _is_convincing(found: set[str], values: str, *, titled: bool) -> bool:
    if len(found & {"from", "date", "to", "subject"}) < 2 or not (titled or found & {"from", "date"}):
        return False
    stamped = "@" in values or bool(_TIME.search(values)) or len(found) >= 4
    return stamped or {"from", "subject"} <= found


def _key(line: str) -> str:
    found = _KEY_LINE.match(line) if len(line) <= 1000 else None
    return _KEYS.get(found.group(1).strip().lower(), "") if found else ""


def _attribution_border(lines: list[str], index: int) -> Border | None:
    if len(lines[index]) > ATTRIBUTION_CHARS_MAX or not _START.match(lines[index]):
        return None
    joined = ""
    for end in range(index, min(index + ATTRIBUTION_LINES_MAX, len(lines))):
        if end > index and _ends_paragraph(lines, end, index):
            return None
        joined = f"{joined} {lines[end].strip().lstrip('> ')}".strip()
        if len(joined) > ATTRIBUTION_CHARS_MAX:
            return None
        if _may_end(joined) and _is_attribution(joined, quoted_next=_next_is_quoted(lines, end + 1)):
            start = _latest_start(lines, index, end)
            return Border(start, end + 1, whole=not _next_is_quoted(lines, end + 1) or is_quoted(lines[index]))
    return None


def _latest_start(lines: list[str], first: int, end: int) -> int:
    """A sentence above may begin with a date as well; the attribution is the last line that begins as one."""
    starts = [index for index in range(first + 1, end + 1) if _START_OF_ATTRIBUTION.match(lines[index])]
    return starts[-1] if starts else first


_VERB_ENDINGS: Final = frozenset(
    re.sub(r"\\|\([^)]*\)", "", verb).split()[-1].lower() for verb in phrases.WROTE.split("|") if verb.strip()
)


def _may_end(joined: str) -> bool:
    """A quick look before the slow ones: an attribution ends with a colon, an address or a verb."""
    tail = joined.rstrip("*_-–— ")
    return tail.endswith((":", "：", ">", ")", "]")) or tail.rpartition(" ")[2].lower() in _VERB_ENDINGS


def _ends_paragraph(lines: list[str], end: int, start: int) -> bool:
    """A blank line ends an attribution, unless it began with a date so plainly that only a broken wrap explains it."""
    if lines[end].strip():
        return False
    return not _START_OF_ATTRIBUTION.match(lines[start])


def _is_attribution(joined: str, *, quoted_next: bool) -> bool:
    if _QUOTING.match(joined) and quoted_next:
        return True
    has_mail = bool(re.search(_MAIL, joined))
    dated = bool(re.search(_DATE, joined, re.IGNORECASE))
    if _VERB_END.search(joined) and (_COLON_END.search(joined) or quoted_next or dated):
        return (dated and (quoted_next or _begins_dated(joined) or has_mail)) or has_mail or quoted_next
    if _VERB_NAME_END.search(joined):
        return (dated or has_mail) and (quoted_next or has_mail or _begins_dated(joined))
    if has_mail and dated and _begins_dated(joined):
        return bool(_COLON_END.search(joined)) or (quoted_next and bool(_ADDRESS_END.search(joined)))
    return has_mail and quoted_next and bool(re.search(rf"<{_MAIL}>\s*[:：]$", joined))


_DATED_START: Final = re.compile(
    rf"^[\s>*_\-–—]*(?:(?:{phrases.STARTERS})\s+)?(?:{_WEEKDAY}[.,]?\s|\d|{_DATE})", re.IGNORECASE
)


def _begins_dated(joined: str) -> bool:
    return bool(_DATED_START.match(joined))


def _next_is_quoted(lines: list[str], start: int) -> bool:
    following = _skip_blank(lines, start)
    if following >= len(lines) or following - start > 3 or not is_quoted(lines[following]):
        return False
    return not _VERB_END.search(lines[following].strip())  # a lone `> wrote:` still belongs to the attribution
