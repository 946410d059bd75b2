"""The e-mail provider against real dovecot and postfix: nothing lost, nothing doubled, everything said plainly."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.mailserver import MailServer, MemoryPort, mail_server

from otklik.channels.contract import (
    ChannelError,
    Config,
    ConfigValue,
    InboundMessage,
    OutboundAttachment,
    OutboundMessage,
    RawItem,
    Remedy,
)
from otklik.channels.providers.email import provider
from otklik.platform import clock

pytestmark = pytest.mark.mail


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path_factory.mktemp("mail")) as running:
        yield running


@pytest.fixture
async def box(server: MailServer) -> MailServer:
    """The servers with empty mailboxes."""
    for user in server.users:
        for folder in ("INBOX", "Junk", "&BBcEMAQ6BDAENwRL-"):
            for part in ("new", "cur"):
                for path in (server.maildir(user, folder) / part).glob("*"):
                    path.unlink()
    return server


def config(server: MailServer, **changes: ConfigValue) -> Config:
    return {
        "address": "help@example.test",
        "from_name": "Чайная",
        "password": server.password,
        "imap_host": server.host,
        "imap_port": server.imap_port,
        "imap_security": "none",
        "smtp_host": server.host,
        "smtp_port": server.smtp_port,
        "smtp_security": "none",
        "tls_verify": False,
        "poll_seconds": 1,
        **changes,
    }


def mail(number: int, *, to: str = "help@example.test") -> bytes:
    head = (
        f"From: Anna <anna@example.test>\r\nTo: {to}\r\nSubject: n{number}\r\nMessage-ID: <n{number}@example.com>\r\n"
    )
    return f"{head}\r\nHello {number}\r\n".encode()


def subjects(items: list[RawItem]) -> list[str]:
    events = [event for item in items for event in provider.parse(item, {})]
    return sorted(event.subject for event in events if isinstance(event, InboundMessage))


@asynccontextmanager
async def listening(port: MemoryPort, settings: Config) -> AsyncGenerator["asyncio.Task[None]"]:
    task = asyncio.create_task(provider.listen(port, settings))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def healthy(port: MemoryPort, task: "asyncio.Task[None]") -> None:
    """Until the first look is done; a listener that fails instead says why."""
    ready = asyncio.create_task(port.until(lambda: None in port.reports))
    await asyncio.wait({ready, task}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        ready.cancel()
        task.result()


async def test_a_mail_sent_by_smtp_is_deposited_at_once_and_once(box: MailServer) -> None:
    port = MemoryPort()
    async with listening(port, config(box)) as task:
        await healthy(port, task)
        await box.deliver(mail(1), "help@example.test")
        await port.until(lambda: len(port.items) == 1)
    assert subjects(list(port.items.values())) == ["n1"]
    assert port.repeated == []
    assert not any(
        "S" in path.name.partition(":2,")[2] for path in (box.maildir("help@example.test") / "cur").glob("*")
    )


async def test_mail_that_came_while_the_listener_was_away_is_brought_by_the_next(box: MailServer) -> None:
    port = MemoryPort()
    async with listening(port, config(box)) as task:
        await healthy(port, task)
        await box.deliver(mail(1), "help@example.test")
        await port.until(lambda: len(port.items) == 1)
    for number in (2, 3, 4):
        await box.deliver(mail(number), "help@example.test")
    await box.wait_for_mails("help@example.test", 4)
    async with listening(port, config(box)):
        await port.until(lambda: len(port.items) == 4)
    assert subjects(list(port.items.values())) == ["n1", "n2", "n3", "n4"]
    assert port.repeated == []


async def test_a_cut_link_is_told_and_nothing_is_lost_or_doubled(box: MailServer) -> None:
    port = MemoryPort()
    async with listening(port, config(box)) as task:
        await healthy(port, task)
        await box.deliver(mail(1), "help@example.test")
        await port.until(lambda: len(port.items) == 1)
        box.stop_imap()
        with pytest.raises(ChannelError) as cut:
            await task
    assert cut.value.remedy is Remedy.RETRY
    with pytest.raises(ChannelError) as refused:
        await provider.listen(port, config(box))
    assert (refused.value.code, refused.value.remedy) == ("imap.unreachable", Remedy.RETRY)
    await box.deliver(mail(2), "help@example.test")
    await box.start_imap()
    async with listening(port, config(box)):
        await port.until(lambda: len(port.items) == 2)
    assert subjects(list(port.items.values())) == ["n1", "n2"]
    assert port.repeated == []


async def test_a_crash_between_deposit_and_state_repeats_a_deposit_and_nothing_else(box: MailServer) -> None:
    port = MemoryPort()
    async with listening(port, config(box)) as task:
        await healthy(port, task)
        before = port.state
        await box.deliver(mail(1), "help@example.test")
        await port.until(lambda: len(port.items) == 1)
    port.state = before
    async with listening(port, config(box)):
        await port.until(lambda: len(port.repeated) == 1)
    assert subjects(list(port.items.values())) == ["n1"]


async def test_a_renumbered_mailbox_is_read_again_and_new_mail_is_not_missed(box: MailServer) -> None:
    port = MemoryPort()
    async with listening(port, config(box)) as task:
        await healthy(port, task)
        await box.deliver(mail(1), "help@example.test")
        await port.until(lambda: len(port.items) == 1)
    await asyncio.sleep(1.1)  # UIDVALIDITY is a time in seconds: dovecot makes a new one only in a new second
    box.renumber("help@example.test")
    await box.deliver(mail(2), "help@example.test")
    await box.wait_for_mails("help@example.test", 2)
    async with listening(port, config(box)):
        await port.until(lambda: "n2" in subjects(list(port.items.values())))
    events = [event for item in port.items.values() for event in provider.parse(item, {})]
    assert {event.external_id for event in events if isinstance(event, InboundMessage)} == {
        "n1@example.com",
        "n2@example.com",
    }
    assert len({name.split("/")[1] for name in port.items}) == 2


async def test_a_new_channel_starts_with_the_last_days(box: MailServer) -> None:
    await box.deliver(mail(1), "help@example.test")
    await box.wait_for_mails("help@example.test", 1)
    with_old, without = MemoryPort(), MemoryPort()
    for port in (with_old, without):
        port.time = clock.SystemClock().now()
    async with listening(with_old, config(box)):
        await with_old.until(lambda: len(with_old.items) == 1)
    async with listening(without, config(box, backfill_days=0)) as task:
        await healthy(without, task)
    assert without.items == {}


async def test_every_wished_folder_is_read_and_a_missing_one_is_told(box: MailServer) -> None:
    port = MemoryPort()
    settings = config(box, folders=("INBOX", "Заказы", "Нет такой"), spam_folder=True)
    async with listening(port, settings):
        await port.until(lambda: bool(port.reports))
        for number, folder in enumerate(("Junk", "&BBcEMAQ6BDAENwRL-")):
            path = box.maildir("help@example.test", folder) / "new" / f"1.{number}.test"
            path.write_bytes(mail(10 + number))
            path.chmod(0o666)
        await port.until(lambda: len(port.items) == 2)
    assert subjects(list(port.items.values())) == ["n10", "n11"]
    (told,) = {error.code for error in port.reports if error is not None}
    assert told == "imap.folder"


async def test_a_mail_over_the_limit_is_not_lost(box: MailServer) -> None:
    port = MemoryPort()
    head = mail(1).replace(
        b"\r\n\r\n", b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the film\r\n"
    )
    film = b"--b\r\nContent-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    lines = b"\r\n".join(b"QUJD" * 19 for _ in range(20000))
    await box.deliver(head + film + lines + b"\r\n--b--\r\n", "help@example.test")
    async with listening(port, config(box, size_max_mb=1)):
        await port.until(lambda: len(port.items) == 1)
    (item,) = port.items.values()
    (event,) = provider.parse(item, {})
    assert isinstance(event, InboundMessage)
    assert len(item.body) < 300_000
    assert "See the film" in event.text
    assert "MB > 1 MB" in event.text


@pytest.mark.parametrize(
    ("changes", "code", "remedy"),
    [
        ({"password": "wrong"}, "imap.login", Remedy.RECONNECT),
        ({"folders": ("Nowhere",)}, "imap.folder", Remedy.RECONNECT),
        ({"imap_port": 1}, "imap.unreachable", Remedy.RETRY),
        ({"tls_verify": True, "imap_security": "starttls"}, "imap.certificate", Remedy.RECONNECT),
    ],
)
async def test_each_failure_to_listen_has_its_own_code(
    box: MailServer, changes: dict[str, ConfigValue], code: str, remedy: Remedy
) -> None:
    with pytest.raises(ChannelError) as failed:
        await provider.listen(MemoryPort(), config(box, **changes))
    assert (failed.value.code, failed.value.remedy) == (code, remedy)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"imap_security": "starttls", "smtp_security": "starttls"},
        {"imap_security": "tls"},
    ],
)
async def test_test_connection_walks_every_step(box: MailServer, changes: dict[str, ConfigValue]) -> None:
    ports = {"imap_port": box.imaps_port} if changes.get("imap_security") == "tls" else {}
    steps = await provider.check(MemoryPort(), config(box, **changes, **ports))
    assert [(step.code, step.ok) for step in steps] == [
        ("imap.connect", True),
        ("imap.login", True),
        ("imap.folder", True),
        ("smtp.connect", True),
        ("smtp.login", True),
    ]
    assert (await provider.connect(MemoryPort(), config(box, **changes, **ports))).address == "help@example.test"


async def test_test_connection_stops_at_what_is_wrong_and_still_tries_the_other_half(box: MailServer) -> None:
    steps = await provider.check(MemoryPort(), config(box, password="wrong", smtp_password=box.password))
    assert [(step.code, step.ok) for step in steps] == [
        ("imap.connect", True),
        ("imap.login", False),
        ("smtp.connect", True),
        ("smtp.login", True),
    ]
    assert steps[1].detail.startswith("imap.login: ")


def outbound(**changes: object) -> OutboundMessage:
    fields: dict[str, object] = {
        "id": "0199-1",
        "thread_id": "root@x",
        "to": "anna@example.test",
        "text": "Привет.\n.\nконец",
        "subject": "Ответ",
        "reply_to_id": "m1@x",
        "references": ("root@x",),
        "reply_token": "tok_123",
        **changes,
    }
    return OutboundMessage(**fields)  # type: ignore[arg-type]


async def test_an_answer_arrives_with_its_thread_token_and_file(box: MailServer) -> None:
    async def read() -> bytes:
        return b"%PDF"

    file = OutboundAttachment(name="Счёт №15.pdf", media_type="application/pdf", size=4, read=read)
    settings = config(box, plus_reply=True, smtp_security="starttls")
    result = await provider.send(MemoryPort(), settings, outbound(attachments=(file,), automatic=True))
    (raw,) = await box.wait_for_mails("anna@example.test", 1)
    (event,) = provider.parse(RawItem(event_id="1", body=raw), {})
    assert isinstance(event, InboundMessage)
    assert (result.external_id, event.external_id) == ("0199-1@example.test", "0199-1@example.test")
    assert result.thread_id == "root@x"
    assert (event.text, event.subject, event.sender.name) == ("Привет.\n.\nконец", "Ответ", "Чайная")
    assert (event.thread_id, event.reply_to_id) == ("root@x", "m1@x")
    assert [(one.name, one.data) for one in event.attachments] == [("Счёт №15.pdf", b"%PDF")]
    assert b"Reply-To: " in raw
    assert b"help+tok_123@example.test" in raw
    assert b"Auto-Submitted: auto-replied" in raw


async def test_the_answer_of_a_customer_brings_the_token_back(box: MailServer) -> None:
    port = MemoryPort()
    async with listening(port, config(box)) as task:
        await healthy(port, task)
        await box.deliver(mail(1, to="help+tok_123@example.test"), "help+tok_123@example.test")
        await port.until(lambda: len(port.items) == 1)
    (item,) = port.items.values()
    (event,) = provider.parse(item, config(box))
    assert isinstance(event, InboundMessage)
    assert event.start_payload == "tok_123"


@pytest.mark.parametrize(
    ("changes", "to", "code", "remedy"),
    [
        ({}, "nobody@example.test", "smtp.no_such_address", Remedy.UNREACHABLE),
        ({}, "anna@elsewhere.example", "smtp.policy", Remedy.GIVE_UP),
        ({"password": "wrong"}, "anna@example.test", "smtp.login", Remedy.RECONNECT),
        ({"smtp_port": 1}, "anna@example.test", "smtp.unreachable", Remedy.RETRY),
        ({"smtp_security": "starttls", "tls_verify": True}, "anna@example.test", "smtp.certificate", Remedy.RECONNECT),
    ],
)
async def test_each_refusal_to_send_has_its_own_code(
    box: MailServer, changes: dict[str, ConfigValue], to: str, code: str, remedy: Remedy
) -> None:
    with pytest.raises(ChannelError) as refused:
        await provider.send(MemoryPort(), config(box, **changes), outbound(to=to))
    assert (refused.value.code, refused.value.remedy) == (code, remedy)


async def test_an_answer_lost_after_the_last_dot_is_unknown_not_retried() -> None:
    """A server that takes the mail and dies: whether it has it nobody can tell."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 x\r\n")
        replies = {b"EHLO": b"250 x\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n", b"DATA": b"354 go\r\n"}
        while line := await reader.readline():
            writer.write(replies.get(line[:4].upper(), b""))
            if line == b".\r\n":
                break
        writer.close()

    dying = await asyncio.start_server(serve, "127.0.0.1", 0)
    port_number = int(dying.sockets[0].getsockname()[1])
    settings: Config = {
        "address": "help@example.test",
        "smtp_host": "127.0.0.1",
        "smtp_port": port_number,
        "smtp_security": "none",
        "smtp_auth": False,
    }
    async with dying:
        with pytest.raises(ChannelError) as lost:
            await provider.send(MemoryPort(), settings, outbound())
    assert (lost.value.code, lost.value.remedy) == ("smtp.answer_lost", Remedy.UNKNOWN)


def test_a_mail_is_read_without_any_configuration() -> None:
    """As `otklik inspect` does."""
    (event,) = provider.parse(RawItem(event_id="1", body=mail(1)), {})
    assert isinstance(event, InboundMessage)
    assert event.visible_text == "Hello 1"
