"""Pages a person opens from a message: what they receive, stopping it, confirming. No script; opening changes nothing.

Mail systems open every link before its reader does, so only a form's POST counts.
"""

from html import escape
from typing import Final

from otklik.channels.registry import Registry
from otklik.domains.consents.service.preferring import WRITE_ONLY, Centre, Line, Section
from otklik.platform import plainpage
from otklik.platform.i18n import DEFAULT, LOCALES, catalogue, choose, tr

SAID: Final = ' role="status"'
_STYLE: Final = """
h2{font-size:1.0625rem;margin:1.5rem 0 .5rem}
details{margin:.25rem 0 .75rem;color:var(--dim)}
summary{cursor:pointer}
details p{margin:.5rem 0;white-space:pre-line}
label.score span{color:var(--dim)}
button.plain{background:transparent;color:var(--text);border:1px solid var(--line);margin-left:.5rem}
.acts{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:1.5rem}
.acts button.plain{margin-left:0}
.tongue{float:right}
a{color:var(--brand)}
"""


def language(asked: str, accepted: str) -> str:
    """The page's language: the one asked for, else the browser's first that we have."""
    tongues = [asked, *(part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))]
    return next((one for one in tongues if one in LOCALES), DEFAULT)


def centre(found: Centre, registry: Registry, *, action: str, saved: bool, locale: str) -> str:
    """Everything the company sends, each with its words and a box."""
    values = {"company": found.company}
    heading = tr(locale, "consents.page.title", values)
    note = tr(locale, "consents.page.saved") if saved else tr(locale, "consents.page.lead")
    sections = "".join(_section(one, registry, locale) for one in found.sections if one.lines)
    empty = "" if sections else f"<p>{escape(tr(locale, 'consents.page.nothing', values))}</p>"
    needed = _t(locale, "consents.page.needed", {"names": ", ".join(found.needed)}) if found.needed else ""
    body = (
        f"{_tongue(locale)}<h1>{escape(heading)}</h1><p{SAID if saved else ''}>{escape(note)}</p>"
        f'<form method="post" action="{escape(action)}?lang={locale}">{sections}{empty}'
        f"<fieldset>{_box(WRITE_ONLY, tr(locale, 'consents.page.write_only'), checked=found.write_only)}</fieldset>"
        f"{f'<p>{needed}</p>' if needed else ''}"
        f'<div class="acts"><button name="act" value="save">{_t(locale, "consents.page.save")}</button>'
        f'<button class="plain" name="act" value="stop">{_t(locale, "consents.page.stop")}</button></div></form>'
    )
    return plainpage.document(locale, title=heading, body=body, style=_STYLE)


def question(heading: str, lead: str, *, action: str, button: str, locale: str) -> str:
    """One question and one button."""
    body = (
        f"<h1>{escape(heading)}</h1><p>{escape(lead).replace(chr(10), '<br>')}</p>"
        f'<form method="post" action="{escape(action)}?lang={locale}"><button>{escape(button)}</button></form>'
    )
    return plainpage.document(locale, title=heading, body=body, style=_STYLE)


def done(heading: str, *, link: str, words: str, locale: str) -> str:
    body = f'<h1{SAID}>{escape(heading)}</h1><p><a href="{escape(link)}?lang={locale}">{escape(words)}</a></p>'
    return plainpage.document(locale, title=heading, body=body, style=_STYLE)


def gone(locale: str) -> str:
    """The link leads nowhere."""
    heading = tr(locale, "consents.page.gone")
    body = f"<h1>{escape(heading)}</h1><p>{_t(locale, 'consents.page.gone.text')}</p>"
    return plainpage.document(locale, title=heading, body=body)


def channel_name(registry: Registry, channel: str, locale: str) -> str:
    """What people call a kind of channel."""
    key = f"consents.channel.{channel}"
    if key in catalogue(locale):
        return tr(locale, key)
    titles = {one.manifest.kind: one.manifest.title for one in registry.all()}
    return choose(titles[channel], locale) if channel in titles else channel


def _section(section: Section, registry: Registry, locale: str) -> str:
    boxes = "".join(_line(one, registry, locale) for one in section.lines)
    words = (
        f"<details><summary>{_t(locale, 'consents.page.wording')}</summary><p>{escape(section.wording)}</p></details>"
        if section.wording
        else ""
    )
    return (
        f"<h2>{escape(section.name)}</h2>{words}<fieldset>"
        f'<legend class="unseen">{escape(section.name)}</legend>{boxes}</fieldset>'
    )


def _line(line: Line, registry: Registry, locale: str) -> str:
    shown = ", ".join(one for one in line.addresses if one)
    return _box(line.value, channel_name(registry, line.channel, locale), checked=line.kept, beside=shown)


def _box(value: str, title: str, *, checked: bool, beside: str = "") -> str:
    tick = " checked" if checked else ""
    more = f" <span>{escape(beside)}</span>" if beside else ""
    return (
        f'<label class="score"><input type="checkbox" name="keep" value="{escape(value)}"{tick}> '
        f"{escape(title)}{more}</label>\n"
    )


def _tongue(locale: str) -> str:
    other, name = ("en", "English") if locale == "ru" else ("ru", "Русский")
    return f'<a class="tongue" lang="{other}" href="?lang={other}">{name}</a>'


def _t(locale: str, key: str, values: dict[str, object] | None = None) -> str:
    return escape(tr(locale, key, values))
