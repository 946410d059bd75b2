"""Links that customers follow: right for each way, and nothing a browser would run."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.reach import rules
from otklik.domains.reach.schemas import Bilingual, Way

SCHEMES = frozenset({"viber", "tg", "whatsapp"})
LONG = st.text(max_size=200)


def way(kind: str, value: str) -> Way:
    return Way(id="w1", kind=kind, value=value)  # type: ignore[arg-type]  # a parameter of the test


@pytest.mark.parametrize(
    ("kind", "value", "text", "link"),
    [
        ("phone", "8 (800) 555-35-35", "", "tel:88005553535"),
        ("phone", "+7 916 123 45 67", "не нужны", "tel:+79161234567"),
        ("phone", "*100#", "", "tel:*100%23"),
        ("sms", "+7 916 123-45-67", "Здравствуйте! & да", "sms:+79161234567?body="),
        ("sms", "2273", "", "sms:2273"),
        ("email", "shop@tea.example", "Вопрос о заказе", "mailto:shop@tea.example?subject="),
        ("email", "shop+orders@tea.example", "", "mailto:shop+orders@tea.example"),
        ("link", " https://tea.example/contacts ", "x", "https://tea.example/contacts"),
    ],
)
def test_a_way_leads_where_it_says(kind: str, value: str, text: str, link: str) -> None:
    assert rules.fault(way(kind, value), schemes=SCHEMES) is None
    made = rules.link(kind, value, text)  # type: ignore[arg-type]  # a parameter of the test
    assert made.startswith(link)
    if link.endswith("="):
        assert unquote(made.removeprefix(link)) == text


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("phone", "позвоните нам", "number"),
        ("phone", "", "number"),
        ("email", "shop@tea", "email"),
        ("email", "a@b.ru?bcc=all@b.ru", "email"),
        ("email", "a@b.ru,c@d.ru", "email"),
        ("link", "javascript:alert(1)", "link"),
        ("link", "JavaScript://tea.example/%0aalert(1)", "link"),
        ("link", "data:text/html,<b>", "link"),
        ("link", "//tea.example", "link"),
        ("link", "https://user:word@tea.example", "link"),
        ("link", "https://tea.example/\u202egnp.exe", "link"),
        ("link", 'https://tea.example/"onclick="x', "link"),
        ("link", "https://localhost", "link"),
        ("link", "viber:", "link"),
        ("channel", "", "channel"),
    ],
)
def test_what_leads_nowhere_or_into_harm_is_refused(kind: str, value: str, reason: str) -> None:
    assert rules.fault(way(kind, value), schemes=SCHEMES) == reason


@pytest.mark.parametrize(
    "value", ["https://чайная.рф/контакты", "https://t.me/tea?text=да", "viber://chat?number=%2B7916"]
)
def test_an_address_in_russian_letters_is_one(value: str) -> None:
    assert rules.is_link(value, schemes=SCHEMES)


@given(text=LONG)
def test_no_first_words_break_out_of_the_link(text: str) -> None:
    subject = rules.link("email", "shop@tea.example", text)
    fields = parse_qs(urlsplit(subject).query, keep_blank_values=True)
    assert fields == ({"subject": [text.strip()]} if text.strip() else {})
    assert subject.isascii()


@given(value=LONG)
def test_whatever_passes_for_a_link_is_one_of_the_web_or_of_a_messenger(value: str) -> None:
    if rules.is_link(value, schemes=SCHEMES):
        assert urlsplit(value).scheme in {"http", "https", *SCHEMES}


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("en", "ru", "en"),
        ("", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "de,en;q=0.5,ru;q=0.7", "ru"),
        ("", "ru;q=0,en;q=0.1", "en"),
        ("", "de,fr", None),
        ("xx", "", None),
        ("", "ru;q=nonsense,en;q=0.3", "en"),
    ],
)
def test_the_page_speaks_as_it_was_asked(asked: str, accepted: str, language: str | None) -> None:
    assert rules.language(asked, accepted) == language


def test_a_text_in_one_language_stands_for_both() -> None:
    assert rules.said(Bilingual(ru=" ", en="Write to us"), "ru") == "Write to us"
    assert rules.said(Bilingual(ru="Пишите", en="Write to us"), "ru") == "Пишите"


@pytest.mark.parametrize(
    ("url", "door", "by_phone"),
    [
        ("https://www.t.me/tea", "t.me", False),
        ("viber://chat?number=1", "viber:", True),
        ("tel:+7", "", True),
        ("mailto:a@b.ru", "", False),
    ],
)
def test_what_a_link_is_known_by(url: str, door: str, by_phone: bool) -> None:
    assert (rules.door(url), rules.by_phone(url)) == (door, by_phone)
