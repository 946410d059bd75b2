"""A file that cannot be fetched yet does not hold up its message, and is never "loading" for ever."""

import pytest
from aiohttp import web
from tests.client import Client
from tests.contract.botapi import BotApi, Refused
from tests.faults.conftest import Json, Writes

from otklik.domains.delivery.jobs import FETCH_ATTEMPTS
from otklik.program import Program

pytestmark = pytest.mark.faults

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 100
DOCUMENT = {"file_id": "F1", "file_unique_id": "u1", "file_name": "схема.png", "mime_type": "image/png"}


@pytest.fixture(autouse=True)
async def only_own_jobs(program: Program) -> None:
    """Jobs are one queue for the whole database: those that other tests left are put aside."""
    async with program.pool.connection() as connection:
        await connection.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'media' AND status = 'todo'")


async def work(program: Program) -> None:
    """Run the media jobs, those that wait for another try too."""
    async with program.pool.connection() as connection:
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    await program.jobs.app.run_worker_async(
        queues=["media"], wait=False, install_signal_handlers=False, listen_notify=False
    )


async def attachment(client: Client, conversation_id: str) -> Json:
    items = (await client.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"]
    assert [one["text"] for one in items] == ["Вот схема"]
    return items[0]["attachments"][0]


async def test_a_picture_that_fails_at_first_is_shown_waiting_and_then_ready(
    program: Program, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    bot_api.files = {"F1": PICTURE}
    bot_api.script(
        "getFile", web.json_response({"ok": False}, status=500), web.json_response({"ok": False}, status=500)
    )
    conversation_id = await writes("", document=DOCUMENT, caption="Вот схема")
    shown = await attachment(signed_in, conversation_id)
    assert (shown["state"], shown["name"], shown["error_code"]) == ("fetching", "схема.png", "")
    early = await signed_in.get(shown["url"])
    assert (early.status_code, early.json()["code"]) == (409, "delivery.file_not_ready")

    for _ in range(2):
        await work(program)
        shown = await attachment(signed_in, conversation_id)
        assert (shown["state"], shown["error_code"]) == ("fetching", "telegram.unavailable")
    await work(program)
    shown = await attachment(signed_in, conversation_id)
    assert (shown["state"], shown["error_code"], shown["size"]) == ("ready", "", len(PICTURE))
    assert (await signed_in.get(shown["url"])).content == PICTURE


async def test_a_file_that_is_gone_for_good_says_why_at_once(
    program: Program, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    bot_api.script("getFile", Refused(400, "Bad Request: file is too big"))
    conversation_id = await writes("", document=DOCUMENT, caption="Вот схема")
    await work(program)
    shown = await attachment(signed_in, conversation_id)
    assert (shown["state"], shown["error_code"]) == ("failed", "telegram.file_too_big")
    await work(program)
    assert len(bot_api.called("getFile")) == 1


async def test_a_file_that_never_comes_is_given_up_with_the_last_reason(
    program: Program, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    bot_api.script("getFile", *(web.json_response({"ok": False}, status=502) for _ in range(50)))
    conversation_id = await writes("", document=DOCUMENT, caption="Вот схема")
    for _ in range(FETCH_ATTEMPTS + 1):
        assert (await attachment(signed_in, conversation_id))["state"] == "fetching"
        await work(program)
    shown = await attachment(signed_in, conversation_id)
    assert (shown["state"], shown["error_code"]) == ("failed", "telegram.unavailable")
