"""A shop's feed: read from its site by the clock and by hand, and from a file; what became of it is told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from tests import factories, ringing
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work
from tests.factories_goods import Site, offer, site, yml

from otklik import web
from otklik.domains.goods import service
from otklik.domains.goods.queries import feeds
from otklik.domains.goods.service import feeding, loading
from otklik.platform.clock import FixedClock
from otklik.program import Program

FEED = "/api/v1/goods-feed"


@pytest.fixture
async def shop() -> AsyncIterator[Site]:
    async with site() as found:
        found.body = yml([offer(f"tea-{number}") for number in range(4)])
        yield found


async def load(program: Program, client: Client, *, url: str = "") -> dict[str, Any]:
    """Set the feed up or load it now, and wait; how it went."""
    if url:
        now = (await client.get(FEED)).json()
        reply = await client.put(FEED, json={"url": url, "revision": now["revision"]})
    else:
        reply = await client.post(f"{FEED}/loads")
    assert reply.status_code in {200, 202}, reply.text
    assert reply.json()["state"] == "waiting"
    await program.jobs.work(wait=False)
    return (await client.get(FEED)).json()


async def available(client: Client, *, yes: bool = True) -> list[str]:
    reply = await client.get("/api/v1/goods", params={"available": yes})
    return [one["product"] for one in reply.json()["items"]]


async def test_a_feed_is_loaded_as_soon_as_its_address_is_said(program: Program, signed_in: Client, shop: Site) -> None:
    went = await load(program, signed_in, url=shop.url)
    assert (went["state"], went["loaded"], went["refused"], went["code"]) == ("idle", 4, 0, "")
    assert went["last_finished_at"]
    assert await available(signed_in) == ["tea-0", "tea-1", "tea-2", "tea-3"]


async def test_what_is_not_in_the_feed_any_more_stays_but_cannot_be_bought(
    program: Program, signed_in: Client, shop: Site
) -> None:
    await load(program, signed_in, url=shop.url)
    shop.body = yml([offer("tea-0"), offer("tea-1"), offer("tea-9")])
    went = await load(program, signed_in)
    assert (went["loaded"], went["gone"]) == (3, 2)
    assert await available(signed_in) == ["tea-0", "tea-1", "tea-9"]
    assert await available(signed_in, yes=False) == ["tea-2", "tea-3"]


async def test_a_feed_that_suddenly_holds_less_than_half_takes_nothing_away_and_says_so(
    program: Program, signed_in: Client, shop: Site
) -> None:
    await load(program, signed_in, url=shop.url)
    shop.body = yml([offer("tea-0")])
    went = await load(program, signed_in)
    assert (went["code"], went["gone"]) == ("goods.feed_shrunk", 0)
    assert len(await available(signed_in)) == 4


async def test_a_shop_that_did_become_smaller_is_believed_once_somebody_says_so(
    program: Program, signed_in: Client, shop: Site
) -> None:
    shop.etag = '"one"'
    await load(program, signed_in, url=shop.url)
    shop.body, shop.etag = yml([offer("tea-0")]), '"two"'
    assert (await load(program, signed_in))["code"] == "goods.feed_shrunk"
    assert (await load(program, signed_in))["code"] == "goods.feed_shrunk"
    assert (await signed_in.post(f"{FEED}/loads", params={"whole": True})).status_code == 202
    await program.jobs.work(wait=False)
    went = (await signed_in.get(FEED)).json()
    assert (went["code"], went["gone"]) == ("", 3)
    assert await available(signed_in) == ["tea-0"]


async def test_a_load_that_died_in_the_middle_is_begun_anew_and_leaves_the_same(
    program: Program, workspace: Company, signed_in: Client, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(program, signed_in, url=shop.url)
    shop.body = yml([*(offer(f"tea-{number}", price="90") for number in range(3)), offer("bad", price="?")])
    monkeypatch.setattr(loading, "BLOCK", 1)
    async with unit_of_work(program, workspace) as ctx:
        await feeding.start(ctx)
        row = await feeds.get(ctx)
        assert row is not None
        feed_round = row.round
    assert feed_round is not None
    wrote = 0
    take = service.take

    async def dying(*args: Any, **given: Any) -> Any:
        nonlocal wrote
        wrote += 1
        if wrote == 2:
            raise RuntimeError
        return await take(*args, **given)

    with monkeypatch.context() as patched:
        patched.setattr(service, "take", dying)
        with pytest.raises(RuntimeError):
            await loading.load(program.parts, workspace_id=workspace.id, feed_round=feed_round)
    assert (await signed_in.get(FEED)).json()["state"] == "loading"
    for _ in range(2):
        await loading.load(program.parts, workspace_id=workspace.id, feed_round=feed_round)
        went = (await signed_in.get(FEED)).json()
        assert (went["state"], went["loaded"], went["refused"], went["gone"]) == ("idle", 3, 1, 1)
    await program.jobs.work(wait=False)


async def test_a_feed_of_which_nothing_can_be_read_shows_what_is_wrong(
    program: Program, signed_in: Client, shop: Site
) -> None:
    shop.body = yml([offer("tea-0", price="?"), offer("tea-1", price="!")])
    went = await load(program, signed_in, url=shop.url)
    assert (went["code"], went["refused"], len(went["refusals"])) == ("goods.feed_empty", 2, 2)


async def test_goods_that_came_by_the_api_are_no_business_of_the_feed(
    program: Program, signed_in: Client, shop: Site
) -> None:
    await signed_in.put("/api/v1/goods", json={"goods": [{"product": "gift", "title": "Подарок"}]})
    await load(program, signed_in, url=shop.url)
    assert "gift" in await available(signed_in)


async def test_bad_offers_are_refused_one_by_one_with_their_places(
    program: Program, signed_in: Client, shop: Site
) -> None:
    shop.body = yml([offer("tea-0"), *(offer(f"bad-{number}", price="?") for number in range(120))])
    went = await load(program, signed_in, url=shop.url)
    assert (went["loaded"], went["refused"], len(went["refusals"])) == (1, 120, 100)
    assert went["refusals"][0] == {
        "line": 4,
        "product": "bad-0",
        "code": "goods.good_invalid",
        "params": {"field": "price"},
    }


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, b"", "goods.feed_unreachable"),
        (500, b"", "goods.feed_unreachable"),
        (200, b"<html/>", "goods.feed_unreadable"),
        (200, yml([offer("tea-0"), offer("tea-1")])[:-60], "goods.feed_unreadable"),
        (200, yml([]), "goods.feed_empty"),
    ],
)
async def test_a_load_that_fails_says_why_and_leaves_the_goods_as_they_are(
    program: Program, signed_in: Client, shop: Site, status: int, body: bytes, code: str
) -> None:
    await load(program, signed_in, url=shop.url)
    shop.status, shop.body = status, body
    went = await load(program, signed_in)
    assert (went["state"], went["code"], went["gone"]) == ("idle", code, 0)
    assert len(await available(signed_in)) == 4


async def test_a_server_that_is_not_there_and_one_inside_are_told_apart(program: Program, signed_in: Client) -> None:
    assert (await load(program, signed_in, url="http://127.0.0.1:9/feed.xml"))["code"] == "goods.feed_unreachable"
    assert (await load(program, signed_in, url="http://10.0.0.1/feed.xml"))["code"] == "goods.feed_address_refused"


async def test_a_feed_that_moved_is_followed_but_not_into_the_private_network(
    program: Program, signed_in: Client, shop: Site
) -> None:
    shop.moved_to = "/new.xml"
    assert (await load(program, signed_in, url=shop.url))["loaded"] == 4
    shop.moved_to = "http://10.0.0.1/feed.xml"
    assert (await load(program, signed_in))["code"] == "goods.feed_address_refused"
    shop.moved_to = "/feed.xml"
    assert (await load(program, signed_in))["code"] == "goods.feed_unreachable"


async def test_a_feed_that_did_not_change_is_not_sent_again(program: Program, signed_in: Client, shop: Site) -> None:
    shop.etag = '"one"'
    await load(program, signed_in, url=shop.url)
    went = await load(program, signed_in)
    assert shop.asked[-1]["if-none-match"] == '"one"'
    assert (went["state"], went["code"], went["gone"]) == ("idle", "", 0)
    assert len(await available(signed_in)) == 4


async def test_two_loads_at_once_are_refused_and_so_is_one_without_an_address(
    program: Program, signed_in: Client, shop: Site
) -> None:
    none = await signed_in.post(f"{FEED}/loads")
    assert (none.status_code, none.json()["code"]) == (404, "goods.feed_not_found")
    await load(program, signed_in, url=shop.url)
    assert (await signed_in.post(f"{FEED}/loads")).status_code == 202
    second = await signed_in.post(f"{FEED}/loads")
    assert (second.status_code, second.json()["code"]) == (409, "goods.feed_busy")
    await program.jobs.work(wait=False)


async def test_two_who_set_the_feed_up_do_not_overwrite_each_other(signed_in: Client, shop: Site) -> None:
    first = await signed_in.put(FEED, json={"url": shop.url, "enabled": False, "revision": 0})
    assert first.json()["revision"] == 1
    second = await signed_in.put(FEED, json={"url": shop.url, "every_hours": 1, "revision": 0})
    assert (second.status_code, second.json()["code"]) == (409, "goods.feed_changed_meanwhile")
    assert second.json()["params"]["revision"] == 1


@pytest.mark.parametrize("url", ["ftp://shop.example/feed", "shop.example", "https://", "https://a:b@shop.example/"])
async def test_what_is_no_address_of_a_page_is_refused(signed_in: Client, url: str) -> None:
    reply = await signed_in.put(FEED, json={"url": url, "revision": 0})
    assert (reply.status_code, reply.json()["code"]) == (400, "goods.feed_address_invalid")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("goods.xml", yml([offer("tea-1"), offer("tea-2")])),
        ("goods.csv", "Артикул;Название\ntea-1;Чай\ntea-2;Чай\n".encode("cp1251")),
    ],
)
async def test_a_file_is_loaded_by_the_same_reader_whatever_it_is_written_in(
    program: Program, signed_in: Client, name: str, data: bytes
) -> None:
    reply = await signed_in.post(f"{FEED}/files", files={"data": (name, data)})
    assert (reply.status_code, reply.json()["state"]) == (202, "waiting"), reply.text
    await program.jobs.work(wait=False)
    went = (await signed_in.get(FEED)).json()
    assert (went["state"], went["file_name"], went["loaded"], went["code"]) == ("idle", name, 2, "")
    assert await available(signed_in) == ["tea-1", "tea-2"]


async def test_an_empty_file_is_refused_at_once(signed_in: Client) -> None:
    reply = await signed_in.post(f"{FEED}/files", files={"data": ("goods.csv", b" \n")})
    assert (reply.status_code, reply.json()["code"]) == (400, "goods.feed_unreadable")


async def test_the_feed_is_read_again_by_the_clock_until_it_is_switched_off(
    timed: Program, clock: FixedClock, shop: Site
) -> None:
    app: Litestar = web.build(timed)
    company: Company = await factories.create_workspace(timed)
    async with await factories.signed_in_client(app, timed, company, company.owner) as client:
        went = await load(timed, client, url=shop.url)
        assert went["next_at"] == "2026-03-02T15:00:00Z"
        shop.body = yml([offer(f"tea-{number}") for number in range(5)])
        clock.move(timedelta(hours=5))
        asked = len(shop.asked)
        assert (await load(timed, client))["next_at"] == "2026-03-02T20:00:00Z"
        clock.move(timedelta(hours=5))
        await ringing.ring(timed.parts, workspace_id=company.id)
        await timed.jobs.work(wait=False)
        assert len(shop.asked) == asked + 1
        shop.body = yml([offer(f"tea-{number}") for number in range(6)])
        clock.move(timedelta(hours=1))
        await ringing.ring(timed.parts, workspace_id=company.id)
        await timed.jobs.work(wait=False)
        assert len(await available(client)) == 6
        now = (await client.get(FEED)).json()
        await client.put(FEED, json={"url": shop.url, "enabled": False, "revision": now["revision"]})
        asked = len(shop.asked)
        clock.move(timedelta(hours=24))
        await ringing.ring(timed.parts, workspace_id=company.id)
        await timed.jobs.work(wait=False)
        assert len(shop.asked) == asked


async def test_whoever_only_looks_may_set_nothing_up(sign_in_as: SignInAs, shop: Site) -> None:
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(FEED)).json()["revision"] == 0
    assert (await viewer.put(FEED, json={"url": shop.url, "revision": 0})).status_code == 403
    assert (await viewer.post(f"{FEED}/loads")).status_code == 403
    assert (await viewer.post(f"{FEED}/files", files={"data": ("a.csv", b"a")})).status_code == 403
