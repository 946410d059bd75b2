"""Several questions, and a draft that takes up only some of them.

Silent with one question, with a draft that takes up none (it may answer in words of its own), and with one that asks
back: only a draft that plainly answers one question and has nothing of another is worth a word.
"""

import re
from typing import Final

from otklik.domains.hints.rules.shapes import Found, Situation, found
from otklik.domains.hints.rules.words import questions, stems, words

KIND: Final = "unanswered_question"
WORDS_MIN: Final = 3
"""A draft shorter than this has only begun."""

_MONEY: Final = (
    r"\d[\d\s.,]*(?:₽|р\b|руб|тыс|\$|€|£|usd|eur|dollars?|евро|доллар)|[$€£]\s?\d|бесплатн|\bfree\b|\bcosts?\b"
    r"|стоит|стоимост|\bцен"
)
_TIME: Final = (
    r"\b\d{1,2}[:.]\d\d\b|\d+\s*(?:-\s*\d+\s*)?(?:мин|час|дн|день|недел|месяц|рабоч|min|hour|day|week|month"
    r"|business|am\b|pm\b)"
    r"|сегодня|завтра|послезавтра|утром|вечером|понедельник|вторник|сред[уы]|четверг|пятниц|суббот|воскресен"
    r"|январ|феврал|март"
    r"|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|today|tomorrow|tonight|monday|tuesday"
    r"|wednesday|thursday"
    r"|friday|saturday|sunday|within|через|круглосуточно|ежедневно|24/7|\bс \d+ до \d+|daily|in stock|скоро"
    r"|soon|now\b|сейчас"
)
_PLACE: Final = (
    r"ул\.|улиц|адрес|метро|проспект|пр-т|дом\b|шоссе|площад|street|avenue|address|road|находимся|located"
    r"|рядом с|\bст\.|наход|пункт"
)
_CONSENT: Final = (
    r"(?<!\w)(?:да|нет|есть|можно|нельзя|конечно|увы|можете|сможете|возможн\w+|невозможно|отсутству\w+"
    r"|доступ\w+|принима\w+|работа\w+"
    r"|yes|no|yep|nope|sure|of course|absolutely|unfortunately|certainly|definitely|you can|you can't|we do"
    r"|we don't|it does|it is|it has"
    r"|available|к сожалению|разумеется|обязательно)(?!\w)"
)
_WAY: Final = (
    r"\b(?:нажмите|откройте|зайдите|перейдите|выберите|напишите|по ссылке|в разделе|картой|наличн|click|open"
    r"|go to|choose|link|card|cash|by)\b|https?://"
)

_ASKS_WHEN: Final = (
    r"когда|во сколько|как (?:долго|скоро)|срок|до скольки|со скольки|when|how (?:long|soon)|what time"
    r"|opening|часы|график"
)
TOPICS: Final = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(answered, re.IGNORECASE))
    for asked, answered in (
        (
            r"сколько (?:это )?(?:будет )?(?:сто[ия]|обойд)|цен[аыуе]|поч[её]м|стоимост|how much|price|cost|fee\b",
            _MONEY,
        ),
        (_ASKS_WHEN, _TIME),
        (r"\bгде\b|куда|адрес|where|address|location|самовывоз", _PLACE),
        (r"(?<!во )сколько(?! сто| это сто| будет сто)|какого размера|how many|what size|размер|вес\b|weigh", r"\d"),
        (r"\bкак(?:им)?\b.*(?:оплат|заказ|оформ|верн|способ|войти|сдела)|\bhow (?:do|can|to|should)\b|оплат", _WAY),
    )
)
_YES_OR_NO: Final = re.compile(
    r"\bли\b|^(?:а |и )?(?:есть|можно|возможно|будет|работаете|доставляете|вы|у вас)\b"
    r"|^(?:and |also )?(?:is|are|do|does|did|can|could|will|would|has|have|may)\b",
    re.IGNORECASE,
)
_ALL_AT_ONCE: Final = re.compile(
    r"по порядку|по пунктам|оба вопроса|обоим|на все вопросы|остальн|тоже|также|\bоб[ае]\b|both|the rest|also"
    r"|as well|either|neither|ни то",
    re.IGNORECASE,
)
_LISTS: Final = re.compile(r"^\s*(?:\d[.)]|[-•*])\s", re.MULTILINE)


def unanswered(situation: Situation) -> Found | None:
    """The first question of several that the draft has nothing of, where it plainly has something of another."""
    asked = list(dict.fromkeys(one for text in situation.turn for one in questions(text)))
    draft = situation.draft
    if len(asked) < 2 or "?" in draft or len(words(draft)) < WORDS_MIN or _speaks_of_all(draft, len(asked)):
        return None
    own = [_own_stems(one, [other for other in asked if other is not one]) for one in asked]
    consents = len(re.findall(_CONSENT, draft, re.IGNORECASE))
    answered: list[bool] = []
    for question, stem in zip(asked, own, strict=True):
        takes = bool(stem & stems(draft)) or _fits_topic(question, draft)
        if consents > 0 and _YES_OR_NO.search(question):
            takes, consents = True, consents - 1
        answered.append(takes)
    if not any(answered) or all(answered):
        return None
    missed = asked[answered.index(False)]
    return found(KIND, "question", missed) if own[answered.index(False)] else None


def _speaks_of_all(draft: str, count: int) -> bool:
    return bool(_ALL_AT_ONCE.search(draft)) or len(_LISTS.findall(draft)) >= count


def _own_stems(question: str, others: list[str]) -> frozenset[str]:
    """What only this question is about: «заказ» in all of them tells none from another."""
    shared = frozenset[str]().union(*(stems(one) for one in others))
    return stems(question) - shared


def _fits_topic(question: str, draft: str) -> bool:
    return any(asked.search(question) and answered.search(draft) for asked, answered in TOPICS)
