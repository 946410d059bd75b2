"""Joining says what python-liquid says, whatever stands in the template and in the facts."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from liquid.exceptions import LiquidError

from otklik.domains.templates.language import environment
from otklik.domains.templates.language.compiling import Recipient, compiled, rendered
from otklik.domains.templates.language.environment import TooSlow

NAMES = ("person.first_name", "person.gone", "name", "count", "price", "items", "nothing", "person")
FILTERS = (
    "",
    " | upcase",
    " | default: 'друг'",
    " | greet: 'Здравствуйте'",
    " | after_comma",
    " | plural: 'товар', 'товара', 'товаров'",
    " | plural: 'item', 'items'",
    " | money",
    " | decline: 'dative'",
    " | day",
    " | escape",
    " | newline_to_br",
    " | strip_html",
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["first_name", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)
facts = st.dictionaries(st.sampled_from(["person", "name", "count", "price", "items"]), values, max_size=5)
outputs = st.builds("{{{{ {}{} }}}}".format, st.sampled_from(NAMES), st.sampled_from(FILTERS))
words = st.text(alphabet="абв <>&\n%'", max_size=6)
plain = st.lists(words | outputs, max_size=3).map("".join)
flows = st.one_of(
    st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, st.sampled_from(NAMES), plain, plain),
    st.builds("{{% for one in {} %}}{}{{{{ one }}}}{{% endfor %}}".format, st.sampled_from(NAMES), words),
    st.builds("{{% segment 'loyal' %}}{}{{% else %}}{}{{% endsegment %}}".format, plain, plain),
    st.builds("{{% assign name = {} %}}{}".format, st.sampled_from(NAMES), plain),
    st.builds("{{% capture name %}}{}{{% endcapture %}}".format, plain),
)
sources = st.lists(words | outputs | flows, max_size=6).map("".join)


def said(source: str, recipient: Recipient, *, html: bool, quick: bool) -> str:
    try:
        return compiled(source, html=html).render_for(recipient) if quick else rendered(source, recipient, html=html)
    except environment.FAILURES as error:
        return type(error).__name__


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    source=sources, facts=facts, segments=st.sampled_from([frozenset[str](), frozenset({"loyal"})]), html=st.booleans()
)
def test_joined_is_what_liquid_says(source: str, facts: dict[str, Any], segments: frozenset[str], html: bool) -> None:
    recipient = Recipient(facts=facts, segments=segments, language="ru", time_zone="Europe/Moscow")
    assert said(source, recipient, html=html, quick=True) == said(source, recipient, html=html, quick=False)


def test_there_is_one_text_more_than_there_are_values() -> None:
    made = compiled("а{{ name }}б{{ count }}", html=True)
    assert (made.statics, len(made.values), made.whole, made.flow) == (("а", "б", ""), 2, False, False)
    assert made.render(("1", "2")) == "а1б2"


def test_what_is_remembered_from_place_to_place_falls_back_to_whole_liquid() -> None:
    made = compiled("{% assign name = 'Анна' %}{{ name }}", html=False)
    assert (made.whole, made.flow) == (True, True)
    assert made.render_for(Recipient(facts={})) == "Анна"


@pytest.mark.parametrize("name", sorted(environment.known_filters()))
def test_no_filter_lets_a_tag_into_html(name: str) -> None:
    nasty = "<script>alert(1)</script>"
    for arguments in ("", f": '{nasty}'", f": '{nasty}', '{nasty}'"):
        source = "{{ nasty | " + name + arguments.replace(nasty, "x") + " }}"
        for value in (nasty, [nasty]):
            shown = said(source, Recipient(facts={"nasty": value}), html=True, quick=True)
            assert "<script" not in shown, source


@pytest.mark.parametrize("tag", ["include 'x'", "render 'x'", "extends 'x'", "tablerow a in b", "cycle 'a'", "liquid"])
def test_nothing_is_read_from_elsewhere(tag: str) -> None:
    with pytest.raises(LiquidError):
        compiled("{% " + tag + " %}", html=True)


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in (1..2000) %}.{% endfor %}",
        "{% for a in (1..100) %}{% for b in (1..100) %}.{% endfor %}{% endfor %}",
        "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 20,
    ],
)
def test_loops_and_names_have_limits(source: str) -> None:
    with pytest.raises(LiquidError):
        compiled(source, html=False).render_for(Recipient(facts={}))


def test_a_render_has_a_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "RENDER_SECONDS_MAX", -1.0)
    with pytest.raises(TooSlow):
        compiled("{{ name | upcase }}", html=False).render_for(Recipient(facts={"name": "x"}))
