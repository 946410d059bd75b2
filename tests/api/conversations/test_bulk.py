"""One change to many conversations: each outcome is told, and what fails takes nothing with it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company, acting, unit_of_work
from tests.telegram_thread import Customers, customers, listed

from otklik.domains.conversations.schemas import BULK_MAX, BulkIn
from otklik.domains.conversations.service import bulk
from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/conversations/changes"
Json = dict[str, Any]  # Any: a JSON document


@pytest.fixture
async def ids(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[list[str]]:
    """Three conversations."""
    async with customers(program, workspace) as people:
        await three(people)
        yield [one["id"] for one in await listed(signed_in)]


async def three(people: Customers) -> None:
    for chat in (1, 2, 3):
        await people.write(chat=chat)


async def change(browser: Client, ids: list[str], action: str, **fields: object) -> list[Json]:
    answer = await browser.post(URL, json={"conversation_ids": ids, "action": action, **fields})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["outcomes"])


@pytest.mark.parametrize(
    ("action", "fields", "field", "value"),
    [
        ("close", {}, "state", "closed"),
        ("priority", {"priority": "high"}, "priority", "high"),
        ("snooze", {"until": "2027-01-01T09:00:00Z"}, "snoozed_until", "2027-01-01T09:00:00Z"),
        ("read", {}, "unread_count", 0),
    ],
)
async def test_every_conversation_named_is_changed(
    ids: list[str], signed_in: Client, action: str, fields: dict[str, object], field: str, value: object
) -> None:
    outcomes = await change(signed_in, ids[:2], action, **fields)
    assert [(one["code"], one["row"]["id"], one["row"][field]) for one in outcomes] == [
        ("", conversation, value) for conversation in ids[:2]
    ]
    untouched = {one["id"]: one for one in await listed(signed_in)}[ids[2]]
    assert untouched[field] != value


async def test_labels_go_on_and_off_many_at_once(ids: list[str], signed_in: Client) -> None:
    label = (await signed_in.post("/api/v1/labels", json={"name": "Опт"})).json()["id"]
    assert [one["row"]["label_ids"] for one in await change(signed_in, ids, "label", label_id=label)] == [[label]] * 3
    assert [one["row"]["label_ids"] for one in await change(signed_in, ids, "unlabel", label_id=label)] == [[]] * 3


async def test_what_fails_is_told_in_its_place_and_the_rest_is_done(ids: list[str], signed_in: Client) -> None:
    await signed_in.put(f"/api/v1/conversations/{ids[1]}/closure")
    wanted = [ids[0], ids[1], str(new_id()), ids[2]]
    outcomes = await change(signed_in, wanted, "snooze", until="2027-01-01T09:00:00Z")
    assert [one["code"] for one in outcomes] == ["", "conversations.over", "conversations.not_found", ""]
    assert {one["id"] for one in await listed(signed_in, "snoozed")} == {ids[0], ids[2]}


async def test_what_fails_shows_nothing_on_other_screens(ids: list[str], program: Program, workspace: Company) -> None:
    """A push of something undone would leave every open desk wrong."""
    wanted = BulkIn(conversation_ids=[UUID(one) for one in ids], action="assign", operator_id=new_id())
    async with unit_of_work(program, workspace, actor=acting(workspace.owner)) as ctx:
        outcomes = await bulk.change(ctx, wanted)
        assert {one.code for one in outcomes} == {"conversations.assignee_unknown"}
        assert ctx.pushes == []


async def test_an_action_without_what_it_needs_does_nothing(ids: list[str], signed_in: Client) -> None:
    refused = await signed_in.post(URL, json={"conversation_ids": ids, "action": "label"})
    assert (refused.status_code, refused.json()["code"]) == (400, "conversations.bulk_incomplete")


async def test_there_is_an_end_to_how_many_are_changed_at_once(signed_in: Client) -> None:
    many = [str(new_id()) for _ in range(BULK_MAX + 1)]
    assert (await signed_in.post(URL, json={"conversation_ids": many, "action": "read"})).status_code == 400


async def test_a_viewer_marks_as_read_but_closes_nothing(ids: list[str], sign_in_as: SignInAs) -> None:
    viewer = await sign_in_as("viewer")
    assert [one["code"] for one in await change(viewer, ids, "read")] == ["", "", ""]
    refused = await viewer.post(URL, json={"conversation_ids": ids, "action": "close"})
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.forbidden")
