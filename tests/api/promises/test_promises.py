"""The report, settings, what a form may read, and the badge, as a browser meets them."""

from datetime import timedelta

from litestar import Litestar
from tests.client import Client
from tests.conftest import SignInAs
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work
from tests.factories_promises import Desk
from tests.factories_schedule import create_bare_channel

from otklik.domains.delivery.models import Channel
from otklik.domains.promises.service import cached, computing, telling
from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.schemas import Hours, Interval
from otklik.platform.clock import SystemClock
from otklik.program import Program

API = "/api/v1"
ALWAYS = Hours(time_zone="Europe/Moscow", week=((Interval(opens="00:00", closes="24:00"),),) * 7)


async def open_desk(program: Program, company: Company, *, answers: int = 6) -> Desk:
    """Open round the clock, with answers measured at four minutes."""
    async with unit_of_work(program, company) as ctx:
        await schedule.set_hours(ctx, hours=ALWAYS)
    desk = Desk(program, company, await create_bare_channel(program, company))
    await desk.measured([230.0] * answers, at=SystemClock().now() - timedelta(days=2))
    return desk


async def promise_to(desk: Desk, *, who: str) -> None:
    conversation_id = await desk.write(who=who)
    async with unit_of_work(desk.program, desk.company) as ctx:
        current = await computing.current(ctx, channel_id=desk.channel_id)
        await telling.tell(ctx, conversation_id, current, source="widget")


async def test_promises_kept_are_counted_and_lead_to_their_conversations(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    desk = await open_desk(program, workspace)
    for number in range(6):
        conversation = await desk.write(who=f"customer-{number}")
        async with unit_of_work(program, workspace) as ctx:
            current = await computing.current(ctx, channel_id=desk.channel_id)
            await telling.tell(ctx, conversation, current, source="widget")
        await desk.answer(conversation, workspace.owner)
    until = (SystemClock().now() + timedelta(days=1)).isoformat()
    report = (await signed_in.get(f"{API}/promises/report", params={"to": until})).json()
    assert (report["all"]["kept"], report["all"]["share"], report["all"]["enough"]) == (6, 1.0, True)
    assert report["by_channel"][0]["id"] == str(desk.channel_id)
    assert report["by_operator"][0]["name"] == workspace.owner.name
    assert sum(one["figures"]["kept"] for one in report["by_hour"]) == 6
    params = {"to": until, "operator_id": str(workspace.owner.id), "state": "kept", "limit": "4"}
    page = (await signed_in.get(f"{API}/promises", params=params)).json()
    assert [one["contact_name"] for one in page["items"]] == ["Мария"] * 4
    rest = (await signed_in.get(f"{API}/promises", params=params | {"cursor": page["next_cursor"]})).json()
    assert (len(rest["items"]), rest["next_cursor"]) == (2, None)


async def test_the_list_costs_the_same_however_long_it_is(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    desk = await open_desk(program, workspace)
    until = (SystemClock().now() + timedelta(days=1)).isoformat()
    costs: list[int] = []
    for number in range(3):
        await promise_to(desk, who=f"customer-{number}")
        with counted_statements(program) as sent:
            await signed_in.get(f"{API}/promises", params={"to": until})
            await signed_in.get(f"{API}/promises/report", params={"to": until})
        costs.append(len(sent))
    assert costs[1] == costs[2]


async def test_settings_are_kept_by_company_and_by_channel(
    program: Program, workspace: Company, signed_in: Client, sign_in_as: SignInAs
) -> None:
    channel = await create_bare_channel(program, workspace)
    url = f"{API}/channels/{channel}/promise-settings"
    settings = (await signed_in.get(f"{API}/promise-settings")).json()
    await signed_in.put(f"{API}/promise-settings", json=settings | {"weeks": 6})
    assert ((await signed_in.get(url)).json()["weeks"], (await signed_in.get(url)).json()["inherited"]) == (6, True)
    await signed_in.put(url, json=settings | {"weeks": 2})
    assert ((await signed_in.get(url)).json()["weeks"], (await signed_in.get(url)).json()["inherited"]) == (2, False)
    assert (await signed_in.get(f"{API}/promise-settings")).json()["weeks"] == 6
    await signed_in.delete(url)
    assert (await signed_in.get(url)).json()["weeks"] == 6
    wrong = settings | {"steps": [{"percent": 80, "act": "warn_team"}, {"percent": 50, "act": "reassign"}]}
    refused = await signed_in.put(f"{API}/promise-settings", json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (400, "promises.steps_unordered")
    operator = await sign_in_as("operator")
    assert (await operator.get(f"{API}/promise-settings")).status_code == 200
    assert (await operator.put(f"{API}/promise-settings", json=settings)).status_code == 403


async def test_a_form_reads_the_same_promise_without_signing_in(
    app: Litestar, program: Program, workspace: Company, client: Client
) -> None:
    desk = await open_desk(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        public_id = (await ctx.session.get_one(Channel, desk.channel_id)).public_id
        now = await computing.current(ctx, channel_id=desk.channel_id)
    told = await client.get(f"{API}/public/promises/{public_id}?lang=ru")
    assert told.json()["text"] == "Ответим примерно через 4 минуты."
    assert told.json()["seconds"] == now.seconds == 240
    assert (told.headers["access-control-allow-origin"], told.headers["cache-control"][:19]) == (
        "*",
        "public, max-age=60,",
    )
    again = await client.get(
        f"{API}/public/promises/{public_id}?lang=ru", headers={"if-none-match": told.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(f"{API}/public/promises/nobody")).json()["code"] == "promises.not_found"
    del app


async def test_a_badge_says_what_was_measured_and_nothing_else(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    desk = await open_desk(program, workspace)
    made = (await signed_in.post(f"{API}/badges", json={"channel_id": str(desk.channel_id), "figure": "median"})).json()
    assert (made["says"]["seconds"], made["shown_at"]) == (240, None)
    shown = await client.get(f"/badge/{made['public_id']}.svg?lang=ru&theme=dark&size=large")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
    assert "Обычно отвечаем за 4 минуты" in shown.text
    assert "script" not in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    told = (await client.get(f"/badge/{made['public_id']}.json?lang=en")).json()
    assert (told["text"], told["answers"]) == ("Usually replies within 4 minutes", 6)
    same = await client.get(
        f"/badge/{made['public_id']}.svg?lang=ru&theme=dark&size=large",
        headers={"if-none-match": shown.headers["etag"]},
    )
    assert same.status_code == 304
    assert (await signed_in.get(f"{API}/badges")).json()[0]["shown_at"] is not None
    await signed_in.delete(f"{API}/badges/{made['id']}")
    assert (await client.get(f"/badge/{made['public_id']}.svg")).status_code == 404


async def test_a_badge_without_enough_answers_shows_the_hours(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    desk = await open_desk(program, workspace, answers=4)
    made = (await signed_in.post(f"{API}/badges", json={"channel_id": str(desk.channel_id)})).json()
    told = (await client.get(f"/badge/{made['public_id']}.json?lang=ru")).json()
    assert (told["seconds"], told["text"]) == (None, "Отвечаем круглосуточно")


async def test_a_busy_site_costs_one_computation(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    await open_desk(program, workspace)
    made = (await signed_in.post(f"{API}/badges", json={})).json()
    cached.of(program.parts).forget()
    await client.get(f"/badge/{made['public_id']}.svg?lang=ru")
    with counted_statements(program) as sent:
        for _ in range(20):
            assert (await client.get(f"/badge/{made['public_id']}.svg?lang=ru")).status_code == 200
    assert sent == []


async def test_who_writes_after_a_badge_was_seen_was_promised_what_it_says(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    desk = await open_desk(program, workspace)
    made = (await signed_in.post(f"{API}/badges", json={})).json()
    await desk.write(who="before")
    assert await desk.promises() == []
    await client.get(f"/badge/{made['public_id']}.svg?preview=true")
    await desk.write(who="only-the-desk-looked")
    assert await desk.promises() == []
    await client.get(f"/badge/{made['public_id']}.svg")
    await desk.write(who="after")
    assert (await desk.promise()).source == "badge"
