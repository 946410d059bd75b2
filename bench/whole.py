"""A real campaign, as a marketer makes one: a segment, a template of blocks with Liquid, launched, planned and sent.

Eight values of the person and the company, five counted links, the way out; the letter is laid out and filled by the
templates' own author. `.plan` is the walk through the segment with the gate; `.send` the rest of the way until the last
letter is written down, beside `smtp-source` with letters of equal size; `.path` both at once, as the product goes;
`.full` the same with caps, one in twenty suppressed, two languages and a block for half of the people.
Needs postfix (Debian: postfix).
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from bench import campaign, harness, mass
from bench.figures import Figure, figure
from otklik.channels.mail import settings as mailboxes
from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignAudience, CampaignChannel, CampaignPlan, CampaignSaying
from otklik.domains.campaigns.schemas import NewCampaign
from otklik.domains.campaigns.service import planning, steering
from otklik.domains.contact_policy.schemas import ChannelHours, LevelCap, OpenSpan
from otklik.domains.contact_policy.service import choosing
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service import mass as batches
from otklik.domains.delivery.service.mass.letters import Letters
from otklik.domains.segments import service as segments
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import (
    AnyBlock,
    ButtonBlock,
    FooterBlock,
    HeadingBlock,
    TemplateBody,
    TextBlock,
    Wording,
)
from otklik.domains.templates.schemas import NewTemplate
from otklik.platform.arrays import uuids


class Size(msgspec.Struct, frozen=True, kw_only=True):
    recipients: int = 60_000


TINY: Final = Size(recipients=2_000)

CAP: Final = 100
LOYAL: Final = "loyal"
WORDS: Final = {
    "ru": (
        (
            "Здравствуйте, {{ person.first_name }}! Мы привезли чай нового урожая и хотим, чтобы вы попробовали его"
            " первыми. Ваш город — **{{ person.attributes.city }}**, доставим за день."
        ),
        (
            "На вашем счёте {{ person.attributes.points | plural: 'балл', 'балла', 'баллов' }}, последний заказ —"
            " {{ person.attributes.order }}. Карта гостя: {{ person.attributes.card }}."
        ),
        (
            "Для {{ person.first_name | decline: 'genitive' }} мы собрали подборку: три сорта, которые берут чаще всего"
            ", и один, который берут только знатоки."
        ),
        "С уважением, {{ company.name }}. Сегодня {{ now | day }}.",
    ),
    "en": (
        (
            "Hello {{ person.first_name }}! The tea of this harvest has come, and we would like you to taste it first."
            " Your city is **{{ person.attributes.city }}**, we bring it within a day."
        ),
        (
            "You have {{ person.attributes.points | plural: 'point', 'points' }}, your last order was"
            " {{ person.attributes.order }}. Your card: {{ person.attributes.card }}."
        ),
        (
            "We have chosen for {{ person.first_name }}: three teas that are bought most, and one that only those buy"
            " who know."
        ),
        "Yours, {{ company.name }}. Today is {{ now | day }}.",
    ),
}


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    count = (size or Size()).recipients
    async with harness.program() as (program, _), mass.sink() as port:
        workspace, channel_id = await campaign.company(program, port)
        round_ = campaign.Round(program, workspace, channel_id, port)
        await _policy(round_, cap=None)
        people = await campaign.people(program, workspace, count)
        await _described(round_, people)
        plan = await _plan(round_, ["ru"])
        first = await _launched(round_, plan, "Весна")
        yield figure("whole.plan", count / await _walked(round_, first), "people/s")
        length = await _length(round_, first)
        yield figure("whole.letter", length, "bytes")
        await campaign.vacuum(program)
        source = await mass.source(port, count, length=length)
        sent = count / await _sent(round_, first, count, walking=False)
        yield figure("whole.send", sent, "mails/s", reference=source)
        second = await _launched(round_, plan, "Лето")
        source = await mass.source(port, count, length=length)
        sent = count / await _sent(round_, second, count, walking=True)
        yield figure("whole.path", sent, "mails/s", reference=source, target="ratio >= 0.8")
        yield await _full(round_, people)


async def _full(round_: campaign.Round, people: campaign.Crowd) -> Figure:
    """Half of the people read English, half are in the segment of a block, one in twenty is suppressed."""
    await _policy(round_, cap=CAP)
    async with round_.transaction() as ctx:
        for english in (people[1::4], people[2::4]):
            await ctx.session.execute(_ENGLISH, {"ids": uuids(english)})
    await campaign.listed(round_, people[::2], code=LOYAL)
    count = len(people) - await round_.suppress(people[::20])
    made = await _launched(round_, await _plan(round_, ["ru", "en"], loyal=True), "Осень")
    sent = count / await _sent(round_, made, count, walking=True)
    source = await mass.source(round_.port, count, length=await _length(round_, made))
    return figure("whole.full", sent, "mails/s", reference=source, target="ratio >= 0.6")


_ENGLISH: Final = text("UPDATE contacts SET locale = 'en' WHERE id = ANY(:ids)")


async def _policy(round_: campaign.Round, *, cap: int | None) -> None:
    """Open day and night; `cap`: so many messages a day, a week and a month, which nobody comes to."""
    always = ChannelHours(channel="", week=(OpenSpan(opens=0, closes=1_440),) * 7)
    caps = (LevelCap(level=0, day=cap, week=cap, month=cap),)
    async with round_.transaction() as ctx:
        await choosing.save(ctx, msgspec.structs.replace(choosing.first(), hours=(always,), caps=caps))


async def _described(round_: campaign.Round, people: Sequence[UUID]) -> None:
    async with round_.transaction() as ctx:
        await ctx.session.execute(_ATTRIBUTES, {"workspace_id": ctx.workspace_id})
    async with round_.transaction() as ctx:
        found = await ctx.session.scalar(text("SELECT count(*) FROM contacts WHERE attributes ? 'city'"))
    assert found == len(people)


_ATTRIBUTES: Final = text("""
UPDATE contacts SET
    name = (ARRAY['Анна', 'Мария', 'Ольга', 'Елена', 'Дарья', 'Ирина', 'Вера', 'Юлия', 'Инна', 'Зоя', 'Алла', 'Яна'])
            [1 + place % 12] || ' ' ||
        (ARRAY['Пет', 'Сид', 'Кузнец', 'Сокол', 'Лебед', 'Мороз', 'Орл', 'Белк', 'Волк', 'Зайц', 'Котик'])
            [1 + place / 12 % 11] ||
        (ARRAY['ова', 'ева', 'ина', 'енко', 'ская', 'чук', 'ян', 'иашвили'])[1 + place / 132 % 8],
    attributes = jsonb_build_object(
        'city', (ARRAY['Москва', 'Казань', 'Пермь', 'Томск'])[1 + place % 4],
        'points', place % 1000, 'order', 'AB-' || place, 'card', '7700 ' || place)
FROM (SELECT id AS one, row_number() OVER (ORDER BY id) AS place FROM contacts) AS numbered
WHERE id = one AND workspace_id = :workspace_id
""")


async def _plan(round_: campaign.Round, languages: Sequence[str], *, loyal: bool = False) -> CampaignPlan:
    """To everybody; `loyal`: with a block for those of that segment."""
    wordings = {one: _wording(WORDS[one], loyal=loyal) for one in languages}
    async with round_.transaction() as ctx:
        body = TemplateBody(language=languages[0], wordings=wordings)
        made = await templates.create(ctx, NewTemplate(name="Урожай", kind="email", body=body))
        await templates.publish(ctx, made.id)
        everybody = await segments.create(ctx, segments.NewSegment(name="Все"))
    saying = CampaignSaying(template_id=made.id)
    return CampaignPlan(
        purpose=campaign.PURPOSE,
        audience=CampaignAudience(inside=(everybody.id,)),
        channels=(CampaignChannel(channel_id=round_.channel_id, sayings=(saying,)),),
        utm={"utm_source": "otklik", "utm_campaign": "harvest"},
    )


def _wording(paragraphs: Sequence[str], *, loyal: bool) -> Wording:
    blocks: list[AnyBlock] = [HeadingBlock(text="Чай нового урожая")]
    for at, words in enumerate(paragraphs):
        blocks += [TextBlock(text=words), ButtonBlock(label="Подробнее", href=f"https://shop.example/goods/{at}")]
    if loyal:
        blocks.append(TextBlock(segment=LOYAL, text="Для своих — доставка бесплатно, {{ person.first_name }}."))
    blocks += [
        TextBlock(text="Все сорта — [в каталоге](https://shop.example/all)."),
        FooterBlock(text="Чайная, ул. Мира, 1", unsubscribe="Отписаться"),
    ]
    return Wording(subject="Чай для {{ person.first_name }}", preheader="Новый урожай", blocks=tuple(blocks))


async def _launched(round_: campaign.Round, plan: CampaignPlan, name: str) -> UUID:
    """Begun, with nobody planned yet."""
    async with round_.transaction() as ctx:
        made = await campaigns.create(ctx, NewCampaign(name=name, plan=plan))
    async with round_.transaction() as ctx:
        await steering.launch(ctx, made.id)
    async with round_.transaction() as ctx:
        await steering.begin(ctx, made.id)
    return made.id


async def _walked(round_: campaign.Round, campaign_id: UUID) -> float:
    """Seconds."""
    started = time.monotonic()
    await planning.walk(round_.program.parts, workspace_id=round_.company, campaign_id=campaign_id)
    return time.monotonic() - started


async def _batch(round_: campaign.Round, campaign_id: UUID) -> UUID:
    async with round_.transaction() as ctx:
        found = await ctx.session.scalar(
            text("SELECT id FROM mass_batches WHERE owner_id = :owner"), {"owner": campaign_id}
        )
    assert isinstance(found, UUID)
    return found


async def _length(round_: campaign.Round, campaign_id: UUID) -> int:
    """Bytes of a letter, the mean of some, written as they will be or were."""
    batch_id = await _batch(round_, campaign_id)
    parts = round_.program.parts
    async with round_.transaction() as ctx:
        batch = await batches.batch(ctx, batch_id)
        author = parts.get(batches.MassAuthors).of(batch.owner)
        assert author is not None
        mailbox = mailboxes.read(channels.config_of(parts, await channels.get(ctx, batch.channel_id)))
        rows = await _some(round_, batch_id)
        letters = Letters(parts, mailbox, workspace_id=round_.company)
        values, write = await author.values(ctx, batch, rows), letters.writer(ctx, batch)
        written = [
            write(await letters.of(batch, author, variant=row.variant, language=row.language), row, values[row.id])
            for row in rows
        ]
        return round(sum(len(one.data) for one in written) / len(written))


async def _some(round_: campaign.Round, batch_id: UUID) -> list[batches.ClaimedRow]:
    async with round_.transaction() as ctx:
        found = await ctx.session.execute(_SOME, {"batch_id": batch_id})
        return [
            batches.ClaimedRow(
                id=row.id, contact_id=row.contact_id, identity_id=row.identity_id, address=row.address,
                name=row.name, variant=row.variant, language=row.language, round=row.round, until=None,
            )
            for row in found
        ]  # fmt: skip


_SOME: Final = text("""
SELECT m.id, m.contact_id, m.identity_id, i.address, c.name, m.variant, m.language, m.round
FROM mass_messages AS m JOIN identities AS i ON i.id = m.identity_id JOIN contacts AS c ON c.id = m.contact_id
WHERE m.batch_id = :batch_id AND m.state IN ('planned', 'accepted') ORDER BY m.id LIMIT 40
""")


async def _sent(round_: campaign.Round, campaign_id: UUID, count: int, *, walking: bool) -> float:
    """Seconds until the last letter is written down."""
    started = time.monotonic()
    walk = asyncio.create_task(_walked(round_, campaign_id)) if walking else None
    async with campaign.sending(round_.program):
        while await campaign.accepted(round_.program, round_.company, campaign_id) < count:  # noqa: ASYNC110 - what is waited for is a row
            await asyncio.sleep(campaign.LOOK_SECONDS)
    if walk is not None:
        await walk
    return time.monotonic() - started
