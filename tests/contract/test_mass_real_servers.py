"""The mass sender against real postfix, with TLS and passwords, and against its sink that refuses what it is told."""

import asyncio
import email
import email.policy
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from tests.mailserver import MailServer, mail_server

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail.mass.link import Timeouts
from otklik.channels.mail.mass.mails import Fate, Mail, Outcome, mail
from otklik.channels.mail.mass.opening import open_link
from otklik.channels.mail.mass.pacing import Limits, Plan
from otklik.channels.mail.mass.sender import Sender
from otklik.channels.mail.settings import Security, Server

pytestmark = pytest.mark.mail

TIMEOUTS = Timeouts(connect_seconds=10, greeting_seconds=10, command_seconds=10, data_seconds=10, final_seconds=30)


@pytest.fixture(scope="module")
async def postfix(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path_factory.mktemp("mass")) as running:
        yield running


def mails(count: int, *, to: str = "anna@example.test") -> list[Mail]:
    body = "Subject: n{at}\r\n\r\n.\r\n..two\r\nЗдравствуйте, {at}\r\n"
    return [
        mail(f"n{at}", sender="news@example.com", recipient=to, data=body.format(at=at).encode()) for at in range(count)
    ]


async def sent(server: Server, batch: Sequence[Mail], *, links: int = 2, plan: Plan | None = None) -> list[Outcome]:
    found: list[Outcome] = []
    async with Sender(server, hello="test", links=links, timeouts=TIMEOUTS, plan=plan) as sender:
        await sender.put(batch)
        while block := await sender.settled():
            found += block
    assert len({one.mail.id for one in found}) == len(found) == len(batch)
    return found


def to_postfix(server: MailServer, *, security: Security, password: str | None = None) -> Server:
    port = server.smtps_port if security is Security.TLS else server.smtp_port
    secret = server.password if password is None else password
    user = "anna@example.test" if secret else ""
    return Server(host="127.0.0.1", port=port, security=security, username=user, password=secret, verify=False)


@pytest.mark.parametrize("security", list(Security))
async def test_mails_reach_the_mailbox_as_they_were(postfix: MailServer, security: Security) -> None:
    box = f"{['help', 'sales', 'anna'][list(Security).index(security)]}@example.test"
    found = await sent(to_postfix(postfix, security=security), mails(40, to=box))
    assert {one.fate for one in found} == {Fate.ACCEPTED}
    kept = [email.message_from_bytes(one, policy=email.policy.default) for one in await postfix.wait_for_mails(box, 40)]
    assert sorted(one["subject"] for one in kept) == sorted(f"n{at}" for at in range(40))
    for one in kept:
        text = one.get_payload(decode=True)
        assert isinstance(text, bytes)
        number = one["subject"][1:]
        assert text.replace(b"\r\n", b"\n") == f".\n..two\nЗдравствуйте, {number}\n".encode()


async def test_one_unknown_address_among_many_is_refused_alone(postfix: MailServer) -> None:
    strangers = [
        mail(f"s{at}", sender="news@example.com", recipient=f"nobody{at}@example.test", data=b"Subject: x\r\n\r\nx\r\n")
        for at in range(3)
    ]
    batch = [one for pair in zip(mails(3, to="boris@example.test"), strangers, strict=True) for one in pair]
    found = await sent(to_postfix(postfix, security=Security.NONE, password=""), batch, links=1)
    assert {one.mail.id: one.fate.value for one in found} == {
        **{f"n{at}": "accepted" for at in range(3)},
        **{f"s{at}": "refused" for at in range(3)},
    }
    (error,) = {one.error.code for one in found if one.error is not None}
    assert error == "smtp.no_such_address"


async def test_a_wrong_password_needs_a_person_and_everything_comes_back(postfix: MailServer) -> None:
    server = to_postfix(postfix, security=Security.STARTTLS, password="wrong")
    found = await sent(server, mails(3))
    assert {(one.fate, one.stage) for one in found} == {(Fate.UNTRIED, "smtp.login")}


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_nobody_signed_is_refused(postfix: MailServer, security: Security) -> None:
    port = postfix.smtps_port if security is Security.TLS else postfix.smtp_port
    server = Server(host="127.0.0.1", port=port, security=security, username="", password="")
    with pytest.raises(ChannelError) as refused:
        await open_link(server, hello="test", timeouts=TIMEOUTS)
    assert (refused.value.code, refused.value.remedy) == ("smtp.certificate", Remedy.RECONNECT)


@asynccontextmanager
async def sink(port: int, *options: str) -> AsyncGenerator[Server]:
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("not installed: smtp-sink (Debian: postfix)")
    process = await asyncio.create_subprocess_exec(program, "-u", "nobody", *options, f"127.0.0.1:{port}", "100")
    try:
        async with asyncio.timeout(10):
            while True:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                await asyncio.sleep(0.02)
        yield Server(host="127.0.0.1", port=port, security=Security.NONE, username="", password="")
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.parametrize(
    ("options", "fate"),
    [
        ((), "accepted"),
        (("-p",), "accepted"),
        (("-e",), "accepted"),
        (("-f", "MAIL"), "refused"),
        (("-f", "RCPT"), "refused"),
        (("-f", "DATA"), "refused"),
        (("-f", "."), "refused"),
        (("-p", "-f", "RCPT"), "refused"),
        (("-r", "MAIL"), "deferred"),
        (("-r", "RCPT"), "deferred"),
        (("-r", "."), "deferred"),
        (("-p", "-r", "DATA"), "deferred"),
        (("-q", "MAIL"), "untried"),
        (("-q", "DATA"), "untried"),
        (("-q", "."), "unknown"),
        (("-Q", "."), "deferred"),
    ],
    ids=lambda value: " ".join(value) or "usual" if isinstance(value, tuple) else value,
)
async def test_the_sink_refuses_at_every_stage_and_every_mail_is_told_of(
    unused_tcp_port: int, options: tuple[str, ...], fate: str
) -> None:
    batch = [
        mail(f"n{at}", sender="a@example.com", recipient=f"u@d{at}.example", data=b"Subject: x\r\n\r\n.\r\n")
        for at in range(4)
    ]
    async with sink(unused_tcp_port, *options) as server:
        found = await sent(server, batch, plan=Plan(other=Limits(pause_seconds=0.1)))
    assert {one.fate.value for one in found} == {fate}
