"""A note that calls colleagues by name: they are told, once each, and nobody else is."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests import factories
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.telegram_thread import Customers, customers, only

from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import operators, teams
from otklik.platform.ids import new_id
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


@pytest.fixture
async def anna(program: Program, workspace: Company) -> OperatorData:
    return await factories.create_operator(program, workspace, name="Анна Смирнова")


@pytest.fixture
async def conversation(people: Customers, signed_in: Client) -> UUID:
    await people.write("Где мой заказ?")
    return await only(signed_in)


async def mentions_of(program: Program, company: Company, operator_id: UUID) -> list[notifications.NotificationOut]:
    async with unit_of_work(program, company) as ctx:
        found = await notifications.listing(ctx, operator_id, before=None, limit=50)
    return [one for one in found if one.code == "mentioned"]


async def test_the_mentioned_is_told_who_called_and_where(
    program: Program, workspace: Company, signed_in: Client, conversation: UUID, anna: OperatorData
) -> None:
    note = {"text": "@Анна Смирнова, посмотри, пожалуйста", "operator_ids": [str(anna.id)]}
    written = (await signed_in.post(f"/api/v1/conversations/{conversation}/notes", json=note)).json()
    assert written["extra"]["mentions"] == [{"kind": "operator", "id": str(anna.id), "name": "Анна Смирнова"}]
    [told] = await mentions_of(program, workspace, anna.id)
    assert (told.subject_kind, told.subject_id, told.params["by"]) == (
        "conversation",
        conversation,
        workspace.owner.name,
    )


async def test_a_team_is_told_person_by_person_once_and_the_writer_is_not(
    program: Program, workspace: Company, signed_in: Client, conversation: UUID, anna: OperatorData
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        team = await teams.create_team(ctx, TeamCreate(name="Склад", member_ids=[anna.id, workspace.owner.id]))
    note = {"text": "@Склад и @Анна Смирнова", "operator_ids": [str(anna.id)], "team_ids": [str(team.id)]}
    answer = await signed_in.post(f"/api/v1/conversations/{conversation}/notes", json=note)
    assert answer.status_code == 201, answer.text
    assert len(await mentions_of(program, workspace, anna.id)) == 1
    assert await mentions_of(program, workspace, workspace.owner.id) == []


async def test_a_name_taken_out_of_the_text_again_tells_nobody(
    program: Program, workspace: Company, signed_in: Client, conversation: UUID, anna: OperatorData
) -> None:
    note = {"text": "Разберусь без Анны", "operator_ids": [str(anna.id)]}
    written = (await signed_in.post(f"/api/v1/conversations/{conversation}/notes", json=note)).json()
    assert "mentions" not in written["extra"]
    assert await mentions_of(program, workspace, anna.id) == []


@pytest.mark.parametrize("whom", ["stranger", "left"])
async def test_whoever_is_not_here_cannot_be_mentioned(
    program: Program, workspace: Company, signed_in: Client, conversation: UUID, anna: OperatorData, whom: str
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await operators.deactivate(ctx, anna.id)
    mentioned = anna.id if whom == "left" else new_id()
    note = {"text": "@Анна Смирнова", "operator_ids": [str(mentioned)]}
    answer = await signed_in.post(f"/api/v1/conversations/{conversation}/notes", json=note)
    assert (answer.status_code, answer.json()["code"]) == (400, "conversations.mention_unknown")


async def test_a_reply_to_the_customer_mentions_nobody(
    program: Program, workspace: Company, signed_in: Client, conversation: UUID, anna: OperatorData
) -> None:
    said = {"text": "@Анна Смирнова ответит вам"}
    await signed_in.post(f"/api/v1/conversations/{conversation}/messages", json=said)
    assert await mentions_of(program, workspace, anna.id) == []
