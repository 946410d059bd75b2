"""Which mail a machine wrote, and which must never be answered by one (RFC 3834, and what programs really send)."""

import re
from email.message import Message
from typing import Final

from otklik.channels.mail import headers

_SUBJECT: Final = re.compile(
    r"^\s*(?:\W{0,3})(?:(?:re|aw|sv|vs|antw|ответ)\s*:\s*)?(?:"
    r"out of (?:the )?office|out-of-office|auto(?:matic|mated)?[\s-]*(?:reply|response|answer)|auto(?:re|-re)spon\w*|"
    r"autoreply|auto\s?:|i am out of|away from (?:my|the) office|vacation (?:reply|message|auto\w*|response)|"
    r"on vacation\b|on holiday\b|автоответ|авто-ответ|автоматический ответ|автоматична відповідь|автовідповідь|"
    r"отсутствие на рабочем месте|нахожусь в отпуске|в отпуске\b|вне офиса|"
    r"automatische (?:antwort|abwesenheit\w*|antwoord)|automatisch antwoord|abwesenheit\w*|abwesend|"
    r"auto(?:matische)?[\s-]?antwort|réponse automatique|reponse automatique|absence du bureau|absent du bureau|"
    r"message d['’]absence|respuesta automática|respuesta automatica|fuera de (?:la )?oficina|ausente|"
    r"resposta automática|fora do escritório|ausência|risposta automatica|fuori sede|fuori ufficio|"
    r"afwezig\w*|niet aanwezig|autosvar|automatiskt svar|automatisk svar|frånvaro\w*|fravær\w*|"
    r"automaattinen vastaus|poissa|odpowiedź automatyczna|autoodpowiedź|automatyczna odpowiedź|poza biurem|"
    r"automatická odpověď|automatická odpoveď|mimo kancelář|otomatik yanıt|otomatik cevap|ofis dışında|"
    r"automatikus válasz|răspuns automat|αυτόματη απάντηση|trả lời tự động|自动回复|自動回覆|自动答复|"
    r"自動返信|不在|자동 ?회신|부재중|תגובה אוטומטית|מענה אוטומטי|رد تلقائي|الرد التلقائي"
    r")",
    re.IGNORECASE,
)
_REPLY_FIELDS: Final = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-autoresponder", "x-auto-reply-from")
_MACHINE_FIELDS: Final = ("x-fc-machinegenerated", "x-cron-env", "x-ebay-mailtracker", "x-machine-generated")


def is_automatic(message: Message, *, hint: str = "") -> bool:
    """Whether a machine wrote it: an absence note, a confirmation, a newsletter. No machine may answer it."""
    return (
        auto_submitted(message) not in {"", "no"}
        or _has(message, _REPLY_FIELDS + _MACHINE_FIELDS)
        or _precedence(message) == "auto_reply"
        or has_null_sender(message)
        or _is_mass_mail(message)
        or _answers_by_rule(message)
        or _says_so(message, hint)
    )


def is_to_a_list(message: Message) -> bool:
    """Written to many at once, by a person or not: no machine answers it (RFC 3834, 2)."""
    return _has(message, ("list-id", "list-post", "x-beenthere", "x-mailman-version")) or _precedence(message) == "list"


def _is_mass_mail(message: Message) -> bool:
    """A newsletter. A list where people talk (`List-Post`) and an answer to us carry the same marks and are no such."""
    if _has(message, ("list-post", "x-beenthere", "x-mailman-version", "in-reply-to", "references")):
        return False
    return _precedence(message) in {"bulk", "junk"} or _has(message, ("list-unsubscribe",))


def _answers_by_rule(message: Message) -> bool:
    return (
        _has(message, ("x-ms-exchange-inbox-rules-loop",))
        or "autoresponder" in headers.raw(message, "x-post-messageclass").lower()
        or "vacation" in headers.raw(message, "x-mailer").lower()
    )


def auto_submitted(message: Message) -> str:
    return headers.raw(message, "auto-submitted").partition(";")[0].partition("(")[0].strip().lower()


def has_null_sender(message: Message) -> bool:
    """An empty Return-Path: the envelope of bounces and answers of machines."""
    return re.sub(r"\s", "", headers.raw(message, "return-path")) == "<>"


def _says_so(message: Message, hint: str) -> bool:
    """An absence title alone convinces only in a subject that begins with it."""
    subject = headers.text(message, "subject", hint=hint)
    return bool(_SUBJECT.match(subject)) and len(subject) <= 200


def _precedence(message: Message) -> str:
    return (headers.raw(message, "precedence") or headers.raw(message, "x-precedence")).strip().lower()


def _has(message: Message, names: tuple[str, ...]) -> bool:
    return any(headers.raw(message, name).strip().lower() not in {"", "no", "false"} for name in names)
