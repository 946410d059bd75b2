"""Recognises «минуту, сейчас уточню»: an answer that only asks to wait, in Russian and English. No I/O, no clock.

Every part of the sentence must be known: a greeting, a courtesy, the customer's name, a word of holding. One that
could be an answer («курьер уже едет») makes the whole an answer: a real one taken for a holding one would rob whoever
wrote it, while a holding one overlooked only flatters a figure.
"""

import re
from collections.abc import Sequence
from typing import Final

LENGTH_MAX: Final = 160
"""Whoever writes more than this says something."""
TAIL_WORDS: Final = 8
"""Words after «уточню», «let me check»: what is being looked up."""

_BREAKS: Final = re.compile(r"[.,;:!…\n()—–]+|\s-\s|\s(?:и|а|and)\s")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SAYS_SOMETHING: Final = re.compile(r"[?\d@]|https?:|www\.", re.IGNORECASE)

_GREETING: Final = (
    r"здравствуй(?:те)?|приветствую(?: вас)?|привет|добр(?:ый|ое"
    r"|ого) (?:день|дня|утро|утра|вечер|вечера)|доброго времени суток"
    r"|hello|hi|hey|hi there|hello there|good (?:morning|afternoon|evening|day)|greetings"
)
_COURTESY: Final = (
    r"пожалуйста|спасибо(?: (?:за|вам|большое)[а-я ]*)?"
    r"|благодарю(?: (?:за|вас)[а-я ]*)?|хорошо|ок|окей|конечно|разумеется"
    r"|понял[аи]?(?: вас)?|принято|извините|простите|минут"
    r"|будьте добры|если можно|не отключайтесь|на связи|я на связи"
    r"|please|thanks(?: (?:for|a lot)[a-z ']*)?|thank you(?: (?:for"
    r"|very|so)[a-z ']*)?|ok|okay|sure(?: thing)?|of course"
    r"|certainly|got it|alright|all right|great|no problem|sorry|my apologies|absolutely|understood|perfect|and"
)
_SPAN: Final = (
    r"(?:(?:одн[уа]|пар[уа]|пару|одно|ещ[её]|буквально|дайте"
    r"|дайте мне|подождите|погодите|минутку|сек(?:унду)?|пожалуйста) )*"
    r"(?:минут(?:ку|очку|у)?|секунд(?:у|очку|ку)?|сек|мин|момент(?:ик)?|мгновение)"
    r"(?: (?:пожалуйста|подождите|внимания|терпения|времени))*"
)
_WAIT: Final = (
    r"(?:(?:немного|чуть|чуть-чуть|минут(?:у|ку|очку)|секунд(?:у|очку)|одну|пожалуйста) )*"
    r"(?:подождите|погодите|обождите|ожидайте|оставайтесь на связи|не отключайтесь|секундочку)"
    r"(?: (?:пожалуйста|немного|чуть|чуть-чуть|минут(?:у|ку|очку)|секунд(?:у|очку)|одну|ответа|на линии|нас))*"
)
_VERB_RU: Final = (
    r"уточн(?:ю|им|яю|яем)|узна(?:ю|ем)|провер(?:ю|им|яю|яем)"
    r"|посмотр(?:ю|им)|смотр(?:ю|им)|гляну|глянем|выясн(?:ю|им|яю|яем)"
    r"|спрошу|спросим|поищу|поищем|ищу|ищем|разбер(?:усь|емся)|разбираюсь|разбираемся|посоветуюсь|проконсультируюсь"
    r"|вернусь|вернемся|отвечу|ответим|напишу|напишем|сообщу|сообщим|подскажу|подскажем|скажу|скажем|сориентирую"
    r"|переда(?:м|дим) вопрос|свяжусь с|свяжемся с|займусь|займемся"
)
_LEAD_RU: Final = (
    r"(?:(?:сейчас|я|мы|щас|уже|все|сразу|быстро|только|пойду|давайте|обязательно|скоро|чуть|позже|попозже"
    r"|вам|вас|тебе|тут|пока|как раз|минуту|минутку|секунду|это) )*"
)
_SPAN_EN: Final = (
    r"(?:(?:just|one|a|an|few|couple|of|give|gimme|me|please|hold|on|wait|hang|for) )*"
    r"(?:moment|moments|minute|minutes|min|second|seconds|sec|mo)(?: please)?"
)
_WAIT_EN: Final = (
    r"(?:please )?(?:hold on|hang on|bear with me|bear with us|wait|stand by|stay with me|be patient)"
    r"(?: (?:please|for|a|an|one|just|moment|minute|second|sec|bit"
    r"|while|there|on|me))*|(?:i will |i'll )?be right (?:back|with you)"
)
_VERB_EN: Final = (
    r"check|look (?:that|this|it|into|up|for)|find out|find that|ask (?:my|our|the|a)|see (?:what|if)"
    r"|take a look|have a look|get back to you|verify|pull (?:up|that|this|your)"
)
_DOING_EN: Final = (
    r"checking|looking (?:into|that up|this up|it up)|finding out|asking (?:my|our)|verifying"
    r"|pulling (?:up|that|this|your)"
)
_LEAD_EN: Final = (
    r"(?:(?:and|while|now|so|just|please) )*(?:i'll|i will|we'll|we will|let me|let us|lemme|allow me to)"
    r"(?: (?:just|now|quickly|go ahead and|double|first|please|go|to))* "
)
_BEING_EN: Final = r"(?:(?:and|while|now|just|i'm|i am|we're|we are|currently|still|am) )*"
_TAIL: Final = rf"(?: \S+){{0,{TAIL_WORDS}}}"

_FILLER: Final = re.compile(rf"(?:{_GREETING}|{_COURTESY})")
_GREETS: Final = re.compile(rf"(?:{_GREETING})")
_HOLDS: Final = re.compile(
    rf"{_SPAN}|{_WAIT}|{_LEAD_RU}(?:{_VERB_RU}){_TAIL}|{_SPAN} {_LEAD_RU}(?:{_VERB_RU}){_TAIL}"
    rf"|(?:(?:{_SPAN_EN}|{_WAIT_EN}) )?(?:{_LEAD_EN}(?:{_VERB_EN})"
    rf"|{_BEING_EN}(?:{_DOING_EN})){_TAIL}|{_SPAN_EN}|{_WAIT_EN}"
    r"|get back to you(?: (?:soon|shortly|now))?"
)


def substance(text: str) -> int:
    """How much a text says: its letters and digits, a run of the same one counted once («оооок» says two)."""
    told = [sign for sign in text.casefold() if sign.isalnum()]
    return sum(one != before for one, before in zip(told, ["", *told], strict=False))


def may_hold(text: str, *, with_files: bool) -> bool:
    """Whether it is short enough and says nothing that only an answer says: a figure, a question, a link, a file."""
    return bool(text.strip()) and not with_files and len(text) <= LENGTH_MAX and not _SAYS_SOMETHING.search(text)


def is_holding(text: str, *, names: Sequence[str] = (), phrases: Sequence[str] = ()) -> bool:
    """Whether the text only asks to wait, or only greets. `phrases` are a company's own, `names` the customer's.

    A figure, a question, a link or a file beside it was looked for by `may_hold`.
    """
    if not may_hold(text, with_files=False):
        return False
    if is_one_of(text, phrases=phrases):
        return True
    called = {part for name in names for part in _words(name)}
    clauses = [part for part in (_without_names(clause, called) for clause in _clauses(text)) if part]
    if any(not _known(one) for one in clauses):
        return False
    only_greets = bool(clauses) and all(_GREETS.fullmatch(one) for one in clauses)
    return only_greets or any(_HOLDS.fullmatch(one) for one in clauses)


def is_one_of(text: str, *, phrases: Sequence[str]) -> bool:
    """Whether it is one of a company's own phrases, whatever the case and the stops."""
    return _normal(text) in {_normal(one) for one in phrases}


def _known(clause: str) -> bool:
    """A filler, a holding one, or a filler that runs into a holding one without a comma."""
    if _FILLER.fullmatch(clause) or _HOLDS.fullmatch(clause):
        return True
    start = _FILLER.match(clause)
    rest = clause[start.end() :].strip() if start else ""
    return bool(rest) and len(rest) < len(clause) and _known(rest)


def _clauses(text: str) -> list[str]:
    return [" ".join(_words(part)) for part in _BREAKS.split(text)]


def _without_names(clause: str, called: set[str]) -> str:
    return " ".join(word for word in clause.split() if word not in called)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е").replace("’", "'"))


def _normal(text: str) -> str:
    return " ".join(_words(text))
