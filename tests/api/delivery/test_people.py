"""Who writes, as their messenger shows them: names and pictures are asked for once, a block of people at a time."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests import rows
from tests.client import Client
from tests.contract.botapi import TOKEN, Refused
from tests.contract.graphapi import APP_SECRET, VERIFY_TOKEN, GraphApi, graph_api
from tests.contract.graphapi import TOKEN as PAGE_TOKEN
from tests.contract.graphapi import Refused as GraphRefused
from tests.factories import Company, create_workspace, unit_of_work
from tests.factories_delivery import create_channel, deposit, read_journal
from tests.telegram_thread import Customers, customers

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import FixedClock, SystemClock
from otklik.program import Program

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
ASKED = "getUserProfilePhotos"


@pytest.fixture
async def talk(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


@pytest.fixture
async def graph() -> AsyncIterator[GraphApi]:
    async with graph_api(product="page") as api:
        yield api


async def page(program: Program, company: Company, graph: GraphApi) -> Channel:
    config = {"token": PAGE_TOKEN, "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN, "base_url": graph.base_url}
    return await create_channel(program, company, kind="messenger", config=config)


async def write_to_page(program: Program, channel: Channel, *people: str, number: int = 1) -> None:
    """One webhook of Meta's: each of these people says something."""
    at = int(SystemClock().now().timestamp() * 1000)
    said = [
        {
            "sender": {"id": one},
            "recipient": {"id": "99"},
            "timestamp": at,
            "message": {"mid": f"m{number}.{one}", "text": "Вопрос"},
        }
        for one in people
    ]
    body = {"object": "page", "entry": [{"id": "99", "time": at, "messaging": said}]}
    await deposit(program, channel, event_id=str(number), body=json.dumps(body).encode())
    await read_journal(program, channel)


async def waiting(program: Program, name: str) -> list[dict[str, Any]]:  # Any: JSON
    """Arguments of the jobs of that name that wait."""
    async with program.pool.connection() as connection:
        query = "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' ORDER BY id"
        found: Any = await (await connection.execute(query, (name,))).fetchall()  # Any: rows as they come
        return [dict(row[0]) for row in found]


async def people(browser: Client) -> dict[str, str | None]:
    """By their names, where their pictures are."""
    found = (await browser.get("/api/v1/contacts")).json()["items"]
    return {one["name"]: one["avatar_url"] for one in found}


async def test_a_bot_s_customer_gets_the_picture_they_show(
    program: Program, talk: Customers, signed_in: Client
) -> None:
    talk.api.photos[7], talk.api.files["new"] = ["new"], PNG
    for _ in range(2):
        await talk.write(chat=7, name="Мария")
        await program.jobs.work(wait=False)
    picture = await signed_in.get(str((await people(signed_in))["Мария"]))
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
    assert talk.api.called(ASKED) == [{"user_id": 7, "limit": 1}]


async def test_the_bot_s_token_is_in_no_job_row_or_log(program: Program, workspace: Company, talk: Customers) -> None:
    talk.api.photos.update({7: ["new"], 8: ["lost"]})
    talk.api.files["new"] = PNG
    with capture_logs() as logged:
        await talk.write(chat=7, name="Мария")
        await talk.write(chat=8, name="Пётр")
        jobs = json.dumps(await waiting(program, "delivery.fetch_portraits"))
        await program.jobs.work(wait=False)
    async with unit_of_work(program, workspace) as ctx:
        dump = await rows.dump(ctx.session, workspace.id)
    assert '\\"ref\\": \\"7\\"' in jobs or '\\"ref\\":\\"7\\"' in jobs
    assert TOKEN not in jobs + repr(logged) + "".join(dump.values())


async def test_who_shows_no_picture_is_not_asked_at_each_message_but_after_a_week(
    timed: Program, clock: FixedClock
) -> None:
    async with customers(timed, await create_workspace(timed)) as talk:
        for days in (0, 0, 6, 1, 0):
            clock.move(timedelta(days=days))
            await talk.write(chat=7)
            await timed.jobs.work(wait=False)
        assert len(talk.api.called(ASKED)) == 2


async def test_people_of_one_block_are_asked_after_by_one_job_and_one_hides_no_other(
    program: Program, talk: Customers, signed_in: Client
) -> None:
    talk.api.photos.update({one: [f"p{one}"] for one in (71, 72, 73)})
    talk.api.files.update({f"p{one}": PNG + bytes([one]) for one in (71, 72, 73)})
    talk.api.script(ASKED, Refused(400, "Bad Request: user not found"))
    for number, chat in enumerate((71, 72, 73), 900):
        person = {"id": chat, "is_bot": False, "first_name": f"Клиент {chat}"}
        message = {"message_id": number, "date": 1_772_000_000, "text": "Да", "from": person}
        update = {"update_id": number, "message": {**message, "chat": {"id": chat, "type": "private"}}}
        await deposit(program, talk.channel, event_id=str(number), body=json.dumps(update).encode())
    await read_journal(program, talk.channel)
    [job] = [one for one in await waiting(program, "delivery.fetch_portraits") if str(talk.channel.id) in str(one)]
    assert len(json.loads(job["portraits"])) == 3
    await program.jobs.work(wait=False)
    pictures = await people(signed_in)
    assert [name for name, picture in sorted(pictures.items()) if picture is None] == ["Клиент 71"]


async def test_a_bot_told_to_wait_asks_the_rest_later(program: Program, talk: Customers, signed_in: Client) -> None:
    talk.api.photos[7], talk.api.files["new"] = ["new"], PNG
    talk.api.script(ASKED, Refused(429, "Too Many Requests", retry_after=1))
    await talk.write(chat=7, name="Мария")
    await program.jobs.work(wait=False)
    assert await people(signed_in) == {"Мария": None}
    async with program.pool.connection() as connection:  # its time has come
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    await program.jobs.work(wait=False)
    assert (await people(signed_in))["Мария"] is not None


async def test_who_was_erased_while_the_picture_was_sent_for_gets_none(
    program: Program, talk: Customers, signed_in: Client
) -> None:
    talk.api.photos[7], talk.api.files["new"] = ["new"], PNG
    await talk.write(chat=7, name="Мария")
    [contact] = (await signed_in.get("/api/v1/contacts")).json()["items"]
    assert (await signed_in.delete(f"/api/v1/contacts/{contact['id']}/personal-data")).status_code == 200
    await program.jobs.work(wait=False)
    assert (await signed_in.get(f"/api/v1/contacts/{contact['id']}/avatar")).status_code == 404
    assert talk.api.called(ASKED) == []


async def test_whoever_writes_to_a_page_gets_their_name_and_picture(
    program: Program, workspace: Company, signed_in: Client, graph: GraphApi
) -> None:
    channel = await page(program, workspace, graph)
    graph.files["p"] = PNG
    picture = graph.base_url.removesuffix("/v23.0") + "/cdn/p"
    graph.people["7"] = {"first_name": "Анна", "last_name": "Ли", "profile_pic": picture}
    for number in (1, 2):
        await write_to_page(program, channel, "7", number=number)
        await program.jobs.work(wait=False)
    assert (await signed_in.get(str((await people(signed_in))["Анна Ли"]))).content == PNG
    assert [one.path for one in graph.requests].count("7") == 1


async def test_of_whom_a_page_is_told_nothing_it_asks_again_the_next_day(
    timed: Program, clock: FixedClock, graph: GraphApi
) -> None:
    channel = await page(timed, await create_workspace(timed), graph)
    graph.people["8"] = {"first_name": "Пётр"}
    for number, hours in enumerate((0, 1, 22, 1)):
        clock.move(timedelta(hours=hours))
        await write_to_page(timed, channel, "7", "8", number=number)
        await timed.jobs.work(wait=False)
    asked = [one.path for one in graph.requests]
    assert (asked.count("7"), asked.count("8")) == (2, 1)


async def test_a_page_told_to_wait_forgets_nobody(
    program: Program, workspace: Company, signed_in: Client, graph: GraphApi
) -> None:
    channel = await page(program, workspace, graph)
    graph.people["7"] = {"first_name": "Анна"}
    graph.script("7", GraphRefused(400, 613, "Calls exceed the rate limit"))
    await write_to_page(program, channel, "7")
    await program.jobs.work(wait=False)
    await write_to_page(program, channel, "7", number=2)
    await program.jobs.work(wait=False)
    assert list(await people(signed_in)) == ["Анна"]
