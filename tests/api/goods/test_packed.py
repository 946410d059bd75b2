"""Feeds and files packed with gzip: read as what is in them, up to the size an unpacked one may have."""

import gzip
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.api.goods.test_feed import FEED, available, load
from tests.client import Client
from tests.factories_goods import Site, offer, site, yml

from otklik.domains.goods.service import feeding
from otklik.program import Program

PLAIN = yml([offer("tea-0"), offer("tea-1")])
TABLE = "id;название;цена\ntea-7;Чай;100\n".encode()


@pytest.fixture
async def shop() -> AsyncIterator[Site]:
    async with site() as found:
        found.body = gzip.compress(PLAIN)
        yield found


async def upload(program: Program, client: Client, data: bytes, *, name: str = "goods.xml.gz", **asked: Any) -> Any:
    """How the load of the file went."""
    reply = await client.post(f"{FEED}/files", files={"data": (name, data)}, params=asked)
    assert reply.status_code == 202, reply.text
    await program.jobs.work(wait=False)
    return (await client.get(FEED)).json()


async def test_a_packed_feed_is_read_whether_its_server_says_that_it_is_packed_or_not(
    program: Program, signed_in: Client, shop: Site
) -> None:
    went = await load(program, signed_in, url=shop.url)
    assert (went["loaded"], went["code"]) == (2, "")
    shop.headers = {"content-encoding": "gzip"}
    went = await load(program, signed_in)
    assert (went["loaded"], went["code"]) == (2, "")
    assert await available(signed_in) == ["tea-0", "tea-1"]


@pytest.mark.parametrize(("data", "products"), [(PLAIN, ["tea-0", "tea-1"]), (TABLE, ["tea-7"])])
async def test_a_packed_file_is_told_by_what_is_in_it(
    program: Program, signed_in: Client, data: bytes, products: list[str]
) -> None:
    went = await upload(program, signed_in, gzip.compress(data))
    assert (went["code"], went["refusals"]) == ("", [])
    assert await available(signed_in) == products


@pytest.mark.parametrize("encoded", [False, True])
async def test_what_is_small_only_while_it_is_packed_is_refused(
    program: Program, signed_in: Client, shop: Site, monkeypatch: pytest.MonkeyPatch, encoded: bool
) -> None:
    monkeypatch.setattr(feeding, "BYTES_MAX", 1_000_000)
    shop.body = gzip.compress(b" " * 1_000_001)
    assert len(shop.body) < 2_000
    if encoded:
        shop.headers = {"content-encoding": "gzip"}
    went = await load(program, signed_in, url=shop.url)
    assert (went["state"], went["code"]) == ("idle", "goods.feed_too_large")
    assert (await upload(program, signed_in, shop.body))["code"] == "goods.feed_too_large"


@pytest.mark.parametrize(
    "spoilt", [gzip.compress(PLAIN)[:-20], gzip.compress(PLAIN) + b"more", b"\x1f\x8b" + b"no gzip at all"]
)
async def test_a_spoilt_package_is_unreadable(program: Program, signed_in: Client, shop: Site, spoilt: bytes) -> None:
    shop.body = spoilt
    assert (await load(program, signed_in, url=shop.url))["code"] == "goods.feed_unreadable"


async def test_a_file_of_less_than_half_is_believed_once_somebody_says_so(program: Program, signed_in: Client) -> None:
    await upload(program, signed_in, yml([offer(f"tea-{number}") for number in range(4)]))
    few = yml([offer("tea-0")])
    assert (await upload(program, signed_in, few))["code"] == "goods.feed_shrunk"
    went = await upload(program, signed_in, few, whole=True)
    assert (went["code"], went["gone"]) == ("", 3)
    assert await available(signed_in) == ["tea-0"]
