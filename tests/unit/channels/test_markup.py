"""Text is counted, cut and marked as messengers do it: in UTF-16 code units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.markup import Mark, marked_html, split, utf16_length

WORDS = st.text(alphabet=st.sampled_from("аб 👍\n"), max_size=60)


@given(text=WORDS, units_max=st.integers(min_value=2, max_value=12))
def test_pieces_fit_and_lose_nothing_but_the_space_between_them(text: str, units_max: int) -> None:
    pieces = list(split(text, units_max=units_max))
    assert all(0 < utf16_length(one) <= units_max for one in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_piece_ends_at_a_word_where_one_ends_in_its_second_half() -> None:
    assert list(split("раз два три", units_max=8)) == ["раз два", "три"]


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ([], ""),
        ([Mark(3, 1, "b")], "👍 <b>a</b>&amp;b<br>c"),
        ([Mark(3, 3, "b"), Mark(4, 2, "i")], "👍 <b>a<i>&amp;b</i></b><br>c"),
        ([Mark(3, 3, "b"), Mark(3, 3, "i")], "👍 <b><i>a&amp;b</i></b><br>c"),
        ([Mark(0, 400, "b")], "<b>👍 a&amp;b<br>c</b>"),
    ],
)
def test_marks_become_clean_html(marks: list[Mark], html: str) -> None:
    assert marked_html("👍 a&b\nc", marks) == html


@given(
    text=WORDS,
    marks=st.lists(
        st.builds(
            Mark,
            st.integers(0, 70),
            st.integers(0, 70),
            st.sampled_from(["b", "a"]),
            st.sampled_from(["", '"><script>']),
        ),
        max_size=4,
    ),
)
def test_marks_that_cross_or_lead_nowhere_do_no_harm(text: str, marks: list[Mark]) -> None:
    html = marked_html(text, marks)
    assert "<script" not in html
    assert html.count("<b>") == html.count("</b>")
