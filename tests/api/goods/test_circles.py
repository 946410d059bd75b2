"""By which segments customers are told apart for recommendations, by HTTP."""

from typing import Any

import pytest
from tests.client import Client, SignInAs

from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/goods-circles"


async def segment(client: Client, name: str) -> str:
    made = await client.post("/api/v1/segments", json={"name": name})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_circles_are_chosen_counted_and_told_of(program: Program, signed_in: Client) -> None:
    assert (await signed_in.get(URL)).json() == {
        "segment_ids": [],
        "counted_at": None,
        "counting": False,
        "circles": [],
        "everybody": [],
    }
    loyal = await segment(signed_in, "Постоянные")
    chosen = (await signed_in.put(URL, json={"segment_ids": [loyal, loyal]})).json()
    assert (chosen["segment_ids"], chosen["counting"]) == ([loyal], True)
    await program.jobs.work(wait=False)
    counted: dict[str, Any] = (await signed_in.get(URL)).json()
    assert counted["counted_at"]
    assert not counted["counting"]
    assert (await signed_in.post(f"{URL}/counts")).status_code == 202
    assert (await signed_in.get(URL)).json()["counting"]


async def test_a_segment_that_is_not_the_companys_own_or_a_sixth_one_is_refused(signed_in: Client) -> None:
    unknown = await signed_in.put(URL, json={"segment_ids": [str(new_id())]})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "segments.not_found")
    many = await signed_in.put(URL, json={"segment_ids": [str(new_id()) for _ in range(6)]})
    assert many.status_code == 400


@pytest.mark.parametrize(("role", "status"), [("operator", 403), ("marketer", 200)])
async def test_who_writes_goods_chooses(sign_in_as: SignInAs, role: str, status: int) -> None:
    assert (await (await sign_in_as(role)).put(URL, json={"segment_ids": []})).status_code == status
