"""Working hours over HTTP."""

from typing import Any

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company
from tests.factories_schedule import create_bare_channel

from otklik.program import Program

URL = "/api/v1/hours"
HOURS: dict[str, Any] = {
    "time_zone": "Asia/Kathmandu",
    "week": [[{"opens": "22:00", "closes": "06:00"}], [], [], [], [], [], [{"opens": "00:00", "closes": "24:00"}]],
    "exceptions": [{"date": "2027-01-01", "intervals": [], "note": "Новый год"}],
    "autoresponder": {"enabled": True, "when_busy": False, "texts": {"ru": "Мы спим. {when}", "en": ""}},
    "holidays": {"country": "", "region": "", "short_eves": True, "overruled": []},
    "inherited": False,
    "follows_team_id": None,
}


async def test_hours_are_read_back_as_they_were_set(signed_in: Client) -> None:
    answer = await signed_in.put(URL, json=HOURS)
    assert (answer.status_code, answer.json()) == (200, HOURS)
    assert (await signed_in.get(URL)).json() == HOURS


async def test_a_channel_has_hours_of_its_own_until_they_are_removed(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    url = f"/api/v1/channels/{await create_bare_channel(program, workspace)}"
    assert (await signed_in.get(f"{url}/hours")).json()["inherited"]
    assert (await signed_in.put(f"{url}/hours", json=HOURS)).json() == HOURS
    assert (await signed_in.delete(f"{url}/hours")).status_code == 204
    assert (await signed_in.get(f"{url}/hours")).json()["inherited"]


async def test_availability_says_what_comes_next(program: Program, workspace: Company, signed_in: Client) -> None:
    url = f"/api/v1/channels/{await create_bare_channel(program, workspace)}"
    closed = HOURS | {"week": [[]] * 7, "exceptions": []}
    await signed_in.put(f"{url}/hours", json=closed)
    assert (await signed_in.get(f"{url}/availability")).json() == {"open": False, "opens_at": None, "closes_at": None}
    await signed_in.put(f"{url}/hours", json=closed | {"week": [[{"opens": "00:00", "closes": "24:00"}]] * 7})
    assert (await signed_in.get(f"{url}/availability")).json() == {"open": True, "opens_at": None, "closes_at": None}


async def test_another_company_s_channel_is_not_found(
    program: Program, second_workspace: Company, signed_in: Client
) -> None:
    url = f"/api/v1/channels/{await create_bare_channel(program, second_workspace)}"
    answers = [
        await signed_in.get(f"{url}/hours"),
        await signed_in.put(f"{url}/hours", json=HOURS),
        await signed_in.delete(f"{url}/hours"),
        await signed_in.get(f"{url}/availability"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "schedule.channel_unknown")}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time_zone": "Mars/Olympus"}, "schedule.time_zone_unknown"),
        ({"time_zone": ""}, "request.invalid"),
        ({"week": [[]] * 6}, "request.invalid"),
        ({"week": [[{"opens": "9:00", "closes": "18:00"}]] + [[]] * 6}, "request.invalid"),
        ({"week": [[{"opens": "09:00\n", "closes": "18:00"}]] + [[]] * 6}, "request.invalid"),
        ({"week": [[{"opens": "24:00", "closes": "24:00"}]] + [[]] * 6}, "request.invalid"),
        ({"week": [[{"opens": "09:00", "closes": "09:00"}]] + [[]] * 6}, "schedule.interval_empty"),
        ({"week": [[{"opens": "09:00", "closes": "10:00"}] * 7] + [[]] * 6}, "request.invalid"),
        ({"week": [[{"opens": "09:00", "closes": "10:00"}] * 2] + [[]] * 6}, "schedule.intervals_overlap"),
        ({"exceptions": [{"date": "2027-02-30"}]}, "request.invalid"),
        ({"exceptions": [{"date": "2027-01-01"}] * 2}, "schedule.date_twice"),
        ({"autoresponder": {"enabled": True, "when_busy": False, "texts": {"ru": "я" * 2_001}}}, "request.invalid"),
        ({"surprise": 1}, "request.invalid"),
    ],
)
async def test_hours_that_make_no_sense_are_refused(signed_in: Client, change: dict[str, Any], code: str) -> None:
    before = (await signed_in.get(URL)).json()
    answer = await signed_in.put(URL, json=HOURS | change)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert (await signed_in.get(URL)).json() == before


async def test_who_may_only_read_sets_no_hours(sign_in_as: SignInAs) -> None:
    viewer = await sign_in_as("viewer")
    answer = await viewer.put(URL, json=HOURS)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")
