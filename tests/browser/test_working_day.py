"""A working day played in three browsers: what each sees of it, and every figure of it counted a second time."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, expect
from tests import recompute, recompute_bonus
from tests.browser import speed
from tests.browser.screens import Desk
from tests.browser.working_day import (
    GLEB,
    LOOK_SECONDS,
    PROMISED_SECONDS,
    VERA,
    WANTED_SECONDS,
    Customer,
    Day,
    answer_waiting,
    call,
    working_day,
)
from tests.faults.process import Json
from tests.faults.waiting import eventually

from otklik import demo

pytestmark = pytest.mark.browser


@pytest.fixture
async def day(chromium: Browser) -> AsyncIterator[Day]:
    async with working_day(chromium) as found:
        yield found


async def test_a_working_day(day: Day) -> None:
    await somebody_is_forgotten(day)
    await the_morning(day)
    handed = await one_is_handed_over(day)
    await two_answer_at_once(day, handed)
    await one_goes_on_holiday(day)
    await the_afternoon(day)
    await one_is_not_content(day)
    await eventually(lambda: speed.all_accepted(day.otklik))
    await speed_is_what_the_tables_say(day)
    await promises_are_what_the_tables_say(day)
    await targets_are_what_the_tables_say(day)
    await the_board_is_what_the_tables_say(day)


async def somebody_is_forgotten(day: Day) -> None:
    """Nobody has looked yet: supervisors are warned before the promise breaks, and told that the target has."""
    forgotten = day.customers[0]
    await day.ask(forgotten, forgotten.first)
    await news_of(day.nina, "до обещанного ответа")
    whose = "SELECT held_by_id FROM target_waits WHERE channel_id = %s AND broken_at IS NOT NULL"
    await eventually(lambda: found(day, whose), timeout_seconds=2 * PROMISED_SECONDS, step_seconds=LOOK_SECONDS)
    held_by = str((await day.otklik.rows(whose, day.channel_id))[0][0])
    desk = next(desk for name, desk in day.at_work.items() if day.ids[name] == held_by)
    await news_of(desk, "время на ответ вышло (норматив «Быстрый ответ»)")


async def news_of(desk: Desk, words: str) -> None:
    """The bell tells it without a reload."""
    patience = 2 * PROMISED_SECONDS * 1_000
    await desk.page.get_by_role("button", name=re.compile("^Уведомления: ")).click(timeout=patience)
    news = desk.page.get_by_role("dialog", name="Уведомления")
    await expect(news).to_contain_text(words, timeout=patience)
    await desk.page.keyboard.press("Escape")
    await expect(news).to_be_hidden()


async def found(day: Day, query: str) -> bool:
    return bool(await day.otklik.rows(query, day.channel_id))


async def the_morning(day: Day) -> None:
    """Sixty people write while three answer."""
    asking = asyncio.create_task(day.ask_all([(one, one.first) for one in day.customers[1:]]))
    working = [answer_waiting(day, name, "Здравствуйте! Да, конечно") for name in day.at_work]
    answered = await asyncio.gather(*working)
    await asking
    assert sum(answered) == len(day.customers)
    assert min(answered) >= len(day.customers) // 3 - 1  # the rule gives to each in turn


async def one_is_handed_over(day: Day) -> Customer:
    """With a word about it; whom it was given to is told."""
    customer, desk = await day.customer_of(demo.OWNER), day.owner
    await desk.page.goto(f"{desk.url}/inbox/{await day.conversation(customer)}?view=all")
    await desk.page.get_by_role("button", name="Ещё действия").click()
    await desk.page.get_by_role("menuitem", name="Передать").click()
    form = desk.page.get_by_role("dialog", name="Передать")
    await form.get_by_label("Кому").click()
    await desk.page.get_by_role("option", name=GLEB[0]).click()
    await form.get_by_label("Заметка").fill("Просит рецепт")
    await form.get_by_role("button", name="Передать", exact=True).click()
    await news_of(day.gleb, "Вам передан диалог")
    return customer


async def two_answer_at_once(day: Day, customer: Customer) -> None:
    """Both see each other; whoever is later is asked before a second answer goes."""
    await day.ask(customer, "И ещё: есть ли рецепт?")
    path = f"/inbox/{await day.conversation(customer)}?view=all"
    for desk in (day.gleb, day.owner):
        await desk.page.goto(f"{desk.url}{path}")
        await expect(desk.thread).to_contain_text("есть ли рецепт")
    await expect(day.gleb.page.get_by_text(f"{demo.OWNER} сейчас в этом диалоге")).to_be_visible()
    await day.gleb.composer.fill("Рецепт есть на сайте")
    await expect(day.owner.page.get_by_text(f"{GLEB[0]} печатает ответ")).to_be_visible()
    await day.owner.answer("Рецепт отправлю почтой")
    await expect(day.gleb.thread).to_contain_text("Рецепт отправлю почтой")
    await day.gleb.page.get_by_role("button", name="Отправить", exact=True).click()
    warning = day.gleb.page.get_by_role("alert").filter(has_text="клиенту уже ответили")
    await expect(warning).to_contain_text(f"{demo.OWNER}: «Рецепт отправлю почтой»")
    await day.gleb.page.keyboard.press("Escape")
    await expect(warning).to_be_hidden()
    await day.gleb.composer.fill("")


async def one_goes_on_holiday(day: Day) -> None:
    """Her open conversations are her deputy's from this moment."""
    hers = await open_of(day, VERA[0])
    assert hers
    now = datetime.now(UTC)  # noqa: TID251 - the process under test has the real clock
    absence = {
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=7)).isoformat(),
        "deputy_operator_id": day.ids[GLEB[0]],
    }
    await call(day.vera, "POST", "/me/absences", absence)
    await eventually(lambda: has_nothing_open(day, VERA[0]))
    assert set(hers) <= set(await open_of(day, GLEB[0]))
    await news_of(day.gleb, f"{VERA[0]} отсутствует: диалоги теперь у вас")


async def open_of(day: Day, name: str) -> list[str]:
    query = "SELECT id FROM conversations WHERE channel_id = %s AND assignee_id = %s AND state = 'open'"
    return [str(row[0]) for row in await day.otklik.rows(query, day.channel_id, day.ids[name])]


async def has_nothing_open(day: Day, name: str) -> bool:
    return not await open_of(day, name)


async def the_afternoon(day: Day) -> None:
    """Those with something to add write again; nobody's customer is left with the one who is away."""
    asking = asyncio.create_task(day.ask_all([(one, one.again) for one in day.customers if one.again]))
    answered = await asyncio.gather(
        answer_waiting(day, demo.OWNER, "Спасибо, записали"),
        answer_waiting(day, GLEB[0], "Поняли вас, сделаем"),
    )
    await asking
    assert sum(answered) == sum(1 for one in day.customers if one.again)


async def one_is_not_content(day: Day) -> None:
    """A bad rating is in the supervisors' bell at once."""
    customer, desk = day.customers[2], day.owner
    await desk.page.goto(f"{desk.url}/inbox/{await day.conversation(customer)}?view=all")
    await desk.page.get_by_role("button", name="Закрыть", exact=True).click()
    await eventually(lambda: was_asked(day, customer.chat))
    question = asked_of(day, customer.chat)[0]
    buttons = [button for row in question["reply_markup"]["inline_keyboard"] for button in row]
    await day.press(customer, buttons[-1]["callback_data"], message_id=1)  # the best stands first
    await news_of(day.nina, "Плохая оценка")


def asked_of(day: Day, chat: int) -> list[Json]:
    said = [one for one in day.telegram.called("sendMessage") if str(one["chat_id"]) == str(chat)]
    return [one for one in said if "reply_markup" in one]


async def was_asked(day: Day, chat: int) -> bool:
    return bool(asked_of(day, chat))


async def speed_is_what_the_tables_say(day: Day) -> None:
    """On the screen and behind it: all, each channel, each operator."""
    desk = day.owner
    assert await speed.told(desk) == await speed.recomputed(day.otklik)
    since = datetime.now(UTC) - timedelta(days=speed.PERIOD_DAYS)  # noqa: TID251 - as above
    found = [one for one in await recompute.answers(day.otklik.rows) if one.at >= since]
    await desk.go_to("Скорость")
    for by, caption in (("operator", "По операторам"), ("channel", "По каналам")):
        groups: list[Json] = (await call(desk, "GET", f"/speed/breakdown?by={by}"))["groups"]
        told = {one["key"]: (one["any"]["count"], one["any"]["median_seconds"]) for one in groups}
        counted: dict[str, list[recompute.Answer]] = {}
        for one in found:
            counted.setdefault(one.operator if by == "operator" else one.channel, []).append(one)
        figures = {key: recompute.figures(some) for key, some in counted.items()}
        assert told == {key: (one.count, one.median) for key, one in figures.items()}
        names = {one["name"]: counted[one["key"]] for one in groups}
        for name, some in names.items():
            row = desk.page.get_by_role("table", name=caption).get_by_role("row").filter(has_text=name)
            await expect(row.get_by_role("cell")).to_have_text([re.compile(name), *speed.cells(some)])


async def promises_are_what_the_tables_say(day: Day) -> None:
    """Kept: an answer of a person was accepted by the promised moment, which is past."""
    await eventually(lambda: nothing_runs(day), timeout_seconds=2 * PROMISED_SECONDS, step_seconds=LOOK_SECONDS)
    query = """
        SELECT p.due_at, min(l.accepted_at)
        FROM promises p
        JOIN messages m ON m.conversation_id = p.conversation_id AND m.author_kind = 'operator' AND NOT m.holding
        JOIN ledger l ON l.subject_id = m.id AND l.accepted_at IS NOT NULL
        WHERE p.channel_id = %s AND m.sent_at >= p.waiting_since
        GROUP BY p.id
    """
    report = await call(day.owner, "GET", "/promises/report")
    end = datetime.fromisoformat(report["end"])
    rows = [row for row in await day.otklik.rows(query, day.channel_id) if row[0] < end]
    kept = sum(1 for due_at, accepted_at in rows if accepted_at <= due_at)
    ours = next(one["figures"] for one in report["by_channel"] if one["id"] == day.channel_id)
    assert (ours["kept"], ours["broken"]) == (kept, len(rows) - kept)
    assert kept > 0


async def nothing_runs(day: Day) -> bool:
    return not await found(day, "SELECT id FROM promises WHERE channel_id = %s AND state = 'running'")


async def targets_are_what_the_tables_say(day: Day) -> None:
    """Broken: the first answer was accepted later than wanted."""
    found = [one for one in await recompute.answers(day.otklik.rows) if one.channel == day.channel_id and one.first]
    broken = sum(1 for one in found if (one.at - one.since).total_seconds() > WANTED_SECONDS)
    report = await call(day.owner, "GET", "/targets/report")
    target = next(one for one in await call(day.owner, "GET", "/targets") if one["channel_id"] == day.channel_id)
    ours = next(one["share"] for one in report["by_target"] if one["target_id"] == target["id"])
    assert (ours["kept"], ours["broken"]) == (len(found) - broken, broken)
    assert broken > 0


async def the_board_is_what_the_tables_say(day: Day) -> None:
    """Counts, medians, points and places of the month, on the screen and behind it."""
    desk = day.owner
    board = await call(desk, "GET", "/bonus/board")
    start, end = (datetime.fromisoformat(board[name]) for name in ("start", "end"))
    counted = await recompute_bonus.lines(
        day.otklik.rows, start=start, end=end, zone=board["time_zone"], terms=board["terms"]
    )
    # The owner also has the demo's past, which other hours than today's were counted by.
    theirs = {day.ids[VERA[0]], day.ids[GLEB[0]]}
    lines = {one["operator_id"]: one for one in board["lines"]}
    assert {one: told(lines[one]) for one in theirs} == {one: counted[one] for one in theirs}
    placed = [one for one in board["lines"] if one["place"]]
    assert {day.ids[name] for name in day.at_work} <= {one["operator_id"] for one in placed}
    scores = [one["score"] for one in placed]
    assert [one["place"] for one in placed] == [1 + sum(other > score for other in scores) for score in scores]
    await desk.page.goto(f"{desk.url}/bonus")
    places = desk.page.get_by_role("table", name="Места", exact=True).get_by_role("row")
    for number, one in enumerate(placed, start=1):
        await expect(places.nth(number)).to_contain_text(one["name"])
        await expect(places.nth(number)).to_contain_text(f"{one['score'] / 100:.2f}".replace(".", ","))


def told(line: Json) -> recompute_bonus.Line:
    medians = [line[name]["median_seconds"] for name in ("first", "any")]
    first, every = (None if one is None else round(one, 3) for one in medians)
    return recompute_bonus.Line(line["answers"], first, every, line["score"])
