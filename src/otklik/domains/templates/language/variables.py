"""What a template names: unknown variables, filters and blocks are found when it is saved, not when it is sent."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec
from liquid.exceptions import LiquidError
from liquid.static_analysis import Variable as Used

from otklik.domains.templates.language import environment, scanning
from otklik.domains.templates.language.shield import unclosed

LIKENESS_MIN: Final = 0.6
PROBLEMS_MAX: Final = 50
WORDS_MAX: Final = 200
UNCLOSED_MAX: Final = 50
"""Of more beginnings without an end the library looks through the whole text for each."""
BLOCK: Final = re.compile(r"""\{%-?\s*block\s+['"]([^'"]{1,40})['"]\s*-?%\}""")
OPEN: Final = frozenset({"attributes"})
"""Under these names of a person anything may stand: a company's own attributes."""

GOODS: Final = ("goods_viewed", "goods_in_cart", "goods_alike", "goods_recommended", "goods_popular")
"""Lists of goods that are chosen for each person."""
CARD_URL: Final = "pass_url"
"""Where the person takes the company's card for their phone."""
AGE: Final = "person.age"
PERSON: Final[Mapping[str, Sequence[str]]] = {
    "person": (
        "first_name", "last_name", "middle_name", "name", "email", "phone", "gender", "age", "language", "attributes",
    ),
    "company": ("name", "phone", "email", "url", "address"),
    "now": (),
    "unsubscribe_url": (),
    "preferences_url": (),
    "web_url": (),
    "pass_url": (),
    **dict.fromkeys(GOODS, ()),
}  # fmt: skip
"""What every template may name, and what stands under it."""

Code = Literal["syntax", "unknown_variable", "unknown_filter", "unknown_block", "markup_invalid"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a template cannot be sent. `line` and `column` from 1; `suggestion` empty where nothing is alike."""

    code: Code
    part: str
    line: int
    column: int
    found: str
    suggestion: str = ""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a source names: top names with all their paths, codes of segments."""

    paths: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()

    @property
    def goods(self) -> frozenset[str]:
        """The lists of goods among it; also those of a name that the template declares itself."""
        return frozenset(GOODS) & {path.partition(".")[0] for path in self.paths}


def expanded(source: str, blocks: Mapping[str, str]) -> str:
    """With the company's named blocks put in their places; a block holds no other block."""
    return BLOCK.sub(lambda found: BLOCK.sub("", blocks.get(found[1], found[0])), source)


def problems(source: str, *, part: str, declared: Iterable[str], blocks: Iterable[str]) -> list[Problem]:
    """Everything in one part that would fail or leave a hole, in order of place."""
    known = dict.fromkeys(blocks, ())
    found = [_unknown_block(source, match, part, known) for match in BLOCK.finditer(source) if match[1] not in known]
    plain = BLOCK.sub(lambda match: " " * len(match[0]), source)
    if len(open_ := _endless(plain)) > UNCLOSED_MAX:
        line, column = place(plain, open_[0])
        return [*found, Problem(code="syntax", part=part, line=line, column=column, found=plain[open_[0] :][:10])]
    try:
        template = environment.PLAIN.from_string(plain)
        analysis = template.analyze(include_partials=False)
    except LiquidError as error:
        return [*found, _of_syntax(error, plain, part)]
    found += [_of_filter_name(plain, part, name, spans[0].index) for name, spans in analysis.filters.items()
              if name not in environment.PLAIN.filters]  # fmt: skip
    names = frozenset(declared)
    for uses in analysis.globals.values():
        found += [one for use in uses if (one := _of_variable(plain, part, use, names)) is not None]
    return sorted(found, key=lambda one: (one.line, one.column))[:PROBLEMS_MAX]


def named(source: str) -> Named:
    """Raises `liquid.exceptions.LiquidError`."""
    analysis = environment.PLAIN.from_string(source).analyze(include_partials=False)
    paths = {".".join(_words(use)) for uses in analysis.globals.values() for use in uses}
    return Named(paths=frozenset(paths), segments=frozenset(_SEGMENT.findall(source)))


_SEGMENT: Final = re.compile(r"""\{%-?\s*segment\s+['"]([^'"]{1,80})['"]""")


def _endless(source: str) -> list[int]:
    """Where pieces and `raw` parts begin that never end."""
    left = scanning.dropped(source, *_RAW)
    return [*unclosed(source), *(found.start() for found in _RAW[0].finditer(left))]


_RAW: Final = (re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}"))


def place(source: str, index: int) -> tuple[int, int]:
    """Line and column, from 1."""
    before = source[: max(index, 0)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _of_variable(source: str, part: str, use: Used, declared: frozenset[str]) -> Problem | None:
    words = _words(use)
    if words[0] in declared:
        return None
    if words[0] in PERSON:
        under = PERSON[words[0]]
        if len(words) == 1 or not under or words[1] in under or words[1] in OPEN:
            return None
        choices = [f"{words[0]}.{one}" for one in under]
    else:
        choices = [*PERSON, *declared, *(f"{top}.{one}" for top, under in PERSON.items() for one in under)]
    wrong = ".".join(words[:2]) if words[0] in PERSON else ".".join(words)
    line, column = place(source, use.span.index)
    suggestion = _alike(wrong, choices)
    return Problem(code="unknown_variable", part=part, line=line, column=column, found=wrong, suggestion=suggestion)


def _of_filter_name(source: str, part: str, name: str, index: int) -> Problem:
    line, column = place(source, index)
    return Problem(
        code="unknown_filter",
        part=part,
        line=line,
        column=column,
        found=name,
        suggestion=_alike(name, environment.known_filters()),
    )


def _of_syntax(error: LiquidError, source: str, part: str) -> Problem:
    line, column = place(source, error.token.start_index if error.token else 0)
    return Problem(code="syntax", part=part, line=line, column=column, found=str(error.message)[:WORDS_MAX])


def _unknown_block(source: str, match: re.Match[str], part: str, known: Iterable[str]) -> Problem:
    line, column = place(source, match.start())
    return Problem(
        code="unknown_block", part=part, line=line, column=column, found=match[1], suggestion=_alike(match[1], known)
    )


def _alike(wrong: str, choices: Iterable[str]) -> str:
    """The likest known name: a whole one, or the last word of it (`first_nam` for `person.first_name`)."""
    known = sorted(choices)
    close = difflib.get_close_matches(wrong, known, n=1, cutoff=LIKENESS_MIN)
    if close:
        return close[0]
    tails = {one.rpartition(".")[2]: one for one in known}
    close = difflib.get_close_matches(wrong.rpartition(".")[2], list(tails), n=1, cutoff=LIKENESS_MIN)
    return tails[close[0]] if close else ""


def _words(use: Used) -> list[str]:
    return [str(one) for one in use.segments]
