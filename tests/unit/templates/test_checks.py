"""What the checks say beside the editor."""

from typing import Any

import pytest

from otklik.domains.templates.documents import LinkButton, TemplateVariable, Wording
from otklik.domains.templates.language import variables
from otklik.domains.templates.rules.checks import CLIPPED_BYTES, Checked, findings

WORDS = "Спасибо, что вы с нами. " * 6


def codes(**fields: Any) -> list[str]:
    given: dict[str, Any] = {
        "kind": "email",
        "purpose": "mass",
        "wording": Wording(subject="Спасибо вам", preheader="Рады"),
        "subject": "Спасибо вам",
        "preheader": "Рады",
        "html": f"<p>{WORDS}</p>",
        "named": frozenset({"unsubscribe_url"}),
    }
    return [one.code.removeprefix("templates.") for one in findings(Checked(**{**given, **fields}))]


def test_a_good_letter_has_nothing_said_of_it() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>" + "я" * CLIPPED_BYTES + "</p>", "too_heavy"),
        (f"<p>{WORDS}<a href=''>x</a></p>", "link_empty"),
        (f"<p>{WORDS}<a href='#'>x</a></p>", "link_empty"),
        (f"<p>{WORDS}<a href='http://shop.example/'>x</a></p>", "link_http"),
        (f"<p>{WORDS}<a href='https://clck.ru/abc'>x</a></p>", "link_shortened"),
        (f"<p>{WORDS}<a href='shop.example'>x</a></p>", "link_broken"),
        (f"<p>{WORDS}<img src='https://a.example/b.png'></p>", "image_without_alt"),
        ("<img src='https://a.example/b.png' alt='Кофе'>", "images_only"),
        (f"<p>{WORDS} СКИДКИ ПОДАРКИ БОНУСЫ</p>", "capitals"),
        (f"<p>{WORDS}!!!</p>", "exclamations"),
        (f'<p>{WORDS}<span style="font-size:0px">кредит</span></p>', "hidden_text"),
    ],
)
def test_what_is_wrong_with_a_letter_is_said(html: str, code: str) -> None:
    assert code in codes(html=html)


@pytest.mark.parametrize("address", ["mailto:a@b.example", "tel:+79991234567", "https://shop.example/?a=1&amp;b=2"])
def test_good_links_are_let_be(address: str) -> None:
    assert codes(html=f'<p>{WORDS}<a href="{address}">x</a></p>') == []


def test_mass_letters_need_a_way_out_and_personal_ones_do_not() -> None:
    assert codes(named=frozenset[str]()) == ["unsubscribe_missing"]
    assert codes(named=frozenset[str](), purpose="personal") == []


def test_what_the_company_did_not_say_of_itself_is_a_hole_in_its_letters() -> None:
    named = frozenset({"unsubscribe_url", "company.name", "company.url"})
    assert codes(named=named, unsaid=frozenset({"company.url", "company.phone"})) == ["company_url_unsaid"]
    assert codes(named=named, unsaid=frozenset({"company.phone"})) == []


def test_subjects_and_preheaders_have_a_best_length() -> None:
    assert codes(subject="", preheader="") == ["subject_empty", "preheader_empty"]
    assert codes(subject="я" * 61, preheader="я" * 111) == ["subject_long", "preheader_long"]


def test_a_value_nobody_uses_is_named() -> None:
    assert codes(variables=[TemplateVariable(name="gift")]) == ["variable_unused"]
    assert codes(variables=[TemplateVariable(name="gift")], named=frozenset({"gift", "unsubscribe_url"})) == []


def test_one_character_that_doubles_the_price_of_an_sms_is_shown() -> None:
    text = "Thank you, your order is ready to be picked up at our shop " + "x" * 20
    assert codes(kind="sms", text=text) == ["sms_segments"]
    assert codes(kind="sms", text=text + "—") == ["sms_dear_characters", "sms_segments"]
    assert codes(kind="sms", text="") == ["text_empty"]


def test_pushes_and_messengers_have_lengths_too() -> None:
    assert codes(kind="push", text="вы " * 60, subject="я" * 51) == ["push_title_long", "push_text_long"]
    assert codes(kind="chat", text="вы " * 1500) == ["chat_long"]
    assert codes(kind="chat", text="вы", wording=Wording(buttons=(LinkButton(label=" "),))) == ["button_empty"]


def test_names_are_found_with_their_places() -> None:
    source = "Привет\n  {{ preson.first_name | grete }} {% block 'foter' %} {{ items.size }}"
    found = variables.problems(source, part="text", declared=["items"], blocks=["footer"])
    assert [(one.code, one.line, one.found, one.suggestion) for one in found] == [
        ("unknown_variable", 2, "preson.first_name", "person.first_name"),
        ("unknown_filter", 2, "grete", "greet"),
        ("unknown_block", 2, "foter", "footer"),
    ]


def test_what_is_no_liquid_is_told_with_its_place() -> None:
    (found,) = variables.problems("а\n{% if %}", part="text", declared=(), blocks=())
    assert (found.code, found.line) == ("syntax", 2)


def test_names_made_in_the_template_itself_are_known() -> None:
    source = "{% for one in items %}{{ one.title }}{% endfor %}{% assign a = 1 %}{{ a }}"
    assert variables.problems(source, part="text", declared=["items"], blocks=()) == []
