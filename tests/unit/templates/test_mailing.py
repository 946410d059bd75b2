"""A template laid out for joining says exactly what Liquid says; its links are seen, however they are written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.channels.mail.mass.letter import Form, Segment, Slot
from otklik.domains.templates.language.compiling import Recipient, compiled
from otklik.domains.templates.service import mailing, rendering

PERSON = {"person": {"first_name": "Анна <b>", "email": "anna@example.com", "attributes": {"id": "a&b"}}}


def laid_out(**sources: str) -> mailing.Layout:
    parts = {name: compiled(source, html=name == "html") for name, source in sources.items()}
    return mailing.lay_out(rendering.CompiledWording(language="ru", parts=parts, segments=frozenset()))


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
    values = layout.values(Recipient(facts=PERSON))
    assert slots[0].form is Form.MARKUP
    assert values == {"html.0": "Анна &lt;b&gt;", "subject.0": "Анна <b>"}


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
    assert joined(list(layout.parts["text"]), layout.values(person)) == layout.render(person)["text"]
    markup = laid_out(html=source)
    values = {
        name: one.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if name.startswith("link:") else one
        for name, one in markup.values(person).items()
    }
    assert joined(list(markup.parts["html"]), values) == markup.render(person)["html"]
