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
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx
from otklik.platform.db import by_key

IDENTITIES_MAX: Final = 200


class Chosen(NamedTuple):
    """`document`: None when the company chose nothing yet."""

    document: Mapping[str, Any] | None  # Any: a JSON document
    time_zone: str


class Paced(NamedTuple):
    """A person as asked: their root card, level of loyalty, and what they got in the last month or longer."""

    place: int
    """Of the ask."""
    root_id: UUID
    level: int
    days: Sequence[date]
    """Over all their cards."""
    counted: bool
    """The message asked about is one of those."""
    begun: bool
    """The root card has a row of its own; where people are held, one that is held: another may have come since."""


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


_HOLD: Final = text("""
SELECT contact_id FROM contact_paces WHERE contact_id = ANY(ARRAY(
    SELECT card.root_id FROM unnest(:ids) AS one (id)
    CROSS JOIN LATERAL (SELECT root_id FROM contacts WHERE id = one.id AND workspace_id = :workspace LIMIT 1) AS card
)) ORDER BY contact_id FOR UPDATE
""")
_PACES: Final = text("""
SELECT one.place, card.root_id, COALESCE(score.level, 0), NULLIF(own.days, '{}'), other.days,
       one.key = ANY(own.keys) OR one.key = ANY(other.keys), own.contact_id IS NOT NULL
FROM unnest(:ids, :keys) WITH ORDINALITY AS one (id, key, place)
CROSS JOIN LATERAL (SELECT root_id FROM contacts WHERE id = one.id AND workspace_id = :workspace LIMIT 1) AS card
LEFT JOIN LATERAL (
    SELECT contact_id, days, keys FROM contact_paces WHERE contact_id = card.root_id LIMIT 1
) AS own ON true
LEFT JOIN LATERAL (
    SELECT array_agg(one.day) AS days, array_agg(one.key) AS keys
    FROM (SELECT id FROM contacts WHERE root_id = card.root_id AND id <> card.root_id OFFSET 0) AS member
    CROSS JOIN LATERAL (SELECT days, keys FROM contact_paces WHERE contact_id = member.id LIMIT 1) AS pace,
        unnest(pace.days, pace.keys) AS one (day, key)
) AS other ON true
LEFT JOIN LATERAL (SELECT level FROM rfm_scores WHERE contact_id = card.root_id LIMIT 1) AS score ON true
ORDER BY one.place
""")
"""Each person is looked up by themselves: joined, a table of people who came a minute ago was read whole for each."""


async def paces(ctx: Ctx, asked: Sequence[tuple[UUID, UUID]], *, hold: bool = False) -> list[Paced]:
    """Of (any card, key of the message), in the order asked; whoever is not there was erased.

    `hold`: nobody else counts messages of these people until this transaction ends. Rows are taken in one order by
    everybody; who has none yet is settled by `count`.
    """
    given = {
        "ids": uuids(contact_id for contact_id, _ in asked),
        "keys": uuids(key for _, key in asked),
        "workspace": ctx.workspace_id,
    }
    async with by_key(ctx):
        held = set(await ctx.session.scalars(_HOLD, given)) if hold else None
        rows = (await ctx.session.execute(_PACES, given)).all()
    return [
        Paced(
            place=row[0] - 1,
            root_id=row[1],
            level=row[2],
            days=sorted([*(row[3] or ()), *(row[4] or ())]) if row[3] or row[4] else (),
            counted=bool(row[5]),
            begun=row[6] and (held is None or row[1] in held),
        )
        for row in rows
    ]


_ADDED: Final = """
    SELECT id, array_agg(CAST(:today AS date)) AS days, array_agg(key ORDER BY place) AS keys
    FROM unnest(:ids, :keys) WITH ORDINALITY AS one (id, key, place) GROUP BY id
"""
_BEGIN: Final = text(f"""
INSERT INTO contact_paces (contact_id, workspace_id, days, keys)
SELECT added.id, :workspace, added.days, added.keys FROM ({_ADDED}) AS added ORDER BY added.id
ON CONFLICT DO NOTHING RETURNING contact_id
""")  # noqa: S608 - this file's own constant
_APPEND: Final = text(f"""
UPDATE contact_paces AS pace SET days = pace.days || added.days, keys = pace.keys || added.keys
FROM ({_ADDED}) AS added WHERE pace.contact_id = added.id
""")  # noqa: S608 - this file's own constant
_LET_GO: Final = text(f"""
UPDATE contact_paces AS pace SET (days, keys) = (
    SELECT COALESCE(array_agg(kept.day ORDER BY kept.day, kept.place), '{{}}'),
           COALESCE(array_agg(kept.key ORDER BY kept.day, kept.place), '{{}}')
    FROM (
        SELECT one.day, one.key, one.place FROM unnest(pace.days, pace.keys) WITH ORDINALITY AS one (day, key, place)
        WHERE one.day > :since ORDER BY one.day DESC, one.place DESC LIMIT {KEPT_MAX}
    ) AS kept
) WHERE pace.contact_id = ANY(:ids) AND (pace.days[1] <= :since OR cardinality(pace.days) > {KEPT_MAX})
""")  # noqa: S608 - this file's own constant


async def count(ctx: Ctx, counted: Sequence[tuple[Paced, UUID]], *, today: date) -> set[UUID]:
    """Messages (by their keys) that go today; what is older than a month is let go.

    Returns the roots whose first row somebody else wrote meanwhile: of them nothing was counted.
    """
    since = today - timedelta(days=KEPT_DAYS)
    late = await _begin(ctx, [(one.root_id, key) for one, key in counted if not one.begun], today=today)
    begun = [(one.root_id, key) for one, key in counted if one.begun]
    if begun:
        given = _counted(ctx, begun)
        await ctx.session.execute(_APPEND, {**given, "today": today})
    old = [one.root_id for one, _ in counted if one.days and (one.days[0] <= since or len(one.days) >= KEPT_MAX)]
    if old:
        await ctx.session.execute(_LET_GO, {"ids": uuids(old), "since": since})
    return late


_TAKE_BACK: Final = text("""
UPDATE contact_paces AS pace SET (days, keys) = (
    SELECT COALESCE(array_agg(one.day ORDER BY one.place), '{}'), COALESCE(array_agg(one.key ORDER BY one.place), '{}')
    FROM unnest(pace.days, pace.keys) WITH ORDINALITY AS one (day, key, place) WHERE one.key <> ALL(:keys)
) WHERE pace.keys && :keys AND pace.contact_id = ANY(ARRAY(
    SELECT root_id FROM contacts WHERE id = ANY(:ids) AND workspace_id = :workspace
))
""")


async def take_back(ctx: Ctx, counted: Sequence[tuple[UUID, UUID]]) -> None:
    """Messages, by (any card, key), are counted no more."""
    await ctx.session.execute(_TAKE_BACK, _counted(ctx, counted))


async def _begin(ctx: Ctx, counted: Sequence[tuple[UUID, UUID]], *, today: date) -> set[UUID]:
    if not counted:
        return set()
    written = await ctx.session.execute(_BEGIN, {**_counted(ctx, counted), "today": today})
    return {root_id for root_id, _ in counted} - {row[0] for row in written}


def _counted(ctx: Ctx, counted: Sequence[tuple[UUID, UUID]]) -> dict[str, object]:
    return {
        "ids": uuids(contact_id for contact_id, _ in counted),
        "keys": uuids(key for _, key in counted),
        "workspace": ctx.workspace_id,
    }


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
