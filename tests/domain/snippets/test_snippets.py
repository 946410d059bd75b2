"""Ready replies: found by what is typed, unique by shortcut, live on every desk."""

import asyncio
from uuid import UUID

import pytest
from msgspec import UNSET
from tests.factories import Company, acting, create_operator, unique, unit_of_work
from tests.factories_snippets import create_snippet

from otklik.domains.delivery.models import File
from otklik.domains.snippets import service as snippets
from otklik.domains.snippets.errors import (
    AttachmentUnknown,
    ShortcutTaken,
    SnippetNotFound,
    SnippetsTooMany,
    TeamUnknown,
)
from otklik.domains.snippets.service import NewSnippet, SnippetChanges
from otklik.domains.workspaces.models import Team, TeamMember
from otklik.platform.ids import new_id
from otklik.program import Program


async def found(program: Program, company: Company, q: str) -> list[str]:
    async with unit_of_work(program, company) as ctx:
        return [snippet.shortcut for snippet, _ in await snippets.search(ctx, q=q, limit=50)]


async def test_the_reply_that_fits_best_comes_first(program: Program, workspace: Company) -> None:
    await create_snippet(program, workspace, shortcut="в-тексте", title="Доставка", text="Наша цена ниже")
    await create_snippet(program, workspace, shortcut="в-заголовке", title="Наша ЦЕНА", text="…")
    await create_snippet(program, workspace, shortcut="Цена", title="…", text="…")
    await create_snippet(program, workspace, shortcut="другое", title="…", text="…")
    assert await found(program, workspace, "цена") == ["Цена", "в-заголовке", "в-тексте"]
    assert await found(program, workspace, "нет такого") == []
    assert len(await found(program, workspace, "")) == 4


async def test_letters_and_signs_are_found_as_people_type_them(program: Program, workspace: Company) -> None:
    await create_snippet(program, workspace, shortcut="расчёт", title="Скидка 10 % — ёлки", text="_")
    assert await found(program, workspace, "РАСЧЕТ") == ["расчёт"]
    assert await found(program, workspace, "ёлк") == ["расчёт"]
    assert await found(program, workspace, "10 %") == ["расчёт"]
    assert await found(program, workspace, "10%") == []


async def test_a_shortcut_is_taken_in_whatever_case(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    await create_snippet(program, workspace, shortcut="Цена")
    with pytest.raises(ShortcutTaken):
        await create_snippet(program, workspace, shortcut="цЕНА")
    await create_snippet(program, second_workspace, shortcut="цена")


async def test_of_two_who_save_one_shortcut_at_once_one_is_told(program: Program, workspace: Company) -> None:
    made = await asyncio.gather(
        *(create_snippet(program, workspace, shortcut="цена") for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["ShortcutTaken"] * 3 + ["Snippet"]


async def test_a_change_keeps_what_was_left_out(program: Program, workspace: Company) -> None:
    before = await create_snippet(program, workspace, title="Цена")
    async with unit_of_work(program, workspace) as ctx:
        after = await snippets.update(ctx, snippet_id=before.id, changes=SnippetChanges(title="Новая цена"))
        assert await snippets.get(ctx, snippet_id=before.id) == after
    assert (after.title, after.text, after.shortcut) == ("Новая цена", before.text, before.shortcut)
    assert after.updated_at > before.updated_at
    assert after.variables == ("имя",)


async def test_a_change_that_changes_nothing_is_told_to_nobody(program: Program, workspace: Company) -> None:
    snippet = await create_snippet(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await snippets.update(ctx, snippet_id=snippet.id, changes=SnippetChanges(title=snippet.title))
        assert ctx.pushes == []


async def test_every_change_goes_to_the_desks_at_once(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        new = NewSnippet(shortcut="цена", title="Цена", text="…")
        snippet = await snippets.create(ctx, new=new)
        await snippets.update(ctx, snippet_id=snippet.id, changes=SnippetChanges(text="100 ₽"))
        await snippets.count_use(ctx, snippet_id=snippet.id)
        await snippets.delete(ctx, snippet_id=snippet.id)
        told = [(push.stream, push.kind, push.data["snippet"]) for push in ctx.pushes]
    assert {(stream, kind) for stream, kind, _ in told} == {(f"desk/{workspace.id}", "snippet.changed")}
    assert [shape["text"] if isinstance(shape, dict) else shape for _, _, shape in told] == ["…", "100 ₽", None]


async def test_uses_are_all_counted_even_at_once(program: Program, workspace: Company) -> None:
    snippet = await create_snippet(program, workspace)

    async def use() -> None:
        async with unit_of_work(program, workspace) as ctx:
            await snippets.count_use(ctx, snippet_id=snippet.id)

    await asyncio.gather(*(use() for _ in range(8)))
    async with unit_of_work(program, workspace) as ctx:
        assert (await snippets.get(ctx, snippet_id=snippet.id)).used_count == 8


async def test_an_operator_is_offered_replies_for_all_and_for_their_teams(program: Program, workspace: Company) -> None:
    anna = await create_operator(program, workspace)
    sales, support = [await _team(program, workspace, member_id=member) for member in (anna.id, None)]
    for shortcut, team_id in (("всем", None), ("продажам", sales), ("поддержке", support)):
        await create_snippet(program, workspace, shortcut=shortcut, team_id=team_id)
    async with unit_of_work(program, workspace, actor=acting(anna)) as ctx:
        offered = await snippets.search(ctx, for_operator_id=anna.id, limit=50)
    assert [snippet.shortcut for snippet, _ in offered] == ["всем", "продажам"]


async def test_another_company_s_team_file_or_reply_is_not_there(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    theirs = await create_snippet(program, second_workspace)
    team_id = await _team(program, second_workspace)
    file_id = await _file(program, second_workspace)
    ours = await create_snippet(program, workspace)
    attempts = [
        (theirs.id, SnippetChanges(title="Моё"), SnippetNotFound),
        (ours.id, SnippetChanges(team_id=team_id), TeamUnknown),
        (ours.id, SnippetChanges(attachment_ids=(file_id,)), AttachmentUnknown),
    ]
    async with unit_of_work(program, workspace) as ctx:
        for snippet_id, changes, error in attempts:
            with pytest.raises(error):
                await snippets.update(ctx, snippet_id=snippet_id, changes=changes)
        for verb in (snippets.get, snippets.delete, snippets.count_use):
            with pytest.raises(SnippetNotFound):
                await verb(ctx, snippet_id=theirs.id)


async def test_a_reply_carries_files_and_belongs_to_a_team_until_told_otherwise(
    program: Program, workspace: Company
) -> None:
    snippet = await create_snippet(program, workspace, team_id=await _team(program, workspace))
    file_id = await _file(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        changes = SnippetChanges(attachment_ids=(file_id,), team_id=None, text=UNSET)
        changed = await snippets.update(ctx, snippet_id=snippet.id, changes=changes)
    assert (changed.attachment_ids, changed.team_id) == ((file_id,), None)


async def test_a_company_has_a_bounded_number_of_replies(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snippets, "SNIPPETS_MAX", 1)
    await create_snippet(program, workspace)
    with pytest.raises(SnippetsTooMany):
        await create_snippet(program, workspace)


def test_a_reply_is_rendered_with_the_customer_s_name() -> None:
    assert snippets.render("Здравствуйте, {имя}!", {"имя": "Анна"}) == "Здравствуйте, Анна!"


async def _team(program: Program, company: Company, *, member_id: UUID | None = None) -> UUID:
    team_id = new_id()
    async with unit_of_work(program, company) as ctx:
        ctx.session.add(Team(id=team_id, workspace_id=company.id, name=unique("team"), created_at=ctx.now()))
        await ctx.session.flush()
        if member_id is not None:
            ctx.session.add(TeamMember(workspace_id=company.id, team_id=team_id, operator_id=member_id))
    return team_id


async def _file(program: Program, company: Company) -> UUID:
    file_id = new_id()
    async with unit_of_work(program, company) as ctx:
        ctx.session.add(
            File(
                id=file_id,
                workspace_id=company.id,
                name="прайс.pdf",
                media_type="application/pdf",
                size=1,
                kind="document",
                state="ready",
                created_at=ctx.now(),
            )
        )
    return file_id
