"""How the demo company's customers get hold of it: the kit as its administrator would have filled it in."""

from typing import Final

from otklik.domains.delivery.models import Channel
from otklik.domains.reach.schemas import Bilingual, Kit, Way
from otklik.domains.reach.service import kit
from otklik.platform.context import Ctx

KIT: Final = Kit(
    title=Bilingual(ru="Как с нами связаться", en="How to reach us"),
    lead=Bilingual(
        ru="Отвечают Анна, Дарья и Илья: о кофе, заказах и доставке",
        en="Anna, Daria and Ilya answer: about coffee, orders and delivery",
    ),
    entries=(
        Way(
            id="w4",
            kind="phone",
            value="+7 495 000-00-00",
            note=Bilingual(ru="Кофейня на Покровке", en="The coffee house on Pokrovka"),
        ),
        Way(id="w1", kind="link", value="https://t.me/otklik_coffee"),
        Way(
            id="w2",
            kind="link",
            value="https://wa.me/74950000000",
        ),
        Way(
            id="w3",
            kind="link",
            value="viber://chat?number=%2B74950000000",
            note=Bilingual(ru="Заказы из других городов", en="Orders from other cities"),
        ),
        Way(
            id="w5",
            kind="email",
            value="hello@coffee.example",
            text=Bilingual(ru="Вопрос с сайта", en="A question from the site"),
            note=Bilingual(ru="Опт и сотрудничество", en="Wholesale and partnership"),
        ),
    ),
)


async def keep(ctx: Ctx, chat: Channel) -> None:
    """The page, the button and the sheet have something to show."""
    first = Way(id="chat", kind="channel", channel_id=chat.id)
    await kit.put(ctx, Kit(title=KIT.title, lead=KIT.lead, entries=(first, *KIT.entries)))
