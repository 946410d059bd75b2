"""Every question contact policy asks of the database."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.contact_policy.models import Policy
from otklik.domains.contact_policy.rules import KEPT_DAYS, KEPT_MAX
from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.workspaces.models import Workspace
from otklik.platform.context import Ctx

IDENTITIES_MAX: Final = 200


class Chosen(NamedTuple):
    """`document`: None when the company chose nothing yet."""

    document: Mapping[str, Any] | None  # Any: a JSON document
    time_zone: str


class Paced(NamedTuple):
    """A person as asked: their root card, level of loyalty, and what they got lately over all their cards."""

    root_id: UUID
    level: int
    days: Sequence[date]
    keys: Sequence[UUID]


class Told(NamedTuple):
    """What is known of where a person lives."""

    attribute: str | None
    phone: str | None


async def chosen(ctx: Ctx) -> Chosen:
    query = (
        select(Policy.document, Workspace.time_zone)
        .select_from(Workspace)
        .outerjoin(Policy, Policy.workspace_id == Workspace.id)
        .where(Workspace.id == ctx.workspace_id)
    )
    row = (await ctx.session.execute(query)).one()
    return Chosen(row[0], row[1])


async def save(ctx: Ctx, document: Mapping[str, Any]) -> None:  # Any: a JSON document
    row = {"document": dict(document), "updated_at": ctx.now()}
    statement = insert(Policy).values(workspace_id=ctx.workspace_id, **row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


_PACES: Final = text("""
SELECT asked.id, card.root_id, COALESCE(score.level, 0), COALESCE(got.days, '{}'), COALESCE(got.keys, '{}')
FROM unnest(CAST(:ids AS uuid[])) AS asked (id)
JOIN contacts AS card ON card.id = asked.id AND card.workspace_id = :workspace
LEFT JOIN rfm_scores AS score ON score.contact_id = card.root_id
LEFT JOIN LATERAL (
    SELECT array_agg(one.day ORDER BY one.day) AS days, array_agg(one.key ORDER BY one.day) AS keys
    FROM contacts AS member JOIN contact_paces AS pace ON pace.contact_id = member.id,
         unnest(pace.days, pace.keys) AS one (day, key)
    WHERE member.root_id = card.root_id AND one.day > :since
) AS got ON true
""")


async def paces(ctx: Ctx, contact_ids: Sequence[UUID], *, today: date) -> dict[UUID, Paced]:
    """By the id asked; whoever is not there was erased."""
    given = {"ids": list(set(contact_ids)), "workspace": ctx.workspace_id, "since": _since(today)}
    rows = await ctx.session.execute(_PACES, given)
    return {row[0]: Paced(row[1], row[2], row[3], row[4]) for row in rows}


_ROOTS: Final = """
    SELECT DISTINCT card.root_id FROM unnest(CAST(:ids AS uuid[])) AS asked (id)
    JOIN contacts AS card ON card.id = asked.id AND card.workspace_id = :workspace
"""
_MAKE: Final = text(f"""
INSERT INTO contact_paces (contact_id, workspace_id)
SELECT root_id, :workspace FROM ({_ROOTS}) AS roots ORDER BY root_id
ON CONFLICT DO NOTHING
""")  # noqa: S608 - this file's own constant
_HOLD: Final = text(f"""
SELECT 1 FROM contact_paces WHERE contact_id IN ({_ROOTS}) ORDER BY contact_id FOR UPDATE
""")  # noqa: S608 - this file's own constant


async def hold(ctx: Ctx, contact_ids: Sequence[UUID]) -> None:
    """Nobody else counts messages of these people until this transaction ends; taken in one order by everybody."""
    given = {"ids": list(set(contact_ids)), "workspace": ctx.workspace_id}
    await ctx.session.execute(_MAKE, given)
    await ctx.session.execute(_HOLD, given)


_COUNT: Final = text(f"""
UPDATE contact_paces AS pace SET (days, keys) = (
    SELECT array_agg(kept.day ORDER BY kept.day, kept.place), array_agg(kept.key ORDER BY kept.day, kept.place)
    FROM (
        SELECT * FROM (
            SELECT one.day, one.key, one.place FROM unnest(pace.days, pace.keys)
                WITH ORDINALITY AS one (day, key, place) WHERE one.day > :since
            UNION ALL
            SELECT CAST(:today AS date), added.key, {KEPT_MAX} + added.place FROM unnest(
                CAST(:ids AS uuid[]), CAST(:keys AS uuid[])
            ) WITH ORDINALITY AS added (id, key, place) WHERE added.id = pace.contact_id
        ) AS every ORDER BY day DESC, place DESC LIMIT {KEPT_MAX}
    ) AS kept
) WHERE pace.workspace_id = :workspace AND pace.contact_id = ANY(CAST(:ids AS uuid[]))
""")  # noqa: S608 - this file's own constant


async def count(ctx: Ctx, counted: Sequence[tuple[UUID, UUID]], *, today: date) -> None:
    """(root, key of the message) of messages that go today; what is older than a month is let go."""
    if not counted:
        return
    given = {
        "ids": [root_id for root_id, _ in counted],
        "keys": [key for _, key in counted],
        "workspace": ctx.workspace_id,
        "today": today,
        "since": _since(today),
    }
    await ctx.session.execute(_COUNT, given)


_TOLD: Final = text("""
SELECT asked.id, attribute.zone, phone.address
FROM unnest(CAST(:ids AS uuid[])) AS asked (id)
JOIN contacts AS card ON card.id = asked.id AND card.workspace_id = :workspace
LEFT JOIN LATERAL (
    SELECT member.attributes ->> :attribute AS zone FROM contacts AS member
    WHERE member.root_id = card.root_id AND member.attributes ->> :attribute <> ''
    ORDER BY member.id = card.root_id DESC, member.id LIMIT 1
) AS attribute ON true
LEFT JOIN LATERAL (
    SELECT identities.address FROM contacts AS member JOIN identities ON identities.contact_id = member.id
    WHERE member.root_id = card.root_id AND identities.address_kind = 'phone'
    ORDER BY identities.claimed, identities.verified DESC, identities.id LIMIT 1
) AS phone ON true
""")


async def told(ctx: Ctx, contact_ids: Sequence[UUID], *, attribute: str) -> dict[UUID, Told]:
    """By the id asked."""
    given = {"ids": list(set(contact_ids)), "workspace": ctx.workspace_id, "attribute": attribute}
    return {row[0]: Told(row[1], row[2]) for row in await ctx.session.execute(_TOLD, given)}


async def address_kinds(ctx: Ctx, contact_id: UUID) -> set[str]:
    """Of the addresses a person has."""
    root = select(Contact.root_id).where(Contact.workspace_id == ctx.workspace_id, Contact.id == contact_id)
    query = (
        select(Identity.address_kind)
        .join(Contact, Contact.id == Identity.contact_id)
        .where(Contact.workspace_id == ctx.workspace_id, Contact.root_id == root.scalar_subquery())
    )
    return set((await ctx.session.scalars(query.limit(IDENTITIES_MAX))).all())


def _since(today: date) -> date:
    return today - timedelta(days=KEPT_DAYS)
