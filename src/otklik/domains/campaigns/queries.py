"""Every question campaigns ask of the database, each named for what it answers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from otklik.domains.activity.models import RfmChoices
from otklik.domains.campaigns.models import Campaign, CampaignChoices, CampaignConversion
from otklik.domains.campaigns.rules.states import LIVE
from otklik.domains.consents.models import Purpose, State
from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.delivery.models import Channel, PreparedRow
from otklik.domains.segments.models import Segment
from otklik.domains.templates.models import Template
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.web import Position

CURRENCY_DEFAULT: Final = "RUB"
_FRESH: Final = {"populate_existing": True}


async def by_id(ctx: Ctx, campaign_id: UUID, *, lock: bool = False) -> Campaign | None:
    query = scoped(ctx, Campaign).where(Campaign.id == campaign_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query, execution_options=_FRESH)


async def page(ctx: Ctx, *, q: str, states: Collection[str], before: Position | None, limit: int) -> Sequence[Campaign]:
    """The last changed first."""
    query = scoped(ctx, Campaign)
    if q:
        query = query.where(func.lower(Campaign.name).contains(q.lower(), autoescape=True))
    if states:
        query = query.where(Campaign.state.in_(states))
    if before is not None:
        query = query.where(tuple_(Campaign.updated_at, Campaign.id) < tuple_(*map(literal, before)))
    query = query.order_by(Campaign.updated_at.desc(), Campaign.id.desc()).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def names(ctx: Ctx, campaign_ids: Collection[UUID]) -> dict[UUID, str]:
    query = scoped(ctx, Campaign).where(Campaign.id.in_(campaign_ids)).with_only_columns(Campaign.id, Campaign.name)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def live(ctx: Ctx) -> Sequence[UUID]:
    """Those that may still send something."""
    query = scoped(ctx, Campaign).where(Campaign.state.in_(sorted(LIVE))).with_only_columns(Campaign.id)
    return (await ctx.session.scalars(query.order_by(Campaign.id))).all()


async def more_than(ctx: Ctx, limit: int) -> bool:
    query = scoped(ctx, Campaign).with_only_columns(Campaign.id).offset(limit).limit(1)
    return await ctx.session.scalar(query) is not None


async def choices(ctx: Ctx) -> Mapping[str, Any] | None:  # Any: a JSON document
    return await ctx.session.scalar(scoped(ctx, CampaignChoices).with_only_columns(CampaignChoices.document))


async def save_choices(ctx: Ctx, document: Mapping[str, Any]) -> None:  # Any: as above
    row = {"document": dict(document), "updated_at": ctx.now()}
    statement = insert(CampaignChoices).values(workspace_id=ctx.workspace_id, **row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def currency(ctx: Ctx) -> str:
    """The company's: in it revenue is summed."""
    return await ctx.session.scalar(scoped(ctx, RfmChoices).with_only_columns(RfmChoices.currency)) or CURRENCY_DEFAULT


async def purpose(ctx: Ctx, code: str) -> Purpose | None:
    return await ctx.session.scalar(scoped(ctx, Purpose).where(Purpose.code == code))


async def known(ctx: Ctx, model: type[Segment | Channel | Template | PreparedRow], ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are the company's."""
    if not ids:
        return set()
    query = scoped(ctx, model).where(model.id.in_(ids)).with_only_columns(model.id)
    return set((await ctx.session.scalars(query)).all())


# ---- people -------------------------------------------------------------------------------------------


async def agreed(ctx: Ctx, code: str, *, after: UUID | None, limit: int) -> Sequence[UUID]:
    """People (roots) who agreed to the purpose by any channel, in order of ids."""
    card = aliased(Contact)
    granted = (
        exists()
        .where(card.root_id == Contact.id, State.contact_id == card.id, State.status == "granted")
        .where(State.purpose_id == Purpose.id, Purpose.workspace_id == ctx.workspace_id, Purpose.code == code)
    )
    return await _people(ctx, granted, after=after, limit=limit)


async def everybody(ctx: Ctx, *, after: UUID | None, limit: int) -> Sequence[UUID]:
    """People (roots) in order of ids: for a purpose that rests on something else than consent."""
    return await _people(ctx, literal(True), after=after, limit=limit)  # noqa: FBT003 - SQL's own TRUE


async def _people(ctx: Ctx, narrow: Any, *, after: UUID | None, limit: int) -> Sequence[UUID]:  # Any: a condition
    query = scoped(ctx, Contact).where(Contact.merged_into_id.is_(None), narrow).with_only_columns(Contact.id)
    if after is not None:
        query = query.where(Contact.id > after)
    return (await ctx.session.scalars(query.order_by(Contact.id).limit(limit))).all()


async def languages(ctx: Ctx, root_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people speak, where it is known; the root's own word first."""
    query = (
        scoped(ctx, Contact)
        .where(Contact.root_id.in_(root_ids), Contact.locale != "")
        .with_only_columns(Contact.root_id, Contact.locale)
        .order_by(Contact.id != Contact.root_id, Contact.id)
    )
    found: dict[UUID, str] = {}
    for row in await ctx.session.execute(query):
        found.setdefault(row[0], row[1])
    return found


async def roots(ctx: Ctx, contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    query = scoped(ctx, Contact).where(Contact.id.in_(contact_ids)).with_only_columns(Contact.id, Contact.root_id)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def addresses(ctx: Ctx, identity_ids: Collection[UUID]) -> dict[UUID, str]:
    query = scoped(ctx, Identity).where(Identity.id.in_(identity_ids)).with_only_columns(Identity.id, Identity.address)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


_JOINED: Final = text("""
SELECT id, root_id FROM contacts
WHERE workspace_id = :workspace AND root_id = ANY(:people) AND merged_into_id IS NOT NULL
""")
_ASKED_BY: Final = text("""
SELECT DISTINCT message.contact_id FROM mass_messages message JOIN mass_batches batch ON batch.id = message.batch_id
WHERE message.contact_id = ANY(:cards) AND message.workspace_id = :workspace
  AND batch.owner = 'campaign' AND batch.owner_id = :campaign
  AND (message.state NOT IN ('skipped', 'failed') OR message.code = 'control_group')
""")


async def told_by_another_card(ctx: Ctx, campaign_id: UUID, root_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people who had the campaign's message, or were kept back from it, before two cards were joined."""
    asked = {"workspace": ctx.workspace_id, "people": uuids(root_ids)}
    joined = {row[0]: row[1] for row in await ctx.session.execute(_JOINED, asked)}
    if not joined:
        return set()
    asked = {"workspace": ctx.workspace_id, "cards": uuids(joined), "campaign": campaign_id}
    return {joined[one] for one in await ctx.session.scalars(_ASKED_BY, asked)}


# ---- what it brought ----------------------------------------------------------------------------------

_ATTRIBUTE: Final = text("""
INSERT INTO campaign_conversions AS known
       (campaign_id, fact_id, workspace_id, message_id, contact_id, step, variant, control, attributed, at,
        amount_minor)
SELECT DISTINCT ON (campaign.id, fact.id)
       campaign.id, fact.id, :workspace, message.id, message.contact_id, batch.step, message.variant,
       message.code = 'control_group',
       message.code <> 'control_group' AND touch.at IS NOT NULL AND fact.at >= touch.at
           AND fact.at < touch.at + days.window,
       fact.at, CASE WHEN fact.currency = :currency THEN fact.amount_minor ELSE 0 END
FROM facts fact
JOIN contacts buyer ON buyer.id = fact.contact_id
JOIN contacts card ON card.root_id = buyer.root_id
JOIN mass_messages message ON message.contact_id = card.id
JOIN mass_batches batch ON batch.id = message.batch_id AND batch.owner = 'campaign'
JOIN campaigns campaign ON campaign.id = batch.owner_id
CROSS JOIN LATERAL (SELECT make_interval(days => (campaign.attribution ->> 'days')::integer) AS window) days
CROSS JOIN LATERAL (
    SELECT CASE campaign.attribution ->> 'touch'
        WHEN 'clicked' THEN message.clicked_at
        WHEN 'read' THEN LEAST(message.clicked_at, CASE WHEN NOT message.read_by_machine THEN message.read_at END)
        ELSE CASE WHEN message.state <> 'failed' THEN message.accepted_at END
    END AS at
) touch
WHERE fact.workspace_id = :workspace AND fact.name = :name AND fact.id = ANY(:facts)
  AND message.workspace_id = :workspace
  AND (message.state NOT IN ('planned', 'skipped') OR message.code = 'control_group')
  AND ((fact.at >= message.due_at AND fact.at < message.due_at + days.window)
       OR (fact.at >= touch.at AND fact.at < touch.at + days.window))
ORDER BY campaign.id, fact.id, touch.at DESC NULLS LAST, message.id
ON CONFLICT (campaign_id, fact_id) DO UPDATE
SET attributed = known.attributed OR excluded.attributed,
    message_id = CASE WHEN known.attributed THEN known.message_id ELSE excluded.message_id END,
    step = CASE WHEN known.attributed THEN known.step ELSE excluded.step END,
    variant = CASE WHEN known.attributed THEN known.variant ELSE excluded.variant END
WHERE NOT known.attributed AND excluded.attributed
RETURNING campaign_id
""")


async def attribute(ctx: Ctx, fact_ids: Sequence[UUID], *, name: str, currency: str) -> set[UUID]:
    """Write down which campaigns these purchases came after; the campaigns whose figures changed."""
    asked = {"workspace": ctx.workspace_id, "facts": list(fact_ids), "name": name, "currency": currency}
    return set((await ctx.session.scalars(_ATTRIBUTE, asked)).all())


_BOUGHT_SINCE: Final = text("""
SELECT fact.id FROM contacts asked
JOIN contacts person ON person.id = asked.id
JOIN contacts card ON card.root_id = person.root_id
JOIN facts fact ON fact.contact_id = card.id
WHERE asked.workspace_id = :workspace AND asked.id = ANY(:people) AND fact.workspace_id = :workspace
  AND fact.name = :name AND fact.at >= :since
LIMIT :limit
""")


async def bought_since(
    ctx: Ctx, contact_ids: Sequence[UUID], *, name: str, since: datetime, limit: int
) -> Sequence[UUID]:
    """Purchases of these people from that moment on: a click is judged a little later than a purchase can come."""
    asked = {"workspace": ctx.workspace_id, "people": list(contact_ids), "name": name, "since": since, "limit": limit}
    return (await ctx.session.scalars(_BOUGHT_SINCE, asked)).all()


class Brought(NamedTuple):
    """Of one step and variant."""

    step: str
    variant: int
    converted: int
    purchases: int
    revenue_minor: int


async def brought(ctx: Ctx, campaign_id: UUID) -> list[Brought]:
    """What counts as the campaign's, by step and variant; by the primary key, and buyers are few."""
    one = CampaignConversion
    query = (
        scoped(ctx, one)
        .where(one.campaign_id == campaign_id, one.attributed)
        .with_only_columns(
            one.step, one.variant, func.count(one.contact_id.distinct()), func.count(), func.sum(one.amount_minor)
        )
        .group_by(one.step, one.variant)
    )
    return [Brought(row[0], row[1], row[2], row[3], int(row[4])) for row in await ctx.session.execute(query)]


async def buyers(ctx: Ctx, campaign_id: UUID) -> int:
    """People, each once however many messages they got."""
    one = CampaignConversion
    query = select(func.count(one.contact_id.distinct())).where(one.workspace_id == ctx.workspace_id)
    return await ctx.session.scalar(query.where(one.campaign_id == campaign_id, one.attributed)) or 0


async def bought(ctx: Ctx, campaign_id: UUID, *, control: bool) -> int:
    """People who bought within the window from when they would have got it, whatever they did with it."""
    one = CampaignConversion
    query = select(func.count(one.contact_id.distinct())).where(one.workspace_id == ctx.workspace_id)
    return await ctx.session.scalar(query.where(one.campaign_id == campaign_id, one.control == control)) or 0
