"""Hands one composed mail to the mailbox's SMTP server, and tells exactly how far it got when it fails."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

import aiosmtplib

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail import faults
from otklik.channels.mail.compose import Composed
from otklik.channels.mail.imap import tls_context
from otklik.channels.mail.settings import Security, Server

CONNECT_TIMEOUT_SECONDS: Final = 30.0
COMMAND_TIMEOUT_SECONDS: Final = 120.0
DATA_TIMEOUT_SECONDS: Final = 600.0
"""RFC 5321 section 4.5.3.2.6: a server may take ten minutes over the final dot; sooner would double mails."""


@asynccontextmanager
async def connected(server: Server) -> AsyncGenerator[aiosmtplib.SMTP]:
    """A connection after EHLO and STARTTLS. Raises `ChannelError`."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security is Security.TLS,
        start_tls=False,
        tls_context=tls_context(server),
        timeout=CONNECT_TIMEOUT_SECONDS,
        local_hostname="otklik",
    )
    try:
        await _open(client, server)
        yield client
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=2.0)
        client.close()


async def login(client: aiosmtplib.SMTP, server: Server) -> None:
    """AUTH when the settings name a user; a wrong password needs a person (535), anything else patience."""
    if not server.username:
        return
    if not client.supports_extension("auth"):
        raise ChannelError("smtp.auth_not_offered", remedy=Remedy.RECONNECT)
    try:
        await client.login(server.username, server.password, timeout=CONNECT_TIMEOUT_SECONDS)
    except aiosmtplib.SMTPResponseException as error:
        raise faults.smtp_reply(error.code, error.message, stage="auth") from error
    except aiosmtplib.SMTPNotSupported as error:
        raise ChannelError("smtp.auth_not_offered", remedy=Remedy.RECONNECT, detail=str(error)[:200]) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise faults.lost("smtp", error) from error


async def deliver(server: Server, mail: Composed) -> None:
    """Returns when the server took it. Raises `ChannelError`; UNKNOWN when the answer to the data was lost."""
    async with connected(server) as client:
        await login(client, server)
        await _envelope(client, mail)
        await _data(client, mail)


async def _open(client: aiosmtplib.SMTP, server: Server) -> None:
    try:
        await client.connect()
        if server.security is Security.STARTTLS:
            await client.starttls(server_hostname=server.host, tls_context=tls_context(server))
        if client.last_ehlo_response is None:
            await client.ehlo()
    except aiosmtplib.SMTPResponseException as error:
        raise faults.smtp_reply(error.code, error.message, stage="connect") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise faults.connecting("smtp", error) from error


async def _envelope(client: aiosmtplib.SMTP, mail: Composed) -> None:
    options = [f"SIZE={len(mail.data)}"] if client.supports_extension("size") else []
    try:
        await client.mail(mail.sender, options=options, timeout=COMMAND_TIMEOUT_SECONDS)
    except aiosmtplib.SMTPSenderRefused as error:
        raise faults.smtp_reply(error.code, error.message, stage="mail") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise faults.lost("smtp", error) from error
    try:
        await client.rcpt(mail.recipient, timeout=COMMAND_TIMEOUT_SECONDS)
    except aiosmtplib.SMTPRecipientRefused as error:
        raise faults.smtp_reply(error.code, error.message, stage="rcpt") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise faults.lost("smtp", error) from error


async def _data(client: aiosmtplib.SMTP, mail: Composed) -> None:
    try:
        await client.data(mail.data, timeout=DATA_TIMEOUT_SECONDS)
    except aiosmtplib.SMTPDataError as error:
        raise faults.smtp_reply(error.code, error.message, stage="data") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        # the server may have taken it before the link fell: sending again could double it (guarantee 6)
        raise ChannelError("smtp.answer_lost", remedy=Remedy.UNKNOWN, detail=type(error).__name__) from error
