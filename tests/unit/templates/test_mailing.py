"""A template laid out for joining says exactly what Liquid says; its links are seen, however they are written."""

import quopri
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.channels.mail.mass.letter import Form, Segment, Slot, Values
from otklik.domains.templates.errors import RenderFailed
from otklik.domains.templates.language import remembering
from otklik.domains.templates.language.compiling import Recipient, compiled
from otklik.domains.templates.service import mailing, rendering

PERSON = {"person": {"first_name": "Анна <b>", "email": "anna@example.com", "attributes": {"id": "a&b"}}}


def laid_out(**sources: str) -> mailing.Layout:
    parts = {name: compiled(source, html=name == "html") for name, source in sources.items()}
    return mailing.lay_out(rendering.CompiledWording(language="ru", parts=parts))


def joined(segments: list[Segment], values: dict[str, str]) -> str:
    return "".join(one if isinstance(one, str) else values[one.name] for one in segments)


def test_a_link_with_a_value_inside_becomes_one_address_of_the_person() -> None:
    layout = laid_out(html='<a href="https://shop.ru/p/{{ person.attributes.id }}?x=1">Смотреть</a>')
    values = layout.values(Recipient(facts=PERSON))
    assert [one.name for one in layout.parts["html"] if isinstance(one, Slot)] == ["link:html.0"]
    assert values == {"link:html.0": "https://shop.ru/p/a&b?x=1"}


def test_the_way_out_is_left_to_delivery_which_signs_it_for_each_message() -> None:
    layout = laid_out(html='<a href="{{ unsubscribe_url }}">нет</a>', text="{{ preferences_url }}")
    assert [one for one in layout.parts["html"] if isinstance(one, Slot)] == [Slot("unsubscribe_url")]
    assert [one for one in layout.parts["text"] if isinstance(one, Slot)] == [Slot("preferences_url")]
    assert layout.values(Recipient(facts=PERSON)) == {}


def test_a_value_of_the_html_part_comes_escaped_once() -> None:
    layout = laid_out(html="<p>{{ person.first_name }}</p>", subject="{{ person.first_name }}")
    slots = [one for one in layout.parts["html"] if isinstance(one, Slot)]
    assert slots[0].form is Form.MARKUP
    assert words(layout.values(Recipient(facts=PERSON))) == {"html.0": "Анна &lt;b&gt;", "subject.0": "Анна <b>"}


PIECES = st.sampled_from([
    "Здравствуйте, ", "{{ person.first_name }}", "{{ person.attributes.id }}", '<a href="https://a.ru/">x</a>',
    '<a href="{{ person.attributes.id }}">y</a>', '<a href="https://b.ru/{{ person.email }}/{{ person.first_name }}">z',
    "{% if person.email %}да{% endif %}", '<img alt="', '">', "{% for n in (1..2) %}{{ n }}{% endfor %}",
])  # fmt: skip


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=8))
def test_the_joined_parts_are_what_liquid_renders(pieces: list[str]) -> None:
    source = "".join(pieces)
    layout, person = laid_out(text=source), Recipient(facts=PERSON)
    assert joined(list(layout.parts["text"]), words(layout.values(person))) == layout.render(person)["text"]
    markup = laid_out(html=source)
    values = {
        name: one.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if name.startswith("link:") else one
        for name, one in words(markup.values(person)).items()
    }
    assert joined(list(markup.parts["html"]), values) == markup.render(person)["html"]


NAMES = ("person.first_name", "person.gone", "name", "count", "items", "items[0]", "person[name]", "nothing", "person")
FILTERS = (
    "",
    " | upcase",
    " | default: name",
    " | plural: 'a', 'b', 'c'",
    " | decline: 'dative'",
    " | date: '%Y'",
    " | day",
)
leaves = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-1, 1) | st.sampled_from(["", "1", "Анна", "<b>"])
facts = st.dictionaries(
    st.sampled_from(["person", "name", "count", "items"]),
    leaves | st.lists(leaves, max_size=2) | st.dictionaries(st.sampled_from(["first_name", "1"]), leaves),
)
outputs = st.builds("{{{{ {}{} }}}}".format, st.sampled_from(NAMES), st.sampled_from(FILTERS))
flows = st.one_of(
    outputs,
    st.builds("{{% if {} == {} %}}{}{{% endif %}}".format, st.sampled_from(NAMES), st.sampled_from(NAMES), outputs),
    st.builds(
        "{{% case {} %}}{{% when 1 %}}{}{{% else %}}{}{{% endcase %}}".format, st.sampled_from(NAMES), outputs, outputs
    ),
    st.builds("{{% for one in items %}}{}{{{{ one }}}}{{% endfor %}}".format, outputs),
    st.builds("{{% segment 'loyal' %}}{}{{% else %}}нет{{% endsegment %}}".format, outputs),
    st.builds("{{% segment 'loyal' and {} == 1 %}}{}{{% endsegment %}}".format, st.sampled_from(NAMES), outputs),
    st.builds('<a href="https://a.ru/{}?x={}">'.format, outputs, outputs),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(flows, min_size=1, max_size=4),
    people=st.lists(st.tuples(facts, st.booleans(), st.sampled_from(["ru", "en"])), min_size=2, max_size=5),
)
def test_what_one_person_was_told_is_told_to_the_next_only_where_liquid_says_the_same(
    pieces: list[str], people: list[tuple[dict[str, Any], bool, str]]
) -> None:
    """Everybody twice, so that the second time is from memory, beside a layout that remembers nobody."""
    used = laid_out(text="я".join(pieces))
    for given_facts, loyal, language in [*people, *people]:
        segments = frozenset({"loyal"}) if loyal else frozenset[str]()
        person = Recipient(facts=given_facts, segments=segments, language=language, time_zone="Europe/Moscow")
        assert said(used, person) == said(laid_out(text="я".join(pieces)), person)


def words(values: Values) -> dict[str, str]:
    """What a letter says by them."""
    return {
        name: one if isinstance(one, str) else quopri.decodestring(one).decode().replace("\r\n", "\n")
        for name, one in values.items()
    }


def said(layout: mailing.Layout, person: Recipient) -> dict[str, str] | str:
    try:
        return words(layout.values(person))
    except RenderFailed as error:
        return error.code


@pytest.mark.parametrize(
    ("source", "people", "remembered"),
    [
        ("{{ count | plural: 'a', 'b' }}", ({"count": 1}, {"count": True}, {"count": 1.0}, {"count": "1"}, {}), True),
        ("{% if person.a == gone %}{{ person.b }}{% endif %}", ({"person": {"b": 1}}, {"person": {"a": 1}}), True),
        ("{{ person[key] }}", ({"person": {"a": "x"}, "key": "a"}, {"person": {"a": "x"}, "key": "b"}), False),
        ("{% for one in items %}{{ one }}{% endfor %}", ({"items": [1]}, {"items": [2]}), False),
        ("{{ 'now' | date: '%Y' }}", ({},), False),
    ],
)
def test_only_what_a_place_reads_decides_what_is_said_again(
    source: str, people: tuple[dict[str, Any], ...], remembered: bool
) -> None:
    layout = laid_out(text=source)
    assert [memory is not None for _, memory in layout.filled] == [remembered]
    for one in [*people, *people]:
        assert (
            "".join(words(layout.values(Recipient(facts=one))).values()) == layout.render(Recipient(facts=one))["text"]
        )


def test_what_is_everybodys_own_is_not_remembered_for_ever() -> None:
    layout = laid_out(text="{{ person.order | upcase }}")
    for number in range(remembering.KEPT_MAX * 3):
        told = layout.values(Recipient(facts={"person": {"order": f"ab-{number}"}}))
        assert words(told) == {"text.0": f"AB-{number}"}
    memory = layout.filled[0][1]
    assert memory is not None
    assert memory.idle
    assert memory.get(layout.reading.of({"person": {"order": "ab-1"}})) is None


def test_a_paragraph_for_some_is_said_once_to_all_who_are_told_the_same() -> None:
    words_of_some = "Для своих доставка бесплатно, {{ person.first_name }}. " + "Очень хороший чай. " * 50
    layout = laid_out(text="{% segment 'loyal' %}" + words_of_some + "{% endsegment %}")
    [(_, memory)] = layout.filled
    assert memory is not None
    anna = Recipient(facts={"person": {"first_name": "Анна"}}, segments=frozenset({"loyal"}))
    told = layout.values(anna)
    assert memory.get(layout.reading.of(anna.names())) == told


def test_words_that_are_kept_have_a_limit() -> None:
    layout = laid_out(text="{% if person.name %}" + "Очень хороший чай. " * 60 + "{{ person.name }}{% endif %}")
    [(_, memory)] = layout.filled
    assert memory is not None
    people = [Recipient(facts={"person": {"name": f"Анна {number}"}}) for number in range(400)]
    for one in people:
        for _ in range(remembering.HITS_MIN + 2):
            layout.values(one)
    assert memory.get(layout.reading.of(people[0].names())) is None
    assert memory.get(layout.reading.of(people[-1].names())) is not None


def test_what_a_paragraph_for_a_segment_shows_is_known_as_of_any_other() -> None:
    """An address, a moment, a way out inside it: whoever sends asks for what the template shows."""
    inside = "{{ person.email }} {{ sale | day }} {{ unsubscribe_url }}"
    layout = laid_out(text=f"{{% segment 'loyal' %}}{inside}{{% else %}}-{{% endsegment %}}")
    assert (layout.shows_address, layout.shows_moments, layout.shows_ways_out) == (True, True, True)
    other = laid_out(text="{% segment 'loyal' %}-{% else %}{{ person.phone }}{% endsegment %}")
    assert other.shows_address


def test_a_colour_by_a_condition_is_remembered_as_a_letter_takes_it() -> None:
    """Nobody looks for links in it, and who is told the same is told it from memory."""
    paint = "{% segment 'loyal' and person.gender == 'female' %}#fdf2f8{% else %}#f3f4f6{% endsegment %}"
    layout = laid_out(html=f'<body style="background:{paint}"><p>{{% if person.a %}}https://a.ru/{{% endif %}}</p>')
    assert [one.name for one in layout.parts["html"] if isinstance(one, Slot)] == ["html.0", "said:html.1"]
    woman = Recipient(facts={"person": {"gender": "female"}}, segments=frozenset({"loyal"}))
    man = Recipient(facts={"person": {"gender": "male"}}, segments=frozenset({"loyal"}))
    other = Recipient(facts={"person": {"gender": "female"}})
    for _ in range(2):
        told = [words(layout.values(one))["html.0"] for one in (woman, man, other)]
        assert told == ["#fdf2f8", "#f3f4f6", "#f3f4f6"]
