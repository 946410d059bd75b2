"""What cards say of a thousand people at once: by the driver, for a campaign asks for a million."""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

from otklik.domains.contacts import queries
from otklik.domains.contacts.rules import AttributeValue
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx


class Member(NamedTuple):
    """A card of the person that an asked id belongs to now."""

    asked_id: UUID
    root_id: UUID
    id: UUID
    name: str
    locale: str
    notes: str
    attributes: dict[str, AttributeValue]
    avatar_key: str | None


_BY_ASKED: Final = """
SELECT asked.id, member.root_id, member.id, member.name, member.locale, member.notes, member.attributes,
       member.avatar_key
FROM contacts AS asked
CROSS JOIN LATERAL (
    SELECT * FROM contacts WHERE root_id = asked.root_id AND workspace_id = %(workspace_id)s OFFSET 0
) AS member
WHERE asked.id = ANY(%(ids)s) AND asked.workspace_id = %(workspace_id)s LIMIT %(limit)s
"""


async def by_asked(ctx: Ctx, contact_ids: Collection[UUID]) -> list[Member]:
    """Every card of the people these ids belong to now."""
    if not contact_ids:
        return []
    given = {"workspace_id": ctx.workspace_id, "ids": uuids(contact_ids), "limit": queries.members_limit(contact_ids)}
    found = await (await ctx.driver()).execute(_BY_ASKED, given, binary=True)
    return [Member._make(row) for row in await found.fetchall()]  # pyright: ignore[reportArgumentType]  # as selected
