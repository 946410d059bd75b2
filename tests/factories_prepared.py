"""A company's WhatsApp whose cloud is on loopback, its templates kept, a customer who wrote long ago."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.contract import templates
from tests.contract.graphapi import ACCOUNT_ID, APP_SECRET, NUMBER_ID, TOKEN, VERIFY_TOKEN, GraphApi
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal

from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import prepared
from otklik.platform.clock import SystemClock
from otklik.program import Program

PERSON = "79161234567"
ALL = (templates.ORDER, templates.NAMED, templates.PICTURE, templates.REJECTED, templates.CODE)


class Number:
    """A connected number. Its cloud refuses whatever Meta's document does not allow."""

    def __init__(self, program: Program, company: Company, channel: Channel, cloud: GraphApi) -> None:
        self.program = program
        self.company = company
        self.channel = channel
        self.cloud = cloud
        self._last = 0

    async def read_templates(self) -> None:
        await prepared.refresh(self.program.parts, workspace_id=self.company.id, channel_id=self.channel.id)

    async def wrote_yesterday(self) -> None:
        """The customer wrote, and we were told of it when the window had closed by the provider's clock."""
        await self.write(ago=timedelta(hours=25))

    async def write(self, text: str = "Готов ли заказ?", *, ago: timedelta = -timedelta(seconds=5)) -> None:
        """The customer writes; a moment ahead, for the provider's times are whole seconds."""
        at = SystemClock().now() - ago
        self._last += 1
        message = {"from": PERSON, "id": f"wamid.IN{self._last}", "timestamp": _seconds(at), "type": "text"}
        value = {
            "metadata": {"phone_number_id": NUMBER_ID},
            "contacts": [{"wa_id": PERSON, "profile": {"name": "Мария Петровна"}}],
            "messages": [message | {"text": {"body": text}}],
        }
        await self.hook("messages", value)

    async def hook(self, field: str, value: dict[str, Any]) -> None:  # Any: JSON
        """What Meta posts to the webhook."""
        body = {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
        }
        raw = json.dumps(body).encode()
        await deposit(self.program, self.channel, event_id=f"{field}-{hash(raw)}", body=raw)
        await read_journal(self.program, self.channel)


async def connected_number(program: Program, company: Company, cloud: GraphApi) -> Number:
    cloud.templates = list(ALL)
    config = {
        "token": TOKEN,
        "phone_number_id": NUMBER_ID,
        "account_id": ACCOUNT_ID,
        "app_secret": APP_SECRET,
        "verify_token": VERIFY_TOKEN,
        "base_url": cloud.base_url,
    }
    channel = await create_channel(program, company, kind="whatsapp", name="Номер", config=config)
    number = Number(program, company, channel, cloud)
    await number.read_templates()
    return number


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
