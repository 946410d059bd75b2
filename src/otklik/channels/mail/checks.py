"""The form's "test connection": each step as a person would try it by hand, stopping where the rest is moot."""

from collections.abc import AsyncIterator

from otklik.channels.contract import ChannelError, CheckStep
from otklik.channels.mail import faults, imap, smtp
from otklik.channels.mail.settings import Mailbox


async def check(mailbox: Mailbox) -> list[CheckStep]:
    """IMAP first, then SMTP; one broken half does not hide the other."""
    incoming = [step async for step in _imap_steps(mailbox)]
    outgoing = [step async for step in _smtp_steps(mailbox)]
    return incoming + outgoing


async def require(mailbox: Mailbox) -> None:
    """Raises the first failure as `ChannelError`, for connecting a channel."""
    async with imap.connected(mailbox.imap) as client:
        await _log_in(client, mailbox)
        missing = await _missing(client, mailbox)
        if missing:
            raise faults.no_folder(missing)
    async with smtp.connected(mailbox.smtp) as sender:
        await smtp.login(sender, mailbox.smtp)


async def _imap_steps(mailbox: Mailbox) -> AsyncIterator[CheckStep]:
    where = f"{mailbox.imap.host}:{mailbox.imap.port}"
    step = "imap.connect"
    try:
        async with imap.connected(mailbox.imap) as client:
            yield CheckStep(code=step, ok=True, detail=where)
            step = "imap.login"
            await _log_in(client, mailbox)
            yield CheckStep(code=step, ok=True, detail=mailbox.imap.username)
            step = "imap.folder"
            missing = await _missing(client, mailbox)
            if missing:
                raise faults.no_folder(missing)
            yield CheckStep(code=step, ok=True, detail=", ".join(mailbox.folders))
    except ChannelError as error:
        yield _failed(step, error)


async def _smtp_steps(mailbox: Mailbox) -> AsyncIterator[CheckStep]:
    step = "smtp.connect"
    try:
        async with smtp.connected(mailbox.smtp) as client:
            yield CheckStep(code=step, ok=True, detail=f"{mailbox.smtp.host}:{mailbox.smtp.port}")
            step = "smtp.login"
            await smtp.login(client, mailbox.smtp)
            yield CheckStep(code=step, ok=True, detail=mailbox.smtp.username)
    except ChannelError as error:
        yield _failed(step, error)


async def _log_in(client: imap.Client, mailbox: Mailbox) -> None:
    try:
        await client.login(mailbox.imap.username, mailbox.imap.password)
    except (OSError, TimeoutError, EOFError, imap.Refused) as error:
        raise faults.lost("imap", error) from error


async def _missing(client: imap.Client, mailbox: Mailbox) -> list[str]:
    missing: list[str] = []
    for folder in mailbox.folders:
        try:
            await client.open(folder)
        except imap.Refused:
            missing.append(folder)
        except (OSError, TimeoutError, EOFError) as error:
            raise faults.lost("imap", error) from error
    return missing


def _failed(step: str, error: ChannelError) -> CheckStep:
    """The detail begins with the stable code, which the desk translates."""
    return CheckStep(code=step, ok=False, detail=f"{error.code}: {error.detail}".rstrip(": "))
