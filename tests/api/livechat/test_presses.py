"""A visitor presses a button of ours: a rating is not said in their words."""

from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import read_journal, send_due
from tests.factories_livechat import API, Browser, Visits, key

from otklik.domains.delivery.models import Channel
from otklik.platform.alarms import ring_due
from otklik.program import Program


async def test_a_rating_pressed_on_a_site_is_kept_shown_as_chosen_and_starts_no_wait(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, visit: Visits, signed_in: Client
) -> None:
    await signed_in.put("/api/v1/ratings/settings", json={"enabled": True, "delay_minutes": 0})
    await visitor.say("Есть зелёный чай")
    await read_journal(program, chat)
    conversation = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]
    await signed_in.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "Есть"})
    await send_due(program, workspace)
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    await ring_due(program.parts, workspace_id=workspace.id)
    await send_due(program, workspace)
    asked = (await visitor.history())[-1]
    assert asked["automatic"]
    assert asked["buttons"][0]["title"] == "5 · Отлично"

    stranger = await visit()
    for browser, score in ((stranger, 0), (visitor, 3)):
        body = {"key": key(), "data": asked["buttons"][score]["data"]}
        assert (await browser.client.post(f"{API}/presses", json=body)).status_code == 204
    await read_journal(program, chat)
    await send_due(program, workspace)

    thread = await visitor.history()
    shown = next(one for one in thread if one["buttons"])
    assert [one["chosen"] for one in shown["buttons"]] == [False, False, False, True, False]
    rows = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert [(row["state"], row["waiting_since"], row["inbound_count"]) for row in rows] == [("closed", None, 1)]
    report = (await signed_in.get("/api/v1/ratings/report")).json()
    assert (report["all"]["average"], report["all"]["bad"]) == (2.0, 1)
