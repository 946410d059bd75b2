"""What the demo company's customers bought and what is known of them: as a shop would tell it by the API."""

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from otklik.domains.activity.rfm_schemas import LoyaltyLevel, RfmSettings
from otklik.domains.activity.schemas import FactIn, LineIn, PersonRef
from otklik.domains.activity.service import ranking, recording
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import AttributeName, NewAttribute
from otklik.platform.context import Ctx

PURCHASE: Final = "purchase"
GOODS: Final = (
    ("brazil", "Бразилия Серрадо, 1 кг", 2_100_00),
    ("ethiopia", "Эфиопия Сидамо, 250 г", 720_00),
    ("home", "Эспрессо-смесь «Домашняя», 1 кг", 1_890_00),
)


class Buyer(NamedTuple):
    """In the order of the contacts: how many days ago each purchase was, and how many packs it had."""

    days_ago: tuple[int, ...]
    packs: int
    city: str
    tier: str = ""


BUYERS: Final = (
    Buyer((2,), 1, "Казань"),
    Buyer((6, 34, 61), 2, "Москва"),
    Buyer((1, 15, 29, 43, 70), 2, "Москва", "Золото"),
    Buyer((3, 33, 64, 95, 120, 151), 6, "Санкт-Петербург", "Опт"),
    Buyer((12, 80), 1, "Уфа"),
    Buyer((20,), 3, "Таллин"),
    Buyer((90, 130, 170), 1, "Пермь"),
    Buyer((200,), 1, "Москва"),
    Buyer((45, 75), 2, "Тверь"),
)
LEVELS: Final = (
    LoyaltyLevel(name="Знакомый", from_minor=1_000_00),
    LoyaltyLevel(name="Постоянный", from_minor=10_000_00),
    LoyaltyLevel(name="Золото", from_minor=30_000_00),
)


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner; the people are there already, with their conversations."""
    people = await contacts.search(ctx, limit=len(BUYERS))
    facts: list[FactIn] = []
    for number, (person, buyer) in enumerate(zip(people, BUYERS, strict=False)):
        known: dict[AttributeName, NewAttribute] = {"город": buyer.city}
        if buyer.tier:
            known["tier"] = buyer.tier
        await contacts.update(ctx, contact_id=person.id, changes=contacts.ContactChanges(attributes=known))
        facts += [_bought(ctx, person.id, buyer, days, number + nth) for nth, days in enumerate(buyer.days_ago)]
    await recording.record(ctx, facts)
    await ranking.put_settings(ctx, RfmSettings(currency="RUB", levels=LEVELS))


def _bought(ctx: Ctx, contact_id: UUID, buyer: Buyer, days_ago: int, nth: int) -> FactIn:
    product, title, price = GOODS[nth % len(GOODS)]
    return FactIn(
        name=PURCHASE,
        person=PersonRef(contact_id=contact_id),
        at=ctx.now() - timedelta(days=days_ago, hours=2),
        source="shop",
        lines=(LineIn(product=product, title=title, quantity=buyer.packs, price_minor=price),),
    )
