"""What the gate asks: what holds for each of many, by one statement."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from otklik.platform.arrays import texts, uuids
from otklik.platform.context import Ctx


class Asked(NamedTuple):
    """One person, address and purpose to be asked about; without an identity the address itself counts."""

    contact_id: UUID | None
    identity_id: UUID | None
    address_kind: str
    address: str
    purpose: str
    channel: str
    key: str


class Found(NamedTuple):
    place: int
    basis: str | None
    archived: bool
    status: str | None
    record_id: UUID | None
    suppressed: Sequence[str]
    write_only: bool
    promise_open: bool
    question_open: bool


_STANDING = text("""
SELECT asked.place, purpose.basis, purpose.archived_at IS NOT NULL AS archived, state.status, state.record_id,
       COALESCE(suppressed.reasons, '{}') AS suppressed, COALESCE(wishes.write_only, false) AS write_only,
       COALESCE(step.promise_open, false) AS promise_open, COALESCE(step.question_open, false) AS question_open
FROM unnest(
    CAST(:contact_ids AS uuid[]), CAST(:identity_ids AS uuid[]), CAST(:kinds AS text[]), CAST(:addresses AS text[]),
    CAST(:purposes AS text[]), CAST(:channels AS text[]), CAST(:keys AS text[])
) WITH ORDINALITY AS asked (contact_id, identity_id, address_kind, address, purpose, channel, key, place)
LEFT JOIN identities ON identities.id = asked.identity_id AND identities.workspace_id = :workspace_id
LEFT JOIN contacts AS card
    ON card.id = COALESCE(identities.contact_id, asked.contact_id) AND card.workspace_id = :workspace_id
LEFT JOIN consent_purposes AS purpose ON purpose.workspace_id = :workspace_id AND purpose.code = asked.purpose
LEFT JOIN LATERAL (
    SELECT s.status, s.record_id FROM contacts AS member JOIN consent_states AS s ON s.contact_id = member.id
    WHERE member.root_id = card.root_id AND s.channel IN ('', asked.channel)
      AND (s.purpose_id = purpose.id OR (asked.purpose = 'confirmation' AND s.status = 'pending'))
      AND s.address IN ('', COALESCE(identities.address, asked.address))
    ORDER BY s.at DESC, s.record_id DESC LIMIT 1
) AS state ON true
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT left_alone.reason) AS reasons FROM suppressions AS left_alone
    WHERE left_alone.workspace_id = :workspace_id AND left_alone.lifted_at IS NULL
      AND left_alone.address_kind = COALESCE(identities.address_kind, asked.address_kind)
      AND left_alone.address = COALESCE(identities.address, asked.address)
      AND left_alone.channel IN ('', asked.channel)
) AS suppressed ON true
LEFT JOIN LATERAL (
    SELECT bool_or(p.write_only) AS write_only
    FROM contacts AS member JOIN consent_preferences AS p ON p.contact_id = member.id
    WHERE member.root_id = card.root_id
) AS wishes ON true
LEFT JOIN LATERAL (
    SELECT bool_or(g.promise_key IS NULL OR g.promise_key = asked.key) AS promise_open,
           bool_or(g.question_key IS NULL OR g.question_key = asked.key) AS question_open
    FROM contacts AS member JOIN given_contacts AS g ON g.contact_id = member.id
    WHERE asked.purpose IN ('promise', 'question') AND member.root_id = card.root_id AND g.expires_at > :now
) AS step ON true
ORDER BY asked.place
""")


async def standing(ctx: Ctx, asked: Sequence[Asked]) -> list[Found]:
    """What holds for each, in the order asked, by one statement."""
    columns = list(zip(*asked, strict=True)) or [()] * len(Asked._fields)
    names = ("contact_ids", "identity_ids", "kinds", "addresses", "purposes", "channels", "keys")
    given = {name: list(column) for name, column in zip(names, columns, strict=True)}
    rows = await ctx.session.execute(_STANDING, {**given, "workspace_id": ctx.workspace_id, "now": ctx.now()})
    return [Found(*row) for row in rows]


_STANDING_OF_MANY = text("""
WITH asked AS MATERIALIZED (
    SELECT one.place, one.address, card.root_id
    FROM unnest(:contact_ids, :addresses) WITH ORDINALITY AS one (contact_id, address, place)
    LEFT JOIN contacts AS card ON card.id = one.contact_id AND card.workspace_id = :workspace_id
), purpose AS MATERIALIZED (
    SELECT id, basis, archived_at IS NOT NULL AS archived FROM consent_purposes
    WHERE workspace_id = :workspace_id AND code = :purpose
), said AS (
    SELECT DISTINCT ON (asked.place) asked.place, s.status, s.record_id
    FROM asked JOIN contacts AS member ON member.root_id = asked.root_id
    JOIN consent_states AS s ON s.contact_id = member.id
    WHERE s.purpose_id = (SELECT id FROM purpose) AND s.channel IN ('', :channel) AND s.address IN ('', asked.address)
    ORDER BY asked.place, s.at DESC, s.record_id DESC
), left_alone AS (
    SELECT asked.place, array_agg(DISTINCT s.reason) AS reasons
    FROM asked JOIN suppressions AS s
        ON s.workspace_id = :workspace_id AND s.lifted_at IS NULL AND s.address_kind = :kind
        AND s.address = asked.address AND s.channel IN ('', :channel)
    GROUP BY asked.place
)
SELECT known.place, purpose.basis, COALESCE(purpose.archived, false), known.status, known.record_id,
       COALESCE(known.reasons, '{}')
FROM (SELECT 1) AS one LEFT JOIN purpose ON true
LEFT JOIN (SELECT * FROM said FULL JOIN left_alone USING (place)) AS known ON true
""")


async def standing_of_many(
    ctx: Ctx, people: Sequence[tuple[UUID, str]], *, purpose: str, channel: str, address_kind: str
) -> tuple[Found, dict[int, Found]]:
    """What holds for one purpose of the company's own, by a channel that does not call; (card, address) of each.

    The first is what holds for whoever is not among the others, which are found by their place among the people.
    """
    given = {
        "contact_ids": uuids(contact_id for contact_id, _ in people),
        "addresses": texts(address for _, address in people),
        "workspace_id": ctx.workspace_id,
        "purpose": purpose,
        "channel": channel,
        "kind": address_kind,
    }
    rows = (await ctx.session.execute(_STANDING_OF_MANY, given)).all()
    plain = Found(
        place=0,
        basis=rows[0][1],
        archived=rows[0][2],
        status=None,
        record_id=None,
        suppressed=(),
        write_only=False,
        promise_open=False,
        question_open=False,
    )
    others = {
        row[0] - 1: plain._replace(place=row[0], status=row[3], record_id=row[4], suppressed=row[5])
        for row in rows
        if row[0] is not None
    }
    return plain, others
