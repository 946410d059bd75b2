"""A thousand people are asked about at once, as a campaign does, however many cards and addresses each has."""

from uuid import UUID

from sqlalchemy import text
from tests.factories import Company, unit_of_work

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.service import reading
from otklik.platform.ids import new_id
from otklik.program import Program

BLOCK = 1_000
CARDS = text("""
INSERT INTO contacts (id, workspace_id, name, root_id, merged_into_id, attributes, created_at, last_seen_at)
SELECT id, :workspace_id, name, root_id, NULLIF(root_id, id), CAST(attributes AS jsonb), now(), now()
FROM unnest(CAST(:ids AS uuid[]), CAST(:roots AS uuid[]), CAST(:names AS text[]), CAST(:attributes AS text[]))
    AS one (id, root_id, name, attributes)
""")
ADDRESSES = text("""
INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
SELECT gen_random_uuid(), :workspace_id, id, kind, kind || id, true, false, now()
FROM unnest(CAST(:ids AS uuid[])) AS one (id), unnest(ARRAY['email', 'phone', 'telegram', 'vk']) AS kind
""")


async def people_of_two_cards(program: Program, company: Company) -> list[UUID]:
    roots, others = [new_id() for _ in range(BLOCK)], [new_id() for _ in range(BLOCK)]
    given = {
        "ids": [*roots, *others],
        "roots": [*roots, *roots],
        "names": ["Анна"] * BLOCK + ["Аня"] * BLOCK,
        "attributes": ['{"city": "Томск"}'] * BLOCK + ['{"city": "Пермь", "size": 42}'] * BLOCK,
    }
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(CARDS, {**given, "workspace_id": company.id})
        await ctx.session.execute(ADDRESSES, {"ids": roots, "workspace_id": company.id})
    return roots


async def test_everybody_of_a_block_is_known_by_all_their_cards(program: Program, workspace: Company) -> None:
    roots = await people_of_two_cards(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        found = await contacts.profiles(ctx, roots)
    assert found.keys() == set(roots)
    assert {(one.name, tuple(sorted(one.attributes.items()))) for one in found.values()} == {
        ("Анна", (("city", "Томск"), ("size", 42)))
    }


async def test_everybody_of_a_block_has_all_their_addresses(program: Program, workspace: Company) -> None:
    roots = await people_of_two_cards(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        found = await reading.addresses(ctx, roots)
    assert {len(one) for one in found.values()} == {4}


async def test_another_companys_people_are_not_told(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    roots = await people_of_two_cards(program, second_workspace)
    async with unit_of_work(program, workspace) as ctx:
        assert await contacts.profiles(ctx, roots) == {}
