"""Providers that fetch files by themselves get a link of ours: for one file, for a week, for nobody's other files."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import pytest
from tests.client import Client
from tests.factories import Company, unit_of_work

from otklik.domains.delivery.service import files, links
from otklik.platform.clock import FixedClock, SystemClock, Timekeeper
from otklik.platform.settings import Settings
from otklik.program import Program

PICTURE = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def public(program: Program, settings: Settings) -> Iterator[None]:
    """As if the server had an address of its own on the Internet."""
    program.parts.add(Settings, msgspec.structs.replace(settings, public_url="https://desk.example.ru"))
    yield
    program.parts.add(Settings, settings)


async def linked(program: Program, workspace: Company, browser: Client) -> str:
    kept = await browser.post("/api/v1/files", files={"data": ("чай №1.png", PICTURE, "image/png")})
    assert kept.status_code == 201, kept.text
    async with unit_of_work(program, workspace) as ctx:
        return links.link(ctx, await files.get(ctx, UUID(kept.json()["id"])))


@pytest.mark.usefixtures("public")
async def test_a_provider_fetches_the_file_without_signing_in(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    address = urlsplit(await linked(program, workspace, signed_in))
    assert (address.scheme, address.netloc) == ("https", "desk.example.ru")
    assert address.path.endswith(".png")  # some read the type from the name
    answer = await client.get(address.path)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PICTURE, "image/png")


@pytest.mark.usefixtures("public")
async def test_a_link_that_was_altered_or_is_over_leads_nowhere(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    path = urlsplit(await linked(program, workspace, signed_in)).path
    token = path.split("/")[2]
    for wrong in (token[:-1], f"{token}A", token.replace(".", "", 1), "x", "a.b.c.d"):
        assert (await client.get(f"/files/{wrong}/x.png")).status_code == 404
    program.parts.add(Timekeeper, Timekeeper(FixedClock(SystemClock().now() + links.LIVES + timedelta(minutes=1))))
    try:
        answer = await client.get(path)
    finally:
        program.parts.add(Timekeeper, Timekeeper(SystemClock()))
    assert (answer.status_code, answer.json()["code"]) == (404, "delivery.file_not_found")


async def test_without_an_address_outside_there_is_no_link(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    assert await linked(program, workspace, signed_in) == ""
