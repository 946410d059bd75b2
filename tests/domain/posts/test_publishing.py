"""A post goes once to each community, whatever happens on the way; what is in doubt is left to people."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tests.contract.botapi import LostAnswer, Refused
from tests.factories import create_workspace, unit_of_work
from tests.factories_posts import CLUB, DAILY, Square, square
from tests.ringing import ring

from otklik.channels.contract import Published
from otklik.domains.delivery.models import File
from otklik.domains.delivery.service import channels
from otklik.domains.posts import errors, rules, service
from otklik.domains.posts.schemas import ChosenIn, PostSaved
from otklik.domains.posts.service import communities, publishing
from otklik.platform.clock import FixedClock
from otklik.platform.context import Parts
from otklik.program import Program

HOUR = timedelta(hours=1)


@pytest.fixture
async def tea(timed: Program) -> AsyncIterator[Square]:
    async with square(timed, await create_workspace(timed)) as found:
        yield found


async def work(tea: Square) -> None:
    await tea.program.jobs.work(wait=False)


async def states(tea: Square, post_id: object) -> list[tuple[str, str]]:
    return [(one.state, one.code) for one in (await tea.look(post_id)).copies]  # pyright: ignore[reportArgumentType]


async def test_a_post_goes_to_each_community_once_and_is_linked_to(tea: Square) -> None:
    post = await tea.let_go(await tea.written())
    await work(tea)
    for copy in await tea.copies(post.id):  # as if jobs ran twice
        await publishing.publish(tea.program.parts, workspace_id=tea.company.id, copy_id=copy.id)
    assert (tea.said(DAILY), tea.said(CLUB)) == (["Новый урожай"], ["Новый урожай"])
    found = await tea.look(post.id)
    assert [(one.title, one.state) for one in found.copies] == [("Чай", "published"), ("Свои", "published")]
    assert found.copies[0].url.startswith("https://t.me/tea_daily/")


async def test_one_community_has_words_of_its_own_and_links_say_where_they_stood(tea: Square) -> None:
    chosen = [ChosenIn(community_id=tea.daily), ChosenIn(community_id=tea.club, text="Свои, налетай")]
    text = "Вот: https://tea.example/new?a=1. И ещё https://tea.example/?utm_source=ours"
    await tea.let_go(await tea.written(text, communities=chosen, utm_campaign="урожай 26"))
    await work(tea)
    marks = "utm_medium=social&utm_campaign=%D1%83%D1%80%D0%BE%D0%B6%D0%B0%D0%B9%2026"
    marked = f"https://tea.example/new?a=1&utm_source=telegram&{marks}"
    assert tea.said(DAILY) == [f"Вот: {marked}. И ещё https://tea.example/?utm_source=ours&{marks}"]
    assert tea.said(CLUB) == ["Свои, налетай"]


async def test_what_is_interrupted_is_not_repeated_but_shown_as_not_known(tea: Square) -> None:
    """Killed between the mark and the answer: the job runs again, and finds the mark."""
    post = await tea.let_go(await tea.written())
    [first, _] = await tea.copies(post.id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        row = await ctx.session.get(type(first), first.id)
        assert row is not None
        row.state = "publishing"
    await work(tea)
    assert await states(tea, post.id) == [("unknown", "interrupted"), ("published", "")]
    assert tea.said(DAILY) == []
    async with unit_of_work(tea.program, tea.company) as ctx:
        await publishing.again(ctx, first.id)
    await work(tea)
    assert (await states(tea, post.id))[0] == ("published", "")
    assert tea.said(DAILY) == ["Новый урожай"]


async def test_an_answer_that_comes_late_is_believed(tea: Square, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job was thought dead and ran again, while the first still waited for Telegram."""
    post = await tea.let_go(await tea.written(communities=[ChosenIn(community_id=tea.daily)]))
    [copy] = await tea.copies(post.id)
    ask = publishing.delivery.publish

    async def slowly(parts: Parts, **given: Any) -> Published:  # Any: as `publish` takes them
        await publishing.publish(parts, workspace_id=tea.company.id, copy_id=copy.id)
        assert await states(tea, post.id) == [("unknown", "interrupted")]
        return await ask(parts, **given)

    monkeypatch.setattr(publishing.delivery, "publish", slowly)
    await publishing.publish(tea.program.parts, workspace_id=tea.company.id, copy_id=copy.id)
    assert (await states(tea, post.id), tea.said(DAILY)) == ([("published", "")], ["Новый урожай"])


async def test_a_post_does_not_go_without_its_picture(tea: Square) -> None:
    async with unit_of_work(tea.program, tea.company) as ctx:
        picture = await service.keep_picture(ctx, name="чай.png", media_type="image/png", data=b"PNG")
    post = await tea.let_go(await tea.written(picture_ids=[picture.id]))
    async with unit_of_work(tea.program, tea.company) as ctx:
        await ctx.session.delete(await ctx.session.get_one(File, picture.id))
    await work(tea)
    assert (await states(tea, post.id), tea.api.sent()) == ([("failed", "picture_gone")] * 2, [])


async def test_a_lost_answer_is_not_known_and_somebody_may_say_that_it_is_there(tea: Square) -> None:
    tea.api.script("sendMessage", LostAnswer())
    post = await tea.let_go(await tea.written())
    await work(tea)
    [lost] = [one for one in (await tea.look(post.id)).copies if one.state == "unknown"]
    async with unit_of_work(tea.program, tea.company) as ctx:
        told = await publishing.is_there(ctx, lost.id, url="https://t.me/tea_daily/7")
    assert {(one.state, one.code) for one in told.copies} == {("published", "")}
    async with unit_of_work(tea.program, tea.company) as ctx:
        with pytest.raises(errors.CopyStateRefused):
            await publishing.again(ctx, lost.id)


async def test_a_refusal_in_one_community_keeps_no_other_and_may_be_tried_again(tea: Square) -> None:
    tea.api.script("sendMessage", Refused(400, "Bad Request: need administrator rights in the channel chat"))
    post = await tea.let_go(await tea.written())
    await work(tea)
    assert sorted(await states(tea, post.id)) == [("failed", "telegram.may_not_post"), ("published", "")]
    [failed] = [one for one in (await tea.look(post.id)).copies if one.state == "failed"]
    async with unit_of_work(tea.program, tea.company) as ctx:
        await publishing.again(ctx, failed.id)
    await work(tea)
    assert await states(tea, post.id) == [("published", ""), ("published", "")]


async def test_a_busy_provider_is_asked_again_after_its_pause_but_not_for_ever(tea: Square) -> None:
    busy = Refused(429, "Too Many Requests: retry after 40", parameters={"retry_after": 40})
    tea.api.script("sendMessage", *[busy] * (2 * rules.ATTEMPTS_MAX))
    post = await tea.let_go(await tea.written())
    for _ in range(2 * rules.ATTEMPTS_MAX):
        await work(tea)
    assert await states(tea, post.id) == [("failed", "telegram.too_many")] * 2
    assert len(tea.api.called("sendMessage")) == 2 * rules.ATTEMPTS_MAX


async def test_a_post_for_later_goes_at_its_moment_as_it_is_then(tea: Square, clock: FixedClock) -> None:
    draft = await tea.written("Завтра")
    async with unit_of_work(tea.program, tea.company) as ctx:
        post = await service.let_go(ctx, draft.id, revision=draft.revision, at=ctx.now() + HOUR)
        with pytest.raises(errors.PostChanged):
            await service.hold(ctx, draft.id, revision=draft.revision)
    chosen = [ChosenIn(community_id=tea.daily)]
    async with unit_of_work(tea.program, tea.company) as ctx:
        given = PostSaved(title="Урожай", text="Сегодня", communities=chosen, revision=post.revision)
        await service.save(ctx, post.id, given)
    await work(tea)
    assert tea.api.sent() == []
    clock.move(HOUR)
    await ring(tea.program.parts, workspace_id=tea.company.id)
    await work(tea)
    assert (tea.said(DAILY), tea.said(CLUB)) == (["Сегодня"], [])


async def test_a_post_taken_back_in_time_does_not_go(tea: Square, clock: FixedClock) -> None:
    draft = await tea.written()
    async with unit_of_work(tea.program, tea.company) as ctx:
        post = await service.let_go(ctx, draft.id, revision=draft.revision, at=ctx.now() + HOUR)
        post = await service.hold(ctx, post.id, revision=post.revision)
    clock.move(2 * HOUR)
    await ring(tea.program.parts, workspace_id=tea.company.id)
    await work(tea)
    assert (post.state, tea.api.sent()) == ("draft", [])
    assert await states(tea, post.id) == [("draft", "")] * 2
    await tea.let_go(post)
    await work(tea)
    assert tea.said(DAILY) == ["Новый урожай"]


@pytest.mark.parametrize("gone", ["community", "channel"])
async def test_where_there_is_no_way_any_more_that_is_said(tea: Square, gone: str) -> None:
    draft = await tea.written()
    async with unit_of_work(tea.program, tea.company) as ctx:
        if gone == "channel":
            await channels.delete(ctx, channel_id=tea.channel.id)
        else:
            await communities.remove(ctx, tea.club)
    post = await tea.let_go(draft)
    await work(tea)
    assert await states(tea, post.id) == (
        [("failed", "channel_deleted")] * 2 if gone == "channel" else [("published", "")]
    )
