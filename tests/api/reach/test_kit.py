"""An administrator chooses by what customers reach the company."""

import pytest
from tests.api.reach.conftest import Obj, entry
from tests.client import Client, SignInAs

from otklik.domains.delivery.models import Channel
from otklik.platform.ids import new_id


async def test_before_anything_is_chosen_every_connected_channel_with_a_link_is_proposed(
    signed_in: Client, telegram: Channel, chat: Channel
) -> None:
    found = (await signed_in.get("/api/v1/reach")).json()
    assert {one["channel_id"] for one in found["kit"]["entries"]} == {str(telegram.id), str(chat.id)}
    assert found["offers"][0]["url"] == "https://t.me/tea_shop_bot"
    assert (found["public_id"], found["page_url"]) == (None, None)


async def test_saved_again_the_printed_address_stays(signed_in: Client, kit: Obj) -> None:
    again = await signed_in.put("/api/v1/reach", json={"entries": [entry("phone", "112")]})
    assert again.json()["page_url"] == kit["page_url"]
    assert [one["id"] for one in again.json()["kit"]["entries"]] == ["phone"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (entry("phone", "позвоните нам"), "number"),
        (entry("link", "file:///etc/passwd"), "link"),
        (entry("email", "help@"), "email"),
        (entry("email", "a@b.example?bcc=x@y.example"), "email"),
        (entry("link", "javascript:alert(1)"), "link"),
        (entry("link", "https://user@evil.example"), "link"),
        (entry("channel"), "channel"),
    ],
)
async def test_what_would_lead_nowhere_is_refused_by_name(signed_in: Client, wrong: Obj, reason: str) -> None:
    answer = await signed_in.put("/api/v1/reach", json={"entries": [wrong]})
    assert (answer.status_code, answer.json()["code"]) == (400, "reach.entry_invalid")
    assert answer.json()["params"] == {"entry": wrong["id"], "reason": reason}


async def test_two_ways_of_one_id_and_a_strange_channel_are_refused(signed_in: Client) -> None:
    twice = await signed_in.put("/api/v1/reach", json={"entries": [entry("phone", "112")] * 2})
    assert twice.json()["params"]["reason"] == "twice"
    strange = {"entries": [entry("channel", channel_id=str(new_id()))]}
    assert (await signed_in.put("/api/v1/reach", json=strange)).status_code == 404


async def test_operators_see_it_and_do_not_change_it(sign_in_as: SignInAs) -> None:
    operator = await sign_in_as("operator")
    assert (await operator.get("/api/v1/reach")).status_code == 200
    assert (await operator.put("/api/v1/reach", json={"entries": []})).status_code == 403
