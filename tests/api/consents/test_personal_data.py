"""Everything known of a person is handed out, and taken out of everything: but the proof and the refusal stay."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import rows
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work
from tests.telegram_thread import Customers, customers, only, reply

from otklik.domains.consents import service as consents
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes, recording
from otklik.platform.clock import SystemClock
from otklik.platform.personal import PersonalData
from otklik.program import Program

API = "/api/v1"
SECRET = "Мой секрет про арбуз"


@pytest.fixture
async def talk(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


@pytest.fixture
async def maria(program: Program, workspace: Company, talk: Customers, signed_in: Client) -> str:
    """Somebody who wrote, agreed to the news, was answered, has a task and a note about her."""
    await talk.write(SECRET, chat=77, name="Мария Арбузова")
    conversation = await only(signed_in)
    await reply(signed_in, conversation, "Ответ про арбуз")
    await talk.settle()
    contact = str((await signed_in.get(f"{API}/contacts")).json()["items"][0]["id"])
    task = {"text": "Позвонить про арбуз", "due_on": str((SystemClock().now() + timedelta(days=2)).date())}
    noted = await signed_in.post(f"{API}/contacts/{contact}/tasks", json=task)
    assert noted.status_code == 201, noted.text
    await signed_in.patch(f"{API}/contacts/{contact}", json={"notes": "любит арбуз", "attributes": {"ягода": "арбуз"}})
    async with unit_of_work(program, workspace) as ctx:
        await purposes.create(ctx, PurposeIn(code="news", name_ru="Н", name_en="N", basis="consent", text_ru="Да"))
        act = recording.Act(
            contact_id=UUID(contact),
            act="granted",
            purpose="news",
            channel="telegram",
            method="form",
            where=recording.Where(note="ягода арбуз"),
        )
        await consents.record(ctx, act)
    return contact


def test_every_table_that_holds_a_person_says_what_becomes_of_it(program: Program) -> None:
    data = program.parts.get(PersonalData)
    assert data.reached() - data.erasures.keys() == set()
    assert all(one.act in {"delete", "blank", "keep"} for one in data.erasures.values())
    assert all(one.why for one in data.erasures.values() if one.act == "keep")


async def test_the_copy_holds_all_that_is_known_and_nobody_elses(
    talk: Customers, signed_in: Client, maria: str
) -> None:
    await talk.write("Чужие слова", chat=78, name="Пётр")
    answer = await signed_in.get(f"{API}/contacts/{maria}/personal-data")
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data: dict[str, Any] = json.loads(archive.read("data.json"))  # Any: JSON
    said = {row["text"] for row in data["tables"]["messages"]}
    assert {SECRET, "Ответ про арбуз"} <= said
    assert "Чужие слова" not in archive.read("data.json").decode()
    assert data["tables"]["contacts"][0]["notes"] == "любит арбуз"
    assert data["tables"]["identities"][0]["address"] == "77"
    assert json.loads(archive.read("proof.json"))["chains"][0]["verdict"]["whole"] is True


async def test_an_erased_person_is_in_no_table_but_the_proof_that_they_agreed_holds(
    program: Program, workspace: Company, talk: Customers, signed_in: Client, maria: str
) -> None:
    await talk.write("Остаюсь про дыню", chat=78, name="Пётр")
    erasures = [await signed_in.delete(f"{API}/contacts/{maria}/personal-data") for _ in range(2)]
    assert [one.status_code for one in erasures] == [200, 200]
    erased = erasures[-1]
    assert erased.json()["kept"]["consent_records"] == "proof"
    async with unit_of_work(program, workspace) as ctx:
        dump = await rows.dump(ctx.session, workspace.id)
    left = {table for table, content in dump.items() if "арбуз" in content.lower()}
    assert left - {"live_entries", "kept_answers"} == set()
    assert any("дыню" in content for content in dump.values())
    proof = (await signed_in.get(f"{API}/contacts/{maria}/consents/proof")).json()
    assert proof["chains"][0]["verdict"]["whole"] is True
    found = (
        await signed_in.get(f"{API}/consents/records", params={"address_kind": "telegram", "address": "77"})
    ).json()["items"]
    assert [(one["act"], one["address"]) for one in found] == [("granted", "")]
    audit = (await signed_in.get(f"{API}/audit")).json()["items"]
    assert "consents.person_erased" in {one["name"] for one in audit}


async def test_who_writes_again_after_the_erasure_is_a_stranger(talk: Customers, signed_in: Client, maria: str) -> None:
    await signed_in.delete(f"{API}/contacts/{maria}/personal-data")
    await talk.write("Здравствуйте", chat=77, name="Мария")
    people = (await signed_in.get(f"{API}/contacts", params={"q": "Мария"})).json()["items"]
    assert [one["id"] for one in people] != [maria]
    assert len(people) == 1


async def test_what_was_still_to_be_sent_to_an_erased_person_is_not(
    talk: Customers, signed_in: Client, maria: str
) -> None:
    conversation = await only(signed_in)
    await reply(signed_in, conversation, "Ещё не ушло")
    before = len(talk.api.sent())
    await signed_in.delete(f"{API}/contacts/{maria}/personal-data")
    await talk.settle()
    assert len(talk.api.sent()) == before


async def test_only_those_who_answer_for_it_hand_out_and_erase(sign_in_as: SignInAs, maria: str) -> None:
    operator = await sign_in_as("supervisor")
    assert (await operator.get(f"{API}/contacts/{maria}/personal-data")).status_code == 403
    assert (await operator.delete(f"{API}/contacts/{maria}/personal-data")).status_code == 403
