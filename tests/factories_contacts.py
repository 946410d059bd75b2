"""People for tests."""

from uuid import UUID

from tests.factories import Company, unique, unit_of_work

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.service import IdentifiedContact
from otklik.program import Program


async def create_contact(
    program: Program,
    company: Company,
    *,
    name: str = "Анна Ким",
    address_kind: str = "telegram",
    address: str | None = None,
    username: str = "",
    verified: bool = True,
) -> IdentifiedContact:
    """Somebody who wrote once."""
    async with unit_of_work(program, company) as ctx:
        return await contacts.identify(
            ctx,
            channel_id=None,
            address_kind=address_kind,
            address=address or unique("user"),
            name=name,
            username=username,
            verified=verified,
        )


async def join(program: Program, company: Company, *, keep_id: UUID, other_id: UUID) -> UUID:
    """Join two people by hand; returns the merge."""
    async with unit_of_work(program, company) as ctx:
        return await contacts.merge(ctx, keep_id=keep_id, other_id=other_id)
