"""What no template may do: hang or fill the process that looks at it, or end it."""

import subprocess
import sys
from time import monotonic

import pytest
from liquid.exceptions import ResourceLimitError

from otklik.domains.templates.documents import Wording
from otklik.domains.templates.language import environment, shield, variables
from otklik.domains.templates.rules import checks, markup, plain
from otklik.domains.templates.rules.markup import MarkupInvalid

CHARS = 300_000
AT_ONCE_SECONDS = 4.0
PLAIN_ENDLESS = ("<", "<!--", "<style ", "<a ", "<img ")
LONGER_ENDLESS = ('<a style="', '<a href=""> ', '<div style="display:none">')
LIQUID_ENDLESS = ("{{", "{%", "{% raw %}")


@pytest.mark.parametrize("piece", PLAIN_ENDLESS + LONGER_ENDLESS + LIQUID_ENDLESS)
def test_a_letter_of_beginnings_without_an_end_is_looked_through_at_once(piece: str) -> None:
    html = piece * (CHARS // len(piece))
    began = monotonic()
    checked = checks.Checked(kind="email", purpose="mass", wording=Wording(), html=html, text_source=html)
    checks.findings(checked, variables.problems(html, part="html", declared=(), blocks=()))
    plain.plain_part(html)
    markup.letter(Wording(mode="html", code=html, preheader="а"), language="ru")
    shield.around(html, str)
    assert monotonic() - began < AT_ONCE_SECONDS


@pytest.mark.parametrize("mark", ["*a ", "**a", "[a]("])
def test_marks_without_an_end_are_looked_through_at_once(mark: str) -> None:
    began = monotonic()
    for _ in range(20):
        markup.marked(mark * (10_000 // len(mark)))
    assert monotonic() - began < AT_ONCE_SECONDS


GROWING = "| replace: 'a', 'aaaaaaaaaa' " * 12


@pytest.mark.parametrize(
    "source",
    [
        f"{{{{ 'a' {GROWING} | size }}}}",
        "{% assign x = (1..900000000) | join: ',' %}{{ x | size }}",
        "{{ (1..900000000) | reverse | first }}",
        "{% for one in (1..900000000) %}{{ one }}{% endfor %}",
    ],
    ids=["replace", "join", "reverse", "for"],
)
def test_a_value_never_fills_the_memory(source: str) -> None:
    with pytest.raises(ResourceLimitError):
        environment.PLAIN.from_string(source).render()


def test_joining_many_by_long_words_never_fills_the_memory() -> None:
    with pytest.raises(ResourceLimitError):
        environment.PLAIN.from_string("{{ many | join: word | size }}").render(many=["a"] * 9_000, word="b" * 9_000)


@pytest.mark.parametrize("element", ["mj-wrapper", "mj-section", "div"])
def test_elements_deep_in_one_another_are_refused_and_the_process_lives(element: str) -> None:
    """In a process of its own: the parser does not raise, it ends the process."""
    code = (
        "from otklik.domains.templates.rules import markup\n"
        f"deep = '<{element}>' * 20000 + '</{element}>' * 20000\n"
        "try:\n    markup.html_of(f'<mjml><mj-body>{deep}</mj-body></mjml>')\n"
        "except markup.MarkupInvalid:\n    print('refused')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "refused")


def test_deep_is_what_stands_in_one_another_not_what_stands_in_a_row() -> None:
    row = '<p>a<br>b<img src="https://a.example/b.png" alt="a > b"></p><!-- <div> --><mj-x a="/>"/>' * 500
    assert markup.nested(f"<mjml>{row}</mjml>") == 2
    with pytest.raises(MarkupInvalid):
        markup.html_of("<mjml>" + "<mj-body>" * 101)
