"""The policy over HTTP: what Otklik starts from, what is chosen, whom it is tried on, who may change it."""

from typing import Any
from uuid import UUID

import pytest
from tests import factories_contacts
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company

from otklik.platform.ids import new_id
from otklik.program import Program

POLICY = "/api/v1/contact-policy"
DAYTIME = [{"opens": 540, "closes": 1260}] * 7
Json = dict[str, Any]  # Any: a JSON document


def chosen(**changes: object) -> Json:
    return {
        "caps": [{"level": 0, "day": 1, "week": 2, "month": None}],
        "on_cap": "refuse",
        "hours": [{"channel": "", "week": DAYTIME}],
        "time_zone_attribute": "time_zone",
        **changes,
    }


async def test_a_company_that_chose_nothing_has_mild_caps_and_quiet_nights(signed_in: Client) -> None:
    found = (await signed_in.get(POLICY)).json()
    assert found["own"] is False
    assert found["policy"]["caps"][0] == {"level": 0, "day": 3, "week": 5, "month": 12}
    assert {one["channel"] for one in found["policy"]["hours"]} == {"", "email", "sms"}
    assert {"email", "sms", "telegram"} <= set(found["channels"])
    assert "webchat" not in found["channels"]


async def test_what_is_chosen_holds(signed_in: Client) -> None:
    saved = await signed_in.put(POLICY, json=chosen())
    assert saved.status_code == 200
    found = (await signed_in.get(POLICY)).json()
    assert found["own"] is True
    assert found["policy"] == chosen()


@pytest.mark.parametrize(
    "at", ["2026-03-02T17:30:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00"]
)
async def test_a_moment_without_a_zone_or_out_of_any_calendar_is_refused(signed_in: Client, at: str) -> None:
    asked = {"policy": chosen(), "level": 0, "time_zone": "America/Chicago", "at": at, "got": [1] * 30}
    reply = await signed_in.post(f"{POLICY}/examples", json=asked)
    assert (
        reply.status_code,
        reply.json()["code"].partition(".")[0] in {"contact_policy", "validation", "request"},
    ) == (
        400,
        True,
    ), reply.text


async def test_a_policy_is_tried_on_somebody_before_it_is_saved(signed_in: Client) -> None:
    asked = {
        "policy": chosen(),
        "level": 0,
        "time_zone": "Asia/Novosibirsk",
        "at": "2026-03-02T17:30:00Z",
        "got": [0, 1],
    }
    told = (await signed_in.post(f"{POLICY}/examples", json=asked)).json()
    by_channel = {one["channel"]: one for one in told["channels"]}
    assert by_channel["sms"] == {
        "channel": "sms",
        "refused": "",
        "delayed": "quiet_hours",
        "at": "2026-03-03T02:00:00Z",
    }
    full = (await signed_in.post(f"{POLICY}/examples", json={**asked, "got": [1]})).json()
    assert {one["refused"] for one in full["channels"]} == {"frequency_cap"}
    assert (await signed_in.get(POLICY)).json()["own"] is False


async def test_what_cannot_be_is_refused_by_name(signed_in: Client) -> None:
    never = await signed_in.put(POLICY, json=chosen(hours=[{"channel": "", "week": [None] * 7}]))
    assert (never.status_code, never.json()["code"]) == (400, "contact_policy.hours_invalid")
    order = await signed_in.put(POLICY, json=chosen(caps=[{"level": 0, "day": 5, "week": 2, "month": None}]))
    assert order.json()["code"] == "contact_policy.caps_invalid"
    nowhere = {"policy": chosen(), "level": 0, "time_zone": "Mars/Olympus"}
    assert (await signed_in.post(f"{POLICY}/examples", json=nowhere)).json()["code"] == (
        "contact_policy.time_zone_unknown"
    )


async def test_a_card_says_how_often_and_from_when(signed_in: Client, program: Program, workspace: Company) -> None:
    person = await factories_contacts.create_contact(program, workspace, address_kind="phone", address="+74951234567")
    found = (await signed_in.get(f"/api/v1/contacts/{person.contact_id}/contact-policy")).json()
    assert [(one["window"], one["count"]) for one in found["windows"]] == [("day", 0), ("week", 0), ("month", 0)]
    assert (found["time_zone"], found["time_zone_from"]) == ("Europe/Moscow", "phone")
    assert "sms" in {one["channel"] for one in found["channels"]}


async def test_nobodys_card_is_not_found(signed_in: Client) -> None:
    nobody: UUID = new_id()
    assert (await signed_in.get(f"/api/v1/contacts/{nobody}/contact-policy")).status_code == 404


async def test_an_operator_reads_but_does_not_choose(sign_in_as: SignInAs) -> None:
    operator = await sign_in_as("operator")
    assert (await operator.get(POLICY)).status_code == 200
    assert (await operator.put(POLICY, json=chosen())).status_code == 403
