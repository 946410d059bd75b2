"""Words that send a customer away: «это не к нам», "the problem is on your side", a bare «ожидайте»."""

import re
from typing import Final

from otklik.domains.hints.rules.shapes import Found, Situation, found
from otklik.domains.hints.rules.words import sentences, words

KIND: Final = "brush_off"
BARE_WORDS_MAX: Final = 5

_PHRASES: Final = re.compile(
    r"(?:это|вопрос|вы)\s+(?:уже\s+)?(?:точно\s+)?не\s+к\s+нам\b|^не\s+к\s+нам\b"
    r"|\bне\s+наш[аеи]?\s+(?:вина|проблема|забота|ответственность|компетенция|зона|дело|вопрос)"
    r"|не\s+в\s+нашей\s+(?:компетенции|зоне)|(?<!не )на\s+вашей\s+стороне|ваша\s+(?:же\s+"
    r"|личная\s+)?(?:проблема|вина)\b|вы\s+сами\s+виноваты|сами\s+виноваты"
    r"|мы\s+(?:тут\s+|здесь\s+)?ни\s*при\s*ч[её]м|(?:мы\s+)?за\s+это\s+не\s+отвечаем|мы\s+не\s+отвечаем\s+за"
    r"|сами\s+(?:разбирайтесь|решайте|смотрите|ищите)|разбирайтесь\s+сами"
    r"|ничем\s+(?:вам\s+)?(?:не\s+)?(?:мог\w+|можем|можете)?\s*(?:вам\s+)?(?:не\s+)?помочь|помочь\s+ничем"
    r"|(?:читайте|почитайте|прочитайте|смотрите|изучите)\s+(?:внимательн\w+\s+)?(?:правила|инструкцию|договор"
    r"|условия|оферту)|внимательнее\s+(?:читайте|смотрите|надо)|читать\s+надо"
    r"|как\s+(?:я|мы)\s+(?:вам\s+)?уже\s+(?:\w+\s+)?(?:говорил|писал|сказал|объяснял|отвечал)|(?:я|мы)\s+(?:же"
    r"|уже)\s+(?:вам\s+)?(?:говорил|сказал|объяснял)"
    r"|у\s+(?:нас|всех|других)\s+вс[её]\s+(?:нормально\s+)?работает|таков[ыа]\s+правила|ничего\s+не\s+(?:могу"
    r"|можем)\s+(?:с\s+этим\s+)?(?:поделать|сделать)"
    r"|on\s+your\s+(?:side|end)\b|not\s+our\s+(?:problem|fault|department|responsibility|issue|job)"
    r"|(?:that['’]?s|it['’]?s|this\s+is|sounds\s+like)\s+your\s+(?:own\s+)?(?:problem|fault)"
    r"|nothing\s+(?:that\s+)?(?:we|i)\s+can\s+do|(?:can['’]?t|cannot|can\s+not|unable\s+to)\s+help\s+you\b"
    r"|(?:works|working)\s+(?:fine|ok|perfectly)\s+(?:for\s+(?:us|everyone)|on\s+our\s+(?:end|side))"
    r"|as\s+i(?:['’]ve|\s+have)?\s+(?:already\s+)?(?:said|told|explained|mentioned)|i\s+already\s+told\s+you"
    r"|read\s+the\s+(?:manual|faq|terms|instructions|rules)|your\s+own\s+fault|you\s+should\s+have\s+(?:read"
    r"|checked|thought)",
    re.IGNORECASE,
)
_TURNS: Final = re.compile(
    r"\b(?:но|однако|зато|поэтому|давайте|помогу|поможем|подскажу|подскажем|передал\w*|уже\s+чиним|исправим"
    r"|разбер[её]мся|вот\s+(?:телефон|контакт|адрес|ссылк\w+))\b"
    r"|\b(?:but|however|instead|let\s+(?:me|us)|i(?:'|’)ll|we(?:'|’)ll|i\s+can|we\s+can\s+(?:help|offer|check)"
    r"|here\s+is|here(?:'|’)s)\b|https?://",
    re.IGNORECASE,
)
_DENIES: Final = re.compile(
    r"не\s+ваша\s+(?:вина|проблема)|не\s+на\s+вашей\s+стороне|not\s+on\s+your\s+(?:side|end)"
    r"|not\s+your\s+(?:own\s+)?(?:problem|fault)|(?:если|when|if)\b.*(?:на\s+вашей\s+стороне"
    r"|on\s+your\s+(?:side|end))"
    r"|на\s+вашей\s+стороне\s+(?:нужно|надо|осталось|только|потребуется)|(?:нужно|сделать|видно|видите"
    r"|проверьте|изменить)\s+.*на\s+вашей\s+стороне",
    re.IGNORECASE,
)
_WAIT: Final = re.compile(
    r"^(?:просто\s+|пожалуйста,?\s+|just\s+|please\s+)*(?:ожидайте|ждите|подождите|wait"
    r"|be\s+patient)\b",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"\d|минут|час|секунд|день|дня|дней|завтра|сегодня|вечер|утр|звонк|курьер|ответ|письм|сообщени|достав"
    r"|minute|hour|second|moment|day|while|tomorrow|today|call|reply|email",
    re.IGNORECASE,
)


def brush_off(situation: Situation) -> Found | None:
    """A phrase that sends away, unless the draft goes on to help; or nothing but "wait", without until when."""
    draft = situation.draft
    lines = sentences(draft)
    for at, one in enumerate(lines):
        if _PHRASES.search(one) and not _DENIES.search(one) and not _TURNS.search(" ".join(lines[at:])):
            return found(KIND, "phrase", one)
    if _WAIT.search(draft.strip()) and len(words(draft)) <= BARE_WORDS_MAX and not _UNTIL.search(draft):
        return found(KIND, "wait", draft)
    return None
