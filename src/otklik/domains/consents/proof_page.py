"""The proof of consent as a page to read, print and put before whoever asks."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from otklik.domains.consents.schemas import RecordOut
from otklik.platform import plainpage
from otklik.platform.i18n import tr

SHOWN: Final = ("address", "form", "page_url", "ip", "user_agent", "note")
_STYLE: Final = """
main{max-width:48rem}
article{border-top:1px solid var(--line);padding:1rem 0;break-inside:avoid}
h2{font-size:1.0625rem;margin:0 0 .5rem}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.25rem 1rem;margin:0}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
blockquote{margin:.75rem 0 0;padding-left:1rem;border-left:3px solid var(--line);white-space:pre-line}
code{font-size:.8125rem;overflow-wrap:anywhere}
@media(max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.5rem}}
"""


def document(*, company: str, made_at: datetime, whole: bool, records: Sequence[RecordOut], locale: str) -> str:
    heading = tr(locale, "consents.proof.title")
    lead = tr(locale, "consents.proof.lead", {"company": company, "at": f"{made_at:%Y-%m-%d %H:%M} UTC"})
    verdict = tr(locale, "consents.proof.whole" if whole else "consents.proof.broken")
    shown = "".join(_record(one, locale) for one in records) or f"<p>{escape(tr(locale, 'consents.proof.none'))}</p>"
    body = (
        f"<h1>{escape(heading)}</h1><p>{escape(lead)}</p><p><strong>{escape(verdict)}</strong></p>{shown}"
        f"<p>{escape(tr(locale, 'consents.proof.how'))}</p>"
    )
    return plainpage.document(locale, title=heading, body=body, style=_STYLE)


def _record(record: RecordOut, locale: str) -> str:
    fields = [
        ("purpose", record.purpose),
        ("channel", record.channel),
        ("method", tr(locale, f"consents.method.{record.method}")),
        *((name, str(getattr(record, name))) for name in SHOWN),
    ]
    rows = "".join(
        f"<dt>{escape(tr(locale, f'consents.field.{name}'))}</dt><dd>{escape(value)}</dd>"
        for name, value in fields
        if value
    )
    title = f"{record.number}. {tr(locale, f'consents.act.{record.act}')}, {record.at:%Y-%m-%d %H:%M:%S} UTC"
    words = (
        f"<p>{escape(tr(locale, 'consents.proof.words', {'version': record.wording_version}))}</p>"
        f"<blockquote>{escape(record.wording)}</blockquote>"
        if record.wording
        else ""
    )
    seal = f"<dt>{escape(tr(locale, 'consents.field.hash'))}</dt><dd><code>{record.hash}</code></dd>"
    return f"<article><h2>{escape(title)}</h2><dl>{rows}{seal}</dl>{words}</article>"
