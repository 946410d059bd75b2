"""Which links are looked behind, and what strangers' pages are taken to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.previews import rules

ADDRESS = "https://shop.example/kofe/"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Смотрите https://shop.example/a, и ещё http://other.example", "https://shop.example/a"),
        ("(https://shop.example/a?b=1)", "https://shop.example/a?b=1"),
        ("ftp://files.example и javascript://x", ""),
        ("https://user:secret@shop.example/ https://shop.example", "https://shop.example"),
        ("https://[::1", ""),
        ("https://shop.example:99999/ ", ""),
        ("без ссылки", ""),
    ],
)
def test_the_first_link_that_may_be_fetched_is_chosen(text: str, link: str) -> None:
    assert rules.first_link(text) == link


def test_a_page_speaks_by_open_graph_first() -> None:
    html = """<html><head><title>Запасное</title>
      <meta property="og:title" content="Колумбия &amp; Кения"><meta name="description" content="Свежая   обжарка">
      <meta property="og:image" content="/img/1.png"><meta property="og:site_name" content="Лавка"></head>"""
    assert rules.page(html.encode(), address=ADDRESS) == rules.Page(
        title="Колумбия & Кения",
        description="Свежая обжарка",
        site_name="Лавка",
        picture="https://shop.example/img/1.png",
    )


def test_a_plain_page_is_shown_by_its_title_and_host() -> None:
    found = rules.page(
        "<title>Кофе</title>".encode("cp1251"), address=ADDRESS, content_type="text/html; charset=windows-1251"
    )
    assert (found.title, found.site_name) == ("Кофе", "shop.example")


@pytest.mark.parametrize(
    "picture", ["javascript:alert(1)", "data:image/png;base64,AAAA", "file:///etc/passwd", "//u:p@h/x"]
)
def test_a_picture_is_only_taken_from_the_web(picture: str) -> None:
    html = f'<title>x</title><meta property="og:image" content="{picture}">'
    assert rules.page(html.encode(), address=ADDRESS).picture == ""


def test_what_hides_or_turns_the_writing_is_left_out() -> None:
    assert rules.clean("a\u202eb\u200bc\u0000d\n e", 20) == "abcd e"


def test_words_of_the_body_are_never_a_title() -> None:
    assert (
        rules.page(b"<body><title>not me</title><meta property='og:title' content='nor me'>", address=ADDRESS).title
        == ""
    )


@pytest.mark.parametrize(
    "bomb", [b"<" * 400_000, b"<!--" * 100_000, b"<a " * 130_000, b"<meta " * 80_000, b"<title>" + b"x" * 400_000]
)
def test_a_hostile_page_is_read_in_a_moment(bomb: bytes) -> None:
    found = rules.page(bomb, address=ADDRESS)
    assert len(found.title) <= rules.TITLE_LENGTH_MAX


@given(st.binary(max_size=2_000), st.text(max_size=60))
def test_no_page_makes_it_fail(body: bytes, content_type: str) -> None:
    found = rules.page(body, address=ADDRESS, content_type=content_type)
    assert len(found.description) <= rules.DESCRIPTION_LENGTH_MAX


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    link = rules.first_link(f"https://{text}")
    assert link == "" or rules.fetchable(link)


def test_an_svg_is_no_picture() -> None:
    assert rules.picture_type(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == ""
