"""The tutorial's provider is taken from its page and run, so that the page cannot go stale."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from tests.ports import fake_port

from otklik.channels import registry
from otklik.channels.contract import (
    ChannelError,
    InboundMessage,
    OutboundMessage,
    Provider,
    Remedy,
    Sends,
    SignatureRefused,
    TakesWebhooks,
    WebhookRequest,
)

PAGE = Path(__file__).parents[3] / "docs/tutorials/your-first-channel.md"


@pytest.fixture
def pigeon(tmp_path: Path) -> Provider:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    (tmp_path / "pigeon.py").write_text(code, "utf-8")
    return registry.load(folders=[tmp_path]).get("pigeon")


def request(body: bytes, *, given: str) -> WebhookRequest:
    return WebhookRequest(
        method="POST", path="/", query={}, headers={"x-pigeon-secret": given}, body=body, secret="s3cret"
    )


def test_the_letter_on_the_page_is_read(pigeon: Provider) -> None:
    [letter] = re.findall(r"echo '(\{.*\})'", PAGE.read_text("utf-8"))
    assert isinstance(pigeon, TakesWebhooks)
    item = pigeon.webhook(request(letter.encode(), given="s3cret"), {}).item
    assert item is not None
    assert item.event_id == "e1"
    [event] = pigeon.parse(item, {})
    assert isinstance(event, InboundMessage)
    assert (event.text, event.sender.name, event.thread_id) == ("Здравствуйте", "Анна", "north")
    assert event.sent_at == datetime.fromtimestamp(1772000000, UTC)


def test_a_stranger_is_refused(pigeon: Provider) -> None:
    assert isinstance(pigeon, TakesWebhooks)
    with pytest.raises(SignatureRefused):
        pigeon.webhook(request(b"{}", given="guess"), {})


async def test_an_answer_goes_out_and_a_refusal_says_what_to_do(pigeon: Provider) -> None:
    assert isinstance(pigeon, Sends)
    letters: list[object] = []
    replies = [web.json_response({"letter": "8"}), web.json_response({"why": "the pigeon moved"}, status=410)]

    async def take(received: web.Request) -> web.Response:
        letters.append(await received.json())
        return replies[len(letters) - 1]

    app = web.Application()
    app.router.add_post("/abcd1234/letters", take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    config = {"key": "abcd1234", "base_url": f"http://127.0.0.1:{runner.addresses[0][1]}"}
    message = OutboundMessage(id="row-1", thread_id="north", to="12", text="Добрый день")
    async with fake_port() as port:
        result = await pigeon.send(port, config, message)
        with pytest.raises(ChannelError) as caught:
            await pigeon.send(port, config, message)
    await runner.cleanup()
    assert result.external_id == "8"
    assert letters[0] == {"loft": "north", "words": "Добрый день", "once": "row-1"}
    assert (caught.value.code, caught.value.remedy) == ("pigeon.flown_away", Remedy.UNREACHABLE)


def test_the_mistakes_on_the_page_are_the_registrys_own_words(tmp_path: Path) -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    broken = code.replace('kind="pigeon"', 'kind="dove"', 1).replace(', "ru": "Ключ голубятни"', "")
    (tmp_path / "pigeon.py").write_text(broken.replace("async def send", "def send").replace("await ", ""), "utf-8")
    [told] = re.findall(r"```text\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    with pytest.raises(registry.ProviderInvalid) as caught:
        registry.load(folders=[tmp_path])
    assert list(caught.value.problems) == told.splitlines()


def test_the_page_names_every_protocol_and_remedy() -> None:
    page = PAGE.read_text("utf-8")
    for protocol in registry.PROTOCOLS[1:]:
        assert f"`{protocol.__name__}`" in page
    for remedy in Remedy:
        assert f"`{remedy.name}`" in page
    assert json.loads(re.findall(r"echo '(\{.*\})'", page)[0])["id"] == "e1"
