"""A connection made ready for mails: greeting, EHLO or HELO, TLS, AUTH."""

import asyncio
import base64
import ssl

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail import faults
from otklik.channels.mail.imap import tls_context
from otklik.channels.mail.mass.link import Broken, Link, Timeouts
from otklik.channels.mail.mass.replies import Announced, Reply, announced
from otklik.channels.mail.settings import Security, Server


async def open_link(
    server: Server, *, hello: str, timeouts: Timeouts, mails_max: int = 0, context: ssl.SSLContext | None = None
) -> Link:
    """A link after AUTH. `hello` is the name this machine gives itself. Raises `ChannelError`."""
    context = context or tls_context(server)
    link = await _connect(server, timeouts, mails_max, context)
    try:
        await _greet(link, server, hello=hello, timeouts=timeouts, context=context)
        await _login(link, server, timeouts)
    except Broken as error:
        link.abort(error)
        raise ChannelError(error.code, remedy=Remedy.RETRY, detail=error.detail[:300]) from error
    except BaseException:
        link.abort(Broken("smtp.closed"))
        raise
    return link


async def _connect(server: Server, timeouts: Timeouts, mails_max: int, context: ssl.SSLContext) -> Link:
    implicit = server.security is Security.TLS
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeouts.connect_seconds):
            _, link = await loop.create_connection(
                lambda: Link(timeouts=timeouts, mails_max=mails_max),
                server.host,
                server.port,
                ssl=context if implicit else None,
                server_hostname=server.host if implicit else None,
            )
    except (OSError, TimeoutError) as error:
        raise faults.connecting("smtp", error) from error
    return link


async def _greet(link: Link, server: Server, *, hello: str, timeouts: Timeouts, context: ssl.SSLContext) -> None:
    greeting = await link.reply(seconds=timeouts.greeting_seconds)
    if greeting.code != 220:
        raise faults.smtp_reply(greeting.code, greeting.text, stage="connect")
    await _introduce(link, hello, timeouts)
    if server.security is Security.STARTTLS:
        await _start_tls(link, server, timeouts, context)
        await _introduce(link, hello, timeouts)


async def _introduce(link: Link, hello: str, timeouts: Timeouts) -> None:
    """What is said after TLS counts, not what was said before (RFC 3207 section 4.2)."""
    reply = await link.command(b"EHLO " + hello.encode("ascii"), seconds=timeouts.command_seconds)
    if reply.code == 250:
        link.announced = announced(reply)
        return
    link.announced = Announced()
    if reply.code >= 500:
        reply = await link.command(b"HELO " + hello.encode("ascii"), seconds=timeouts.command_seconds)
    if reply.code != 250:
        raise faults.smtp_reply(reply.code, reply.text, stage="connect")


async def _start_tls(link: Link, server: Server, timeouts: Timeouts, context: ssl.SSLContext) -> None:
    if not link.announced.starttls:
        raise ChannelError("smtp.tls_not_offered", remedy=Remedy.RECONNECT)
    reply = await link.command(b"STARTTLS", seconds=timeouts.command_seconds)
    if reply.code != 220:
        raise faults.smtp_reply(reply.code, reply.text, stage="connect")
    if not link.silent:  # words put in before the encryption began (CVE-2011-0411)
        raise Broken("smtp.out_of_step")
    if link.transport is None or link.transport.is_closing():
        raise Broken("smtp.lost")
    loop = asyncio.get_running_loop()
    try:
        upgraded = await loop.start_tls(
            link.transport,
            link,
            context,
            server_hostname=server.host,
            ssl_handshake_timeout=timeouts.connect_seconds,
        )
    except OSError as error:
        raise faults.connecting("smtp", error) from error
    if upgraded is None:
        raise Broken("smtp.lost")
    link.transport = upgraded


async def _login(link: Link, server: Server, timeouts: Timeouts) -> None:
    if not server.username:
        return
    offered = link.announced.auth
    if "PLAIN" in offered:
        secret = _coded(f"\0{server.username}\0{server.password}")
        reply = await link.command(b"AUTH PLAIN " + secret, seconds=timeouts.command_seconds)
        if reply.code == 334:
            reply = await link.command(secret, seconds=timeouts.command_seconds)
    elif "LOGIN" in offered:
        reply = await _login_in_words(link, server, timeouts)
    else:
        raise ChannelError("smtp.auth_not_offered", remedy=Remedy.RECONNECT)
    if reply.code != 235:
        raise faults.smtp_reply(reply.code, reply.text, stage="auth")


async def _login_in_words(link: Link, server: Server, timeouts: Timeouts) -> Reply:
    reply = await link.command(b"AUTH LOGIN", seconds=timeouts.command_seconds)
    for word in (server.username, server.password):
        if reply.code != 334:
            break
        reply = await link.command(_coded(word), seconds=timeouts.command_seconds)
    return reply


def _coded(text: str) -> bytes:
    return base64.b64encode(text.encode())
