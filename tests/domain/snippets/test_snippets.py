"""Ready replies: found by what is typed, unique by shortcut, live on every desk."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
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
from otklik.domains.snippets.schemas import SnippetImport, SnippetsImported
from otklik.domains.snippets.service import NewSnippet, Snippet, SnippetChanges, exchanging, usage
from otklik.domains.workspaces.models import Team, TeamMember
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform import sheets_read
from otklik.platform.clock import FixedClock
from otklik.platform.ids import new_id
from otklik.platform.sheets import Kind
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

    async def shown() -> list[tuple[UUID, int]]:
        async with unit_of_work(timed, company) as ctx:
            found = await usage.usage(ctx)
        return [(person.operator_id, person.count) for one in found.replies for person in one.people]

    await used(timed, company, snippet, by=anna)
    clock.move(timedelta(days=20))
    await used(timed, company, snippet, by=anna, times=2)
    assert await shown() == [(anna.id, 3)]
    clock.move(timedelta(days=15))
    assert await shown() == [(anna.id, 2)]
    async with unit_of_work(timed, company) as ctx:
        after = await snippets.get(ctx, snippet_id=snippet.id)
    assert (after.used_count, after.last_used_at) == (3, clock.now() - timedelta(days=15))


async def test_uses_are_told_by_reply_by_person_and_by_team(program: Program, workspace: Company) -> None:
    anna, boris = await create_operator(program, workspace), await create_operator(program, workspace)
    sales = await _team(program, workspace, member_id=anna.id)
    everybody = await _team(program, workspace, member_id=anna.id, also_id=boris.id)
    price = await create_snippet(program, workspace, shortcut="цена", title="Цена", team_id=sales)
    term = await create_snippet(program, workspace, shortcut="срок", title="Срок")
    await used(program, workspace, price, by=anna, times=2)
    await used(program, workspace, price, by=boris)
    await used(program, workspace, term, by=boris)
    async with unit_of_work(program, workspace) as ctx:
        all_of_them = await usage.usage(ctx)
        of_sales = await usage.usage(ctx, team_id=sales)
        with pytest.raises(TeamUnknown):
            await usage.usage(ctx, team_id=new_id())
    said = [(one.shortcut, one.title, one.team_id, one.count) for one in all_of_them.replies]
    assert said == [("цена", "Цена", sales, 3), ("срок", "Срок", None, 1)]
    assert [(one.operator_id, one.count) for one in all_of_them.replies[0].people] == [(anna.id, 2), (boris.id, 1)]
    assert all_of_them.total == 4
    assert [(one.team_id, one.count) for one in all_of_them.teams] == [(everybody, 4), (sales, 2)]
    assert [(one.shortcut, one.count) for one in of_sales.replies] == [("цена", 2)]


@pytest.mark.parametrize("kind", list(Kind))
async def test_replies_are_taken_to_another_company_as_a_table(
    program: Program, workspace: Company, second_workspace: Company, kind: Kind
) -> None:
    await create_snippet(program, workspace, shortcut="цена", title='Цена "та"', text="=100 ₽;\n{имя}, вот")
    await create_snippet(program, workspace, shortcut="срок", title="Срок", text="Два дня")
    table = await exported(program, workspace, kind)
    there = await create_snippet(program, second_workspace, shortcut="СРОК", text="Три дня")
    file_id = await _file(program, second_workspace)
    async with unit_of_work(program, second_workspace) as ctx:
        await snippets.update(ctx, snippet_id=there.id, changes=SnippetChanges(attachment_ids=(file_id,)))
        kept = await exchanging.take_in(ctx, SnippetImport(format=kind, content=table))
        replaced = await exchanging.take_in(ctx, SnippetImport(format=kind, content=table, replace=True))
        found = [one for one, _ in await snippets.search(ctx, limit=9)]
    assert fates(kept) == [("срок", "refused", "snippets.shortcut_taken"), ("цена", "new", "")]
    assert (replaced.created, replaced.changed, replaced.refused) == (0, 2, 0)
    assert [one.text for one in found] == ["Два дня", "=100 ₽;\n{имя}, вот"]
    assert found[0].attachment_ids == (file_id,)


async def test_a_preview_says_what_would_become_of_each_line_and_writes_nothing(
    program: Program, workspace: Company
) -> None:
    team_id = await _team(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        team = (await ctx.session.get_one(Team, team_id)).name
    text = (
        "Сокращение;Текст;Название;Команда\n"
        f"/цена;Сто рублей;Цена;{team}\n"
        ";;;\n"
        "два слова;Не пойдёт;;\n"
        "срок;День;Срок;Нет такой команды\n"
        "ЦЕНА;Двести;;\n"
    )
    given = SnippetImport(format=Kind.CSV, content=text.encode("cp1251"), preview=True)
    async with unit_of_work(program, workspace) as ctx:
        told = await exchanging.take_in(ctx, given)
        assert await snippets.search(ctx, limit=9) == []
        done = await exchanging.take_in(ctx, msgspec.structs.replace(given, preview=False))
        found = [one for one, _ in await snippets.search(ctx, limit=9)]
        pushed = [push.data for push in ctx.pushes]
    assert fates(told) == [
        ("цена", "new", ""),
        ("два слова", "refused", "snippets.shortcut_invalid"),
        ("срок", "refused", "snippets.team_unknown"),
        ("ЦЕНА", "refused", "snippets.shortcut_twice"),
    ]
    assert [one.line for one in told.lines] == [2, 4, 5, 6]
    assert done == told
    assert [(one.shortcut, one.title, one.text, one.team_id) for one in found] == [
        ("цена", "Цена", "Сто рублей", team_id)
    ]
    assert pushed == [{"id": None, "snippet": None}]


async def test_a_file_of_something_else_is_refused(program: Program, workspace: Company) -> None:
    wrong: list[tuple[Kind, bytes, type[Exception]]] = [
        (Kind.CSV, "имя,телефон\nАнна,1\n".encode(), ImportUnreadable),
        (Kind.CSV, b"", ImportUnreadable),
        (Kind.CSV, 'shortcut,text\n"цена,1\n'.encode(), sheets_read.SheetUnreadable),
        (Kind.XLSX, b"PK\x03\x04 no zip at all", sheets_read.SheetUnreadable),
        (Kind.XLSX, b"shortcut,text\n", sheets_read.SheetUnreadable),
        (Kind.CSV, ("shortcut,text\n" + "a,b\n" * 1_001).encode(), sheets_read.SheetTooLong),
    ]
    async with unit_of_work(program, workspace) as ctx:
        for kind, content, error in wrong:
            with pytest.raises(error):
                await exchanging.take_in(ctx, SnippetImport(format=kind, content=content))


async def test_a_table_does_not_lead_over_the_limit_of_replies(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snippets, "SNIPPETS_MAX", 2)
    await create_snippet(program, workspace, shortcut="цена")
    content = "shortcut,text\nсрок,1\nцена,2\nадрес,3\n".encode()
    async with unit_of_work(program, workspace) as ctx:
        done = await exchanging.take_in(ctx, SnippetImport(format=Kind.CSV, content=content, replace=True))
    assert fates(done) == [("срок", "new", ""), ("цена", "changed", ""), ("адрес", "refused", "snippets.too_many")]


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


async def used(program: Program, company: Company, snippet: Snippet, *, by: OperatorData, times: int = 1) -> None:
    for _ in range(times):
        async with unit_of_work(program, company, actor=acting(by)) as ctx:
            await snippets.count_use(ctx, snippet_id=snippet.id)


async def exported(program: Program, company: Company, kind: Kind) -> bytes:
    async with unit_of_work(program, company) as ctx:
        stream = await exchanging.export(ctx, kind)
    iterator = stream.iterator
    assert isinstance(iterator, AsyncIterator)
    parts = [part async for part in iterator]
    return b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)


def fates(told: SnippetsImported) -> list[tuple[str, str, str]]:
    return [(one.shortcut, one.fate, one.code) for one in told.lines]


async def _team(
    program: Program, company: Company, *, member_id: UUID | None = None, also_id: UUID | None = None
) -> UUID:
    team_id = new_id()
    async with unit_of_work(program, company) as ctx:
        ctx.session.add(Team(id=team_id, workspace_id=company.id, name=unique("team"), created_at=ctx.now()))
        await ctx.session.flush()
        for one in (member_id, also_id):
            if one is not None:
                ctx.session.add(TeamMember(workspace_id=company.id, team_id=team_id, operator_id=one))
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
