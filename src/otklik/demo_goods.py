"""The demo company's catalogue, and what its customers looked at: as the shop's feed and site would tell it."""

from datetime import timedelta
from typing import Any, Final

from otklik.domains.activity.service import recording
from otklik.domains.contacts import service as contacts
from otklik.domains.goods import service as goods
from otklik.platform.context import Ctx

Good = dict[str, Any]  # Any: as the API takes it
SHOP: Final = "https://zerno.example"
BEANS: Final = "Кофе / В зёрнах"
GROUND: Final = "Кофе / Молотый"
TEA: Final = "Чай"
WARE: Final = "Посуда и техника"
SHELF: Final[tuple[tuple[str, str, str, int, int | None, int], ...]] = (
    ("brazil", "Бразилия Серрадо, 1 кг", BEANS, 2_100_00, None, 42),
    ("ethiopia", "Эфиопия Сидамо, 250 г", BEANS, 720_00, None, 64),
    ("home", "Эспрессо-смесь «Домашняя», 1 кг", BEANS, 1_890_00, 2_190_00, 120),
    ("kenya", "Кения АА, 250 г", BEANS, 890_00, None, 0),
    ("colombia", "Колумбия Уила, 250 г", BEANS, 690_00, 790_00, 31),
    ("decaf", "Колумбия без кофеина, 250 г", BEANS, 810_00, None, 9),
    ("moka", "Для гейзерной кофеварки, 250 г", GROUND, 590_00, None, 28),
    ("cezve", "Для турки, 250 г", GROUND, 590_00, None, 17),
    ("sencha", "Сенча, 100 г", TEA, 420_00, None, 55),
    ("puer", "Шу пуэр, блин 357 г", TEA, 1_640_00, 1_990_00, 6),
    ("v60", "Воронка V60 с фильтрами", WARE, 1_350_00, None, 14),
    ("grinder", "Ручная кофемолка со стальными жерновами", WARE, 4_900_00, None, 0),
)
"""Id, name, category, price, former price, pieces."""
LOOKED: Final[tuple[tuple[str, ...], ...]] = (
    ("kenya", "ethiopia"),
    ("grinder", "v60", "brazil"),
    ("puer",),
    ("colombia", "decaf"),
    ("home", "moka"),
)
"""In the order of the contacts, the last looked at first."""


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner; the people are there already."""
    await goods.put(ctx, [_good(*one) for one in SHELF])
    people = await contacts.search(ctx, limit=len(LOOKED))
    looks = [
        recording.FactIn(
            name="product_viewed",
            person=recording.PersonRef(contact_id=person.id),
            at=ctx.now() - timedelta(days=number + 1, hours=nth),
            source="site",
            properties={"product": product},
        )
        for number, (person, products) in enumerate(zip(people, LOOKED, strict=False))
        for nth, product in enumerate(products)
    ]
    await recording.record(ctx, looks)


def _good(product: str, title: str, category: str, price: int, old: int | None, stock: int) -> Good:
    return {
        "product": product,
        "title": title,
        "category": category,
        "url": f"{SHOP}/{product}",
        "price_minor": price,
        "old_price_minor": old,
        "currency": "RUB",
        "stock": stock,
    }
