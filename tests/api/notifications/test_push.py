"""An operator's phone: subscribed, rung when nobody is at the desk, quiet when asked, forgotten when gone."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work
from tests.pushes import Browser, PushService, push_service

from otklik.domains.notifications import service
from otklik.domains.workspaces.service import attending
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs
from otklik.program import Program

CHOICE = {
    "push": True,
    "sound": True,
    "shows_text": True,
    "quiet": False,
    "quiet_from": 0,
    "quiet_to": 0,
    "time_zone": "Europe/Moscow",
    "muted": [],
}


@pytest.fixture
async def pushes() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


async def subscribe(client: Client, browser: Browser, url: str) -> str:
    to = browser.subscription(url)
    body = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}, "label": "Chrome, Android"}
    answer = await client.post("/api/v1/me/push/devices", json=body)
    assert answer.status_code == 201, answer.text
    await client.put("/api/v1/me/push/choice", json=CHOICE)
    return str(answer.json()["id"])


async def tell(program: Program, workspace: Company, code: str = "mentioned") -> None:
    async with unit_of_work(program, workspace) as ctx:
        subject = service.Subject(kind="conversation", id=new_id())
        await service.tell(ctx, [workspace.owner.id], code=code, params={"by": "Иван"}, subject=subject)


async def ring(program: Program) -> None:
    """What is due, and what that put into the queue."""
    for _ in range(2):
        await program.parts.get(Jobs).work(wait=False)


async def test_the_phone_of_whoever_is_not_at_the_desk_rings_with_the_news(
    program: Program, workspace: Company, signed_in: Client, pushes: PushService
) -> None:
    browser = Browser()
    await subscribe(signed_in, browser, pushes.url)
    await tell(program, workspace)
    await ring(program)
    assert pushes.refused == []
    [body] = pushes.taken
    shown = msgspec.json.decode(browser.read(body))
    assert (shown["code"], shown["params"], shown["locale"]) == ("mentioned", {"by": "Иван"}, "ru")
    assert shown["path"].startswith("/inbox/")
    [device] = (await signed_in.get("/api/v1/me/push")).json()["devices"]
    assert device["used_at"] is not None


async def test_the_phone_of_whoever_sits_at_the_desk_waits_and_news_read_meanwhile_ring_nothing(
    program: Program, workspace: Company, signed_in: Client, pushes: PushService
) -> None:
    await subscribe(signed_in, Browser(), pushes.url)
    async with unit_of_work(program, workspace) as ctx:
        await attending.connected(ctx, workspace.owner.id, node_id="a")
    await tell(program, workspace)
    await ring(program)
    assert pushes.taken == []


async def test_quiet_time_and_muted_kinds_ring_nothing(
    program: Program, workspace: Company, signed_in: Client, pushes: PushService
) -> None:
    await subscribe(signed_in, Browser(), pushes.url)
    await signed_in.put("/api/v1/me/push/choice", json={**CHOICE, "muted": ["mentions"]})
    await tell(program, workspace)
    await signed_in.put("/api/v1/me/push/choice", json={**CHOICE, "push": False})
    await tell(program, workspace, code="assigned")
    await ring(program)
    assert pushes.taken == []
    assert (await signed_in.get("/api/v1/me/notifications/unread")).json() == {"count": 2}


async def test_a_browser_that_is_gone_is_forgotten(
    program: Program, workspace: Company, signed_in: Client, pushes: PushService
) -> None:
    await subscribe(signed_in, Browser(), pushes.url)
    pushes.status = 410
    await tell(program, workspace)
    await ring(program)
    assert (await signed_in.get("/api/v1/me/push")).json()["devices"] == []


async def test_the_same_browser_again_is_the_same_device_and_a_colleagues_cannot_be_removed(
    signed_in: Client, sign_in_as: SignInAs, pushes: PushService
) -> None:
    browser = Browser()
    first = await subscribe(signed_in, browser, pushes.url)
    assert await subscribe(signed_in, browser, pushes.url) == first
    colleague = await sign_in_as("operator")
    assert (await colleague.delete(f"/api/v1/me/push/devices/{first}")).status_code == 404
    assert (await signed_in.delete(f"/api/v1/me/push/devices/{first}")).status_code == 204


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("http://push.example.net/one", "webpush.subscription_invalid"),
        ("ftp://push.example.net/one", "webpush.subscription_invalid"),
    ],
)
async def test_an_address_that_is_no_push_service_is_refused(signed_in: Client, endpoint: str, code: str) -> None:
    to = Browser().subscription(endpoint)
    body = {"endpoint": endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}
    refused = await signed_in.post("/api/v1/me/push/devices", json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, code)


async def test_a_trial_rings_ones_own_devices(program: Program, signed_in: Client, pushes: PushService) -> None:
    browser = Browser()
    await subscribe(signed_in, browser, pushes.url)
    assert (await signed_in.post("/api/v1/me/push/trials")).status_code == 204
    await ring(program)
    assert [msgspec.json.decode(browser.read(body))["code"] for body in pushes.taken] == ["trial"]
