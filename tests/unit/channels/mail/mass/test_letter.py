"""A copy of a letter reads back as it was meant, whatever stands in its values; the standard library is the judge."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.contract import ChannelError
from otklik.channels.mail import compose
from otklik.channels.mail.mass import dkim, letter
from otklik.channels.mail.mass.letter import Design, DesignRefused, Form, Recipient, Slot
from otklik.channels.mail.mass.quoted import piece

DATE = letter.date_field(datetime(2026, 11, 28, 12, 0, tzinfo=UTC))
ANNA = Recipient(
    id="0199-row", address="anna@example.org", name="Анна", unsubscribe_url="https://news.example.com/t/u/abc"
)
DESIGN = Design(
    sender="news@example.com",
    sender_name="Чайная «Лист»",
    subject=["Здравствуйте, ", Slot("name"), "!"],
    text=["Здравствуйте, ", Slot("name"), "!\n", Slot("link"), "\n"],
    html=["<p>Здравствуйте, ", Slot("name"), '!</p><a href="', Slot("link"), '">Чай</a>', Slot("block", Form.MARKUP)],
)
VALUES = {"name": "Анна", "link": "https://shop.example/?a=1&b=2", "block": "<hr>"}

# no NUL, which no mail may hold, and no half of a character, which no database gives
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200)
awkward = st.sampled_from(
    [" ", "  ", ".", "\n.\n", "\r\n", "=", "=3D", "\t", "From ", "--=_otklik_alternative", "ё" * 80]
)
texts = st.lists(st.one_of(words, awkward), max_size=8).map("".join)


def parsed(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(texts, texts, texts)
def test_any_text_with_any_values_reads_back_equal(before: str, value: str, after: str) -> None:
    design = Design(
        sender="news@example.com",
        subject=["Тема"],
        text=[before, Slot("v"), after, Slot("v")],
        html=["<p>", Slot("v"), "</p>", Slot("v", Form.MARKUP)],
    )
    written = letter.compile_letter(design).write(ANNA, values={"v": value}, date=DATE)
    mail = parsed(written.data)
    assert content(mail, "plain") == lines(before + value + after + value) + "\n"
    rich = content(mail, "html")
    assert rich.startswith("<p>")
    assert lines(unescape(rich[3 : rich.index("</p>")])) == lines(value) or "&" in value
    assert rich.endswith("</p>" + lines(value) + "\n")


@given(texts)
def test_no_line_is_long_begins_with_a_dot_or_changes_when_made_canonical(text: str) -> None:
    encoded = piece(text)
    assert all(len(line) <= 76 and not line.startswith(b".") for line in encoded.split(b"\r\n"))
    assert dkim.relaxed_body(encoded + b"end\r\n") == encoded + b"end\r\n"
    assert encoded.isascii()


@given(texts, texts, texts)
def test_no_value_makes_a_header(name: str, subject: str, extra: str) -> None:
    design = Design(
        sender="news@example.com", sender_name=name, subject=[Slot("s")], text=["."], headers={"X-Campaign": extra}
    )
    to = Recipient(id=subject, address="anna@example.org", name=name)
    written = letter.compile_letter(design).write(to, values={"s": subject}, date=DATE)
    mail = parsed(written.data)
    assert [one.lower() for one in mail] == [one.lower() for one, _ in written.fields]
    assert len(mail["to"].addresses) == 1
    assert mail["to"].addresses[0].addr_spec == "anna@example.org"
    assert mail["from"].addresses[0].addr_spec == "news@example.com"
    assert all(len(line) <= 998 for line in written.data.split(b"\r\n"))


def test_the_subject_and_the_names_read_back() -> None:
    mail = parsed(letter.compile_letter(DESIGN).write(ANNA, values=VALUES, date=DATE).data)
    assert mail["subject"] == "Здравствуйте, Анна!"
    assert mail["to"].addresses[0].display_name == "Анна"
    assert mail["from"].addresses[0].display_name == "Чайная «Лист»"
    assert mail["message-id"] == "<0199-row@example.com>"
    assert mail["date"].datetime == datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def test_a_value_in_html_is_escaped_and_a_block_is_not() -> None:
    written = letter.compile_letter(DESIGN).write(ANNA, values={**VALUES, "name": "<b>&"}, date=DATE)
    rich = content(parsed(written.data), "html")
    assert "&lt;b&gt;&amp;!" in rich
    assert 'href="https://shop.example/?a=1&amp;b=2"' in rich
    assert "<hr>" in rich


def test_one_click_unsubscribe_stands_in_both_fields() -> None:
    mail = parsed(letter.compile_letter(DESIGN).write(ANNA, values=VALUES, date=DATE).data)
    assert mail["list-unsubscribe"] == "<https://news.example.com/t/u/abc>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


def test_pictures_inside_stand_beside_the_html_that_shows_them() -> None:
    picture = compose.File(
        name="leaf.png", media_type="image/png", data=b"\x89PNG" * 50, inline=True, content_id="leaf"
    )
    design = Design(sender="n@example.com", subject=["x"], text=["x"], html=['<img src="cid:leaf">'], images=[picture])
    mail = parsed(letter.compile_letter(design).write(ANNA, values={}, date=DATE).data)
    (found,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert found.get_content() == picture.data
    assert found["content-id"] == "<leaf>"
    assert [part.get_content_type() for part in mail.walk()][:4] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
    ]


def test_a_letter_of_plain_text_alone_has_no_parts() -> None:
    design = Design(sender="n@example.com", subject=["x"], text=["Здравствуйте"])
    mail = parsed(letter.compile_letter(design).write(ANNA, values={}, date=DATE).data)
    assert not mail.is_multipart()
    assert mail.get_content() == "Здравствуйте\r\n"


def test_the_same_row_is_the_same_bytes() -> None:
    compiled = letter.compile_letter(DESIGN)
    first, second = (compiled.write(ANNA, values=VALUES, date=DATE).data for _ in range(2))
    assert first == second


def test_a_missing_value_is_told_and_not_sent_empty() -> None:
    with pytest.raises(KeyError):
        letter.compile_letter(DESIGN).write(ANNA, values={}, date=DATE)
    assert letter.compile_letter(DESIGN).names == {"name", "link", "block"}


@pytest.mark.parametrize("field", ["From", "DKIM-Signature", "X Y", "X:Y", "a\r\nBcc", ""])
def test_a_design_may_not_set_fields_that_are_the_letters_own(field: str) -> None:
    with pytest.raises(DesignRefused):
        letter.compile_letter(Design(sender="n@example.com", subject=["x"], text=["x"], headers={field: "x"}))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/\r\nBcc: a@b.example", "https://x>,<y"])
def test_an_unsubscribe_link_cannot_break_out_of_its_field(url: str) -> None:
    to = Recipient(id="1", address="a@example.org", unsubscribe_url=url)
    with pytest.raises(DesignRefused):
        letter.compile_letter(DESIGN).write(to, values=VALUES, date=DATE)


@pytest.mark.parametrize("address", ["", "anna", "a@b>\r\nRCPT TO:<c@d", "a b@example.org"])
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(ChannelError):
        letter.compile_letter(DESIGN).write(Recipient(id="1", address=address), values=VALUES, date=DATE)


def test_a_value_in_a_query_is_percent_encoded() -> None:
    design = Design(sender="n@example.com", subject=["x"], text=["https://x.example/?n=", Slot("n", Form.QUERY)])
    mail = parsed(letter.compile_letter(design).write(ANNA, values={"n": "Анна & Ко"}, date=DATE).data)
    assert re.fullmatch(r"https://x\.example/\?n=[%\w]+", mail.get_content().strip())
