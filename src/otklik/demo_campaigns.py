"""Campaigns of the demo company: one that is over, one whose variants are being compared, one as it is left at night.

The two that went were planned by the product itself; only the answers of mail servers and readers are made up, for the
demo writes to nobody. Their mailbox is switched off for the same reason.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import TextClause, text

from otklik import demo_story
from otklik.channels.contract import ConfigValue
from otklik.domains.activity.schemas import FactIn, LineIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import (
    CampaignAudience,
    CampaignChannel,
    CampaignPlan,
    CampaignSaying,
    CampaignTest,
    CampaignVariant,
)
from otklik.domains.campaigns.schemas import NewCampaign
from otklik.domains.campaigns.service import following, planning, steering, walking
from otklik.domains.consents import service as consents
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import channels
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import (
    ButtonBlock,
    FooterBlock,
    HeadingBlock,
    TemplateBody,
    TextBlock,
    Wording,
)
from otklik.domains.templates.schemas import NewTemplate
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx

MAILBOX: Final[dict[str, ConfigValue]] = {
    "address": "news@shop.example",
    "from_name": "Кофейня «Отклик»",
    "password": "unused",
    "imap_host": "imap.shop.example",
    "smtp_host": "smtp.shop.example",
    "smtp_auth": True,
}
VARIANTS: Final = (CampaignVariant(name="О вкусе"), CampaignVariant(name="О ферме"))
HARVEST: Final = CampaignPlan(
    purpose="news",
    audience=CampaignAudience(everyone=True),
    variants=VARIANTS,
    test=CampaignTest(percent=30, metric="clicked", people_min=200, hours=12),
    control_percent=5,
)
AUTUMN: Final = replace(HARVEST, test=None, control_percent=10, utm={"utm_source": "otklik", "utm_campaign": "autumn"})
SUBSCRIPTION: Final = replace(
    HARVEST, test=CampaignTest(percent=60, metric="clicked", people_min=20, hours=24), control_percent=0
)
LETTERS: Final = (
    ("Осенняя смесь: о вкусе", "Орех, карамель, яблоко", "В чашке орех и карамель, в конце красное яблоко."),
    ("Осенняя смесь: о ферме", "Этот кофе вырос на высоте 1900 метров", "Его растит семья Белай, третий год для нас."),
)
SUBSCRIBERS: Final = (
    "Алина", "Борис", "Вера", "Глеб", "Дина", "Егор", "Жанна", "Захар", "Инна", "Кирилл", "Лада", "Марк", "Нина",
    "Олег", "Полина", "Роман", "Софья", "Тимур", "Ульяна", "Фёдор", "Хава", "Эмиль", "Юлия", "Яков",
)  # fmt: skip
SURNAMES: Final = ("Левченко", "Седых")
"""Of either sex; each first name has both."""
PRICES: Final = (720_00, 1_890_00, 1_440_00)
CAME: Final = timedelta(days=40)


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner."""
    now = ctx.now()
    ctx.clock = FixedClock(now - CAME)
    await _subscribers(ctx)
    mailbox = await channels.create(ctx, kind="email", name="Рассылки кофейни", config=MAILBOX)
    said = [await _letter(ctx, *one) for one in LETTERS]
    for name, plan, ago in (
        ("Осенняя смесь вернулась", AUTUMN, timedelta(days=6)),
        ("Подписка на кофе", SUBSCRIPTION, timedelta(hours=20)),
    ):
        by = CampaignChannel(channel_id=mailbox.id, sayings=tuple(CampaignSaying(template_id=one) for one in said))
        await _send(ctx, name, replace(plan, channels=(by,)), at=now - ago, until=now)
    ctx.clock = FixedClock(now)
    await channels.update(ctx, channel_id=mailbox.id, name=None, enabled=False, config=None)
    await campaigns.create(ctx, NewCampaign(name="Новый урожай: Эфиопия", plan=HARVEST))


async def _subscribers(ctx: Ctx) -> None:
    for number, name in enumerate(f"{first} {last}" for last in SURNAMES for first in SUBSCRIBERS):
        address = f"reader{number + 1}@client.example"
        known = await contacts.identify(ctx, channel_id=None, address_kind="email", address=address, name=name)
        where = consents.Where(address=address, form="Подписка на новости", page_url="https://shop.example/news")
        said = consents.Act(
            contact_id=known.contact_id, act="granted", purpose="news", channel="email", method="form", where=where
        )
        await consents.record(ctx, said)


async def _letter(ctx: Ctx, name: str, subject: str, words: str) -> UUID:
    blocks = (
        HeadingBlock(text=subject),
        TextBlock(text=f"Здравствуйте, {{{{ person.first_name }}}}. {words}"),
        ButtonBlock(label="Посмотреть", href="https://shop.example/autumn"),
        FooterBlock(text="Реклама. Кофейня «Отклик»", unsubscribe="Отписаться"),
    )
    body = TemplateBody(
        wordings={"ru": Wording(subject=subject, preheader=words, blocks=blocks)}, language="ru", variables=()
    )
    made = await templates.create(ctx, NewTemplate(name=name, kind="email", purpose="mass", folder="Письма", body=body))
    await templates.publish(ctx, made.id)
    return made.id


async def _send(ctx: Ctx, name: str, plan: CampaignPlan, *, at: datetime, until: datetime) -> None:
    """Launched and planned at that moment; letters were taken, read and followed in the hours after."""
    ctx.clock = FixedClock(at)
    made = await campaigns.create(ctx, NewCampaign(name=name, plan=plan))
    await steering.launch(ctx, made.id)
    ahead = walking.Ahead()
    while await planning.plan_block(ctx, made.id, ahead):
        pass
    given = {"id": made.id}
    price = {"micros": demo_story.LETTER.micros, "currency": demo_story.LETTER.currency}
    await ctx.session.execute(_WENT, {**given, **price})
    for statement in (_FORGET, _COUNT):
        await ctx.session.execute(statement, given)
    ctx.clock = FixedClock(min(at + timedelta(hours=3), until))
    await following.look(ctx, made.id)
    buyers = (await ctx.session.execute(_BUYERS, given)).all()
    await recording.record(ctx, _bought([row[0] for row in buyers], at=min(at + timedelta(days=1), until)))


def _bought(people: Sequence[UUID], *, at: datetime) -> list[FactIn]:
    return [
        FactIn(
            name=following.PURCHASE,
            person=PersonRef(contact_id=one),
            at=at,
            source="shop",
            lines=(LineIn(product="autumn", title="Осенняя смесь", quantity=1, price_minor=PRICES[nth % len(PRICES)]),),
        )
        for nth, one in enumerate(people)
    ]


def _of_campaign(statement: str) -> TextClause:
    return text(f"WITH batch AS (SELECT id FROM mass_batches WHERE owner = 'campaign' AND owner_id = :id) {statement}")  # noqa: S608 - of this file alone


_WENT: Final = _of_campaign("""
, numbered AS (
    SELECT m.id, m.variant, row_number() OVER (ORDER BY m.contact_id) AS place FROM mass_messages AS m
    WHERE m.batch_id IN (SELECT id FROM batch) AND m.state = 'planned'
)
UPDATE mass_messages AS m
SET state = CASE WHEN place % 19 = 0 THEN 'failed' WHEN place % 5 < 2 THEN 'accepted' ELSE 'read' END,
    code = CASE WHEN place % 19 = 0 THEN 'bounced_permanently' ELSE '' END,
    attempts = 1, handed_at = m.due_at, accepted_at = CASE WHEN place % 19 > 0 THEN m.due_at + interval '2 s' END,
    read_at = CASE WHEN place % 19 > 0 AND place % 5 >= 2 THEN m.due_at + place * interval '2 min' END,
    read_by_machine = CASE WHEN place % 19 > 0 AND place % 5 >= 2 THEN place % 7 = 0 END,
    clicked_at = CASE WHEN place % 19 > 0 AND place % 7 > 0 AND (place % 5 = 4 OR (place % 5 = 3 AND n.variant = 1))
                      THEN m.due_at + place * interval '2 min' END,
    unsubscribed_at = CASE WHEN place = 8 THEN m.due_at + interval '1 h' END,
    cost_micros = CASE WHEN place % 19 > 0 THEN CAST(:micros AS bigint) END,
    cost_currency = CASE WHEN place % 19 > 0 THEN CAST(:currency AS text) END
FROM numbered AS n WHERE n.id = m.id
""")
_FORGET: Final = _of_campaign("DELETE FROM mass_counts WHERE batch_id IN (SELECT id FROM batch)")
_COUNT: Final = _of_campaign("""
, mine AS (SELECT * FROM mass_messages WHERE batch_id IN (SELECT id FROM batch))
INSERT INTO mass_counts (workspace_id, batch_id, variant, kind, name, code, count, cost_micros)
SELECT workspace_id, batch_id, variant, kind, name, code, count(*), coalesce(sum(cost_micros), 0) FROM (
    SELECT workspace_id, batch_id, variant, 'state' AS kind, state AS name, code, cost_micros FROM mine
    UNION ALL SELECT workspace_id, batch_id, variant, 'mark', mark, '', NULL FROM mine, LATERAL unnest(ARRAY[
        CASE WHEN read_at IS NOT NULL THEN CASE WHEN read_by_machine THEN 'read_machine' ELSE 'read_human' END END,
        CASE WHEN clicked_at IS NOT NULL THEN 'clicked' END,
        CASE WHEN unsubscribed_at IS NOT NULL THEN 'unsubscribed' END
    ]) AS mark WHERE mark IS NOT NULL
) AS told GROUP BY 1, 2, 3, 4, 5, 6
""")
_BUYERS: Final = _of_campaign("""
SELECT contact_id FROM mass_messages WHERE batch_id IN (SELECT id FROM batch) AND clicked_at IS NOT NULL
ORDER BY clicked_at LIMIT 5
""")
