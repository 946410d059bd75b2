"""The page a letter's link opens: a question and buttons, no script, nothing to load. Opening it gives nothing.

Mail systems open every link of a letter before its reader does, so only the form's POST is a rating.
"""

from html import escape
from typing import Final

from otklik.domains.ratings import rules
from otklik.domains.ratings.models import Rating
from otklik.platform.i18n import DEFAULT, LOCALES, tr

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"

SAID: Final = ' role="status"'

_STYLE: Final = """
:root{color-scheme:light dark;--text:#14171c;--dim:#5b6470;--line:#c6ccd5;--surface:#fff;--brand:#2457d6;--on:#fff}
@media(prefers-color-scheme:dark){:root{--text:#eceef2;--dim:#a0a8b4;--line:#4a515c;--surface:#16181d;--brand:#7ea2ff;
--on:#10131a}}
body{margin:0;background:var(--surface);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:32rem;margin:0 auto;padding:2.5rem 1.25rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 1.25rem}
p{color:var(--dim);margin:0 0 1.25rem}
fieldset{border:0;margin:0 0 1.25rem;padding:0;display:grid;gap:.5rem}
label.score{display:flex;gap:.75rem;align-items:center;
border:1px solid var(--line);border-radius:.5rem;padding:.625rem .875rem;
cursor:pointer}
label.score:has(:checked){border-color:var(--brand);box-shadow:inset 0 0 0 1px var(--brand)}
label.score:has(:focus-visible),button:focus-visible,textarea:focus-visible{outline:2px solid var(--brand);
outline-offset:2px}
textarea{box-sizing:border-box;width:100%;min-height:6rem;font:inherit;color:inherit;background:transparent;
border:1px solid var(--line);border-radius:.5rem;padding:.625rem .875rem;margin:.25rem 0 1.25rem}
button{font:inherit;font-weight:600;color:var(--on);background:var(--brand);
border:0;border-radius:.5rem;padding:.625rem 1.5rem;
cursor:pointer}
.unseen{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
"""


def form(rating: Rating, *, company: str, action: str, saved: bool) -> str:
    """The question with what was answered so far."""
    locale = rating.locale
    question = tr(locale, f"ratings.page.{rating.scale}")
    heading = tr(locale, "ratings.page.saved") if saved else question
    lead = tr(locale, "ratings.page.change") if saved else tr(locale, "ratings.page.lead", {"company": company})
    options = "".join(_option(rating, score) for score in rules.OPTIONS[rating.scale])
    body = (
        f"<h1>{escape(heading)}</h1><p{SAID if saved else ''}>{escape(lead)}</p>"
        f'<form method="post" action="{escape(action)}">'
        f'<fieldset><legend class="unseen">{escape(question)}</legend>{options}</fieldset>'
        f'<label>{_t(locale, "ratings.page.comment")}<textarea name="comment" maxlength="{rules.COMMENT_LENGTH_MAX}">'
        f"{escape(rating.comment)}</textarea></label><button>{_t(locale, 'ratings.page.send')}</button></form>"
    )
    return _page(locale, title=heading, body=body)


def closed(locale: str) -> str:
    """Nothing can be said here any more."""
    chosen = locale if locale in LOCALES else DEFAULT
    heading = tr(chosen, "ratings.page.closed")
    lead = tr(chosen, "ratings.page.closed.text")
    return _page(chosen, title=heading, body=f"<h1>{escape(heading)}</h1><p>{escape(lead)}</p>")


def _option(rating: Rating, score: int) -> str:
    checked = " checked" if rating.score == score else ""
    title = _t(rating.locale, f"ratings.{rating.scale}.{score}")
    return f'<label class="score"><input type="radio" name="score" value="{score}" required{checked}> {title}</label>\n'


def _t(locale: str, key: str) -> str:
    return escape(tr(locale, key))


def _page(locale: str, *, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )
