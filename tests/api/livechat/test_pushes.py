"""Answers ring a visitor's browser when they left: sealed for it alone, by the company's own key, and not too often."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text
from tests import factories_campaigns as campaigns
from tests import pushes
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_livechat import API, Browser, Visits, create_chat, deliver
from tests.factories_mass import relay_due
from tests.pushes import PushService, push_service

from otklik.domains.conversations.service import reading as conversations
from otklik.domains.delivery.models import Channel
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import schemas
from otklik.domains.journeys.service import entering, steering, stepping
from otklik.domains.livechat import jobs, rules
from otklik.domains.livechat.service import bells, devices, ringing, visitors
from otklik.platform import webpush
from otklik.platform.clock import Timekeeper
from otklik.platform.context import WorkspaceId
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs, job_name
from otklik.program import Program

SHOP = "https://shop.example/oolong"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


async def subscribe(visitor: Browser, browser: pushes.Browser, url: str, **more: object) -> str:
    to = browser.subscription(url)
    body = {"kind": "web", "endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}, **more}
    answer = await visitor.client.post(f"{API}/devices", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def asked(program: Program, company: Company, chat: Channel, visitor: Browser, words: str = "Есть чай?") -> str:
    """The visitor wrote; the conversation's id."""
    await visitor.say(words)
    await deliver(program, company, chat)
    return (await visitor.begin())["conversation_id"]


async def answer(program: Program, company: Company, desk: Client, chat: Channel, where: str, words: str) -> None:
    reply = await desk.post(f"/api/v1/conversations/{where}/messages", json={"text": words})
    assert reply.status_code == 201, reply.text
    await deliver(program, company, chat)


async def ring(program: Program, company: Company, visitor: Browser) -> None:
    """What happens once patience is over: the look, and the pushes it put into the queue."""
    async with unit_of_work(program, company) as ctx:
        await ringing.ring(ctx, UUID(visitor.id))
    await program.parts.get(Jobs).work(wait=False)


def shown(browser: pushes.Browser, body: bytes) -> dict[str, Any]:  # Any: JSON
    return msgspec.json.decode(browser.read(body))


async def test_an_answer_reaches_the_browser_of_whoever_left(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    browser = pushes.Browser()
    where = await asked(program, workspace, chat, visitor)
    await subscribe(visitor, browser, service.url, time_zone="Europe/Moscow")
    await answer(program, workspace, signed_in, chat, where, "Есть, три сорта")
    await ring(program, workspace, visitor)
    assert service.refused == []
    [body] = service.taken
    told = shown(browser, body)
    assert told["title"] == "Ромашка"
    assert re.fullmatch("Ольга.*: Есть, три сорта", told["body"])
    assert told["url"] == "https://shop.example/tea"
    assert service.headers[0]["topic"] == webpush.topic_of(where)
    key_used = service.headers[0]["authorization"].rpartition("k=")[2]
    assert key_used == visitor.session["config"]["push_key"]


async def test_the_push_is_signed_by_the_companys_own_key_for_the_service_it_goes_to(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    where = await asked(program, workspace, chat, visitor)
    await subscribe(visitor, pushes.Browser(), service.url)
    await answer(program, workspace, signed_in, chat, where, "Есть")
    await ring(program, workspace, visitor)
    token, _, used = service.headers[0]["authorization"].removeprefix("vapid t=").partition(", k=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), webpush.decode(used))
    claims = jwt.decode(token, public, algorithms=["ES256"], audience=service.url.removesuffix("/push/one"))
    assert claims["sub"].startswith(("mailto:", "https://"))
    another = devices.sender(program.parts, WorkspaceId(new_id()))
    assert another.public_key != used


async def test_an_answer_an_open_page_took_rings_nothing(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    where = await asked(program, workspace, chat, visitor)
    await subscribe(visitor, pushes.Browser(), service.url)
    async with visitor.socket(after=0) as page:
        await answer(program, workspace, signed_in, chat, where, "Есть")
        message = (await page.until("message"))["data"]["message"]
        while message["direction"] == "in":
            message = (await page.until("message"))["data"]["message"]
        page.send({"type": "delivered", "message_id": message["id"]})
        page.send({"type": "ping"})
        await page.until("pong")
    await ring(program, workspace, visitor)
    assert service.taken == []


async def test_only_whoever_asked_for_it_is_looked_at(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    where = await asked(program, workspace, chat, visitor)
    await answer(program, workspace, signed_in, chat, where, "Есть")
    assert await waiting_looks(program, workspace) == 0
    await subscribe(visitor, pushes.Browser(), service.url)
    await answer(program, workspace, signed_in, chat, where, "И травяной")
    await answer(program, workspace, signed_in, chat, where, "И копчёный")
    assert await waiting_looks(program, workspace) == 1


async def test_a_subscription_that_is_over_is_forgotten(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    for status in (404, 410):
        where = await asked(program, workspace, chat, visitor, f"Есть чай {status}?")
        await subscribe(visitor, pushes.Browser(), service.url)
        service.status = status
        await answer(program, workspace, signed_in, chat, where, f"Есть {status}")
        await ring(program, workspace, visitor)
        assert await known_devices(program, workspace) == []
    before = await waiting_looks(program, workspace)
    await answer(program, workspace, signed_in, chat, where, "Нет больше")
    assert await waiting_looks(program, workspace) <= max(before, 1)


async def test_a_busy_service_is_asked_again_later(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    where = await asked(program, workspace, chat, visitor)
    device_id = await subscribe(visitor, pushes.Browser(), service.url)
    service.status = 503
    await answer(program, workspace, signed_in, chat, where, "Есть")
    await ring(program, workspace, visitor)
    assert [str(one.id) for one in await known_devices(program, workspace)] == [device_id]


async def test_the_same_browser_is_one_device_and_goes_with_whoever_signed_in_last(
    program: Program, workspace: Company, visit: Visits, visitor: Browser, service: PushService
) -> None:
    browser, other = pushes.Browser(), await visit()
    first = await subscribe(visitor, browser, service.url)
    assert await subscribe(visitor, browser, service.url) == first
    assert await subscribe(other, browser, service.url) == first
    [row] = await known_devices(program, workspace)
    assert str(row.visitor_id) == other.id
    stranger = await visitor.client.delete(f"{API}/devices/{first}")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "livechat.device_unknown")
    assert (await other.client.delete(f"{API}/devices/{first}")).status_code == 204
    assert await known_devices(program, workspace) == []


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"kind": "web", "endpoint": "http://push.example.net/one"}, (400, "webpush.subscription_invalid")),
        ({"kind": "web", "time_zone": "Mars/Olympus"}, (400, "livechat.time_zone_unknown")),
        ({"kind": "fcm", "token": "x" * 40}, (409, "livechat.push_not_offered")),
        ({"kind": "apns", "token": "ab" * 32}, (409, "livechat.push_not_offered")),
        ({"kind": "apns", "token": "no hexadecimal"}, (400, "request.invalid")),
        ({"kind": "pager", "token": "1"}, (400, "request.invalid")),
    ],
)
async def test_what_cannot_ring_is_refused(visitor: Browser, body: dict[str, Any], refused: tuple[int, str]) -> None:
    to = pushes.Browser().subscription("https://push.example.net/one")
    web = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}} if body["kind"] == "web" else {}
    reply = await visitor.client.post(f"{API}/devices", json={**web, **body})
    assert (reply.status_code, reply.json()["code"]) == refused


async def test_a_day_has_a_limit_and_ten_devices_are_the_most(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    for number in range(devices.DEVICES_MAX + 1):
        await subscribe(visitor, pushes.Browser(), service.url.replace("/one", f"/{number}"))
    assert len(await known_devices(program, workspace)) == devices.DEVICES_MAX
    where = await asked(program, workspace, chat, visitor)
    await answer(program, workspace, signed_in, chat, where, "Есть")
    for _ in range(visitors.PUSHES.times):
        await visitors.count(program.parts, visitors.PUSHES, who=visitor.id)
    await ring(program, workspace, visitor)
    assert service.taken == []


async def test_a_second_push_right_after_the_first_makes_no_sound(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, service: PushService
) -> None:
    browser = pushes.Browser()
    where = await asked(program, workspace, chat, visitor)
    device_id = await subscribe(visitor, browser, service.url, time_zone=daylight(program))
    for words in ("Есть", "Три сорта"):
        await answer(program, workspace, signed_in, chat, where, words)
        await ring(program, workspace, visitor)
    told = [shown(browser, body) for body in service.taken]
    assert [(one["body"].rpartition(": ")[2], one["loud"]) for one in told] == [("Есть", True), ("Три сорта", False)]
    assert [one["urgency"] for one in service.headers] == ["high", "normal"]
    async with unit_of_work(program, workspace) as ctx:
        row = await visitors.queries.visitor_device(ctx, UUID(device_id))
        assert row is not None
        assert not rules.is_loud(rung_at=row.used_at, now=ctx.now(), zone=ZoneInfo(row.time_zone))


async def test_a_company_may_keep_the_words_off_the_screen(
    program: Program, workspace: Company, visit: Visits, signed_in: Client, service: PushService
) -> None:
    chat = await create_chat(program, workspace, config={"push_text": False})
    visitor, browser = await visit(chat), pushes.Browser()
    where = await asked(program, workspace, chat, visitor)
    await subscribe(visitor, browser, service.url)
    await answer(program, workspace, signed_in, chat, where, "Ваш анализ готов")
    await ring(program, workspace, visitor)
    assert shown(browser, service.taken[0])["body"].startswith("Вам ответили: Ольга")


async def known_devices(program: Program, company: Company) -> list[Any]:  # Any: rows
    async with unit_of_work(program, company) as ctx:
        found = await ctx.session.scalars(devices.queries.scoped(ctx, devices.VisitorDevice))
        return list(found.all())


async def waiting_looks(program: Program, company: Company) -> int:
    async with unit_of_work(program, company) as ctx:
        query = text(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :name"
            " AND args->>'workspace' = :workspace"
        )
        found = await ctx.session.scalar(query, {"name": job_name(jobs.ring_visitor), "workspace": str(company.id)})
        return int(found or 0)


def daylight(program: Program) -> str:
    """A zone where it is noon now."""
    ahead = 12 - program.parts.get(Timekeeper).now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def test_it_is_quiet_at_night_by_the_persons_own_clock() -> None:
    evening = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
    assert not rules.is_loud(rung_at=None, now=evening, zone=ZoneInfo("Europe/Moscow"))
    assert rules.is_loud(rung_at=None, now=evening, zone=ZoneInfo("Europe/London"))
    assert not rules.is_loud(rung_at=evening - timedelta(minutes=1), now=evening, zone=ZoneInfo("Europe/London"))


async def few_packs_left(program: Program, company: Company) -> UUID:
    """A template of a push."""
    return await campaigns.template(program, company, kind="push", body="Осталось три пачки", title="Улун", url=SHOP)


def assert_told(browser: pushes.Browser, service: PushService) -> None:
    """That first, by that template."""
    told = shown(browser, service.taken[0])
    assert (told["title"], told["body"], told["url"]) == ("Улун", "Осталось три пачки", SHOP)


async def test_a_campaign_rings_whoever_left_and_says_who_has_nothing_to_be_rung(
    program: Program, workspace: Company, chat: Channel, visit: Visits, service: PushService
) -> None:
    await campaigns.purpose(program, workspace)
    browser, gone = pushes.Browser(), pushes.Browser()
    first, second, third = [await visit() for _ in range(3)]
    for one in (first, second, third):
        await asked(program, workspace, chat, one)
    await subscribe(first, browser, service.url)
    said = await few_packs_left(program, workspace)
    segment_id = await campaigns.everybody(program, workspace)
    campaign = await campaigns.launched(program, workspace, campaigns.to_segment(segment_id, [(chat.id, said)]))
    await subscribe(second, gone, f"{service.url[:-3]}gone")
    await relay_due(program, workspace, chat.id)
    await program.parts.get(Jobs).work(wait=False)
    assert_told(browser, service)
    states = sorted((row[3], row[4]) for row in await campaigns.rows(program, workspace, campaign.id))
    assert states == [("accepted", ""), ("failed", "push_gone"), ("skipped", "no_device")]


@pytest.mark.parametrize(("expires", "kept"), [(None, 86_400), (1_800, 1_800)])
async def test_a_journey_rings_with_the_link_its_template_leads_to_as_long_as_it_is_worth_something(
    program: Program,
    workspace: Company,
    chat: Channel,
    visitor: Browser,
    service: PushService,
    expires: int | None,
    kept: int,
) -> None:
    await campaigns.purpose(program, workspace)
    browser = pushes.Browser()
    where = UUID(await asked(program, workspace, chat, visitor))
    await subscribe(visitor, browser, service.url)
    said = await few_packs_left(program, workspace)
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="say"),
        nodes=(
            doc.Send(
                id="say",
                ways=(doc.JourneyWay(channel_id=chat.id, template_id=said),),
                purpose=campaigns.PURPOSE,
                expires_seconds=expires,
                next="end",
            ),
            doc.Exit(id="end"),
        ),
    )
    async with unit_of_work(program, workspace) as ctx:
        made = await steering.create(ctx, schemas.NewJourney(name="Улун", graph=graph))
        await steering.publish(ctx, made.row.id)
        person = (await conversations.get(ctx, where)).contact_id
        await entering.call(ctx, made.row.id, [entering.Coming(contact_id=person, at=ctx.now())])
        await stepping.move_block(ctx, made.row.id)
    await relay_due(program, workspace, chat.id)
    await program.parts.get(Jobs).work(wait=False)
    assert_told(browser, service)
    assert kept - 60 <= int(service.headers[0]["ttl"]) <= kept


async def test_what_is_worth_nothing_by_the_time_of_ringing_rings_nobody(
    program: Program, workspace: Company, chat: Channel, visit: Visits, service: PushService
) -> None:
    await campaigns.purpose(program, workspace)
    one = await visit()
    await asked(program, workspace, chat, one)
    await subscribe(one, pushes.Browser(), service.url)
    said = await few_packs_left(program, workspace)
    segment_id = await campaigns.everybody(program, workspace)
    campaign = await campaigns.launched(program, workspace, campaigns.to_segment(segment_id, [(chat.id, said)]))
    await relay_due(program, workspace, chat.id)
    async with unit_of_work(program, workspace) as ctx:
        over = ringing.Told(title="", body="", tag="", url="", until=ctx.now())
        note = ringing.sealed(ctx, over)
        [row_id] = await ctx.session.scalars(
            text("SELECT id FROM mass_messages WHERE workspace_id = :workspace"), {"workspace": ctx.workspace_id}
        )
    await bells.send(program.parts, workspace_id=workspace.id, row_id=row_id, visitor_id=UUID(one.id), sealed_note=note)
    [row] = await campaigns.rows(program, workspace, campaign.id)
    assert (row[3], row[4]) == ("skipped", "too_late")
    assert service.taken == []
