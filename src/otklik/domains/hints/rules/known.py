"""A draft that asks for what the customer's card or their own messages already tell."""

import re
from typing import Final

from otklik.domains.hints.rules.shapes import Found, Situation, found
from otklik.domains.hints.rules.words import sentences

KIND: Final = "known_data"

_REQUEST: Final = (
    r"(?:подскажите|укажите|напишите|сообщите|пришлите|уточните|назовите|оставьте|продиктуйте|дайте|скажите"
    r"|отправьте|нужен|нужна|нужно|можно|могу\s+узнать"
    r"|как(?:ой|ая|ов)|what(?:'|’)?s|what\s+is|which|may\s+i\s+(?:have|know|get)|(?:can|could)\s+(?:i|you"
    r"|we)\s+(?:please\s+)?(?:have|get|give|tell|share|send|provide|confirm\s+me)"
    r"|please\s+(?:send|share|provide|tell|give|specify|enter)|send\s+(?:me|us)|tell\s+(?:me|us)|i\s+need"
    r"|we\s+need|give\s+me)"
)
_BETWEEN: Final = r"[^.?!\n]{0,40}?"
ASKS: Final = {
    "order": re.compile(
        rf"{_REQUEST}{_BETWEEN}(?:номер\w*\s+(?:вашего\s+)?заказа|(?:the|your)?\s*order\s*(?:number|id|no\b|#))",
        re.IGNORECASE,
    ),
    "phone": re.compile(
        rf"{_REQUEST}{_BETWEEN}(?:номер\w*\s+(?:вашего\s+)?телефона|(?:ваш\w*|контактн\w+)\s+(?:номер"
        rf"|телефон)\b|\bтелефон\b"
        r"|(?:your|a|the)\s+(?:phone|mobile|telephone|contact)(?:\s+number)?)",
        re.IGNORECASE,
    ),
    "email": re.compile(
        rf"{_REQUEST}{_BETWEEN}(?:(?:адрес\w*\s+)?(?:электронн\w+\s+)?почт[ыуа]\b|\be-?mail\b|имейл|мейл)",
        re.IGNORECASE,
    ),
    "name": re.compile(
        rf"как\s+(?:я\s+могу\s+)?(?:к\s+вам\s+обращаться|вас\s+зовут)|{_REQUEST}{_BETWEEN}(?:ваше\s+имя"
        rf"|your\s+(?:full\s+|first\s+)?name\b)"
        r"|who\s+am\s+i\s+(?:speaking|talking)\s+(?:to|with)",
        re.IGNORECASE,
    ),
    "city": re.compile(
        rf"(?:из|в)\s+како(?:го|м)\s+(?:вы\s+)?город\w*|{_REQUEST}{_BETWEEN}(?:ваш\s+город|город\s+доставки"
        rf"|your\s+city|\bгород\b)|(?:what|which)\s+city",
        re.IGNORECASE,
    ),
}
_ANOTHER: Final = re.compile(
    r"друго[йе]|другую|нов(?:ый|ую|ое)\b|ещ[её]\s+один|второй|дополнительн|получател|подтверд|верно\s+ли"
    r"|правильно\s+ли|вс[её]\s+верно|последни[ехй]|наш\w*\s+(?:телефон|почт|адрес|номер)"
    r"|another|different|alternative|new\s|second|recipient|confirm|is\s+(?:it|this|that)\s+(?:still|correct"
    r"|right)|last\s+(?:four|4)|\bour\s+(?:phone|e-?mail|number)|актуал"
    r"|на\s+(?:почту|телефон)\s+(?:прид|отправ)|код\s+(?:из|с)|с\s+которого|на\s+который|отслежив|track",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE: Final = re.compile(
    r"(?<![\d-])(?:\+\d[\d\s()\-]{8,16}\d|8[\s(\-]*\d{3}[\s)\-]*\d{3}[\s\-]*\d\d[\s\-]*\d\d"
    r"|\(\d{3}\)\s?\d{3}-\d{4})(?!\d)"
)
_ORDER: Final = re.compile(
    r"(?:заказ\w*|order)(?:\s+(?:номер|number|id|no|is))*\s*[:#№]*\s*(?:is\s+)?([A-ZА-Я]{0,3}-?\d{4,})", re.IGNORECASE
)
_CITY: Final = re.compile(
    r"(?:[Яя]\s+из|[Мм]ы\s+из|[Жж]иву\s+в|город[еа]?|г\.)\s+([А-ЯЁ][\w-]+)|(?i:i(?:'|’)?m\s+from|i\s+live\s+in"
    r"|i\s+am\s+in)\s+([A-Z][\w-]+)"
)
_NAME: Final = re.compile(r"(?:меня\s+зовут|моё\s+имя|my\s+name\s+is)\s+([^\W\d_][\w-]+)", re.IGNORECASE)
_IS_NAME: Final = re.compile(r"^[^\W\d_][^\W\d_.'’-]*(?:[\s-][^\W\d_][^\W\d_.'’-]*)*$")
_GUESTS: Final = frozenset(
    {"гость", "посетитель", "клиент", "visitor", "guest", "customer", "unknown", "user", "anonymous"}
)


def asks_known(situation: Situation) -> Found | None:
    """The first thing asked for that is known; asking for another, a new or a confirmed one is no mistake."""
    for sentence in sentences(situation.draft):
        if _ANOTHER.search(sentence):
            continue
        for what, asks in ASKS.items():
            told = asks.search(sentence) and _known(what, situation)
            if told:
                return found(KIND, what, told)
    return None


def _known(what: str, situation: Situation) -> str:
    """The value itself, from the card, else from what the customer wrote."""
    known = situation.known
    card = {"phone": known.phone, "email": known.email, "city": known.city, "name": _usable(known.name)}
    if card.get(what):
        return card[what]
    said = "\n".join(situation.said)
    match what:
        case "order":
            return _first(_ORDER, said)
        case "phone":
            return _whole(_PHONE, said)
        case "email":
            return _whole(_EMAIL, said)
        case "city":
            return _first(_CITY, said)
        case _:
            return _first(_NAME, said)


def _usable(name: str) -> str:
    """A login or a number is no name to address somebody by."""
    return name if _IS_NAME.match(name) and name.lower() not in _GUESTS else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return next((one for one in match.groups() if one), "") if match else ""


def _whole(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0].strip() if match else ""
