"""Sentences, questions and word stems of Russian and English, as far as hints need them."""

import re
from typing import Final

SENTENCE: Final = re.compile(r"[^.!?…\n]*(?:[.](?=\d)[^.!?…\n]*)*[.!?…]*")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_STEM_LENGTH: Final = 5
_ASKS: Final = re.compile(
    r"^(?:а|и|ещ[её]|также|тогда|and|also|then)?\s*(?:подскажите|скажите|напишите|уточните|tell me|let me know)"
    r"(?:\s*,?\s*пожалуйста|\s*,?\s*please)?\s*,?\s*"
    r"(?:а\s+|и\s+)?(?:сколько|когда|где|куда|как(?:ой|ая|ие|ое)?|есть ли|можно ли|почему|how|when|where|what"
    r"|which|if|whether)\b",
    re.IGNORECASE,
)
_IDLE: Final = re.compile(
    r"^(?:как (?:вы|ваши|твои|у вас)? ?дела|как (?:вы )?поживаете|how are you(?: doing)?(?: today)?|how(?:'s"
    r"| is) it going"
    r"|what'?s up|вы (?:тут|здесь|на связи)|алло|ау|есть (?:тут )?кто(?:-нибудь)?(?: живой)?|кто-нибудь (?:тут|есть)"
    r"|(?:is )?any(?:one|body) (?:there|here)|are you there|hello|hi|здравствуйте|(?:вы )?(?:можете"
    r"|сможете) (?:мне )?помочь"
    r"|поможете|помогите|не подскажете|(?:can|could) (?:you"
    r"|someone) (?:please )?help(?: me)?(?: out)?(?: with (?:this|that|it))?"
    r"|can i ask (?:you )?(?:a question|something)|можно (?:задать )?вопрос(?:ик)?|правда|серь[её]зно|really|да"
    r"|нет|ok(?:ay)?|right)$",
    re.IGNORECASE,
)
STOP: Final = frozenset(
    """
    а без более бы был была были было быть в вам вас ваш ваша ваше ваши вашу весь во вот все всё вы где да для до его
    ее её если есть еще ещё же за и из или им их к как какая какие какой какое когда кто куда ли мне может можно мы на
    нам нас наш наша не него нее нет ни но ну о об он она они оно от по под пожалуйста подскажите почему при про с со
    сколько скажите так также там то тогда только у уже хочу хотел хотела хотите чего чем что чтобы это этот эта эти
    этого этой этом я здравствуйте добрый день спасибо меня мой моя моё мои тоже нужно надо будет
    a about also am an and any are as at be been but by can could did do does for from get give got had has have hello
    hi how i if in is it its let like me much many my need no not of ok on one or our out please so some tell thank
    thanks that the their them then there these they this to too us want was we were what when where which who why will
    with would yes you your
    """.split()  # noqa: SIM905 - a list this long reads better as words
)


def sentences(text: str) -> list[str]:
    return [one.strip() for one in SENTENCE.findall(text) if one.strip()]


def questions(text: str) -> list[str]:
    """The sentences that ask something of substance."""
    return [one for one in sentences(text) if _is_question(one)]


def words(text: str) -> list[str]:
    return [one.lower().replace("ё", "е") for one in _WORD.findall(text)]


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning: forms of one word share it."""
    return frozenset(one[:_STEM_LENGTH] for one in words(text) if one not in STOP and len(one) > 1)


def _is_question(sentence: str) -> bool:
    bare = sentence.strip(" ?!.…,").strip()
    if _IDLE.match(bare) or _IDLE.match(
        re.sub(r"^(?:привет|здравствуйте|добрый день|hi|hello|hey)[\s,!]+", "", bare, flags=re.IGNORECASE)
    ):
        return False
    return ("?" in sentence or bool(_ASKS.match(sentence))) and len(words(bare)) > 1
