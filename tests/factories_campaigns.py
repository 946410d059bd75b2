"""Campaigns for tests: people who agreed, letters, plans, and the walk done by hand."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import text
from tests.factories import Company, unique, unit_of_work
from tests.factories_delivery import create_channel

from otklik.channels.contract import ConfigValue
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignAudience, CampaignChannel, CampaignPlan, CampaignSaying
from otklik.domains.campaigns.schemas import CampaignOut, NewCampaign
from otklik.domains.campaigns.service import checking, planning, steering
from otklik.domains.consents.schemas import Basis, PurposeIn
from otklik.domains.consents.service import purposes
from otklik.domains.contact_policy.schemas import ChannelHours, ContactPolicy, LevelCap, OpenSpan
from otklik.domains.contact_policy.service import choosing
from otklik.domains.delivery.models import Channel
from otklik.domains.segments import service as segments
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import (
    AnyBlock,
    FooterBlock,
    Kind,
    TemplateBody,
    TemplateVariable,
    TextBlock,
    Wording,
)
from otklik.domains.templates.schemas import NewTemplate
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.program import Program

PURPOSE = "news"
ALWAYS = ChannelHours(channel="", week=(OpenSpan(opens=0, closes=1_440),) * 7)


async def purpose(
    program: Program, company: Company, *, code: str = PURPOSE, basis: Basis = "legitimate_interest"
) -> None:
    """Of which one may be told at any hour: tests run at night too."""
    async with unit_of_work(program, company) as ctx:
        words = {"name_ru": "Новости", "name_en": "News", "text_ru": "Согласен", "text_en": "I agree"}
        await purposes.create(ctx, PurposeIn(code=code, basis=basis, **words))
        await at_any_hour(ctx)


async def at_any_hour(ctx: Ctx) -> None:
    """No quiet hours; caps stay what Otklik starts from."""
    await choosing.save(ctx, replace(choosing.first(), hours=(ALWAYS,)))


async def once_a_day(program: Program, company: Company) -> None:
    """At any hour, but no more than one message a day: another is refused."""
    async with unit_of_work(program, company) as ctx:
        caps = (LevelCap(level=0, day=1),)
        await choosing.save(ctx, ContactPolicy(caps=caps, on_cap="refuse", hours=(ALWAYS,)))


async def mailbox(program: Program, company: Company, *, port: int = 9) -> Channel:
    config: dict[str, ConfigValue] = {
        "address": "news@example.test",
        "from_name": "Чайная",
        "password": "unused",
        "imap_host": "127.0.0.1",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_auth": False,
    }
    return await create_channel(program, company, kind="email", config=config)


_PEOPLE = text("""
WITH new AS (
    INSERT INTO contacts (id, workspace_id, name, root_id, locale, created_at, last_seen_at)
    SELECT id, :workspace, 'Анна ' || place, id, :locale, :now, :now
    FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS one (id, place)
    RETURNING id
), addressed AS (
    INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
    SELECT gen_random_uuid(), :workspace, id, :kind,
           CASE WHEN :kind = 'phone' THEN '+79' || lpad((place + :base)::text, 9, '0')
                ELSE replace(id::text, '-', '') || '@people.test' END,
           true, false, :now
    FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS one (id, place)
)
SELECT count(*) FROM new
""")


async def people(
    program: Program, company: Company, count: int, *, kind: str = "email", locale: str = "", base: int = 0
) -> list[UUID]:
    """Root cards with one address each."""
    ids = [new_id() for _ in range(count)]
    async with unit_of_work(program, company) as ctx:
        values = {"ids": ids, "workspace": ctx.workspace_id, "now": ctx.now(), "kind": kind, "locale": locale}
        await ctx.session.execute(_PEOPLE, {**values, "base": base})
    return ids


async def move_abroad(program: Program, company: Company, people: Sequence[UUID]) -> None:
    """To Kazakhstan, with a number of its own."""
    async with unit_of_work(program, company) as ctx:
        abroad = "UPDATE identities SET address = '+7701' || right(address, 7) WHERE contact_id = ANY(:people)"
        await ctx.session.execute(text(abroad), {"people": people})


async def everybody(program: Program, company: Company, *, name: str = "Все") -> UUID:
    """A segment of all."""
    async with unit_of_work(program, company) as ctx:
        return (await segments.create(ctx, segments.NewSegment(name=name))).id


async def template(
    program: Program,
    company: Company,
    *,
    kind: Kind = "email",
    name: str = "",
    subject: str = "Чай для {{ person.first_name }}",
    body: str = "Здравствуйте, {{ person.first_name }}. [Смотреть](https://shop.example/new)",
    title: str = "",
    url: str = "",
    variables: Sequence[TemplateVariable] = (),
    more: Sequence[AnyBlock] = (),
) -> UUID:
    """Published. `more`: blocks of a letter after its text."""
    blocks = (TextBlock(text=body), *more, FooterBlock(text="Чайная", unsubscribe="Отписаться"))
    wording = Wording(subject=subject, blocks=blocks) if kind == "email" else Wording(text=body, title=title, url=url)
    made = TemplateBody(wordings={"ru": wording}, language="ru", variables=tuple(variables))
    async with unit_of_work(program, company) as ctx:
        created = await templates.create(ctx, NewTemplate(name=name or unique("letter"), kind=kind, body=made))
        await templates.publish(ctx, created.id)
    return created.id


def to_segment(segment_id: UUID, channels: Sequence[tuple[UUID, UUID]]) -> CampaignPlan:
    """`channels`: of each the channel and what is said by it."""
    return CampaignPlan(
        purpose=PURPOSE,
        audience=CampaignAudience(inside=(segment_id,)),
        channels=tuple(
            CampaignChannel(channel_id=channel_id, sayings=(CampaignSaying(template_id=template_id),))
            for channel_id, template_id in channels
        ),
    )


async def create(program: Program, company: Company, plan: CampaignPlan, *, name: str = "Весна") -> CampaignOut:
    async with unit_of_work(program, company) as ctx:
        return await campaigns.create(ctx, NewCampaign(name=name, plan=plan))


async def launch(program: Program, company: Company, campaign_id: UUID) -> CampaignOut:
    async with unit_of_work(program, company) as ctx:
        return await steering.launch(ctx, campaign_id)


async def plan(program: Program, company: Company, campaign_id: UUID) -> None:
    """What the job does."""
    await planning.walk(program.parts, workspace_id=company.id, campaign_id=campaign_id)


async def launched(program: Program, company: Company, plan_: CampaignPlan, *, counted: bool = False) -> CampaignOut:
    """Launched and planned. `counted`: its people and its price are known."""
    campaign = await create(program, company, plan_)
    if counted:
        await count(program, company, campaign)
    await launch(program, company, campaign.id)
    await plan(program, company, campaign.id)
    return campaign


async def count(program: Program, company: Company, campaign: CampaignOut) -> None:
    """What the job does."""
    await checking.count(program.parts, workspace_id=company.id, campaign_id=campaign.id, revision=campaign.revision)


async def rows(program: Program, company: Company, campaign_id: UUID) -> list[tuple[UUID, str, int, str, str]]:
    """Person, step, variant, state and code of each message, from the rows themselves."""
    query = text(
        "SELECT m.contact_id, b.step, m.variant, m.state, m.code FROM mass_messages m"
        " JOIN mass_batches b ON b.id = m.batch_id WHERE b.owner_id = :id ORDER BY m.contact_id, b.step"
    )
    async with unit_of_work(program, company) as ctx:
        return [
            (row[0], row[1], row[2], row[3], row[4]) for row in await ctx.session.execute(query, {"id": campaign_id})
        ]


async def buys(program: Program, company: Company, person: UUID, *, rubles: int) -> None:
    async with unit_of_work(program, company) as ctx:
        person_ref = PersonRef(contact_id=person)
        bought = FactIn(name="purchase", person=person_ref, amount_minor=rubles * 100, currency="RUB")
        await recording.record(ctx, [bought])
