"""A real campaign, as a marketer makes one: a segment, a template of blocks with Liquid, launched, planned and sent.

Eight values of the person and the company, five counted links, the way out; the letter is laid out and filled by the
templates' own author. `.plan` is the walk through the segment with the gate; `.send` the rest of the way until the last
letter is written down, beside `smtp-source` with letters of equal size; `.path` both at once, as the product goes.
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


class Size(msgspec.Struct, frozen=True, kw_only=True):
    recipients: int = 60_000


TINY: Final = Size(recipients=2_000)

WORDS: Final = (
    (
        "Здравствуйте, {{ person.first_name }}! Мы привезли чай нового урожая и хотим, чтобы вы попробовали его"
        " первыми. Ваш город — **{{ person.attributes.city }}**, доставим за день."
    ),
    (
        "На вашем счёте {{ person.attributes.points | plural: 'балл', 'балла', 'баллов' }}, последний заказ —"
        " {{ person.attributes.order }}. Карта гостя: {{ person.attributes.card }}."
    ),
    (
        "Для {{ person.first_name | decline: 'genitive' }} мы собрали подборку: три сорта, которые берут чаще всего, и"
        " один, который берут только знатоки."
    ),
    "С уважением, {{ company.name }}. Сегодня {{ now | day }}.",
)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.program() as (program, _), mass.sink() as port:
        workspace, channel_id = await campaign.company(program, port)
        round_ = campaign.Round(program, workspace, channel_id, port)
        await _any_hour(round_)
        await _described(round_, await campaign.people(program, workspace, size.recipients))
        plan = await _plan(round_)
        first = await _launched(round_, plan, "Весна")
        yield figure("whole.plan", size.recipients / await _walked(round_, first), "people/s")
        length = await _length(round_, first)
        yield figure("whole.letter", length, "bytes")
        await campaign.vacuum(program)
        source = await mass.source(port, size.recipients, length=length)
        sent = size.recipients / await _sent(round_, first, size.recipients, walking=False)
        yield figure("whole.send", sent, "mails/s", reference=source)
        second = await _launched(round_, plan, "Лето")
        source = await mass.source(port, size.recipients, length=length)
        sent = size.recipients / await _sent(round_, second, size.recipients, walking=True)
        yield figure("whole.path", sent, "mails/s", reference=source, target="ratio >= 0.8")


async def _any_hour(round_: campaign.Round) -> None:
    """The gate asks everything and forbids nothing: no caps, open day and night."""
    always = ChannelHours(channel="", week=(OpenSpan(opens=0, closes=1_440),) * 7)
    async with round_.transaction() as ctx:
        policy = msgspec.structs.replace(choosing.first(), hours=(always,), caps=(LevelCap(level=0),))
        await choosing.save(ctx, policy)


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


async def _plan(round_: campaign.Round) -> CampaignPlan:
    blocks: list[AnyBlock] = [HeadingBlock(text="Чай нового урожая")]
    for at, words in enumerate(WORDS):
        blocks += [TextBlock(text=words), ButtonBlock(label="Подробнее", href=f"https://shop.example/goods/{at}")]
    blocks += [
        TextBlock(text="Все сорта — [в каталоге](https://shop.example/all)."),
        FooterBlock(text="Чайная, ул. Мира, 1", unsubscribe="Отписаться"),
    ]
    wording = Wording(subject="Чай для {{ person.first_name }}", preheader="Новый урожай", blocks=tuple(blocks))
    async with round_.transaction() as ctx:
        made = await templates.create(
            ctx, NewTemplate(name="Урожай", kind="email", body=TemplateBody(wordings={"ru": wording}))
        )
        await templates.publish(ctx, made.id)
        everybody = await segments.create(ctx, segments.NewSegment(name="Все"))
    saying = CampaignSaying(template_id=made.id)
    return CampaignPlan(
        purpose=campaign.PURPOSE,
        audience=CampaignAudience(inside=(everybody.id,)),
        channels=(CampaignChannel(channel_id=round_.channel_id, sayings=(saying,)),),
        utm={"utm_source": "otklik", "utm_campaign": "harvest"},
    )


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
    """Bytes of the first letter, written as it will be."""
    batch_id = await _batch(round_, campaign_id)
    parts = round_.program.parts
    async with round_.transaction() as ctx:
        batch = await batches.batch(ctx, batch_id)
        author = parts.get(batches.MassAuthors).of(batch.owner)
        assert author is not None
        mailbox = mailboxes.read(channels.config_of(parts, await channels.get(ctx, batch.channel_id)))
        row = await _row(round_, batch_id)
        letters = Letters(parts, mailbox, workspace_id=round_.company)
        compiled = await letters.of(batch, author, variant=row.variant, language=row.language)
        values = await author.values(ctx, batch, [row])
        return len(letters.writer(ctx, batch)(compiled, row, values[row.id]).data)


async def _row(round_: campaign.Round, batch_id: UUID) -> batches.ClaimedRow:
    async with round_.transaction() as ctx:
        found = (await ctx.session.execute(_FIRST, {"batch_id": batch_id})).one()
    return batches.ClaimedRow(
        id=found.id, contact_id=found.contact_id, identity_id=found.identity_id, address=found.address,
        name=found.name, variant=found.variant, language=found.language, round=found.round,
    )  # fmt: skip


_FIRST: Final = text("""
SELECT m.id, m.contact_id, m.identity_id, i.address, c.name, m.variant, m.language, m.round
FROM mass_messages AS m JOIN identities AS i ON i.id = m.identity_id JOIN contacts AS c ON c.id = m.contact_id
WHERE m.batch_id = :batch_id ORDER BY m.id LIMIT 1
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
