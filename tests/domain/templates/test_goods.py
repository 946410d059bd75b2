"""Goods in a template are the person's own, in HTML and plain text, never another's; where there are none, nothing."""

import re
from collections.abc import Sequence
from uuid import UUID

from tests import factories_campaigns as toys
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work
from tests.factories_shelf import shelf, teas

from otklik.domains.contacts import schemas
from otklik.domains.contacts.service import editing
from otklik.domains.templates.documents import AnyBlock, HeadingBlock, ProductsBlock, TemplateVariable
from otklik.domains.templates.schemas import TemplateAsked
from otklik.domains.templates.service import mailing, previewing
from otklik.domains.templates.service.goods import Good
from otklik.program import Program

VIEWED = ProductsBlock(variable="goods_viewed", heading="Вы смотрели", count=3, button="Купить")
SPACE = "\N{NO-BREAK SPACE}"


async def letters(
    program: Program,
    company: Company,
    readers: Sequence[UUID],
    *,
    body: str = "Здравствуйте",
    more: Sequence[AnyBlock] = (),
    variables: Sequence[TemplateVariable] = (),
) -> list[dict[str, str]]:
    """As everybody of a block gets it, in their order, by the way that campaigns go."""
    template_id = await toys.template(program, company, body=body, more=more, variables=variables)
    async with unit_of_work(program, company) as ctx:
        made = await mailing.load(ctx, template_id)
        facing = await mailing.recipients(ctx, made, readers, values={}, segments={})
    layout = made.spoken("ru")
    for who in readers:  # what is remembered of the first must not be told to the second
        layout.values(facing[who])
    return [layout.render(facing[who]) for who in readers]


def shown(html: str) -> list[str]:
    return re.findall(r'<a href="https://shop\.example/(\w+)" style="font-weight:600"', html)


async def test_each_of_a_block_sees_their_own_goods_in_both_parts(program: Program, workspace: Company) -> None:
    anna, boris, vera = await toys.people(program, workspace, 3)
    lists = {
        anna: {"goods_viewed": teas("ul", "da", "pu", "te")},
        boris: {"goods_viewed": teas("da", old=200_000)},
    }
    with shelf(program, lists):
        first, second, third = await letters(program, workspace, [anna, boris, vera], more=[VIEWED])
    assert (shown(first["html"]), shown(second["html"])) == (["ul", "da", "pu"], ["da"])
    assert "Чай ul (https://shop.example/ul)" in first["text"]
    assert "Чай ul" not in second["text"]
    assert first["html"].count("Вы смотрели") == second["html"].count("Вы смотрели") == 1
    assert "1 290 ₽" in first["text"].replace(SPACE, " ")
    assert "<s>2 000 ₽</s>" in second["html"].replace(SPACE, " ")
    assert "<s>" not in first["html"]
    assert "2 000" not in second["text"].replace(SPACE, " ")
    assert "Вы смотрели" not in third["html"] + third["text"]
    assert "Купить" not in third["html"] + third["text"]


async def test_a_good_without_a_picture_or_a_page_leaves_no_hole(program: Program, workspace: Company) -> None:
    (anna,) = await toys.people(program, workspace, 1)
    bare = Good(product="ul", title="Чай ul", price_minor=129_000, currency="RUB")
    with shelf(program, {anna: {"goods_viewed": [bare]}}):
        (letter,) = await letters(program, workspace, [anna], more=[VIEWED])
    assert "<strong>Чай ul</strong>" in letter["html"]
    assert not re.search(r'<img|Купить|href=""(?!>Отписаться)', letter["html"])  # that one delivery fills
    assert "Чай ul (" not in letter["text"]


async def test_words_round_a_list_are_said_only_where_there_are_goods(program: Program, workspace: Company) -> None:
    anna, boris = await toys.people(program, workspace, 2)
    own = "В корзине {{ goods_in_cart | size }}: {{ goods_in_cart[0].title }}"
    body = f"{{% if goods_in_cart %}}{own}{{% else %}}Пусто{{% endif %}}"
    with shelf(program, {anna: {"goods_in_cart": teas("ul", "da")}}):
        first, second = await letters(program, workspace, [anna, boris], body=body)
    assert "В корзине 2: Чай ul" in first["text"]
    assert "Пусто" in second["text"]


async def test_only_lists_that_are_named_are_asked_for_and_once_a_block(program: Program, workspace: Company) -> None:
    readers = await toys.people(program, workspace, 40)
    with shelf(program, {}) as kept:
        await letters(program, workspace, readers, more=[VIEWED], body="{% for one in goods_popular %}+{% endfor %}")
    assert kept.asked == [(40, frozenset({"goods_viewed", "goods_popular"}))]


async def test_a_template_without_goods_asks_nothing_more(program: Program, workspace: Company) -> None:
    readers = await toys.people(program, workspace, 5)
    own = TemplateVariable(name="goods_viewed", kind="list")
    with shelf(program, {}) as kept:
        await letters(program, workspace, readers)
        # a name that the template declares itself is filled by whoever sends
        await letters(program, workspace, readers, more=[VIEWED], variables=[own])
    assert kept.asked == []


async def test_a_block_of_many_costs_as_many_statements_as_a_block_of_few(program: Program, workspace: Company) -> None:
    readers = await toys.people(program, workspace, 60)
    template_id = await toys.template(program, workspace, body="{{ person.age }}", more=[VIEWED])
    counts: list[int] = []
    async with unit_of_work(program, workspace) as ctx:
        made = await mailing.load(ctx, template_id)
        for some in (readers[:2], readers):
            with counted_statements(program) as sent:
                await mailing.recipients(ctx, made, some, values={}, segments={})
            counts.append(len(sent))
    assert counts[0] == counts[1]


async def test_a_preview_shows_examples_to_a_sample_and_a_real_person_their_own(
    program: Program, workspace: Company
) -> None:
    (anna,) = await toys.people(program, workspace, 1)
    template_id = await toys.template(program, workspace, more=[VIEWED])
    async with unit_of_work(program, workspace) as ctx:
        body = (await mailing.load(ctx, template_id)).body
        with shelf(program, {anna: {"goods_viewed": teas("ul")}}):
            sample = await previewing.preview(ctx, TemplateAsked(kind="email", body=body))
            real = await previewing.preview(ctx, TemplateAsked(kind="email", body=body, contact_id=anna))
    assert "Бразилия Серрадо" in sample.html
    assert "1 290 ₽" in sample.html.replace(SPACE, " ")
    assert shown(real.html) == ["ul"]


async def test_a_block_is_only_for_those_of_a_gender_and_an_age(program: Program, workspace: Company) -> None:
    """By the name and by the attribute `birthday`; of whom neither tells, nothing is taken for granted."""
    anna, boris, nobody = await toys.people(program, workspace, 3)
    for who, name in ((anna, "Анна Петрова"), (boris, "Борис Петров"), (nobody, "Кафе")):
        await is_called(program, workspace, who, name, birthday=None if who == nobody else "1990-03-01")
    young = HeadingBlock(text="Для молодых женщин", gender="female", age_from=18, age_to=40)
    man = HeadingBlock(text="Для мужчин", gender="male")
    old = HeadingBlock(text="Для старших", age_from=60)
    told = await letters(program, workspace, [anna, boris, nobody], more=[young, man, old])
    assert [said(one["text"]) for one in told] == [["Для молодых женщин"], ["Для мужчин"], []]


async def is_called(program: Program, company: Company, who: UUID, name: str, *, birthday: str | None) -> None:
    async with unit_of_work(program, company) as ctx:
        await editing.update(
            ctx, contact_id=who, changes=schemas.ContactChanges(name=name, attributes={"birthday": birthday})
        )


def said(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("Для ")]
