"""The page a letter's link opens: a question and buttons, no script, nothing to load. Opening it gives nothing.

Mail systems open every link of a letter before its reader does, so only the form's POST is a rating.
"""

from html import escape
from typing import Final

from otklik.domains.ratings import rules
from otklik.domains.ratings.models import Rating
from otklik.platform import plainpage
from otklik.platform.i18n import DEFAULT, LOCALES, tr

SAID: Final = ' role="status"'


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
    return plainpage.document(locale, title=heading, body=body)


def closed(locale: str) -> str:
    """Nothing can be said here any more."""
    chosen = locale if locale in LOCALES else DEFAULT
    heading = tr(chosen, "ratings.page.closed")
    lead = tr(chosen, "ratings.page.closed.text")
    return plainpage.document(chosen, title=heading, body=f"<h1>{escape(heading)}</h1><p>{escape(lead)}</p>")


def _option(rating: Rating, score: int) -> str:
    checked = " checked" if rating.score == score else ""
    title = _t(rating.locale, f"ratings.{rating.scale}.{score}")
    return f'<label class="score"><input type="radio" name="score" value="{score}" required{checked}> {title}</label>\n'


def _t(locale: str, key: str) -> str:
    return escape(tr(locale, key))
