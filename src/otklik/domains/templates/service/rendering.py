"""From a body to what one person gets, and to the compiled parts a mass sender joins."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from otklik.domains.templates.documents import Kind, LinkButton, Purpose, TemplateBody, Wording
from otklik.domains.templates.errors import RenderFailed
from otklik.domains.templates.language import environment, variables
from otklik.domains.templates.language.compiling import Compiled, Recipient, compiled
from otklik.domains.templates.language.variables import Named, Problem
from otklik.domains.templates.rules import checks, markup, plain
from otklik.domains.templates.rules.checks import Checked, Finding

HTML_PARTS: Final = frozenset({"html"})


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The Liquid sources of one wording by part, blocks of the company put in; what was wrong with them."""

    sources: Mapping[str, str]
    problems: tuple[Problem, ...]

    def named(self) -> Named:
        """What all of them name. Raises as `compile_wording`."""
        each = [variables.named(source) for source in self.sources.values()]
        return Named(
            paths=frozenset[str]().union(*(one.paths for one in each)),
            segments=frozenset[str]().union(*(one.segments for one in each)),
        )


class CompiledWording(msgspec.Struct, frozen=True, kw_only=True):
    """One language of a template, parsed: `parts` by name (subject, preheader, html, text, title, url, button.0 …)."""

    language: str
    parts: Mapping[str, Compiled]
    named: Named = Named()

    def render(self, recipient: Recipient) -> dict[str, str]:
        return {name: part.render_for(recipient) for name, part in self.parts.items()}


def read(kind: Kind, body: TemplateBody, language: str, *, blocks: Mapping[str, str]) -> Parts:
    """Every part of a wording and everything wrong in it; parts that are wrong are left out of `sources`."""
    wording = body.wordings[language]
    written, problems = _written(kind, wording, language)
    declared = [one.name for one in body.variables]
    sources: dict[str, str] = {}
    for part, source in written.items():
        wrong = variables.problems(source, part=part, declared=declared, blocks=blocks)
        problems += wrong if part not in {"html", "text"} or kind != "email" else _once(wrong, problems)
        if not any(one.code in {"syntax", "unknown_filter"} for one in wrong):
            known = blocks if part in HTML_PARTS else {code: plain.plain_part(one) for code, one in blocks.items()}
            sources[part] = variables.expanded(source, known)
    return Parts(sources=sources, problems=tuple(problems))


def compile_wording(parts: Parts, language: str) -> CompiledWording:
    """Raises `liquid.exceptions.LiquidError` only for what `read` told of."""
    made = {name: compiled(source, html=name in HTML_PARTS) for name, source in parts.sources.items()}
    return CompiledWording(language=language, parts=made, named=parts.named())


def render(parts: Parts, language: str, recipient: Recipient) -> dict[str, str]:
    """Raises `RenderFailed`."""
    try:
        return compile_wording(parts, language).render(recipient)
    except environment.FAILURES as error:
        raise failed(error) from error


def failed(error: Exception) -> RenderFailed:
    """In the words of what failed, their first line."""
    return RenderFailed(params={"found": (str(error).splitlines() or [""])[0][:200]})


def judge(
    kind: Kind,
    purpose: Purpose,
    body: TemplateBody,
    language: str,
    *,
    parts: Parts,
    said: Mapping[str, str],
    unsaid: frozenset[str],
) -> list[Finding]:
    """Everything the checks say of one language, as one person would get it. `unsaid`: see `people.unsaid`."""
    own_text = kind == "email" and bool(body.wordings[language].text)
    checked = Checked(
        kind=kind,
        purpose=purpose,
        wording=body.wordings[language],
        html=said.get("html", ""),
        text=said.get("text", ""),
        subject=said.get("subject", "") or said.get("title", ""),
        preheader=said.get("preheader", ""),
        text_source=parts.sources.get("text", ""),
        html_words=plain.plain_part(parts.sources.get("html", "")) if own_text else "",
        variables=body.variables,
        named=parts.named().paths,
        unsaid=unsaid,
    )
    return checks.findings(checked, parts.problems)


def buttons(wording: Wording, said: Mapping[str, str]) -> list[LinkButton]:
    return [
        LinkButton(label=said.get(f"button.{at}", one.label), url=said.get(f"button_url.{at}", one.url))
        for at, one in enumerate(wording.buttons)
    ]


def _written(kind: Kind, wording: Wording, language: str) -> tuple[dict[str, str], list[Problem]]:
    """The parts a kind has, as written."""
    if kind == "email":
        return _letter(wording, language)
    parts = {"text": wording.text}
    if kind == "push":
        parts |= {"title": wording.title, "url": wording.url}
    if kind == "chat":
        parts |= {f"button.{at}": one.label for at, one in enumerate(wording.buttons)}
        parts |= {f"button_url.{at}": one.url for at, one in enumerate(wording.buttons)}
    return parts, []


def _letter(wording: Wording, language: str) -> tuple[dict[str, str], list[Problem]]:
    head = {"subject": wording.subject, "preheader": wording.preheader}
    try:
        html = markup.letter(wording, language=language)
    except markup.MarkupInvalid as error:
        wrong = Problem(code="markup_invalid", part="html", line=1, column=1, found=error.words)
        return {**head, "text": wording.text}, [wrong]
    return {**head, "html": html, "text": wording.text or plain.plain_part(html)}, []


def _once(wrong: Iterable[Problem], told: Iterable[Problem]) -> list[Problem]:
    """The plain part made from the HTML repeats its mistakes: each is told once."""
    known = {(one.code, one.found) for one in told}
    return [one for one in wrong if (one.code, one.found) not in known]
