"""Links wherever a template has them lead over us, are counted and marked; ways out lead straight out."""

import email
import email.policy
import re

from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.domain.campaigns.test_following import went
from tests.domain.delivery.test_mass_readers import get
from tests.factories import Company, unit_of_work
from tests.factories_shelf import shelf, teas
from tests.smtpserver import Wrong

from otklik.domains.campaigns.service import figures
from otklik.domains.delivery.service.mass import reading
from otklik.domains.templates.documents import ProductsBlock
from otklik.program import Program

BODY = """{% if person.first_name %}[Да](https://shop.example/a?x=1&y=2){% else %}[Всё](https://a.example){% endif %}
{% for one in (1..2) %}[Чай {{ one }}](https://shop.example/tea/{{ one }}){% endfor %}
{% if person.first_name %}[Не писать]({{ unsubscribe_url }}){% endif %}"""


async def test_links_of_conditions_and_loops_are_counted_and_marked(
    program: Program, workspace: Company, app: Litestar, receiver: Wrong
) -> None:
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    await toys.people(program, workspace, 2)
    segment_id = await toys.everybody(program, workspace)
    said = await toys.template(program, workspace, body=BODY)
    plan = replace(toys.to_segment(segment_id, [(channel.id, said)]), utm={"utm_source": "otklik"})
    campaign = await toys.create(program, workspace, plan)
    await toys.launch(program, workspace, campaign.id)
    await toys.plan(program, workspace, campaign.id)
    await went(program, workspace, campaign.id)

    first, second = (links(one) for one in receiver.kept)
    assert [one.split("/")[1] for one in first["html"]] == ["_t", "_t", "_t", "unsubscribe", "unsubscribe", "_t"]
    assert not set(first["html"]) & set(second["html"])
    assert [one.split("/")[1] for one in first["plain"]][:3] == ["_t", "_t", "_t"]
    led = [(await get(app, one)).headers["location"] for one in first["html"][:3]]
    assert led == [
        "https://shop.example/a?x=1&y=2&utm_source=otklik",
        "https://shop.example/tea/1?utm_source=otklik",
        "https://shop.example/tea/2?utm_source=otklik",
    ]
    assert (await get(app, first["html"][3])).status_code == 200
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(text("UPDATE mass_hits SET at = at - interval '20 seconds' WHERE who IS NULL"))
        await ctx.session.execute(text("UPDATE mass_messages SET accepted_at = accepted_at - interval '1 minute'"))
    while await reading.judge_waiting(program.parts):
        pass
    async with unit_of_work(program, workspace) as ctx:
        assert (await figures.figures(ctx, campaign.id)).total.clicked == 1


async def test_each_persons_own_goods_lead_over_us_and_are_counted(
    program: Program, workspace: Company, app: Litestar, receiver: Wrong
) -> None:
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    anna, boris = await toys.people(program, workspace, 2)
    segment_id = await toys.everybody(program, workspace)
    block = ProductsBlock(variable="goods_viewed", heading="Вы смотрели")
    said = await toys.template(program, workspace, body="Чай", more=[block])
    campaign = await toys.create(program, workspace, toys.to_segment(segment_id, [(channel.id, said)]))
    with shelf(program, {anna: {"goods_viewed": teas("ul", "da")}, boris: {"goods_viewed": teas("pu")}}):
        await toys.launch(program, workspace, campaign.id)
        await toys.plan(program, workspace, campaign.id)
        await went(program, workspace, campaign.id)

    led: list[list[str]] = []
    for raw in receiver.kept:
        paths = [one for one in links(raw)["plain"] if one.split("/")[1] == "_t"]
        led.append(list(dict.fromkeys([(await get(app, one)).headers["location"] for one in paths])))
    assert sorted(led) == [["https://shop.example/pu"], ["https://shop.example/ul", "https://shop.example/da"]]
    in_html = sorted(sum("/_t/" in one for one in links(raw)["html"]) for raw in receiver.kept)
    assert in_html == [3, 5]  # a good is led to from its picture and its name; one more tells that it was opened


def links(raw: bytes) -> dict[str, list[str]]:
    """Paths of the addresses in each part."""
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    found: dict[str, list[str]] = {}
    for kind, begins in (("html", '(?:href|src)="'), ("plain", "")):
        part = letter.get_body((kind,))  # type: ignore[attr-defined]  # of that policy
        assert part is not None
        found[kind] = re.findall(begins + r"https?://[^/\"]+(/[^\"\s)]+)", part.get_content())
    return found
