"""A provider with few lines: tests copy this file into a folder and the registry finds it there.

One webhook body is a list of events, as several messengers send them; what `send` does is scripted by the text.
"""

import msgspec

from otklik.channels import contract
from otklik.channels.contract import ChannelError, Config, Inbound, RawItem, Remedy

MANIFEST = contract.Manifest(
    kind="toy_batch",
    title={"en": "Toy", "ru": "Игрушка"},
    summary={"en": "For tests", "ru": "Для тестов"},
    setup={"en": "Nothing", "ru": "Ничего"},
    colour="#000000",
    icon='<path d="M0 0h1v1z"/>',
    fields=(),
    capabilities=contract.Capabilities(text_length_max=1000),
    address_kind="toy_batch",
)


class Toy:
    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return msgspec.json.decode(item.body, type=list[Inbound])

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        item = RawItem(event_id=request.query.get("id", "1"), body=request.body)
        return contract.WebhookReply(item=item)

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        if message.text.startswith("fall"):
            raise RuntimeError
        if message.text.startswith("give up"):
            raise ChannelError("toy.refused", remedy=Remedy.GIVE_UP)
        return contract.SendResult(external_id=f"toy-{message.id}")


provider = Toy()
