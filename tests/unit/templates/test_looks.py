"""A letter's colours and pictures by who reads it: the first look that is for a person is theirs."""

import re

import pytest

from otklik.domains.templates.documents import ImageBlock, Look, OtherLook, TemplateBody, TextBlock, Wording
from otklik.domains.templates.language.compiling import Recipient
from otklik.domains.templates.service import rendering

PLAIN, ROSE, GOLD, BLUE = "#f3f4f6", "#fdf2f8", "#fff7d6", "#e0f0ff"
LETTER = Wording(
    subject="Чай",
    blocks=(
        ImageBlock(src="https://shop.example/her.png", alt="Платья", gender="female"),
        ImageBlock(src="https://shop.example/him.png", alt="Рубашки", gender="male"),
        TextBlock(text="Здравствуйте"),
    ),
    look=Look(ground=PLAIN),
    looks=(
        OtherLook(segment="loyal", gender="female", look=Look(ground=GOLD)),
        OtherLook(gender="female", age_from=18, age_to=40, look=Look(ground=ROSE, accent="#be185d")),
        OtherLook(segment="club", look=Look(ground=BLUE)),
    ),
)


def html(*, loyal: bool = False, club: bool = False, **person: object) -> str:
    parts = rendering.read("email", TemplateBody(wordings={"ru": LETTER}), "ru", blocks={})
    assert parts.problems == ()
    held = frozenset(code for code, isin in (("loyal", loyal), ("club", club)) if isin)
    return rendering.render(parts, "ru", Recipient(facts={"person": person}, segments=held))["html"]


@pytest.mark.parametrize(
    ("said", "ground"),
    [
        (html(), PLAIN),
        (html(gender="female", age=30), ROSE),
        (html(gender="female", age=30, loyal=True), GOLD),
        (html(gender="female", age=41), PLAIN),
        (html(gender="female"), PLAIN),
        (html(gender="male", age=30, loyal=True), PLAIN),
        (html(gender="male", club=True), BLUE),
    ],
)
def test_the_first_look_that_is_for_somebody_is_theirs(said: str, ground: str) -> None:
    assert set(re.findall(r"<body[^>]*background-color:(#\w+)", said)) == {ground}


def test_a_picture_is_that_of_the_gender_the_name_tells() -> None:
    seen = [re.findall(r"shop\.example/(\w+)\.png", html(gender=one)) for one in ("female", "male", "")]
    assert seen == [["her"], ["him"], []]
