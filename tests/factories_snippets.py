"""Ready replies for tests."""

from uuid import UUID

from tests.factories import Company, unique, unit_of_work

from otklik.domains.snippets import service as snippets
from otklik.domains.snippets.service import NewSnippet, Snippet
from otklik.program import Program


async def create_snippet(
    program: Program,
    company: Company,
    *,
    shortcut: str | None = None,
    title: str = "Цена",
    text: str = "Здравствуйте, {имя}. Цена прежняя.",
    team_id: UUID | None = None,
) -> Snippet:
    async with unit_of_work(program, company) as ctx:
        new = NewSnippet(shortcut=shortcut or unique("s"), title=title, text=text, team_id=team_id)
        return await snippets.create(ctx, new=new)
