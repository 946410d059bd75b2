"""Ready replies: found by what is typed, unique by shortcut, live on every desk."""

import asyncio
from datetime import timedelta
from typing import Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import UNSET
from tests.factories import Company, acting, create_operator, create_workspace, unique, unit_of_work
from tests.factories_snippets import create_snippet

from otklik.domains.delivery.models import File
from otklik.domains.snippets import service as snippets
from otklik.domains.snippets.errors import (
    AttachmentUnknown,
    ImportUnreadable,
    ShortcutTaken,
    SnippetNotFound,
    SnippetsTooMany,
    TeamUnknown,
)
from otklik.domains.snippets.service import NewSnippet, SnippetChanges, SnippetImport
from otklik.domains.workspaces.models import Team, TeamMember
from otklik.platform.clock import FixedClock
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


async def test_what_was_typed_in_the_other_layout_is_found_where_nothing_else_fits(
    program: Program, workspace: Company
) -> None:
    await create_snippet(program, workspace, shortcut="hello", title="…", text="…")
    await create_snippet(program, workspace, shortcut="цена", title="…", text="…")
    assert await found(program, workspace, "руддщ") == ["hello"]
    assert await found(program, workspace, "wtyf") == ["цена"]


async def test_who_used_what_is_counted_for_thirty_days(timed: Program, clock: FixedClock) -> None:
    company = await create_workspace(timed)
    anna = await create_operator(timed, company)
    snippet = await create_snippet(timed, company)

    async def use() -> None:
        async with unit_of_work(timed, company, actor=acting(anna)) as ctx:
            await snippets.count_use(ctx, snippet_id=snippet.id)

    async def shown() -> list[tuple[UUID, int]]:
        async with unit_of_work(timed, company) as ctx:
            return [(one.operator_id, one.count) for one in await snippets.uses(ctx)]

    await use()
    clock.move(timedelta(days=20))
    await use()
    await use()
    assert await shown() == [(anna.id, 3)]
    clock.move(timedelta(days=15))
    assert await shown() == [(anna.id, 2)]
    async with unit_of_work(timed, company) as ctx:
        after = await snippets.get(ctx, snippet_id=snippet.id)
    assert (after.used_count, after.last_used_at) == (3, clock.now() - timedelta(days=15))


@pytest.mark.parametrize("file_format", ["csv", "json"])
async def test_replies_are_taken_to_another_company_as_a_file(
    program: Program, workspace: Company, second_workspace: Company, file_format: Literal["csv", "json"]
) -> None:
    await create_snippet(program, workspace, shortcut="цена", title='Цена "та"', text="=100 ₽;\n{имя}, вот")
    await create_snippet(program, workspace, shortcut="срок", title="Срок", text="Два дня")
    async with unit_of_work(program, workspace) as ctx:
        file = await snippets.export(ctx, file_format=file_format)
    await create_snippet(program, second_workspace, shortcut="СРОК", text="Три дня")
    async with unit_of_work(program, second_workspace) as ctx:
        kept = await snippets.take_in(ctx, given=SnippetImport(format=file_format, text=file.text))
        replaced = await snippets.take_in(ctx, given=SnippetImport(format=file_format, text=file.text, replace=True))
        texts = [one.text for one, _ in await snippets.search(ctx, limit=9)]
    assert (kept.created, [(one.line, one.code) for one in kept.refused]) == (1, [(1, "snippets.shortcut_taken")])
    assert (replaced.created, replaced.changed) == (0, 2)
    assert texts == ["Два дня", "=100 ₽;\n{имя}, вот"]


async def test_a_wrong_line_of_a_file_is_said_and_the_rest_is_taken(program: Program, workspace: Company) -> None:
    text = "shortcut;title;text;team\nцена;Цена;100;\nдва слова;Не;пойдёт;\nсрок;Срок;день;Нет такой команды\n"
    async with unit_of_work(program, workspace) as ctx:
        done = await snippets.take_in(ctx, given=SnippetImport(format="csv", text=text))
    assert done.created == 1
    assert [(one.line, one.code) for one in done.refused] == [(2, "request.invalid"), (3, "snippets.team_unknown")]


async def test_a_file_of_something_else_is_refused(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        for file_format, text in (("csv", "имя,телефон\nАнна,1\n"), ("json", '{"a": 1}'), ("json", "…")):
            given = msgspec.convert({"format": file_format, "text": text}, SnippetImport)
            with pytest.raises(ImportUnreadable):
                await snippets.take_in(ctx, given=given)


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
