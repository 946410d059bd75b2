"""What the demo company's customers agreed to: through the verbs, as forms and colleagues call them."""

from typing import Final

from otklik.domains.consents import service as consents
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes, recording, suppressing
from otklik.domains.contacts import service as contacts
from otklik.platform.context import Ctx

PURPOSES: Final = (
    PurposeIn(
        code="news",
        name_ru="Новости обжарки",
        name_en="Roastery news",
        basis="consent",
        text_ru="Согласен получать новости кофейни не чаще раза в неделю. Отказаться можно в любую минуту.",
        text_en="I agree to get the roastery's news, once a week at most. I can stop at any moment.",
    ),
    PurposeIn(
        code="offers",
        name_ru="Акции и скидки",
        name_en="Offers and discounts",
        basis="consent",
        text_ru="Согласен получать сообщения об акциях и скидках. Отказаться можно в любую минуту.",
        text_en="I agree to be told of offers and discounts. I can stop at any moment.",
    ),
    PurposeIn(code="order", name_ru="Состояние заказа", name_en="State of an order", basis="contract"),
)
PEOPLE: Final = 3


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner. The people seen last get an address and a history."""
    for purpose in PURPOSES:
        await purposes.create(ctx, purpose)
    people = await contacts.search(ctx, limit=PEOPLE)
    for number, person in enumerate(people):
        address = f"customer{number + 1}@client.example"
        await contacts.add_address(ctx, contact_id=person.id, address_kind="email", address=address, verified=False)
        for act, method in (("granted", "form"), ("withdrawn", "preference_centre"))[: number + 1]:
            said = recording.Act(
                contact_id=person.id,
                act=act,
                purpose="news",
                channel="email",
                method=method,
                where=consents.Where(address=address, form="Подвал сайта", page_url="https://shop.example/"),
            )
            await consents.record(ctx, said)
    await suppressing.suppress(
        ctx, address_kind="email", address="press@rival.example", reason="by_hand", note="Конкуренты, не пишем."
    )
