"""People come in: a block by one statement, and the rules of coming in again decided in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import String, func, text

from otklik.domains.activity.models import Fact
from otklik.domains.contacts.models import Contact
from otklik.domains.journeys.documents import Reentry
from otklik.domains.journeys.rules.state import ENTRIES_MAX
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.money import in_units

_ENTER = text("""
WITH given AS MATERIALIZED (
    SELECT DISTINCT ON (contact_id) *
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS g (id uuid, contact_id uuid, occasion text, began_at timestamptz, due_at timestamptz, given jsonb)
    ORDER BY contact_id, began_at, id
), fit AS (
    SELECT given.*, coalesce(last.entry, 0) + 1 AS entry
    FROM given LEFT JOIN LATERAL (
        SELECT entry, started_at, ended_at FROM journey_runs r
        WHERE r.journey_id = :journey AND r.contact_id = given.contact_id ORDER BY entry DESC LIMIT 1
    ) last ON true
    WHERE last.entry IS NULL OR (
        last.ended_at IS NOT NULL AND last.entry < :entries_max
        AND (:rule = 'always' OR (:rule = 'after_days' AND last.started_at <= CAST(:since AS timestamptz)))
    )
), new AS (
    INSERT INTO journey_runs (id, workspace_id, journey_id, version, contact_id, entry, occasion, due_at, began_at,
                              started_at, given)
    SELECT id, :workspace, :journey, :version, contact_id, entry, occasion, due_at, began_at, :now, given
    FROM fit ORDER BY contact_id
    ON CONFLICT DO NOTHING
    RETURNING id, contact_id
), waits AS (
    INSERT INTO journey_waits (workspace_id, event, contact_id, run_id)
    SELECT :workspace, event, new.contact_id, new.id FROM new CROSS JOIN unnest(CAST(:events AS text[])) AS e (event)
)
SELECT contact_id FROM new
""")


class Newcomer(NamedTuple):
    """One who may come in. `occasion`: see models.JourneyRun."""

    id: UUID
    contact_id: UUID
    occasion: str
    began_at: datetime
    due_at: datetime
    given: Mapping[str, Any]  # Any: JSON of the event


async def enter(
    ctx: Ctx,
    newcomers: Sequence[Newcomer],
    *,
    journey_id: UUID,
    version: int,
    reentry: Reentry,
    since: datetime,
    events: Collection[str],
) -> list[UUID]:
    """Those who came in; who is inside, or may not come again, is left out."""
    rows = [one._asdict() for one in newcomers]
    parameters = {
        "rows": msgspec.json.encode(rows).decode(),
        "workspace": ctx.workspace_id,
        "journey": journey_id,
        "version": version,
        "rule": reentry.rule,
        "since": since,
        "entries_max": ENTRIES_MAX,
        "events": sorted(events),
        "now": ctx.now(),
    }
    return list((await ctx.session.scalars(_ENTER, parameters)).all())


async def properties(ctx: Ctx, fact_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:  # Any: JSON of events
    """What a block of facts says, amounts among it."""
    query = scoped(ctx, Fact).where(Fact.id.in_(fact_ids))
    rows = await ctx.session.execute(
        query.with_only_columns(Fact.id, Fact.properties, Fact.amount_minor, Fact.currency)
    )
    return {row[0]: said(row[1], row[2], row[3]) for row in rows}


def said(
    properties: Mapping[str, Any], amount_minor: int | None, currency: str | None
) -> Mapping[str, Any]:  # Any: JSON
    """An event's properties, with its money, in whole units of its currency, under names of their own."""
    if amount_minor is None or currency is None:
        return properties
    return {**properties, "amount": float(in_units(amount_minor, currency)), "currency": currency}


async def known_people(ctx: Ctx, contact_ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are persons of the company (root cards)."""
    query = scoped(ctx, Contact).where(Contact.id.in_(contact_ids), Contact.merged_into_id.is_(None))
    return set(await ctx.session.scalars(query.with_only_columns(Contact.id)))


async def with_date(
    ctx: Ctx, attribute: str, days: Collection[date], *, yearly: bool, after: UUID | None, limit: int
) -> Sequence[tuple[UUID, str]]:
    """People whose attribute is one of the days (of any year, with `yearly`), in order of ids: (person, date)."""
    value = func.jsonb_extract_path_text(Contact.attributes, attribute, type_=String)
    starts = func.substr(value, 6, 5) if yearly else func.substr(value, 1, 10)
    wanted = [day.isoformat()[5:] if yearly else day.isoformat() for day in days]
    query = scoped(ctx, Contact).where(Contact.merged_into_id.is_(None), Contact.attributes.has_key(attribute))
    if after is not None:
        query = query.where(Contact.id > after)
    rows = await ctx.session.execute(
        query.where(starts.in_(wanted)).with_only_columns(Contact.id, value).order_by(Contact.id).limit(limit)
    )
    return [(row[0], str(row[1])[:10]) for row in rows]
