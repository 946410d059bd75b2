"""Notices of many mail systems, in their own words, name who was not reached; ordinary mail names nobody."""

# ruff: noqa: E501  # lines of mail stand whole, as programs write them

from typing import NamedTuple

import pytest

from otklik.channels.mail import bounces, mime, reports


class Said(NamedTuple):
    sender: str
    subject: str
    text: str
    status: str
    permanent: bool


NOTICES = {
    "qmail": Said(
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message.\n\n"
        "<anna@example.com>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 No such user\n"
        "Giving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nTo: b@example.com\n",
        "5.1.1",
        True,
    ),
    "exim": Said(
        "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        "  anna@example.com\n    host mx.example.com [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:"
        "<anna@example.com>:\n    550 5.7.1 Relaying denied\n\n------ This is a copy of your message ------\n\nTo: c@d.ru",
        "5.7.1",
        True,
    ),
    "exim, delayed": Said(
        "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Warning: message 1abc delayed 24 hours",
        "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours."
        "\n\nThe address to which the message has not yet been delivered is:\n\n  anna@example.com\n\nNo action is "
        "required on your part. Delivery attempts will continue for\nsome time.\n",
        "",
        False,
    ),
    "postfix": Said(
        "MAILER-DAEMON@mx.example.org (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx.example.org.\n\nI'm sorry to have to inform you that your message could not\n"
        "be delivered. For further assistance, please send mail to postmaster.\n\n                   The mail system\n\n"
        "<anna@example.com>: host mx.example.com[192.0.2.1] said: 552 5.2.2 Mailbox full\n    (in reply to RCPT TO command)",
        "5.2.2",
        True,
    ),
    "sendmail": Said(
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>",
        "Returned mail: see transcript for details",
        "The original message was received at Sat, 21 Nov 2026 10:00:00 GMT\nfrom localhost\n\n"
        "   ----- The following addresses had permanent fatal errors -----\n<anna@example.com>\n"
        "    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n"
        "... while talking to mx.example.com.:\n>>> DATA\n<<< 550 5.1.1 User unknown\n",
        "5.1.1",
        True,
    ),
    "exchange": Said(
        "Microsoft Outlook <postmaster@example.org>",
        "Undeliverable: Your order",
        "Delivery has failed to these recipients or groups:\n\nanna@example.com<mailto:anna@example.com>\n"
        "The email address you entered couldn't be found. Please check the recipient's email address and try to resend.\n\n"
        "Diagnostic information for administrators:\n\nGenerating server: mx.example.org\n",
        "",
        True,
    ),
    "google": Said(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "** Address not found **\n\nYour message wasn't delivered to anna@example.com because the address couldn't be "
        "found, or is unable to receive mail.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach "
        "does not exist.\n",
        "5.1.1",
        True,
    ),
    "yandex": Said(
        "mailer-daemon@yandex.ru",
        "Недоставленное сообщение",
        "Это письмо отправлено почтовым сервером yandex.ru.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше "
        "письмо не может\nбыть отправлено одному или нескольким адресатам. Технические подробности можно найти ниже.\n\n"
        "Пожалуйста, не отвечайте на это сообщение.\n\n<anna@example.com>: host mx.example.com[192.0.2.1] said: 550 5.1.1\n"
        "    No such user (in reply to RCPT TO command)\n",
        "5.1.1",
        True,
    ),
    "mail.ru": Said(
        "Mail Delivery System <mailer-daemon@corp.mail.ru>",
        "Mail failure.",
        "Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.\n\nК сожалению, Ваше письмо не "
        "может быть доставлено одному или нескольким получателям:\n\n**********************\n\n"
        "anna@example.com: Message was not accepted -- invalid mailbox. Local mailbox anna@example.com is unavailable: "
        "user not found\n\n**********************\n",
        "",
        True,
    ),
    "lotus": Said(
        "postmaster@example.org",
        "DELIVERY FAILURE: User anna (anna@example.com) not listed in Domino Directory",
        "Your message\n\n  Subject: Order\n\nwas not delivered to:\n\n  anna@example.com\n\nbecause:\n\n"
        "  User anna (anna@example.com) not listed in Domino Directory\n",
        "",
        True,
    ),
    "aol": Said(
        "MAILER-DAEMON@aol.com",
        "Undeliverable: Order",
        "The original message was received...\n\n----- The following addresses had delivery problems -----\n"
        "<anna@example.com>  (unrecoverable error)\n    550 MAILBOX NOT FOUND\n",
        "",
        True,
    ),
    "courier": Said(
        '"Courier mail server at mx.example.org" <@mx.example.org>',
        "NOTICE: mail delivery status.",
        "This is a delivery status notification from mx.example.org.\n\nThe original message was received on Sat, 11 Dec\n"
        "from [127.0.0.1]\n\n                           UNDELIVERABLE MAIL\n\n"
        "Your message to the following recipients cannot be delivered:\n\n<anna@example.com>:\n    mx.example.com:\n"
        "<<< 550 5.1.1 <anna@example.com>... User Unknown\n",
        "5.1.1",
        True,
    ),
    "german": Said(
        "Mailer-Daemon@example.de",
        "Mail delivery failed: returning message to sender",
        "Diese Nachricht wurde automatisch erstellt.\nIhre Nachricht konnte nicht zugestellt werden:\n\n"
        "anna@example.com:\nEmpfänger unbekannt\n",
        "",
        True,
    ),
    "french": Said(
        "postmaster@example.fr",
        "Non remis : commande",
        "Votre message n'a pas pu être remis au destinataire suivant :\n\nanna@example.com\n\nUtilisateur inconnu\n",
        "",
        True,
    ),
    "temporary code": Said(
        "MAILER-DAEMON@example.org",
        "Delivery failure",
        "Could not deliver to the following recipient:\n\n<anna@example.com>: 452 4.2.2 Mailbox full\n",
        "4.2.2",
        False,
    ),
}


def recognise(sender: str, subject: str, text: str, *, extra: str = "") -> reports.Notice | None:
    raw = f"From: {sender}\nTo: shop@example.test\nSubject: {subject}\n{extra}Content-Type: text/plain; charset=utf-8\n\n{text}"
    message = mime.open_message(raw.encode())
    return bounces.recognise(message, hint=mime.hint_of(message, raw.encode()))


@pytest.mark.parametrize("said", NOTICES.values(), ids=NOTICES.keys())
def test_a_notice_in_plain_words_names_the_recipient(said: Said) -> None:
    notice = recognise(said.sender, said.subject, said.text)
    assert notice is not None
    (recipient,) = notice.recipients
    assert (recipient.address, recipient.status, recipient.permanent) == (
        "anna@example.com",
        said.status,
        said.permanent,
    )


def test_the_field_of_exim_and_google_is_believed_first() -> None:
    notice = recognise(
        "postmaster@example.org", "Hm", "Sorry.", extra="X-Failed-Recipients: a@example.com,b@example.com\n"
    )
    assert notice is not None
    assert [one.address for one in notice.recipients] == ["a@example.com", "b@example.com"]


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("anna@example.com", "Re: Undelivered Mail Returned to Sender", "I got this for b@example.com. What failed?"),
        ("anna@example.com", "My order was not delivered", "Please write to anna@work.example.com"),
        ("anna@example.com", "Failed payment", "My card was rejected, my other mail is b@example.com"),
        ("anna@example.com", "Fwd: failure notice", "See below\n\n<b@example.com>:\nno such user"),
        ("Courier <delivery@example.com>", "Заказ 15", "Не удалось доставить заказ, мой адрес b@example.com"),
        ("postmaster@example.com", "Hello", "I failed to log in, write to b@example.com"),
        ("anna@example.com", "Заказ не доставлен", "Где мой заказ? Мой адрес anna@example.com"),
    ],
)
def test_a_person_who_writes_of_failures_is_not_a_bounce(sender: str, subject: str, text: str) -> None:
    assert recognise(sender, subject, text) is None


def test_several_recipients_each_have_their_own_reason() -> None:
    text = (
        "The message could not be delivered to:\n\n<a@example.com>: 550 5.1.1 User unknown\n\n"
        "<b@example.com>: 452 4.2.2 Over quota\n\n--- Original message follows.\n\n<c@example.com>:\n"
    )
    notice = recognise("MAILER-DAEMON@example.org", "failure notice", text)
    assert notice is not None
    found = {one.address: (one.status, one.permanent) for one in notice.recipients}
    assert found == {"a@example.com": ("5.1.1", True), "b@example.com": ("4.2.2", False)}
