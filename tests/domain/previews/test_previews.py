"""A link in a message is shown with what it leads to, and a stranger's page can do no harm."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from tests.client import Client
from tests.factories import Company
from tests.factories_conversations import create_mailbox
from tests.factories_delivery import deposit, read_journal
from tests.served import free_port
from tests.telegram_thread import Customers, customers, only

from otklik.platform.jobs import Jobs
from otklik.program import Program

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PAGE = """<head><title>Колумбия, 250 г</title><meta property="og:description" content="Свежая обжарка">
<meta property="og:image" content="/picture">"""


@dataclass
class Stranger:
    """A site on loopback, which the tests' settings allow to be asked."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    port = free_port()
    site = Stranger(f"http://127.0.0.1:{port}")

    async def answer(request: web.Request) -> web.StreamResponse:
        site.asked.append(request.path)
        match request.path:
            case "/picture":
                return web.Response(body=PNG, content_type="image/png")
            case "/loop":
                raise web.HTTPFound("/loop")
            case "/inside":
                raise web.HTTPFound(f"http://[::1]:{port}/page")
            case "/moved":
                raise web.HTTPFound("/page")
            case "/huge":
                return web.Response(body=b"<title>x</title>" + b" " * 3_000_000, content_type="text/html")
            case "/file":
                return web.Response(body=PAGE.encode(), content_type="application/octet-stream")
            case _:
                return web.Response(text=PAGE, content_type="text/html")

    served = web.Application()
    served.router.add_get("/{any:.*}", answer)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield site
    await runner.cleanup()


async def link_of(program: Program, browser: Client) -> dict[str, str] | None:
    """What is shown with the only conversation's last message once the jobs ran."""
    await program.parts.get(Jobs).work(wait=False)
    thread = await browser.get(f"/api/v1/conversations/{await only(browser)}/messages")
    link: dict[str, str] | None = thread.json()["items"][-1]["extra"].get("link")
    return link


async def test_a_link_is_shown_with_title_words_and_picture(
    program: Program, people: Customers, signed_in: Client, stranger: Stranger
) -> None:
    await people.write(f"Есть такой? {stranger.url}/moved")
    link = await link_of(program, signed_in)
    assert link is not None
    assert (link["title"], link["description"]) == ("Колумбия, 250 г", "Свежая обжарка")
    assert (link["url"], link["site_name"]) == (f"{stranger.url}/moved", "127.0.0.1")
    picture = await signed_in.get(link["picture"])
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")


async def test_a_page_looked_at_lately_is_not_asked_again(
    program: Program, people: Customers, signed_in: Client, stranger: Stranger
) -> None:
    for _ in range(2):
        await people.write(f"{stranger.url}/page")
        assert await link_of(program, signed_in) is not None
    assert stranger.asked == ["/page", "/picture"]


@pytest.mark.parametrize("path", ["/loop", "/inside", "/huge", "/file"])
async def test_a_page_that_misbehaves_shows_nothing(
    program: Program, people: Customers, signed_in: Client, stranger: Stranger, path: str
) -> None:
    await people.write(f"{stranger.url}{path}")
    assert await link_of(program, signed_in) is None
    assert stranger.asked == [path] * (4 if path == "/loop" else 1)


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data"])
async def test_no_private_address_is_asked(
    program: Program, people: Customers, signed_in: Client, address: str
) -> None:
    await people.write(address)
    assert await link_of(program, signed_in) is None


LETTER = """From: Anna <anna@example.test>\r\nTo: shop@example.ru\r\nSubject: Link\r\nMessage-ID: <1@example.test>\r
Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"""


async def test_a_link_in_a_letter_is_left_alone_however_plain_the_letter(
    program: Program, workspace: Company, signed_in: Client, stranger: Stranger
) -> None:
    mailbox = await create_mailbox(program, workspace)
    await deposit(program, mailbox, event_id="1", body=LETTER.format(words=f"{stranger.url}/page").encode())
    await read_journal(program, mailbox)
    assert (await link_of(program, signed_in), stranger.asked) == (None, [])


async def test_a_company_may_switch_it_off(
    program: Program, people: Customers, signed_in: Client, stranger: Stranger
) -> None:
    off = await signed_in.put("/api/v1/preview-settings", json={"enabled": False})
    assert off.json() == {"enabled": False}
    await people.write(f"{stranger.url}/page")
    assert (await link_of(program, signed_in), stranger.asked) == (None, [])
