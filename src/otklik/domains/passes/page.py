"""The page behind a person's link to their card. Nothing of the person stands on it but what the company is called."""

from html import escape
from typing import Final

from otklik.platform import plainpage
from otklik.platform.i18n import DEFAULT, LOCALES, tr

_STYLE: Final = """
a.take{display:inline-block;font-weight:600;color:#fff;background:#000;border:1px solid #a6a6a6;
border-radius:.625rem;padding:.75rem 1.5rem;text-decoration:none}
a.take:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
"""


def language(asked: str, accepted: str) -> str:
    """The page's language: the one asked for, else the browser's first that we have."""
    tongues = [asked, *(part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))]
    return next((one for one in tongues if one in LOCALES), DEFAULT)


def offer(locale: str, *, company: str, href: str) -> str:
    """On an iPhone: one button that opens Wallet."""
    heading = tr(locale, "passes.page.title", {"company": company})
    body = (
        f"<h1>{escape(heading)}</h1><p>{escape(tr(locale, 'passes.page.lead'))}</p>"
        f'<p><a class="take" href="{escape(href)}">{escape(tr(locale, "passes.page.take"))}</a></p>'
        f"<p>{escape(tr(locale, 'passes.page.browser'))}</p>"
    )
    return plainpage.document(locale, title=heading, body=body, style=_STYLE)


def elsewhere(locale: str, *, company: str) -> str:
    """On anything else."""
    heading = tr(locale, "passes.page.title", {"company": company})
    body = f"<h1>{escape(heading)}</h1><p>{escape(tr(locale, 'passes.page.elsewhere'))}</p>"
    return plainpage.document(locale, title=heading, body=body)


def gone(locale: str) -> str:
    heading = tr(locale, "passes.page.gone")
    body = f"<h1>{escape(heading)}</h1><p>{escape(tr(locale, 'passes.page.gone.text'))}</p>"
    return plainpage.document(locale, title=heading, body=body)
