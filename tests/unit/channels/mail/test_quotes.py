"""What the writer wrote now is told from what was quoted, in the ways and languages of real mail programs."""

# ruff: noqa: E501  # lines of mail stand whole, as programs write them

import pytest

from otklik.channels.mail import quotes

ATTRIBUTIONS = {
    "gmail, English": "On Tue, Sep 25, 2012 at 8:59 AM, Chris <c@example.com>wrote:",
    "gmail, Russian": "пн, 14 окт. 2024 г. в 12:34, Служба поддержки <help@example.ru>:",
    "gmail, older Russian": "14 октября 2014 г., 12:34 пользователь Иван <ivan@example.ru> написал:",
    "yandex": '14.10.2024, 12:34, "Служба поддержки" <help@example.ru>:',
    "mail.ru": "Понедельник, 14 октября 2024, 12:34 +03:00 от Служба поддержки <help@example.ru>:",
    "apple, Russian": "14 окт. 2024 г., в 12:34, Анна <anna@example.ru> написал(а):",
    "thunderbird, Russian": "14.10.2024 12:34, Анна Петрова пишет:",
    "apple, German": "Am 14.10.2024 um 12:34 schrieb Anna Meier <anna@example.de>:",
    "thunderbird, German": "Am 14.10.24 um 12:34 schrieb Anna:",
    "gmail, French": "Le lun. 14 oct. 2024 à 12:34, Anne <anne@example.fr> a écrit :",
    "gmail, Spanish": "El lun, 14 oct 2024 a las 12:34, Ana (<ana@example.es>) escribió:",
    "gmail, Portuguese": "Em seg., 14 de out. de 2024 às 12:34, Ana <ana@example.br> escreveu:",
    "gmail, Italian": "Il giorno lun 14 ott 2024 alle ore 12:34 Anna <anna@example.it> ha scritto:",
    "gmail, Dutch": "Op ma 14 okt 2024 om 12:34 schreef Anna <anna@example.nl>:",
    "apple, Dutch": "Op 14 okt. 2024, om 12:34 heeft Anna <anna@example.nl> het volgende geschreven:",
    "gmail, Swedish": "Den mån 14 okt. 2024 kl 12:34 skrev Anna <anna@example.se>:",
    "gmail, Danish": "Den man. 14. okt. 2024 kl. 12.34 skrev Anna <anna@example.dk>:",
    "gmail, Norwegian": "man. 14. okt. 2024 kl. 12:34 skrev Anna <anna@example.no>:",
    "gmail, Finnish": "ma 14. lokak. 2024 klo 12.34 Anna (anna@example.fi) kirjoitti:",
    "gmail, Polish": "pon., 14 paź 2024 o 12:34 Anna <anna@example.pl> napisał(a):",
    "gmail, Czech": "po 14. 10. 2024 v 12:34 odesílatel Anna <anna@example.cz> napsal:",
    "gmail, Turkish": "Anna <anna@example.tr>, 14 Eki 2024 Pzt, 12:34 tarihinde şunu yazdı:",
    "gmail, Hungarian": "Anna <anna@example.hu> ezt írta (időpont: 2024. okt. 14., H, 12:34):",
    "gmail, Romanian": "În lun., 14 oct. 2024 la 12:34, Ana <ana@example.ro> a scris:",
    "gmail, Ukrainian": "пн, 14 жовт. 2024 р. о 12:34 Анна <anna@example.ua> пише:",
    "gmail, Bulgarian": "На пн, 14.10.2024 г. в 12:34 Анна <anna@example.bg> написа:",
    "gmail, Greek": "Στις Δευ 14 Οκτ 2024 στις 12:34 μ.μ., ο/η Anna <anna@example.gr> έγραψε:",
    "gmail, Vietnamese": "Vào 12:34 14 tháng 10, 2024, Anna <anna@example.vn> đã viết:",
    "gmail, Japanese": "2024年10月14日(月) 12:34 Anna <anna@example.jp>:",
    "gmail, Chinese": "Anna <anna@example.cn> 于2024年10月14日周一 12:34写道：",
    "gmail, Korean": "2024년 10월 14일 (월) 오후 12:34, Anna <anna@example.kr>님이 작성:",
    "gmail, Hebrew": "\u200f\u202aבתאריך יום ב׳, 14 באוק׳ 2024 ב-12:34 מאת \u202aAnna\u202c\u200f <\u202aanna@example.il\u202c\u200f>:\u202c",
    "gmail, Arabic": "في الاثنين، 14 أكتوبر 2024 في 12:34 م تمت كتابة ما يلي بواسطة Anna <anna@example.sa>:",
    "protonmail": "On Monday, October 14th, 2024 at 12:34, Anna <anna@example.com> wrote:",
    "samsung": "-------- Original message --------",
    "wrapped name": "On Aug 19, 2021 at 2:07 PM Support from Shop <\nhelp@example.com> wrote:",
    "time first": "At 10:23 AM 7/11/2024, you wrote:",
    "an old reader": "Quoting Anna <anna@example.com>:",
    "news": "In article <123@example.com>, Anna <anna@example.com> wrote:",
    "the bat": "Вы писали 14 октября 2024 г., 12:34:",
    "no address": "On Jan 5, 2024, at 10:00, Anna Smith wrote:",
}

BLOCKS = {
    "outlook, English": "From: Anna [mailto:anna@example.com]\nSent: Monday, October 14, 2024 12:34 PM\nTo: Shop\nSubject: Hi",
    "outlook, Russian": "От: Анна <anna@example.ru>\nОтправлено: 14 октября 2024 г. 12:34\nКому: Магазин\nТема: Заказ",
    "outlook, German": "Von: Anna <anna@example.de>\nGesendet: Montag, 14. Oktober 2024 12:34\nAn: Shop\nBetreff: Hallo",
    "outlook, French": "De : Anne <anne@example.fr>\nEnvoyé : lundi 14 octobre 2024 12:34\nÀ : Boutique\nObjet : Bonjour",
    "outlook, Spanish": "De: Ana <ana@example.es>\nEnviado el: lunes, 14 de octubre de 2024 12:34\nPara: Tienda\nAsunto: Hola",
    "outlook, Italian": "Da: Anna <anna@example.it>\nInviato: lunedì 14 ottobre 2024 12:34\nA: Negozio\nOggetto: Ciao",
    "outlook, Polish": "Od: Anna <anna@example.pl>\nWysłano: poniedziałek, 14 października 2024 12:34\nDo: Sklep\nTemat: Cześć",
    "outlook, bold": "*From:* Anna <anna@example.com>\n*Date:* Monday, 14 October 2024 at 12:34\n*To:* Shop\n*Subject:* Hi",
    "outlook line": "________________________________\nFrom: Anna <anna@example.com>\nSent: 14 October 2024 12:34\nTo: Shop",
    "dashes": "-----Original Message-----\nFrom: Anna\nSent: Monday",
    "dashes, German": "-----Ursprüngliche Nachricht-----\nVon: Anna",
    "dashes, Russian": "-----Исходное сообщение-----\nОт: Анна",
    "dashes in a language not listed": "----- Letra e parë -----\nFrom: anna@example.com\nDate: 14.10.2024 12:34",
    "forward, gmail": "---------- Forwarded message ---------\nFrom: Anna <anna@example.com>\nDate: Mon, Oct 14",
    "forward, Russian": "-------- Пересылаемое сообщение --------\n14.10.2024, 12:34",
    "forward, apple": "Начало переадресованного сообщения:\n\nОт: Анна",
    "above line": "##- Please type your reply above this line -##\n\nYour request was updated.",
    "above line, German": "##- Bitte geben Sie Ihre Antwort über dieser Zeile ein. -##\n\nAnfrage",
    "yandex, new": '----------------\nКому: Магазин (shop@example.ru);\nТема: Заказ;\n14.10.2024, 12:34, "Анна" <a@example.ru>:',
    "above line, Russian": "--- Пишите ответ выше этой линии ---\n\nВаш запрос обновлён.",
}


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_an_attribution_and_the_quote_below_it_are_folded(attribution: str) -> None:
    assert quotes.visible(f"Да, спасибо.\n\n{attribution}\n\n> Вам удобно завтра?\n> Анна\n") == "Да, спасибо."


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_header_block_and_all_below_it_are_folded(block: str) -> None:
    assert quotes.visible(f"Yes, thank you.\n\n{block}\n\nIs tomorrow fine?\n\nAnna") == "Yes, thank you."


@pytest.mark.parametrize(
    "sent_from",
    [
        "Sent from my iPhone",
        "Sent from my Verizon Wireless BlackBerry",
        "Sent from Mail for Windows 10",
        "Отправлено с iPhone",
        "Отправлено из мобильной Почты Mail.ru",
        "Отправлено из мобильного приложения Яндекс.Почты",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Wysłane z iPhone'a",
        "iPhone'umdan gönderildi",
        "iPhoneから送信",
        "发自我的iPhone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Получить Outlook для Android<https://aka.ms/AAb9ysg>",
        "--\nAnna Smith\nExample Ltd",
        "-- \nС уважением,\nАнна",
        "-Anna Smith",
        "С уважением,\nАнна Петрова\nООО «Чайная»\nтел. +7 495 123-45-67\nhttps://example.ru",
        "Best regards,\nAnna Smith\nExample Ltd\nanna@example.com",
        "_______________________________________________\nusers mailing list\nusers@example.com",
    ],
)
def test_a_signature_is_folded(sent_from: str) -> None:
    assert quotes.visible(f"Thank you, it works now.\n\n{sent_from}\n") == "Thank you, it works now."


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо.\n\nС уважением,\nАнна",
        "Test\n\nRegards, Roman",
        "Here is another mail\n\nSent from my desk, is much easier than my mobile phone.",
        "this is a mail with a correct -- signature.",
        "On your remote host you can run:\n\n     telnet 127.0.0.1 52698\n\nThis should connect.",
        "On Monday I wrote to you.\nNobody answered.",
        "From: Moscow\nTo: Kazan\nPlease book two seats.",
        "Список:\n- молоко\n- хлеб",
        "Я писал вам вчера: ответа нет.",
        "В письме от 5 мая вы обещали: доставка в срок.",
        "1 > 2 не бывает\nа 3 > 2 бывает",
        "Вот ссылка:\nhttps://example.com/?a=1&b=2",
    ],
)
def test_ordinary_words_are_never_folded(text: str) -> None:
    assert quotes.visible(text) == text


def test_sentences_that_begin_with_a_date_stay_above_the_attribution() -> None:
    own = "Thanks.\n\nOn Apr 1, 2014 it broke.\nOn Apr 2, 2014 it worked"
    assert quotes.visible(f"{own}\n\nOn Tue, Apr 3, 2014 at 4:55 PM, bob <b@x.com> wrote:\n\n> q") == own


def test_an_answer_below_the_quote_is_kept() -> None:
    text = "On 04/19/2011 07:10 AM, Anna wrote:\n> When?\n> Where?\n\nTomorrow, in the shop.\n"
    assert quotes.visible(text) == "Tomorrow, in the shop."


def test_answers_between_the_quotes_stay_with_what_they_answer() -> None:
    text = "Hello\n\nOn 04/19/2011 07:10 AM, Anna wrote:\n> When?\nTomorrow.\n> Where?\nIn the shop.\n"
    assert "> When?\nTomorrow.\n> Where?\nIn the shop." in quotes.visible(text)


def test_an_answer_on_the_line_of_the_attribution_is_kept() -> None:
    assert quotes.visible("Yes On Wed, Apr 4, 2012 at 3:59 PM, b@example.com wrote:\n> Hi") == "Yes"


def test_a_bare_forward_has_no_words_of_the_writer() -> None:
    assert quotes.visible("---------- Forwarded message ----------\nFrom: Anna <a@example.com>\n\nText") == ""


@pytest.mark.parametrize("note", ["FYI", "К сведению.", "Пересылаю:"])
def test_a_note_that_only_points_at_a_forward_shows_the_forward(note: str) -> None:
    text = f"{note}\n\n---------- Forwarded message ----------\nFrom: Anna <a@example.com>\n\nWhere is my order?"
    assert quotes.visible(text) == text


def test_a_clear_signed_text_loses_its_armour() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- -- dash\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----\n"
    )
    assert quotes.visible(text) == "Hello\n-- dash"


@pytest.mark.parametrize("line", ["> " * 40, "On " * 20, "wrote: " * 10, "a@b.c, " * 10, "-" * 60, "12:34 " * 12])
def test_a_huge_text_of_half_signs_is_read_through(line: str) -> None:
    assert isinstance(quotes.visible((line + "\n") * 3000), str)
