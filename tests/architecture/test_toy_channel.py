"""Adding a channel touches one file: a toy provider in a folder of its own is everywhere at once."""

import importlib.util
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import msgspec
import pytest
from tests import factories
from tests.client import Client
from tests.factories_delivery import read_journal

from otklik import web
from otklik.channels import registry
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.platform.settings import Settings
from otklik.program import Program

ROOT = Path(__file__).parents[2]
TOY = '''
"""Pigeon post: a toy."""

import json
from datetime import UTC, datetime

from otklik.channels.contract import (
    Capabilities, Config, ConfigField, FieldKind, Inbound, InboundMessage, Manifest, OutboundMessage, Port, RawItem,
    Sender, SendResult, WebhookReply, WebhookRequest,
)


class Pigeon:
    manifest = Manifest(
        kind="pigeon",
        title={"en": "Pigeon post", "ru": "Голубиная почта"},
        summary={"en": "Letters by bird.", "ru": "Письма птицами."},
        setup={"en": "Feed the bird.", "ru": "Покормите птицу."},
        colour="#667085",
        icon="<circle cx='12' cy='12' r='9'/>",
        fields=(ConfigField(name="loft", kind=FieldKind.TEXT, label={"en": "Loft", "ru": "Голубятня"}, required=True),),
        capabilities=Capabilities(text_length_max=280),
        address_kind="pigeon",
    )

    def webhook(self, request: WebhookRequest, config: Config) -> WebhookReply:
        return WebhookReply(item=RawItem(event_id=json.loads(request.body)["id"], body=request.body), body=b"coo")

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        told = json.loads(item.body)
        sender = Sender(id=told["from"], name=told["from"])
        return [InboundMessage(external_id=told["id"], thread_id=told["from"], sender=sender,
                               sent_at=datetime.now(UTC), text=told["text"], visible_text=told["text"])]

    async def send(self, port: Port, config: Config, message: OutboundMessage) -> SendResult:
        return SendResult(external_id=message.id)


provider = Pigeon()
'''


@pytest.fixture
async def toy(postgres: str, settings: Settings, tmp_path: Path) -> AsyncIterator[Program]:
    (tmp_path / "pigeon.py").write_text(TOY)
    with_toy = msgspec.structs.replace(settings, provider_folders=(str(tmp_path),))
    program = Program(with_toy, database_url=postgres)
    await program.start(work=False)
    yield program
    await program.stop()


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "script" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["reference"] = module
    spec.loader.exec_module(module)
    return module


async def test_a_new_file_is_a_form_a_channel_and_a_row_in_the_docs(toy: Program, tmp_path: Path) -> None:
    company = await factories.create_workspace(toy)
    browser: Client = await factories.signed_in_client(web.build(toy), toy, company, company.owner)
    async with browser:
        forms = {one["kind"]: one for one in (await browser.get("/api/v1/providers")).json()}
        assert [field["name"] for field in forms["pigeon"]["fields"]] == ["loft"]
        assert forms["pigeon"]["capabilities"]["text_length_max"] == 280

        refused = await browser.post("/api/v1/channels", json={"kind": "pigeon", "name": "Голуби", "config": {}})
        assert (refused.status_code, refused.json()["code"]) == (400, "channels.config_invalid")
        made = await browser.post(
            "/api/v1/channels", json={"kind": "pigeon", "name": "Голуби", "config": {"loft": "A"}}
        )
        assert made.status_code == 201

        letter = json.dumps({"id": "1", "from": "Сизарь", "text": "Курлык"})
        answer = await browser.post(urlsplit(made.json()["webhook_url"]).path, content=letter)
        assert (answer.status_code, answer.text) == (200, "coo")
        await read_journal(toy, await the_channel(toy, company, made.json()["id"]))
        inbox = (await browser.get("/api/v1/conversations?view=all")).json()["items"]
        assert [(one["channel_kind"], one["preview"]) for one in inbox] == [("pigeon", "Курлык")]

    page = reference().channels_page(registry.load(folders=[tmp_path]))
    assert "`pigeon`" in page
    assert "| 280 |" in page


async def the_channel(program: Program, company: factories.Company, channel_id: str) -> Channel:
    async with factories.unit_of_work(program, company) as ctx:
        return next(one for one in await channels.listing(ctx) if str(one.id) == channel_id)
