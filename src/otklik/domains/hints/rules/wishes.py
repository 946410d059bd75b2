"""A customer who wants to be written to, and a draft that offers a call."""

import re
from typing import Final

from otklik.domains.hints.rules.shapes import Found, Situation, found
from otklik.domains.hints.rules.words import sentences

KIND: Final = "ignored_wish"

_NO_CALLS: Final = re.compile(
    r"не\s+(?:надо\s+|нужно\s+|стоит\s+)?(?:мне\s+)?(?:пере|по)?(?:звон(?:ите|ить|и\b)|званива)|без\s+звонков"
    r"|звонить\s+не\s+(?:надо|нужно|стоит)"
    r"|не\s+(?:могу|люблю|хочу|буду)\s+(?:сейчас\s+)?(?:говорить|разговаривать|общаться)\s+(?:по\s+телефону|голосом)"
    r"|только\s+(?:пишите|письменно|в\s+переписке|сообщени\w+)|лучше\s+(?:пишите|напишите|писать|в\s+переписке)"
    r"|(?:do\s*n[o']t|don’t|please\s+no|never|rather\s+not|stop)\s+(?:ever\s+)?(?:call(?:ing|s)?|phone|phoning"
    r"|ring(?:ing)?)\b|no\s+(?:phone\s+)?calls"
    r"|(?:only|just|rather|prefer\s+to|better)\s+(?:text|write|email|message)\b|can(?:'"
    r"|’)?t\s+talk\s+(?:on\s+the\s+phone|right\s+now)",
    re.IGNORECASE,
)
_WANTS_CALL: Final = re.compile(
    r"(?<!не )(?<!надо )(?<!нужно )\b(?:пере|по)звоните(?:\s+мне)?\b|жду\s+звонка|можете\s+(?:пере|по)звонить"
    r"|наберите\s+меня"
    r"|(?<!don't )(?<!don’t )(?<!not )(?<!never )(?<!need to )\bcall\s+me\b",
    re.IGNORECASE | re.MULTILINE,
)
_OFFERS: Final = re.compile(
    r"(?:пере|по)звон(?:ю|им|ит|ят|ите)\b|созвон(?:имся|иться)|наберу\s+вас|набер[её]м\s+вас|свяж(?:усь|емся"
    r"|ется|утся)\s+(?:с\s+вами\s+)?по\s+телефону"
    r"|(?:можно|можем|могу|удобно|давайте)\s+(?:вам\s+)?(?:пере|по)?звонить|по\s+телефону\s+(?:расскаж|объясн"
    r"|обсуд)|ждите\s+(?:нашего\s+)?звонка"
    r"|(?:will|'ll|’ll|can|could|may|shall|let\s+(?:me|us)|going\s+to|happy\s+to)\s+(?:just\s+"
    r"|quickly\s+)?(?:call|phone|ring)\s+(?:you|back)"
    r"|give\s+(?:you|us)\s+a\s+(?:quick\s+)?(?:call|ring)|(?:expect|await)\s+(?:a|our)\s+call"
    r"|please\s+call\s+us|jump\s+on\s+a\s+call",
    re.IGNORECASE,
)
_DENIES: Final = re.compile(
    r"\bне\s+(?:буд\w+\s+|стан\w+\s+)?(?:\w+\s+)?(?:пере|по)?звон|звонить\s+не|без\s+звонк|(?:won['’]?t"
    r"|will\s+not|not\s+going\s+to|never|no\s+need\s+to)\s+(?:call|phone|ring)",
    re.IGNORECASE,
)


def ignores_wish(situation: Situation) -> Found | None:
    """The latest word counts: whoever later asks for a call gets one."""
    offer = next((one for one in sentences(situation.draft) if _OFFERS.search(one) and not _DENIES.search(one)), None)
    if offer is None:
        return None
    for text in reversed(situation.said):
        if _WANTS_CALL.search(text):
            return None
        wish = next((one for one in sentences(text) if _NO_CALLS.search(one)), None)
        if wish is not None:
            return found(KIND, "call", wish)
    wish = next((one for one in situation.known.wishes.split("\n") if _NO_CALLS.search(one)), None)
    return found(KIND, "call", wish) if wish else None
