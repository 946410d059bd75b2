"""Labels, priority, snoozing, following and handing over, as an operator's browser asks for them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company, create_operator, signed_in_client, unit_of_work
from tests.telegram_thread import Customers, customers, listed, only

from otklik.domains.workspaces.schemas import TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import SystemClock
from otklik.program import Program

Json = dict[str, Any]  # Any: a JSON document


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def label(browser: Client, name: str = "Возврат", colour: str = "red") -> str:
    made = await browser.post("/api/v1/labels", json={"name": name, "colour": colour})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def team_of(program: Program, company: Company, *members: UUID, name: str = "Склад") -> UUID:
    async with unit_of_work(program, company) as ctx:
        return (await teams.create_team(ctx, TeamCreate(name=name, member_ids=list(members)))).id


async def told(browser: Client) -> list[str]:
    return [one["code"] for one in (await browser.get("/api/v1/me/notifications")).json()["items"]]


async def events_of(browser: Client, conversation: UUID | str) -> list[str]:
    thread = (await browser.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
    return [one["extra"]["event"]["code"] for one in thread if one["kind"] == "event"]


def tomorrow() -> str:
    return (SystemClock().now() + timedelta(days=1)).isoformat()


async def test_a_label_is_put_on_found_by_and_taken_off(people: Customers, signed_in: Client) -> None:
    await people.write("Верните деньги", chat=1)
    await people.write("Когда откроетесь?", chat=2)
    red = await label(signed_in)
    conversation = (await listed(signed_in))[1]["id"]
    row = (await signed_in.put(f"/api/v1/conversations/{conversation}/labels/{red}")).json()
    assert row["label_ids"] == [red]
    for view in ("open", "all", "unassigned", "waiting"):
        found = (await signed_in.get(f"/api/v1/conversations?view={view}&label_id={red}")).json()["items"]
        assert [one["id"] for one in found] == [conversation], view
    assert (await signed_in.get(f"/api/v1/conversations?view=closed&label_id={red}")).json()["items"] == []
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    closed = (await signed_in.get(f"/api/v1/conversations?view=closed&label_id={red}")).json()["items"]
    assert [one["id"] for one in closed] == [conversation]
    await signed_in.delete(f"/api/v1/conversations/{conversation}/labels/{red}")
    assert (await signed_in.get(f"/api/v1/conversations?view=all&label_id={red}")).json()["items"] == []
    assert [one for one in await events_of(signed_in, conversation) if "label" in one] == ["labelled", "unlabelled"]


async def test_labels_are_renamed_but_two_never_share_a_name(signed_in: Client) -> None:
    await label(signed_in, "Возврат")
    other = await label(signed_in, "Опт", "blue")
    taken = await signed_in.patch(f"/api/v1/labels/{other}", json={"name": "возврат"})
    assert (taken.status_code, taken.json()["code"]) == (409, "conversations.label_name_taken")
    changed = (await signed_in.patch(f"/api/v1/labels/{other}", json={"name": "ОПТ", "colour": "teal"})).json()
    assert (changed["name"], changed["colour"]) == ("ОПТ", "teal")
    assert [one["name"] for one in (await signed_in.get("/api/v1/labels")).json()] == ["Возврат", "ОПТ"]


async def test_a_deleted_label_frees_its_name_and_cannot_be_put_on(people: Customers, signed_in: Client) -> None:
    await people.write()
    gone = await label(signed_in)
    assert (await signed_in.delete(f"/api/v1/labels/{gone}")).status_code == 204
    await label(signed_in)
    refused = await signed_in.put(f"/api/v1/conversations/{await only(signed_in)}/labels/{gone}")
    assert refused.json()["code"] == "conversations.label_not_found"


async def test_operators_use_labels_and_supervisors_make_them(signed_in: Client, sign_in_as: SignInAs) -> None:
    await label(signed_in)
    operator, supervisor = await sign_in_as("operator"), await sign_in_as("supervisor")
    assert len((await operator.get("/api/v1/labels")).json()) == 1
    assert (await operator.post("/api/v1/labels", json={"name": "Опт"})).status_code == 403
    await label(supervisor, "Опт")


async def test_a_list_by_priority_or_team_holds_only_those(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    for chat in (1, 2, 3):
        await people.write(chat=chat)
    first, second, _ = [one["id"] for one in await listed(signed_in)]
    team = await team_of(program, workspace)
    await signed_in.put(f"/api/v1/conversations/{first}/priority", json={"priority": "urgent"})
    await signed_in.put(f"/api/v1/conversations/{second}/assignment", json={"team_id": str(team)})
    urgent = (await signed_in.get("/api/v1/conversations?view=open&priority=urgent")).json()["items"]
    theirs = (await signed_in.get(f"/api/v1/conversations?view=open&team_id={team}")).json()["items"]
    assert ([one["id"] for one in urgent], [one["id"] for one in theirs]) == ([first], [second])
    both = await signed_in.get(f"/api/v1/conversations?view=open&priority=urgent&team_id={team}")
    assert both.json()["items"] == []


async def test_what_is_snoozed_is_out_of_sight_but_still_waits(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = await only(signed_in)
    row = (await signed_in.put(f"/api/v1/conversations/{conversation}/snooze", json={"until": tomorrow()})).json()
    assert row["snoozed_until"] is not None
    shown = {view: len(await listed(signed_in, view)) for view in ("open", "unassigned", "snoozed", "waiting", "all")}
    assert shown == {"open": 0, "unassigned": 0, "snoozed": 1, "waiting": 1, "all": 1}
    counts = (await signed_in.get("/api/v1/conversations/counts")).json()
    assert (counts["open"], counts["snoozed"], counts["waiting"]) == (0, 1, 1)
    await signed_in.delete(f"/api/v1/conversations/{conversation}/snooze")
    assert len(await listed(signed_in, "open")) == 1
    assert await events_of(signed_in, conversation) == ["snoozed", "woken"]


async def test_the_customers_next_message_wakes_it_at_once(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = await only(signed_in)
    await signed_in.put(f"/api/v1/conversations/{conversation}/snooze", json={"until": tomorrow()})
    await people.write("Вы тут?")
    assert [one["snoozed_until"] for one in await listed(signed_in, "open")] == [None]


@pytest.mark.parametrize("days", [-1, 400])
async def test_nothing_is_snoozed_into_the_past_or_for_ever(people: Customers, signed_in: Client, days: int) -> None:
    await people.write()
    until = (SystemClock().now() + timedelta(days=days)).isoformat()
    refused = await signed_in.put(f"/api/v1/conversations/{await only(signed_in)}/snooze", json={"until": until})
    assert (refused.status_code, refused.json()["code"]) == (400, "conversations.snooze_invalid")


async def test_closing_ends_a_snooze_and_what_is_closed_cannot_be_snoozed(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = await only(signed_in)
    url = f"/api/v1/conversations/{conversation}"
    await signed_in.put(f"{url}/snooze", json={"until": tomorrow()})
    assert (await signed_in.put(f"{url}/closure")).json()["snoozed_until"] is None
    refused = await signed_in.put(f"{url}/snooze", json={"until": tomorrow()})
    assert (refused.status_code, refused.json()["code"]) == (409, "conversations.over")


async def test_whoever_gets_a_snoozed_conversation_sees_it_at_once(
    people: Customers, signed_in: Client, workspace: Company
) -> None:
    await people.write()
    url = f"/api/v1/conversations/{await only(signed_in)}"
    await signed_in.put(f"{url}/snooze", json={"until": tomorrow()})
    given = await signed_in.put(f"{url}/assignment", json={"operator_id": str(workspace.owner.id)})
    assert given.json()["snoozed_until"] is None


async def test_a_follower_is_told_of_news_once_until_they_look(
    people: Customers, signed_in: Client, sign_in_as: SignInAs
) -> None:
    await people.write()
    conversation = await only(signed_in)
    follower = await sign_in_as("operator")
    followed = (await follower.put(f"/api/v1/conversations/{conversation}/following")).json()
    assert len(followed["follower_ids"]) == 1
    await people.write("Есть новости?")
    await people.write("Ау")
    assert await told(follower) == ["followed_wrote"]
    await follower.put(f"/api/v1/conversations/{conversation}/reading")
    await signed_in.post(f"/api/v1/conversations/{conversation}/notes", json={"text": "Проверяю"})
    assert await told(follower) == ["followed_answered", "followed_wrote"]
    await follower.put(f"/api/v1/conversations/{conversation}/reading")
    await follower.delete(f"/api/v1/conversations/{conversation}/following")
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    assert len(await told(follower)) == 2


async def test_nobody_is_told_of_what_they_did_themselves(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = await only(signed_in)
    await signed_in.put(f"/api/v1/conversations/{conversation}/following")
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    assert await told(signed_in) == []


async def test_a_transfer_leaves_a_note_and_tells_whoever_takes_it(
    people: Customers, signed_in: Client, program: Program, workspace: Company, app: Any
) -> None:
    await people.write()
    conversation = await only(signed_in)
    colleague = await create_operator(program, workspace)
    body = {"operator_id": str(colleague.id), "note": "Клиент ждёт счёт"}
    row = (await signed_in.post(f"/api/v1/conversations/{conversation}/transfers", json=body)).json()
    assert row["assignee_id"] == str(colleague.id)
    thread = (await signed_in.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
    assert [one["text"] for one in thread if one["kind"] == "note"] == ["Клиент ждёт счёт"]
    async with await signed_in_client(app, program, workspace, colleague) as theirs:
        assert await told(theirs) == ["transferred"]
    assert await told(signed_in) == []


async def test_a_team_that_takes_over_is_told_all_but_whoever_gave(
    people: Customers, signed_in: Client, program: Program, workspace: Company, app: Any
) -> None:
    await people.write()
    colleague = await create_operator(program, workspace)
    team = await team_of(program, workspace, colleague.id, workspace.owner.id)
    url = f"/api/v1/conversations/{await only(signed_in)}/transfers"
    assert (await signed_in.post(url, json={"team_id": str(team)})).json()["team_id"] == str(team)
    assert (await signed_in.post(url, json={})).json()["code"] == "conversations.assignee_unknown"
    async with await signed_in_client(app, program, workspace, colleague) as theirs:
        assert await told(theirs) == ["transferred"]
    assert await told(signed_in) == []


async def test_teams_are_counted_for_their_members_and_all_for_who_looks_after_others(
    program: Program, workspace: Company, people: Customers, signed_in: Client, sign_in_as: SignInAs
) -> None:
    operator, supervisor = await sign_in_as("operator"), await sign_in_as("supervisor")
    me = UUID((await operator.get("/api/v1/session")).json()["operator"]["id"])
    own, others = await team_of(program, workspace, me), await team_of(program, workspace, name="Опт")
    for chat, team in ((1, own), (2, own), (3, others)):
        await people.write(chat=chat)
        newest = (await listed(signed_in))[0]["id"]
        await signed_in.put(f"/api/v1/conversations/{newest}/assignment", json={"team_id": str(team)})
    await signed_in.put(f"/api/v1/conversations/{newest}/closure")
    counted = [(await one.get("/api/v1/conversations/counts")).json()["teams"] for one in (operator, supervisor)]
    assert counted == [{str(own): 2}, {str(own): 2, str(others): 0}]


async def test_another_companys_team_is_nobody_to_give_to(
    program: Program, people: Customers, signed_in: Client, second_workspace: Company
) -> None:
    await people.write()
    strange = await team_of(program, second_workspace)
    refused = await signed_in.put(
        f"/api/v1/conversations/{await only(signed_in)}/assignment", json={"team_id": str(strange)}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "conversations.assignee_unknown")
