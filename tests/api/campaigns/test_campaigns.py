"""Campaigns over HTTP: written, reviewed, approved by another, held, explained, taken away as a table."""

from typing import Any
from uuid import UUID

from tests import factories
from tests import factories_campaigns as toys
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company

from otklik.domains.delivery.service import channels
from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/campaigns"


async def written(
    client: Client, program: Program, company: Company, people: int = 3, **plan: Any
) -> tuple[dict[str, Any], list[UUID]]:
    """A draft by mail to everybody who may be written to, saved over HTTP."""
    await toys.purpose(program, company)
    channel = await toys.mailbox(program, company)
    there = await toys.people(program, company, people)
    said = {"template_id": str(await toys.template(program, company))}
    made = await client.post(URL, json={"name": "Весна"})
    assert made.status_code == 201, made.text
    draft = made.json()
    whole = {
        "purpose": toys.PURPOSE,
        "audience": {"everyone": True},
        "channels": [{"channel_id": str(channel.id), "sayings": [said]}],
    }
    given = {"revision": draft["revision"], "name": "Весна", "plan": whole | plan}
    saved = await client.put(f"{URL}/{draft['id']}/draft", json=given)
    assert saved.status_code == 200, saved.text
    return saved.json(), there


async def test_a_campaign_is_written_counted_and_reviewed(
    signed_in: Client, program: Program, workspace: Company
) -> None:
    empty = (await signed_in.post(URL, json={"name": "Пусто"})).json()
    review = (await signed_in.get(f"{URL}/{empty['id']}/review")).json()
    assert (review["ready"], review["check"]) == (False, None)
    assert {one["code"] for one in review["findings"]} >= {"campaigns.purpose_missing", "campaigns.channel_missing"}
    campaign, _ = await written(signed_in, program, workspace)
    url = f"{URL}/{campaign['id']}"
    asked = await signed_in.post(f"{url}/counts")
    assert (asked.status_code, asked.json()["check"]["done"]) == (202, False)
    await program.jobs.work(wait=False)
    review = (await signed_in.get(f"{url}/review")).json()
    assert review["ready"]
    check = review["check"]
    assert (check["done"], check["audience"], check["reached"]) == (True, 3, [3])
    stale = await signed_in.put(f"{url}/draft", json={"revision": 1, "name": "Весна", "plan": campaign["plan"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "campaigns.draft_changed")


async def test_what_a_person_would_get_is_shown(signed_in: Client, program: Program, workspace: Company) -> None:
    campaign, people = await written(signed_in, program, workspace)
    asked = {"contact_id": str(people[1])}
    shown = await signed_in.post(f"{URL}/{campaign['id']}/previews", json=asked)
    assert shown.status_code == 200, shown.text
    assert shown.json()["preview"]["subject"] == "Чай для Анна"
    nowhere = await signed_in.post(f"{URL}/{campaign['id']}/previews", json={"channel": 1})
    assert nowhere.json()["code"] == "campaigns.place_unknown"


async def test_a_moment_without_a_zone_is_refused(signed_in: Client) -> None:
    made = (await signed_in.post(URL, json={"name": "Весна"})).json()
    plan = {"schedule": {"mode": "at", "at": "2030-03-01T10:00:00"}}
    given = {"revision": made["revision"], "name": "Весна", "plan": plan}
    assert (await signed_in.put(f"{URL}/{made['id']}/draft", json=given)).status_code == 400
    assert (await signed_in.get(f"{URL}/{made['id']}/review")).status_code == 200


async def test_a_strangers_segment_is_refused(signed_in: Client) -> None:
    plan = {"audience": {"inside": [str(new_id())]}}
    refused = await signed_in.post(URL, json={"name": "Чужое", "plan": plan})
    assert (refused.status_code, refused.json()["code"]) == (404, "campaigns.reference_unknown")


async def test_another_person_approves_where_the_company_wants_it(
    signed_in: Client, sign_in_as: SignInAs, program: Program, workspace: Company
) -> None:
    settings = {"approval": True, "attribution": {"days": 3, "touch": "read"}}
    assert (await signed_in.put(f"{URL}/settings", json=settings)).json() == settings
    marketer = await sign_in_as("marketer")
    campaign, _ = await written(marketer, program, workspace)
    url = f"{URL}/{campaign['id']}"
    launched = (await marketer.put(f"{url}/launch")).json()
    assert (launched["state"], launched["attribution"]) == ("awaiting", settings["attribution"])
    assert (await marketer.put(f"{url}/approval")).status_code == 403
    approved = await signed_in.put(f"{url}/approval")
    assert approved.json()["state"] == "running", approved.text
    again = await signed_in.put(f"{url}/approval")
    assert (again.status_code, again.json()["code"]) == (409, "campaigns.state_refused")


async def test_what_became_unready_meanwhile_is_not_approved(
    signed_in: Client, sign_in_as: SignInAs, program: Program, workspace: Company
) -> None:
    await signed_in.put(f"{URL}/settings", json={"approval": True})
    marketer = await sign_in_as("marketer")
    campaign, _ = await written(marketer, program, workspace)
    url = f"{URL}/{campaign['id']}"
    await marketer.put(f"{url}/launch")
    async with factories.unit_of_work(program, workspace) as ctx:
        channel_id = UUID(campaign["plan"]["channels"][0]["channel_id"])
        await channels.update(ctx, channel_id=channel_id, name=None, enabled=False, config=None)
    refused = await signed_in.put(f"{url}/approval")
    assert (refused.status_code, refused.json()["code"]) == (400, "campaigns.not_ready")
    assert (await signed_in.get(url)).json()["state"] == "awaiting"


async def test_a_template_that_was_put_away_is_told_before_the_launch_and_goes_on_in_what_was_launched(
    signed_in: Client, program: Program, workspace: Company
) -> None:
    campaign, _ = await written(signed_in, program, workspace)
    url = f"{URL}/{campaign['id']}"
    template = f"/api/v1/templates/{campaign['plan']['channels'][0]['sayings'][0]['template_id']}/archiving"
    assert (await signed_in.put(template)).status_code == 200
    review = (await signed_in.get(f"{url}/review")).json()
    assert [one["code"] for one in review["findings"] if one["severity"] == "error"] == ["campaigns.template_missing"]
    assert (await signed_in.put(f"{url}/launch")).json()["code"] == "campaigns.not_ready"
    assert (await signed_in.delete(template)).status_code == 200
    assert (await signed_in.put(f"{url}/launch")).json()["state"] == "running"
    await signed_in.put(template)
    assert (await signed_in.get(f"{url}/review")).json()["ready"]


async def test_money_that_is_not_the_companys_cannot_be_stopped_by_a_budget_though_nobody_counted(
    signed_in: Client, program: Program, workspace: Company
) -> None:
    price = {"kind": "email", "rows": [{"country": "", "micros": 10_000, "currency": "EUR"}]}
    assert (await signed_in.put("/api/v1/prices", json=price)).status_code == 200
    campaign, _ = await written(signed_in, program, workspace, budget_micros=1_000_000)
    refused = await signed_in.put(f"{URL}/{campaign['id']}/launch")
    assert refused.json()["params"]["first"] == "campaigns.budget_of_another_currency", refused.text


async def test_whoever_launches_does_not_approve(signed_in: Client, program: Program, workspace: Company) -> None:
    await signed_in.put(f"{URL}/settings", json={"approval": True})
    campaign, _ = await written(signed_in, program, workspace)
    url = f"{URL}/{campaign['id']}"
    await signed_in.put(f"{url}/launch")
    refused = await signed_in.put(f"{url}/approval")
    assert (refused.status_code, refused.json()["code"]) == (403, "campaigns.approved_by_oneself")
    assert (await signed_in.delete(f"{url}/launch")).json()["state"] == "draft"


async def test_it_is_held_gone_on_with_and_ended(signed_in: Client, program: Program, workspace: Company) -> None:
    campaign, people = await written(signed_in, program, workspace)
    url = f"{URL}/{campaign['id']}"
    assert (await signed_in.put(f"{url}/launch")).json()["state"] == "running"
    await toys.plan(program, workspace, UUID(campaign["id"]))
    why = (await signed_in.get(f"{url}/people/{people[0]}")).json()
    assert (why["why"], [one["state"] for one in why["messages"]]) == ("planned", ["planned"])
    assert (await signed_in.put(f"{url}/pause")).json()["state"] == "paused"
    assert (await signed_in.delete(f"{url}/pause")).json()["state"] == "running"
    figures = (await signed_in.get(f"{url}/figures")).json()
    assert (figures["total"]["planned"], figures["total"]["waiting"], figures["people"]) == (3, 3, 3)
    assert (await signed_in.put(f"{url}/stop")).json()["state"] == "stopped"
    assert (await signed_in.put(f"{url}/pause")).status_code == 409
    assert (await signed_in.put(f"{url}/draft", json={"revision": 2, "name": "Я", "plan": {}})).status_code == 409
    of_person = (await signed_in.get(f"/api/v1/contacts/{people[0]}/campaigns")).json()
    assert [one["name"] for one in of_person] == ["Весна"]
    table = await signed_in.get(f"{url}/figures/export", params={"format": "csv"})
    assert table.content.decode("utf-8-sig").splitlines()[1].startswith("Канал")


async def test_an_expired_deadline_ends_it(signed_in: Client, program: Program, workspace: Company) -> None:
    from otklik.domains.campaigns.service import steering  # noqa: PLC0415 - what the alarm calls

    campaign, _ = await written(signed_in, program, workspace)
    await signed_in.put(f"{URL}/{campaign['id']}/launch")
    async with factories.unit_of_work(program, workspace) as ctx:
        await steering.expire(ctx, UUID(campaign["id"]))
    ended = (await signed_in.get(f"{URL}/{campaign['id']}")).json()
    assert (ended["state"], ended["code"]) == ("stopped", "deadline_expired")


async def test_a_viewer_looks_and_an_operator_sends_nothing(
    signed_in: Client, sign_in_as: SignInAs, program: Program, workspace: Company
) -> None:
    campaign, _ = await written(signed_in, program, workspace)
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(f"{URL}/{campaign['id']}")).status_code == 200
    operator = await sign_in_as("operator")
    assert (await operator.put(f"{URL}/{campaign['id']}/launch")).status_code == 403
