"""The desk reads which holidays a country keeps, gives a team hours and lets a channel follow it."""

from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company
from tests.factories_schedule import create_bare_channel

from otklik.program import Program

API = "/api/v1"


async def test_a_year_s_holidays_are_listed_with_the_short_days_before_them(signed_in: Client) -> None:
    countries = (await signed_in.get(f"{API}/holiday-countries")).json()["items"]
    assert {"RU", "DE", "KZ", "US"} <= set(countries)
    told = (await signed_in.get(f"{API}/holidays?country=RU&year=2026")).json()
    days = {one["date"]: one for one in told["items"]}
    assert (days["2026-06-12"]["short"], days["2026-06-11"]["short"]) == (False, True)
    assert told["short_eves"] is True
    german = (await signed_in.get(f"{API}/holidays?country=DE&region=BY&year=2026")).json()
    assert "2026-01-06" in {one["date"] for one in german["items"]}
    assert {"code": "BY", "name": "Bayern"} in german["regions"]


async def test_a_country_nobody_knows_is_refused_with_a_code(signed_in: Client) -> None:
    refused = await signed_in.get(f"{API}/holidays?country=XX&year=2026")
    assert (refused.status_code, refused.json()["code"]) == (400, "schedule.country_unknown")
    refused = await signed_in.get(f"{API}/holidays?country=DE&region=ZZ&year=2026")
    assert (refused.status_code, refused.json()["code"]) == (400, "schedule.region_unknown")
    assert (await signed_in.get(f"{API}/holidays?country=RU&year=99999")).status_code == 400


async def test_a_channel_follows_a_team_until_it_is_let_go(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    channel = await create_bare_channel(program, workspace)
    team = (await signed_in.post(f"{API}/teams", json={"name": "Ночная смена", "member_ids": []})).json()["id"]
    hours = (await signed_in.get(f"{API}/hours")).json()
    hours["week"] = [[{"opens": "00:00", "closes": "24:00"}]] * 7
    assert (await signed_in.put(f"{API}/teams/{team}/hours", json=hours)).status_code == 200
    assert (await signed_in.get(f"{API}/teams/{team}/availability")).json()["open"] is True
    followed = (await signed_in.put(f"{API}/channels/{channel}/followed-hours", json={"team_id": team})).json()
    assert (followed["follows_team_id"], followed["inherited"]) == (team, True)
    assert (await signed_in.get(f"{API}/channels/{channel}/availability")).json()["open"] is True
    await signed_in.delete(f"{API}/channels/{channel}/hours")
    assert (await signed_in.get(f"{API}/channels/{channel}/hours")).json()["follows_team_id"] is None
    assert "open" in (await signed_in.get(f"{API}/availability")).json()


async def test_only_who_may_write_the_schedule_changes_a_team_s_hours(signed_in: Client, sign_in_as: SignInAs) -> None:
    team = (await signed_in.post(f"{API}/teams", json={"name": "Склад", "member_ids": []})).json()["id"]
    operator = await sign_in_as("operator")
    hours = (await operator.get(f"{API}/teams/{team}/hours")).json()
    assert (await operator.put(f"{API}/teams/{team}/hours", json=hours)).status_code == 403
