"""The letters, and how the server sends them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from otklik.domains.workspaces import letters
from otklik.platform import mail
from otklik.platform.clock import FixedClock, Timekeeper
from otklik.platform.context import Parts
from otklik.platform.mail import Letter, MailFailed
from otklik.platform.settings import Settings

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LETTER = Letter(to="anna@shop.example", subject="Новый\nпароль", text="Ссылка:\nhttps://desk.example/x\n")


def parts(settings: Settings) -> Parts:
    return Parts({Settings: settings, Timekeeper: Timekeeper(FixedClock(NOW))})


@asynccontextmanager
async def smtp_server(*, recipient_reply: str = "250 ok") -> AsyncGenerator[tuple[int, list[bytes]]]:
    """The least a mail server must say (RFC 5321); yields its port and what it took."""
    taken: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go\r\n")
                taken.append(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(f"{recipient_reply if verb == b'RCPT' else '250 ok'}\r\n".encode())
            if verb == b"QUIT":
                break
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], taken


async def test_a_letter_reaches_the_mail_server_whole() -> None:
    async with smtp_server() as (port, taken):
        settings = Settings(mail_url=f"smtp://127.0.0.1:{port}", mail_from="Otklik <desk@shop.example>")
        await mail.send(parts(settings), LETTER)
    message = message_from_bytes(taken[0], policy=default)
    assert (message["to"], message["from"]) == ("anna@shop.example", "Otklik <desk@shop.example>")
    assert message["subject"] == "Новый пароль"
    assert message["auto-submitted"] == "auto-generated"
    assert message["message-id"].endswith("@shop.example>")
    assert "https://desk.example/x" in message.get_content()


async def test_a_recipient_refused_for_good_is_not_tried_again() -> None:
    async with smtp_server(recipient_reply="550 no such user") as (port, _):
        with pytest.raises(MailFailed) as failed:
            await mail.send(parts(Settings(mail_url=f"smtp://127.0.0.1:{port}")), LETTER)
    assert failed.value.permanent


async def test_a_busy_server_is_tried_again() -> None:
    async with smtp_server(recipient_reply="451 later") as (port, _):
        with pytest.raises(MailFailed) as failed:
            await mail.send(parts(Settings(mail_url=f"smtp://127.0.0.1:{port}")), LETTER)
    assert not failed.value.permanent


async def test_a_server_that_is_away_is_tried_again() -> None:
    async with smtp_server() as (port, _):
        pass
    with pytest.raises(MailFailed) as failed:
        await mail.send(parts(Settings(mail_url=f"smtp://127.0.0.1:{port}")), LETTER)
    assert not failed.value.permanent


async def test_without_a_mail_server_the_link_is_shown_to_the_administrator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await mail.send(parts(Settings()), LETTER)
    shown = capsys.readouterr().err
    assert "https://desk.example/x" in shown
    assert "anna@shop.example" in shown


def test_a_password_goes_to_another_machine_over_tls_only() -> None:
    assert mail.route("smtp://user:p%40ss@mail.example").starttls_required
    assert mail.route("smtp://user:p%40ss@mail.example").password == "p@ss"
    assert not mail.route("smtp://localhost:25").starttls_required
    assert mail.route("smtps://user:secret@mail.example").tls


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_letters_carry_their_link_in_both_languages(locale: str) -> None:
    link = "https://desk.example/invitations/x"
    invitation = letters.invitation(
        to="anna@shop.example",
        locale=locale,
        company="Ромашка",
        inviter=None,
        link=link,
        until=NOW,
        time_zone="Europe/Moscow",
    )
    reset = letters.reset(to="anna@shop.example", locale=locale, link=link)
    assert "Ромашка" in invitation.subject
    assert link in invitation.text
    assert link in reset.text


def test_a_russian_invitation_says_who_and_until_when() -> None:
    letter = letters.invitation(
        to="anna@shop.example",
        locale="ru",
        company="Ромашка",
        inviter="Ольга",
        link="https://desk.example/i",
        until=NOW,
        time_zone="Europe/Moscow",
    )
    assert letter.subject == "Ольга приглашает вас в «Ромашка»"
    assert "воскресенье, 1 марта" in letter.text
