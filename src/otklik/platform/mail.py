"""The server's own mail: invitations and password resets. What channels send goes another way (domains/delivery).

Without `OTKLIK_MAIL_URL` a letter is written to stderr, so that whoever runs the server sees its link.
"""

import sys
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec
import structlog

from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings

TIMEOUT_SECONDS: Final = 20.0
PORTS: Final = {"smtp": 587, "smtps": 465}
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

log = structlog.get_logger()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Plain text to one address."""

    to: str
    subject: str
    text: str


class MailFailed(Exception):
    """Not handed over. `permanent`: another try would end the same way."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class MailRoute(msgspec.Struct, frozen=True, kw_only=True):
    """Where `OTKLIK_MAIL_URL` points to."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    """TLS from the first byte (smtps); otherwise STARTTLS."""
    starttls_required: bool
    """A password never goes over an open line to another machine."""


async def send(parts: Parts, letter: Letter) -> None:
    """Call it in a job, outside every transaction. Raises `MailFailed`."""
    settings = parts.get(Settings)
    if not settings.mail_url:
        _to_console(letter)
        return
    message = compose(letter, sender=settings.mail_from, clock=parts.get(Timekeeper))
    await _hand_over(message, route=route(settings.mail_url))
    log.info("mail.sent")


def compose(letter: Letter, *, sender: str, clock: Timekeeper) -> EmailMessage:
    """The message; `Auto-Submitted` keeps autoresponders quiet (RFC 3834, 5)."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{new_id()}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def route(url: str) -> MailRoute:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS at once)."""
    split = urlsplit(url)
    host = split.hostname or "localhost"
    return MailRoute(
        host=host,
        port=split.port or PORTS.get(split.scheme, 587),
        user=unquote(split.username) if split.username else None,
        password=unquote(split.password) if split.password else None,
        tls=split.scheme == "smtps",
        starttls_required=split.scheme != "smtps" and bool(split.username) and host not in LOOPBACK,
    )


async def _hand_over(message: EmailMessage, *, route: MailRoute) -> None:
    try:
        await aiosmtplib.send(
            message,
            hostname=route.host,
            port=route.port,
            username=route.user,
            password=route.password,
            use_tls=route.tls,
            start_tls=None if not route.starttls_required else True,
            timeout=TIMEOUT_SECONDS,
        )
    except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as error:
        raise MailFailed(type(error).__name__, permanent=_permanent(error)) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailFailed(type(error).__name__, permanent=False) from error


def _permanent(error: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPResponseException) -> bool:
    """A 5xx about the recipient is final; a refused sign-in may be mended by the administrator."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(one.code >= 500 for one in error.recipients)
    return error.code >= 500 and not isinstance(error, aiosmtplib.SMTPAuthenticationError)


def _to_console(letter: Letter) -> None:
    """Not through the log, which takes addresses and links' secrets out."""
    lines = ["", f"    To: {letter.to}", f"    Subject: {letter.subject}", ""]
    lines += [f"    {line}" for line in letter.text.splitlines()]
    sys.stderr.write("\n".join([*lines, "", ""]))
    sys.stderr.flush()
