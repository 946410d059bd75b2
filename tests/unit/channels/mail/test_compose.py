"""What goes out is correct mail: it reads back as it was meant, and no field can be smuggled in."""

import email
import email.policy
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.channels.contract import ChannelError, InboundMessage, OutboundMessage, RawItem, Remedy
from otklik.channels.mail import compose, reader

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ENVELOPE = compose.Envelope(address="help@example.test", name="Чайная «Лист»")
PLAIN = OutboundMessage(id="0199-abc", thread_id="", to="anna@example.com", text="Здравствуйте", subject="Заказ 15")


def made(
    message: OutboundMessage, *, files: Sequence[compose.File] = (), envelope: compose.Envelope = ENVELOPE
) -> bytes:
    return compose.compose(message, envelope, files=files, now=NOW).data


def parsed(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.SMTP)


def changed(**fields: object) -> OutboundMessage:
    return OutboundMessage(**{**{name: getattr(PLAIN, name) for name in PLAIN.__struct_fields__}, **fields})  # type: ignore[arg-type]


def read_back(data: bytes) -> InboundMessage:
    (event,) = reader.read(RawItem(event_id="1", body=data), reader.Own())
    assert isinstance(event, InboundMessage)
    return event


def test_a_message_reads_back_as_it_was_written() -> None:
    read = read_back(made(PLAIN))
    assert (read.text, read.subject) == ("Здравствуйте", "Заказ 15")
    assert (read.sender.name, read.sender.address) == ("Чайная «Лист»", "help@example.test")
    assert (read.external_id, read.recipients) == ("0199-abc@example.test", ("anna@example.com",))
    assert read.sent_at == NOW


def test_a_retry_is_the_same_mail_byte_for_byte() -> None:
    assert made(PLAIN) == made(PLAIN)


def test_an_answer_continues_the_thread() -> None:
    mail = parsed(made(changed(reply_to_id="m2@x", references=("root@x", "m1@x"))))
    assert mail["In-Reply-To"] == "<m2@x>"
    assert mail["References"].split() == ["<root@x>", "<m1@x>", "<m2@x>"]


def test_a_long_thread_keeps_its_root_and_its_newest_letters() -> None:
    mail = parsed(made(changed(references=tuple(f"{number}@{'x' * 60}" for number in range(200)))))
    ids = mail["References"].split()
    assert (ids[0].startswith("<0@"), ids[-1].startswith("<199@")) == (True, True)
    assert len(ids) == compose.REFERENCES_MAX


def test_a_machine_says_that_it_is_one() -> None:
    assert parsed(made(changed(automatic=True, reply_to_id="m@x")))["Auto-Submitted"] == "auto-replied"
    assert parsed(made(changed(automatic=True)))["Auto-Submitted"] == "auto-generated"
    assert parsed(made(PLAIN))["Auto-Submitted"] is None


def test_answers_come_back_to_the_token() -> None:
    reply_to = compose.plus_address("help@example.test", "aB3-x_9")
    mail = parsed(made(PLAIN, envelope=compose.Envelope(address="help@example.test", reply_to=reply_to)))
    assert mail["Reply-To"] == "help+aB3-x_9@example.test"


@pytest.mark.parametrize(
    "name", ["Договор поставки чая №15 от 21 ноября 2026 года, подписанный.pdf", "plan.pdf", 'a"b\r\nX: y.pdf']
)
def test_attachments_keep_their_bytes_and_names(name: str) -> None:
    file = compose.File(name=name, media_type="application/pdf", data=bytes(range(256)) * 40)
    (found,) = read_back(made(PLAIN, files=[file])).attachments
    assert found.data == file.data
    assert found.name == name.replace("\r\n", " ")


def test_html_goes_with_text_and_its_pictures() -> None:
    picture = compose.File(name="p.png", media_type="image/png", data=b"\x89PNG", inline=True, content_id="p@x")
    other = compose.File(name="f.pdf", media_type="application/pdf", data=b"%PDF")
    data = made(changed(html='<p>Здравствуйте <img src="cid:p@x"></p>'), files=[picture, other])
    kinds = [part.get_content_type() for part in parsed(data).walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    read = read_back(data)
    assert [(one.name, one.inline) for one in read.attachments] == [("p.png", True), ("f.pdf", False)]
    assert 'src="cid:p@x"' in read.html


@pytest.mark.parametrize(
    "to", ["", "anna", "anna@", "a b@x.y", "anna@example.com\r\nBcc: b@x.y", "<anna@x.y>", "a@x.y, b@x.y", "аня@x.y"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(to: str) -> None:
    with pytest.raises(ChannelError) as refused:
        made(changed(to=to))
    assert (refused.value.code, refused.value.remedy) == ("smtp.no_such_address", Remedy.UNREACHABLE)


def test_a_cyrillic_domain_goes_out_in_ascii() -> None:
    assert compose.checked_address("info@пример.рф") == "info@xn--e1afmkfd.xn--p1ai"


@settings(max_examples=200, deadline=None)
@given(
    subject=st.text(max_size=300),
    text=st.text(max_size=2000),
    name=st.text(max_size=100),
    parent=st.text(max_size=100),
    file_name=st.text(max_size=120),
)
def test_no_words_can_smuggle_in_a_field_or_a_long_line(
    subject: str, text: str, name: str, parent: str, file_name: str
) -> None:
    message = changed(subject=subject, text=text, reply_to_id=parent)
    file = compose.File(name=file_name, media_type=name, data=b"x")
    data = made(message, files=[file], envelope=compose.Envelope(address="help@example.test", name=name))
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    known = {
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"In-Reply-To",
        b"References",
        b"MIME-Version",
        b"Content-Type",
    }
    assert {line.partition(b":")[0] for line in head if not line.startswith(b" ")} <= known
    read = read_back(data)
    assert read.text.split() == text.replace("\0", "").encode("utf-8", "replace").decode().split()
