"""Raw mail becomes the right event with the right words, whatever its author's program got wrong."""

# ruff: noqa: E501  # lines of mail stand whole, as programs write them

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from otklik.channels.contract import (
    InboundAutoReply,
    InboundBounce,
    InboundDelivered,
    InboundMessage,
    InboundRead,
    InboundUnknown,
    RawItem,
)
from otklik.channels.mail import reader

OWN = reader.Own(address="help@example.test", aliases=("sales@example.test",))
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HEAD = (
    "From: Anna <anna@example.com>\nTo: help@example.test\nDate: Sat, 21 Nov 2026 13:00:00 +0300\nMessage-ID: <m1@x>\n"
)


def raw(text: str, *, charset: str = "utf-8") -> bytes:
    return text.encode(charset)


def message(data: bytes, own: reader.Own = OWN, headers: Mapping[str, str] | None = None) -> InboundMessage:
    (event,) = reader.read(RawItem(event_id="1", body=data, headers=headers or {}, received_at=NOON), own)
    assert isinstance(event, InboundMessage)
    return event


def event(data: bytes) -> object:
    (found,) = reader.read(RawItem(event_id="1", body=data, received_at=NOON), OWN)
    return found


def test_a_plain_mail_reads_as_it_is() -> None:
    read = message(raw(HEAD + "Subject: Hi\nIn-Reply-To: <m0@x>\nReferences: <root@x> <m0@x>\n\nHello\n"))
    assert (read.external_id, read.thread_id, read.reply_to_id) == ("m1@x", "root@x", "m0@x")
    assert read.references == ("root@x", "m0@x")
    assert (read.sender.id, read.sender.name) == ("anna@example.com", "Anna")
    assert (read.subject, read.text, read.visible_text) == ("Hi", "Hello", "Hello")
    assert read.sent_at == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "charset", ["windows-1251", "koi8-r", "iso-8859-5", "cp866", "mac-cyrillic", "utf-8", "koi8-u"]
)
@pytest.mark.parametrize("label", ["right", "none", "us-ascii", "iso-8859-1", "x-unknown"])
def test_cyrillic_is_read_whatever_the_label_says(charset: str, label: str) -> None:
    if charset == "mac-cyrillic" and label != "right":
        pytest.skip("differs from windows-1251 in capitals alone: without a label nobody can tell")
    stated = {"right": f"; charset={charset}", "none": ""}.get(label, f"; charset={label}")
    text = f"{HEAD}Subject: x\nContent-Type: text/plain{stated}\nContent-Transfer-Encoding: 8bit\n\n"
    words = "Здравствуйте, подскажите, пожалуйста, когда привезут мой заказ номер 15?"
    assert message(raw(text) + words.encode(charset)).text == words


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
def test_raw_eight_bit_headers_are_read(charset: str) -> None:
    data = "From: Анна Петрова <anna@example.com>\nSubject: Вопрос о доставке заказа\n\nДобрый день".encode(charset)
    read = message(data)
    assert (read.sender.name, read.subject, read.text) == ("Анна Петрова", "Вопрос о доставке заказа", "Добрый день")


def test_western_letters_stay_western() -> None:
    for charset in ("iso-8859-1", "windows-1252"):
        data = raw(HEAD + f"Content-Type: text/plain; charset={charset}\n\n") + "Grüße aus Köln, café".encode(charset)
        assert message(data).text == "Grüße aus Köln, café"


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("=?utf-8?B?0J/RgNC40LLQ?= =?utf-8?B?tdGCLCDQvNC40YA=?=", "Привет, мир"),
        ("=?UTF-8?Q?=D0=9F=D1=80=D0?=\n =?UTF-8?Q?=B8=D0=B2=D0=B5=D1=82?=", "Привет"),
        ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?= and =?windows-1251?B?7Ojw?=", "Привет and мир"),
        ("=?utf-8?b?0J/RgNC40LLQtdGC", "Привет"),
        ("=?utf-8?B?0J/RgNC40LLQtdGC?==?utf-8?B?LCDQvNC40YA=?=", "Привет, мир"),
        ("=?utf-8?Q?a_b=3F?=", "a b?"),
        ("=?x-nonsense?Q?Hello?=", "Hello"),
        ("=?utf-8*ru?Q?Hello?=", "Hello"),
        ("=?=?=?", "=?=?=?"),
        ("plain =? not a word ?=", "plain =? not a word ?="),
        ("Re: =?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "Re: 日本語"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
    ],
)
def test_encoded_words_are_read_even_broken_ones(field: str, subject: str) -> None:
    assert message(raw(f"From: a@example.com\nSubject: {field}\n\nx")).subject == subject


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ('"Petrova, Anna" <anna@example.com>', "Petrova, Anna", "anna@example.com"),
        ("anna@example.com (Anna Petrova)", "Anna Petrova", "anna@example.com"),
        ("=?utf-8?B?0JDQvdC90LA=?= <anna@example.com>", "Анна", "anna@example.com"),
        ('"=?utf-8?B?0JDQvdC90LA=?=" <anna@example.com>', "Анна", "anna@example.com"),
        ("<anna@example.com>", "", "anna@example.com"),
        ("Anna <<anna@example.com>>", "Anna", "anna@example.com"),
        ("Anna < anna@example.com >", "Anna", "anna@example.com"),
        ("'Anna' <mailto:anna@example.com>", "Anna", "anna@example.com"),
        ("Team: anna@example.com, b@example.com;", "", "anna@example.com"),
        ("Anna anna@example.com", "Anna", "anna@example.com"),
        ("Anna <@relay.example.com:anna@example.com>", "Anna", "anna@example.com"),
        ('"Anna \\"Nut\\" P" <Anna@Example.com>', 'Anna "Nut" P', "Anna@Example.com"),
        ("Анна <anna@пример.рф>", "Анна", "anna@пример.рф"),
    ],
)
def test_senders_are_read_from_any_spelling(field: str, name: str, address: str) -> None:
    sender = message(raw(f"From: {field}\nSubject: x\n\nx")).sender
    assert (sender.name, sender.address, sender.id) == (name, address, address.lower())


def test_a_mail_from_nobody_is_a_person_of_its_own() -> None:
    first = message(b"Subject: one\n\nHello")
    second = message(b"Subject: two\n\nHello")
    assert first.sender.id != second.sender.id
    assert first.sender.address == ""


def test_a_mail_without_an_id_gets_the_same_one_every_time_and_from_every_copy() -> None:
    copy = b"Received: by a; Sat, 21 Nov 2026 10:00:00 +0000\nFrom: a@example.com\nSubject: x\n\nHello\n"
    other = b"Received: by b; Sat, 21 Nov 2026 10:00:09 +0000\r\nFrom: a@example.com\r\nSubject: x\r\n\r\nHello\r\n"
    assert message(copy).external_id == message(other).external_id
    assert message(copy).external_id != message(copy.replace(b"Hello", b"Bye")).external_id


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("Date: Sat, 21 Nov 2026 13:00:00 +0300 (MSK)\n", datetime(2026, 11, 21, 10, 0, tzinfo=UTC)),
        ("Date: 2026-11-21 10:00:00\n", datetime(2026, 11, 21, 10, 0, tzinfo=UTC)),
        (
            "Date: nonsense\nReceived: by x; Sat, 21 Nov 2026 11:00:00 +0000\n",
            datetime(2026, 11, 21, 11, 0, tzinfo=UTC),
        ),
        ("Date: Thu, 1 Jan 1970 00:00:00 +0000\n", NOON),
        ("Date: Sat, 21 Nov 2099 10:00:00 +0000\n", NOON),
        ("", NOON),
    ],
)
def test_the_time_of_sending_is_the_best_that_is_stated(fields: str, expected: datetime) -> None:
    assert message(raw(f"From: a@example.com\n{fields}Subject: x\n\nx")).sent_at == expected


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("filename*=utf-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80.pdf", "Договор.pdf"),
        (
            "filename*0*=utf-8''%D0%94%D0%BE%D0%B3;\n filename*1*=%D0%BE%D0%B2%D0%BE%D1%80;\n filename*2=.pdf",
            "Договор.pdf",
        ),
        ('filename="=?utf-8?B?0JTQvtCz0L7QstC+0YAucGRm?="', "Договор.pdf"),
        ('filename="C:\\\\docs\\\\file.pdf"', "file.pdf"),
        ("filename=../../etc/passwd", "passwd"),
        ('filename="Договор.pdf"', "Договор.pdf"),
        ("filename=two words.pdf", "two words.pdf"),
    ],
)
def test_file_names_are_read_from_any_encoding(parameter: str, name: str) -> None:
    data = raw(
        HEAD + f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee file\n--b\nContent-Type: application/pdf\n"
        f"Content-Disposition: attachment; {parameter}\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n"
    )
    read = message(data)
    (file,) = read.attachments
    assert (file.name, file.media_type, file.size, file.data, file.inline) == (
        name,
        "application/pdf",
        4,
        b"%PDF",
        False,
    )
    assert read.text == "See file"


def test_pictures_inside_the_letter_are_inline_and_remote_ones_wait() -> None:
    page = '<p>Hi <img src="cid:pic@x"> <img src="https://t.example/p.gif" onload="x()"><script>evil()</script></p>'
    data = raw(
        HEAD + "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n"
        f"{page}\n--b\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n"
        "iVBORw==\n--b--\n"
    )
    read = message(data)
    (picture,) = read.attachments
    assert (picture.inline, picture.content_id, picture.kind) == (True, "pic@x", "image")
    assert 'src="cid:pic@x"' in read.html
    assert 'data-remote-src="https://t.example/p.gif"' in read.html
    assert "script" not in read.html
    assert "onload" not in read.html
    assert read.text == "Hi"


def test_an_html_letter_reads_as_text_with_its_quote_marked() -> None:
    page = (
        "<html><head><style>p{}</style></head><body><div>Первая строка<br>Вторая</div><ul><li>один</li><li>два</li></ul>"
        '<div class="gmail_quote"><div class="gmail_attr">кто-то на неизвестном языке:</div>'
        "<blockquote>Старое письмо</blockquote></div></body></html>"
    )
    read = message(raw(HEAD + "Content-Type: text/html; charset=utf-8\n\n" + page))
    assert read.visible_text == "Первая строка\nВторая\n\n- один\n- два"
    assert "> Старое письмо" in read.text


def test_outlook_on_the_web_hides_its_history_behind_a_marker() -> None:
    page = '<div>Yes</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Shmfrom: x</div><div>Old</div>'
    read = message(raw(HEAD + "Content-Type: text/html\n\n" + page))
    assert (read.visible_text, "Old" in read.text) == ("Yes", True)


def test_uuencoded_files_in_the_text_become_attachments() -> None:
    data = raw(HEAD + "\nLook:\nbegin 644 hello.txt\n%:&5L;&\\`\n`\nend\nBye\n")
    read = message(data)
    assert [(one.name, one.data) for one in read.attachments] == [("hello.txt", b"hello")]
    assert read.text == "Look:\nBye"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/ms-tnef; name=winmail.dat", "winmail.dat"),
        ("application/pgp-signature; name=signature.asc", "signature.asc"),
        ("application/pkcs7-signature; name=smime.p7s", "smime.p7s"),
        ("text/calendar; method=REQUEST", "text-1.ics"),
        ("message/rfc822", "Inner subject.eml"),
    ],
)
def test_every_other_part_is_kept_as_a_file(kind: str, name: str) -> None:
    data = raw(
        HEAD + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nBody\n--b\n"
        f"Content-Type: {kind}\n\nSubject: Inner subject\nFrom: c@example.com\n\ninner\n--b--\n"
    )
    read = message(data)
    assert [one.name for one in read.attachments] == [name]
    assert read.text == "Body"


@pytest.mark.parametrize(
    "structure",
    [
        "Content-Type: multipart/mixed\n\n--zz\nContent-Type: text/plain\n\nHello\n--zz--\n",
        "Content-Type: multipart/mixed; boundary=other\n\n--zz\nContent-Type: text/plain\n\nHello\n--zz--\n",
        "Content-Type: multipart/mixed; boundary=zz\n\n--zz\nContent-Type: text/plain\n\nHello",
        "Content-Type: text\n\nHello",
        "Content-Type: ; charset=\n\nHello",
        "Content-Transfer-Encoding: base64\n\nSGVsbG8",
        "Content-Transfer-Encoding: nonsense\n\nHello",
        "A line that is no field\nContent-Type: text/plain\n\nHello",
    ],
)
def test_a_broken_structure_still_shows_its_text(structure: str) -> None:
    assert message(raw(HEAD + structure)).text.strip() == "Hello"


def test_a_footer_glued_below_base64_is_read_as_text() -> None:
    data = raw(HEAD + "Content-Transfer-Encoding: base64\n\nSGVsbG8g\nd29ybGQ=\n-- \nA list, lists@example.com\n")
    assert message(data).text.split("\n") == ["Hello world", "-- ", "A list, lists@example.com"]


def test_every_recipient_field_counts_for_routing() -> None:
    read = message(
        raw(
            "From: a@example.com\nTo: b@example.com\nCc: Sales <sales@example.test>\n"
            "Delivered-To: Help@example.test\nX-Original-To: help@example.test\n\nx"
        )
    )
    assert read.recipients == ("b@example.com", "sales@example.test", "Help@example.test")


def test_the_token_of_a_plus_address_comes_along() -> None:
    data = b"From: a@example.com\nTo: help+aB3-x_9@example.test\n\nx"
    assert message(data).start_payload == "aB3-x_9"
    assert message(data, reader.Own()).start_payload == ""


def test_our_own_mail_seen_in_a_folder_is_an_echo() -> None:
    assert message(b"From: help@example.test\nTo: anna@example.com\n\nx").outgoing
    assert not message(b"From: help@example.test\nTo: help@example.test\n\nx").outgoing


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "List-Unsubscribe: <https://news.example.com/u>",
        "Return-Path: <>",
        "Subject: Автоответ: я в отпуске",
        "Subject: Out of Office: back on Monday",
        "Subject: Automatische Antwort: Anfrage",
        "Subject: Réponse automatique : absence",
        "X-MS-Exchange-Inbox-Rules-Loop: anna@example.com",
    ],
)
def test_machines_are_told_from_people(field: str) -> None:
    assert isinstance(event(raw(f"From: anna@example.com\n{field}\n\nBack on Monday")), InboundAutoReply)


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "List-Id: <team.example.com>\nList-Post: <mailto:t@example.com>\nPrecedence: list\nList-Unsubscribe: <u>",
        "Precedence: bulk\nIn-Reply-To: <m@x>",
        "Precedence: first-class",
        "Subject: Re: hello",
        "X-Auto-Response-Suppress: All",
    ],
)
def test_people_are_not_taken_for_machines(field: str) -> None:
    assert type(event(raw(f"From: anna@example.com\n{field}\n\nHello"))) is InboundMessage


def report(kind: str, fields: str) -> bytes:
    return raw(
        "From: postmaster@example.com\nSubject: Report\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n--b\n\nSee below\n--b\n"
        f"Content-Type: message/{kind}\n\n{fields}\n--b\nContent-Type: text/rfc822-headers\n\n"
        "Message-ID: <sent-1@example.test>\n\n--b--\n"
    )


def test_a_report_of_failure_names_the_recipient_the_reason_and_our_mail() -> None:
    fields = (
        "Reporting-MTA: dns; mx\n\nOriginal-Recipient: rfc822;Anna+2Btag@example.com\n"
        "Final-Recipient: rfc822;other@example.com\nAction: failed\nStatus: 5.0.0\n"
        "Diagnostic-Code: smtp; 550 5.1.1\n  no such user\n"
    )
    found = event(report("delivery-status", fields.replace("Anna+2Btag", "anna+2Btag")))
    assert isinstance(found, InboundBounce)
    (recipient,) = found.recipients
    assert (recipient.address, recipient.permanent, recipient.status) == ("anna+tag@example.com", True, "5.1.1")
    assert (recipient.reason, found.original_message_id) == ("550 5.1.1 no such user", "sent-1@example.test")


def test_a_delay_is_not_a_failure() -> None:
    found = event(
        report(
            "delivery-status",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@example.com\nAction: delayed\nStatus: 4.4.1\n",
        )
    )
    assert isinstance(found, InboundBounce)
    assert (found.delayed, found.recipients[0].permanent) == (True, False)


def test_a_report_of_success_says_delivered() -> None:
    found = event(
        report(
            "delivery-status",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@example.com\nAction: delivered\nStatus: 2.0.0\n",
        )
    )
    assert isinstance(found, InboundDelivered)
    assert found.external_id == "sent-1@example.test"


@pytest.mark.parametrize(
    ("mode", "by_machine"),
    [("manual-action/MDN-sent-manually", False), ("automatic-action/MDN-sent-automatically", True)],
)
def test_a_read_receipt_says_who_read(mode: str, *, by_machine: bool) -> None:
    fields = f"Final-Recipient: rfc822;a@example.com\nOriginal-Message-ID: <sent-1@example.test>\nDisposition: {mode}; displayed"
    found = event(report("disposition-notification", fields))
    assert isinstance(found, InboundRead)
    assert (found.external_id, found.by_machine) == ("sent-1@example.test", by_machine)


def test_a_mail_deleted_unread_was_not_read() -> None:
    fields = "Final-Recipient: rfc822;a@example.com\nDisposition: manual-action/MDN-sent-manually; deleted"
    assert isinstance(event(report("disposition-notification", fields)), InboundUnknown)


def test_a_complaint_names_whom_to_leave_alone() -> None:
    fields = "Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\nOriginal-Rcpt-To: <anna@example.com>"
    found = event(report("feedback-report", fields))
    assert isinstance(found, InboundBounce)
    assert [(one.address, one.reason) for one in found.recipients] == [("anna@example.com", "complaint: abuse")]


def test_of_a_mail_over_the_limit_the_text_and_a_note_remain() -> None:
    data = raw(
        HEAD
        + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee file\n--b\nContent-Type: video/mp4; name=v.mp4\n"
        "Content-Transfer-Encoding: base64\n\nAAAA"
    )
    read = message(data, headers={"truncated-from": str(45 * 1024 * 1024), "size-limit": str(30 * 1024 * 1024)})
    assert read.text == "See file\n\n[45 MB > 30 MB]"
    assert [(one.name, one.data) for one in read.attachments] == [("v.mp4", None)]


def test_an_outlook_file_is_kept_and_its_words_shown() -> None:
    found = message(b"\xd0\xcf\x11\xe0" + bytes(600) + "Please read this letter".encode("utf-16-le") + bytes(64))
    assert "Please read this letter" in found.text
    assert found.attachments[0].name == "message.msg"


SEED = report("delivery-status", "Final-Recipient: rfc822;a@b.c\nAction: failed\nStatus: 5.1.1\n")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
@example(b"")
@example(b"\n\n")
@example(b'From: \xff\xfe\nContent-Type: multipart/mixed; boundary=""\n\n--\n--\n')
@example(
    b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 2000
)
@example(b"Date: Sat, 99 Foo 99999 99:99:99 +9999\nFrom: <@>\n\nx")
def test_no_bytes_at_all_stop_the_mailbox(data: bytes) -> None:
    (found,) = reader.read(RawItem(event_id="1", body=data), OWN)
    assert getattr(found, "external_id", None)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mail_damaged_anywhere_is_still_read(data: st.DataObject) -> None:
    base = data.draw(
        st.sampled_from([SEED, raw(HEAD + "Subject: =?utf-8?B?0J8=?=\nContent-Type: text/html\n\n<p>x</p>")])
    )
    position = data.draw(st.integers(0, len(base)))
    junk = data.draw(st.binary(max_size=40))
    cut = data.draw(st.integers(0, 40))
    (found,) = reader.read(RawItem(event_id="1", body=base[:position] + junk + base[position + cut :]), OWN)
    assert getattr(found, "external_id", None)
